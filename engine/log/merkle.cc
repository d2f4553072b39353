#include "engine/log/merkle.h"

#include <algorithm>
#include <bit>

#include "engine/base/bytes.h"

namespace writ {
namespace {

// First byte of what is hashed, so that no node can pass for a leaf.
constexpr std::string_view kLeafPrefix("\x00", 1);
constexpr std::string_view kNodePrefix("\x01", 1);

}  // namespace

Digest LeafHash(std::string_view event) { return Sha256({kLeafPrefix, event}); }

Digest NodeHash(const Digest& left, const Digest& right) {
  return Sha256({kNodePrefix, AsBytes(left), AsBytes(right)});
}

// As in binary addition: each trailing 1-bit of the size is a subtree that the new one
// completes.
void TreeEdge::Append(const Digest& leaf) {
  Digest hash = leaf;
  for (uint64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    hash = NodeHash(hashes_.back(), hash);
    hashes_.pop_back();
  }
  hashes_.push_back(hash);
  ++size_;
}

Digest TreeEdge::Root() const {
  if (hashes_.empty()) return Sha256("");
  Digest root = hashes_.back();
  for (size_t i = hashes_.size() - 1; i-- > 0;) root = NodeHash(hashes_[i], root);
  return root;
}

uint64_t TreeEdge::SpanOf(size_t i) const {
  uint64_t rest = size_;
  for (; i > 0; --i) rest -= std::bit_floor(rest);
  return std::bit_floor(rest);
}

void TreeEdge::Encode(std::string& out) const {
  ByteWriter writer(out);
  writer.U64(size_);
  for (const Digest& hash : hashes_) writer.Raw(AsBytes(hash));
}

absl::StatusOr<TreeEdge> TreeEdge::Decode(std::string_view bytes) {
  ByteReader reader(bytes);
  TreeEdge edge;
  edge.size_ = reader.U64();
  edge.hashes_.resize(static_cast<size_t>(std::popcount(edge.size_)));
  for (Digest& hash : edge.hashes_) {
    const std::string_view raw = reader.Raw(hash.size());
    std::copy(raw.begin(), raw.end(), hash.begin());
  }
  if (!reader.done()) return absl::DataLossError("the stored edge of the tree is damaged");
  return edge;
}

}  // namespace writ
