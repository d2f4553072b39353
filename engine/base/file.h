// Small files that must be whole or absent, whatever happens: keys and checkpoints.
// Not for hot paths: each write waits for the disk.
#ifndef WRIT_ENGINE_BASE_FILE_H_
#define WRIT_ENGINE_BASE_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/ed25519.h"

namespace writ {

// Larger files are refused.
inline constexpr size_t kMaxSmallFileBytes = 1 << 20;

// NotFound when there is none; FailedPrecondition when it cannot be read.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path);

// Puts `bytes` in place of what was there: written beside it, synced, renamed, and the
// directory synced, so that a crash leaves the old file or the new one. `mode` as for
// chmod. ResourceExhausted when the disk is full, else Internal; then the old file stands.
absl::Status ReplaceSmallFile(const std::string& path, std::string_view bytes, int mode);

// The key in `path`; on the first call makes one, in a file of mode 0600 (and the
// directory, of mode 0700, when it is not there). FailedPrecondition when others may read
// the file, DataLoss when it holds no key.
absl::StatusOr<Ed25519Key> LoadOrMakeKey(const std::string& path);

}  // namespace writ

#endif  // WRIT_ENGINE_BASE_FILE_H_
