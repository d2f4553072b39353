// Receipts (C2SP tlog-proof): a text file that shows, offline and to anybody who has the
// log's public key, that an event is in the log.
//
//   c2sp.org/tlog-proof@v1
//   index I
//   BASE64(hash), one a line, from the leaf to the root
//   (an empty line)
//   the signed checkpoint
#ifndef WRIT_ENGINE_LOG_RECEIPT_H_
#define WRIT_ENGINE_LOG_RECEIPT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/log/checkpoint.h"
#include "engine/log/proof.h"

namespace writ {

struct Receipt {
  uint64_t index = 0;
  Proof proof;
  std::string checkpoint;  // the note
};

std::string FormatReceipt(const Receipt& receipt);
// InvalidArgument for a text that is no receipt.
absl::StatusOr<Receipt> ParseReceipt(std::string_view text);

// The checkpoint, once it is shown that `event` stands in the log at the receipt's index.
// InvalidArgument or DataLoss says what does not fit.
absl::StatusOr<Checkpoint> CheckReceipt(std::string_view receipt, std::string_view event,
                                        const NoteVerifier& verifier);

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_RECEIPT_H_
