#include "engine/log/proof.h"

#include <algorithm>
#include <bit>

#include "engine/base/status_macros.h"
#include "engine/log/merkle.h"

namespace writ {
namespace {

// The leaves [start, start + size) of a tree, where RFC 6962 would cut it: every part is
// perfect but the last, so each starts at a multiple of its size.
struct Range {
  uint64_t start = 0, size = 0;
  // The largest power of 2 below the size, which is at least 2.
  uint64_t half() const { return std::bit_floor(size - 1); }
  Range Left() const { return {start, half()}; }
  Range Right() const { return {start + half(), size - half()}; }
};

absl::StatusOr<Digest> RootOf(Range range, ReadNode node) {
  if (range.size == 0) return Sha256("");
  std::vector<Digest> parts;
  while (range.size > 0) {
    const uint64_t part = std::bit_floor(range.size);
    const int height = std::countr_zero(part);
    WRIT_ASSIGN_OR_RETURN(Digest hash, node(height, range.start >> height));
    parts.push_back(hash);
    range = {range.start + part, range.size - part};
  }
  Digest root = parts.back();
  for (size_t i = parts.size() - 1; i-- > 0;) root = NodeHash(parts[i], root);
  return root;
}

}  // namespace

absl::StatusOr<Digest> RootAt(uint64_t size, ReadNode node) { return RootOf({0, size}, node); }

absl::StatusOr<Proof> ProveInclusion(uint64_t index, uint64_t size, ReadNode node) {
  if (index >= size) return absl::OutOfRangeError("the tree has no such leaf");
  Proof proof;
  for (Range range{0, size}; range.size > 1;) {
    const bool left = index < range.start + range.half();
    WRIT_ASSIGN_OR_RETURN(Digest sibling, RootOf(left ? range.Right() : range.Left(), node));
    proof.push_back(sibling);
    range = left ? range.Left() : range.Right();
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::StatusOr<Proof> ProveConsistency(uint64_t from, uint64_t to, ReadNode node) {
  if (from > to) return absl::OutOfRangeError("the older tree is larger than the newer");
  Proof proof;
  if (from == 0 || from == to) return proof;
  Range range{0, to};
  // Whether the old tree's own root is a node of the new one: then it need not be told.
  bool known = true;
  while (range.start + range.size != from) {
    const bool left = from <= range.start + range.half();
    WRIT_ASSIGN_OR_RETURN(Digest sibling, RootOf(left ? range.Right() : range.Left(), node));
    proof.push_back(sibling);
    if (!left) known = false;
    range = left ? range.Left() : range.Right();
  }
  if (!known) {
    WRIT_ASSIGN_OR_RETURN(Digest last, RootOf(range, node));
    proof.push_back(last);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

// `place` walks up from the leaf, `last` from the last leaf; the same while the leaf's
// ancestor is at the tree's ragged edge.
bool CheckInclusion(const Proof& proof, uint64_t index, const Digest& leaf, uint64_t size,
                    const Digest& root) {
  if (index >= size || proof.size() > kMaxProofHashes) return false;
  uint64_t place = index, last = size - 1;
  Digest hash = leaf;
  for (const Digest& sibling : proof) {
    if (last == 0) return false;
    if ((place & 1) != 0 || place == last) {
      hash = NodeHash(sibling, hash);
      // An only child has no hash of its own in the proof.
      while ((place & 1) == 0 && place != 0) place >>= 1, last >>= 1;
    } else {
      hash = NodeHash(hash, sibling);
    }
    place >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool CheckConsistency(const Proof& proof, uint64_t from, const Digest& from_root, uint64_t to,
                      const Digest& to_root) {
  if (from > to || proof.size() > kMaxProofHashes) return false;
  if (from == to) return proof.empty() && from_root == to_root;
  if (from == 0) return proof.empty() && from_root == Sha256("");
  uint64_t place = from - 1, last = to - 1;
  while ((place & 1) != 0) place >>= 1, last >>= 1;
  size_t next = 0;
  // The old tree is a node of the new one exactly when its size is a power of 2.
  if (place != 0 && proof.empty()) return false;
  Digest old_hash = place == 0 ? from_root : proof[next++];
  Digest new_hash = old_hash;
  for (; next < proof.size(); ++next) {
    if (last == 0) return false;
    if ((place & 1) != 0 || place == last) {
      old_hash = NodeHash(proof[next], old_hash);
      new_hash = NodeHash(proof[next], new_hash);
      while ((place & 1) == 0 && place != 0) place >>= 1, last >>= 1;
    } else {
      new_hash = NodeHash(new_hash, proof[next]);
    }
    place >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == from_root && new_hash == to_root;
}

}  // namespace writ
