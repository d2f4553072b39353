// Checkpoints (C2SP tlog-checkpoint): a signed statement that the log had this size and
// this root. The text of the note is
//
//   ORIGIN
//   SIZE, decimal
//   BASE64(root hash)
//
// and the key that signs is named like the origin. Pure.
#ifndef WRIT_ENGINE_LOG_CHECKPOINT_H_
#define WRIT_ENGINE_LOG_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/sha256.h"
#include "engine/log/note.h"

namespace writ {

// Of the log when nobody named it otherwise.
inline constexpr std::string_view kDefaultOrigin = "writ.local/log";

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Digest root{};

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// Who signs the log's checkpoints. The key is the log's alone.
struct LogSigner {
  std::string origin;
  Ed25519Key key;
  NoteVerifier verifier() const { return {origin, key.public_key()}; }
};

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const Ed25519Key& key);

// A note that `verifier` signed. DataLoss when it is not, is malformed, or is of another log
// than the key is named for.
absl::StatusOr<Checkpoint> OpenCheckpoint(std::string_view note, const NoteVerifier& verifier);

// Base64 of a hash, as checkpoints and receipts write it, and back.
std::string ToBase64(const Digest& digest);
absl::StatusOr<Digest> DigestFromBase64(std::string_view text);

// "12": no sign, no leading zero. InvalidArgument for anything else.
absl::StatusOr<uint64_t> ParseDecimal(std::string_view text);

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_CHECKPOINT_H_
