// Reads the tree out of a store: nodes for proofs, tiles and entry bundles for auditors.
//
// Full tiles are read, partial ones put together from the events' leaf hashes or from the
// tiles below. Thread-safe; the roots of full tiles are remembered, at most kMaxCached.
#ifndef WRIT_ENGINE_LOG_TREE_READER_H_
#define WRIT_ENGINE_LOG_TREE_READER_H_

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/log/proof.h"
#include "engine/log/tile.h"
#include "engine/storage/store.h"

namespace writ {

class TreeReader {
 public:
  static constexpr size_t kMaxCached = 100'000;

  // `store` outlives it.
  explicit TreeReader(const Store& store) : store_(store) {}

  // The bytes of a tile or an entry bundle. NotFound when the store does not reach that
  // far, DataLoss when what it should hold is damaged.
  absl::StatusOr<std::string> Tile(const TileId& tile) const;
  // The hashes of a tile of hashes.
  absl::StatusOr<std::vector<Digest>> Hashes(const TileId& tile) const;

  // As ReadNode (proof.h).
  absl::StatusOr<Digest> Node(int height, uint64_t index) const;

 private:
  absl::StatusOr<std::vector<Digest>> LeafHashes(const TileId& tile) const;
  absl::StatusOr<std::vector<Digest>> RootsBelow(const TileId& tile) const;
  absl::StatusOr<Digest> RootOfFull(uint8_t level, uint64_t number) const;
  absl::StatusOr<std::string> Entries(const TileId& tile) const;

  const Store& store_;
  mutable std::mutex mutex_;
  mutable absl::flat_hash_map<std::pair<uint8_t, uint64_t>, Digest> roots_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_TREE_READER_H_
