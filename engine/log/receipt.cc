#include "engine/log/receipt.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/log/merkle.h"

namespace writ {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view kIndex = "index ";

absl::Status NoReceipt() { return absl::InvalidArgumentError("this is no receipt"); }

}  // namespace

std::string FormatReceipt(const Receipt& receipt) {
  std::string text(kFirstLine);
  absl::StrAppend(&text, "index ", receipt.index, "\n");
  for (const Digest& hash : receipt.proof) absl::StrAppend(&text, ToBase64(hash), "\n");
  absl::StrAppend(&text, "\n", receipt.checkpoint);
  return text;
}

absl::StatusOr<Receipt> ParseReceipt(std::string_view text) {
  if (text.substr(0, kFirstLine.size()) != kFirstLine) return NoReceipt();
  text.remove_prefix(kFirstLine.size());
  const size_t end = text.find("\n\n");
  if (end == std::string_view::npos) return NoReceipt();
  Receipt receipt;
  receipt.checkpoint = text.substr(end + 2);
  std::string_view lines = text.substr(0, end + 1);
  for (bool first = true; !lines.empty(); first = false) {
    std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(line.size() + 1);
    if (first) {
      if (line.substr(0, kIndex.size()) != kIndex) return NoReceipt();
      WRIT_ASSIGN_OR_RETURN(receipt.index, ParseDecimal(line.substr(kIndex.size())));
      continue;
    }
    if (receipt.proof.size() == kMaxProofHashes) return NoReceipt();
    WRIT_ASSIGN_OR_RETURN(Digest hash, DigestFromBase64(line));
    receipt.proof.push_back(hash);
  }
  return receipt;
}

absl::StatusOr<Checkpoint> CheckReceipt(std::string_view text, std::string_view event,
                                        const NoteVerifier& verifier) {
  WRIT_ASSIGN_OR_RETURN(Receipt receipt, ParseReceipt(text));
  WRIT_ASSIGN_OR_RETURN(Checkpoint checkpoint, OpenCheckpoint(receipt.checkpoint, verifier));
  if (!CheckInclusion(receipt.proof, receipt.index, LeafHash(event), checkpoint.size,
                      checkpoint.root)) {
    return absl::DataLossError(absl::StrCat("the event is not number ", receipt.index,
                                            " of the log of ", checkpoint.size,
                                            " events that the checkpoint signs"));
  }
  return checkpoint;
}

}  // namespace writ
