// Tiles (C2SP tlog-tiles): the tree's hashes in rows of 256.
//
// Tile N of level L holds the hashes at height 8·L of the tree, from index 256·N on; a full
// one is 8,192 bytes and never changes again, so it is stored once (Table::kTiles), in the
// same batch as the event that fills it. A partial one is put together when it is asked for.
#ifndef WRIT_ENGINE_LOG_TILE_H_
#define WRIT_ENGINE_LOG_TILE_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "engine/base/sha256.h"

namespace writ {

inline constexpr uint32_t kTileWidth = 256;
inline constexpr int kTileHeight = 8;
// 256 to the power of 8 hashes are more than a log's size can say.
inline constexpr int kTileLevels = 8;

// Which hashes, or which events.
struct TileId {
  bool entries = false;  // events instead of hashes; `level` is then 0
  uint8_t level = 0;
  uint64_t number = 0;
  uint32_t width = kTileWidth;  // 1 to 256; less than 256: partial

  friend bool operator==(const TileId&, const TileId&) = default;
};

// "tile/0/x001/x234/067", "tile/0/005.p/17", "tile/entries/000".
std::string TilePath(const TileId& tile);
// InvalidArgument for a path that TilePath would not give.
absl::StatusOr<TileId> ParseTilePath(std::string_view path);

// How many hashes of level `level` a tree of `size` leaves has.
inline uint64_t HashesAtLevel(uint64_t size, int level) {
  return level * kTileHeight >= 64 ? 0 : size >> (level * kTileHeight);
}

// Key in Table::kTiles: level, BE64 of the number.
std::string TileKey(uint8_t level, uint64_t number);

// The root of a perfect tree over `hashes`, whose number is a power of 2.
Digest PerfectRoot(std::vector<Digest> hashes);

std::string JoinHashes(const std::vector<Digest>& hashes);
// DataLoss when the bytes are not a whole number of hashes.
absl::StatusOr<std::vector<Digest>> SplitHashes(std::string_view bytes);

// The tiles that are not full yet, of all levels: what an append completes. At most 255
// hashes a level. A value type; not thread-safe.
class TileBuilder {
 public:
  // Called for each tile that an append fills, lowest level first.
  using Full = absl::FunctionRef<void(uint8_t level, uint64_t number, std::string bytes)>;
  // The hashes of a partial tile that is being loaded.
  using Load = absl::FunctionRef<absl::StatusOr<std::vector<Digest>>(const TileId& tile)>;

  TileBuilder() = default;
  // As after `size` appends.
  static absl::StatusOr<TileBuilder> AtSize(uint64_t size, Load load);

  void Append(const Digest& leaf, Full full);
  uint64_t size() const { return size_; }
  // The leaf hashes that stand in no full tile yet.
  const std::vector<Digest>& tail() const { return partial_[0]; }

 private:
  uint64_t size_ = 0;
  std::array<std::vector<Digest>, kTileLevels> partial_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_TILE_H_
