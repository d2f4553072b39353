// A record of the log as the store keeps it: the leaf hash, then the event. Every read
// checks the one against the other, so a damaged record is found where it stands.
#ifndef WRIT_ENGINE_LOG_ENTRY_H_
#define WRIT_ENGINE_LOG_ENTRY_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/sha256.h"

namespace writ {

// The value in Table::kEntries; `leaf` is LeafHash(event).
std::string EncodeEntry(const Digest& leaf, std::string_view event);
// The event, a view into `entry`. DataLoss when it does not hash to its leaf.
absl::StatusOr<std::string_view> OpenEntry(std::string_view entry);

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_ENTRY_H_
