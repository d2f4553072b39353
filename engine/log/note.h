// Signed notes (C2SP signed-note) with Ed25519 keys: how checkpoints are signed.
//
//   TEXT, ending in a newline
//   (an empty line)
//   — NAME BASE64(key id (4 bytes), signature (64))
//
// The key id is the first 4 bytes of SHA-256(NAME, 0x0A, 0x01, public key). A verifier
// key is written NAME+HEX(key id)+BASE64(0x01, public key), as other log tools take it.
// Pure; takes bytes from anybody.
#ifndef WRIT_ENGINE_LOG_NOTE_H_
#define WRIT_ENGINE_LOG_NOTE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/ed25519.h"

namespace writ {

inline constexpr size_t kMaxSignedNoteBytes = 16 * 1024;
inline constexpr size_t kMaxNoteSignatures = 100;
inline constexpr size_t kMaxKeyNameBytes = 128;

// Who may have signed.
struct NoteVerifier {
  std::string name;
  Ed25519PublicKey key{};

  std::string ToString() const;
  // InvalidArgument for a text that ToString would not give.
  static absl::StatusOr<NoteVerifier> Parse(std::string_view text);
};

// A name of a key or a log: not empty, no space, no control character, no `+`, UTF-8 is not
// looked into.
bool IsKeyName(std::string_view name);

// InvalidArgument when `text` is no text of a note (not empty, ends in a newline, no control
// characters but newlines) or `name` no key name.
absl::StatusOr<std::string> SignNote(std::string_view text, std::string_view name,
                                     const Ed25519Key& key);

// The text of a note that `verifier` has signed, a view into `note`. Other signatures may be
// there and are not looked at. DataLoss when it is malformed, not signed by that key, or its
// signature does not fit.
absl::StatusOr<std::string_view> OpenNote(std::string_view note, const NoteVerifier& verifier);

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_NOTE_H_
