#include "engine/log/entry.h"

#include "engine/log/merkle.h"

namespace writ {

std::string EncodeEntry(const Digest& leaf, std::string_view event) {
  std::string entry;
  entry.reserve(leaf.size() + event.size());
  entry += AsBytes(leaf);
  entry += event;
  return entry;
}

absl::StatusOr<std::string_view> OpenEntry(std::string_view entry) {
  constexpr size_t kLeafBytes = sizeof(Digest);
  if (entry.size() < kLeafBytes) return absl::DataLossError("the record is too short");
  std::string_view event = entry.substr(kLeafBytes);
  if (AsBytes(LeafHash(event)) != entry.substr(0, kLeafBytes)) {
    return absl::DataLossError("the record does not hash to its leaf");
  }
  return event;
}

}  // namespace writ
