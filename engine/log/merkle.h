// The Merkle tree over the log's events, hashed as RFC 6962 and the tlog formats say:
//   leaf = SHA-256(0x00 | event), node = SHA-256(0x01 | left | right),
//   empty tree = SHA-256("")
//
// The tree is never held: its right edge is enough to append and to know the root. All
// pure; nothing here reads a store.
#ifndef WRIT_ENGINE_LOG_MERKLE_H_
#define WRIT_ENGINE_LOG_MERKLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/sha256.h"

namespace writ {

Digest LeafHash(std::string_view event);
Digest NodeHash(const Digest& left, const Digest& right);

// The right edge of a tree of `size` leaves: the roots of the perfect subtrees that the
// leaves fall into, largest and leftmost first, one for each 1-bit of `size`. Hence at
// most 64 hashes, and a restart costs one read. A value type; not thread-safe.
class TreeEdge {
 public:
  uint64_t size() const { return size_; }

  // Adds the leaf with index size(). Amortised two hashes.
  void Append(const Digest& leaf);
  // Of all leaves so far; costs up to 63 hashes.
  Digest Root() const;

  // Of the perfect subtrees, largest first.
  const std::vector<Digest>& hashes() const { return hashes_; }
  // How many leaves hashes()[i] stands for.
  uint64_t SpanOf(size_t i) const;

  // Appends BE64 size, then the hashes, 32 bytes each.
  void Encode(std::string& out) const;
  // DataLoss when `bytes` are not what Encode writes.
  static absl::StatusOr<TreeEdge> Decode(std::string_view bytes);

  friend bool operator==(const TreeEdge&, const TreeEdge&) = default;

 private:
  uint64_t size_ = 0;
  std::vector<Digest> hashes_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_MERKLE_H_
