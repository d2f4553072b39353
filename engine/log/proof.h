// Inclusion and consistency proofs (RFC 6962, section 2.1): made from a tree's nodes,
// checked with nothing but the proof.
//
// Making reads at most 2·64 nodes; checking hashes at most 64 times. No recursion.
#ifndef WRIT_ENGINE_LOG_PROOF_H_
#define WRIT_ENGINE_LOG_PROOF_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "engine/base/sha256.h"

namespace writ {

// Hashes from the leaf, or the old tree, towards the root.
using Proof = std::vector<Digest>;
inline constexpr size_t kMaxProofHashes = 64;

// The root of the perfect subtree of 2^height leaves that starts at leaf index·2^height.
using ReadNode = absl::FunctionRef<absl::StatusOr<Digest>(int height, uint64_t index)>;

// The root of the first `size` leaves; of none: SHA-256("").
absl::StatusOr<Digest> RootAt(uint64_t size, ReadNode node);

// OutOfRange unless index < size.
absl::StatusOr<Proof> ProveInclusion(uint64_t index, uint64_t size, ReadNode node);
// OutOfRange unless from <= to. Empty for from == to and for from == 0.
absl::StatusOr<Proof> ProveConsistency(uint64_t from, uint64_t to, ReadNode node);

// Whether `proof` shows that the tree of `size` leaves with that root has `leaf` at `index`.
bool CheckInclusion(const Proof& proof, uint64_t index, const Digest& leaf, uint64_t size,
                    const Digest& root);
// Whether it shows that the tree of `to` leaves continues the one of `from`.
bool CheckConsistency(const Proof& proof, uint64_t from, const Digest& from_root, uint64_t to,
                      const Digest& to_root);

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_PROOF_H_
