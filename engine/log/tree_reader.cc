#include "engine/log/tree_reader.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/log/merkle.h"

namespace writ {
namespace {

absl::Status Missing(const TileId& tile) {
  return absl::NotFoundError(absl::StrCat("the log does not reach as far as ", TilePath(tile)));
}

absl::StatusOr<std::vector<KeyValue>> ScanEntries(const Store& store, const TileId& tile) {
  const uint64_t first = tile.number * kTileWidth;
  WRIT_ASSIGN_OR_RETURN(auto rows, store.Scan(Table::kEntries, EntryKey(first),
                                              EntryKey(first + tile.width), tile.width));
  if (rows.size() != tile.width) return Missing(tile);
  return rows;
}

}  // namespace

absl::StatusOr<std::string> TreeReader::Tile(const TileId& tile) const {
  if (tile.entries) return Entries(tile);
  WRIT_ASSIGN_OR_RETURN(auto hashes, Hashes(tile));
  return JoinHashes(hashes);
}

absl::StatusOr<std::vector<Digest>> TreeReader::Hashes(const TileId& tile) const {
  WRIT_ASSIGN_OR_RETURN(auto stored, store_.Get(Table::kTiles, TileKey(tile.level, tile.number)));
  if (!stored) {
    // A full one that is not stored is one that the log has not filled.
    if (tile.width == kTileWidth) return Missing(tile);
    return tile.level == 0 ? LeafHashes(tile) : RootsBelow(tile);
  }
  WRIT_ASSIGN_OR_RETURN(auto hashes, SplitHashes(*stored));
  if (hashes.size() != kTileWidth) {
    return absl::DataLossError(
        absl::StrCat(TilePath({.level = tile.level, .number = tile.number}), " is damaged"));
  }
  hashes.resize(tile.width);
  return hashes;
}

absl::StatusOr<std::vector<Digest>> TreeReader::LeafHashes(const TileId& tile) const {
  WRIT_ASSIGN_OR_RETURN(auto rows, ScanEntries(store_, tile));
  std::vector<Digest> hashes(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    WRIT_ASSIGN_OR_RETURN(std::string_view event, OpenEntry(rows[i].value));
    hashes[i] = LeafHash(event);
  }
  return hashes;
}

absl::StatusOr<std::vector<Digest>> TreeReader::RootsBelow(const TileId& tile) const {
  std::vector<Digest> hashes(tile.width);
  for (uint32_t i = 0; i < tile.width; ++i) {
    const auto below = static_cast<uint8_t>(tile.level - 1);
    WRIT_ASSIGN_OR_RETURN(hashes[i], RootOfFull(below, tile.number * kTileWidth + i));
  }
  return hashes;
}

absl::StatusOr<Digest> TreeReader::RootOfFull(uint8_t level, uint64_t number) const {
  {
    std::lock_guard lock(mutex_);
    auto found = roots_.find({level, number});
    if (found != roots_.end()) return found->second;
  }
  WRIT_ASSIGN_OR_RETURN(auto hashes, Hashes({.level = level, .number = number}));
  const Digest root = PerfectRoot(std::move(hashes));
  std::lock_guard lock(mutex_);
  if (roots_.size() >= kMaxCached) roots_.clear();
  roots_.emplace(std::make_pair(level, number), root);
  return root;
}

absl::StatusOr<std::string> TreeReader::Entries(const TileId& tile) const {
  WRIT_ASSIGN_OR_RETURN(auto rows, ScanEntries(store_, tile));
  std::string bundle;
  ByteWriter writer(bundle);
  for (const KeyValue& row : rows) {
    WRIT_ASSIGN_OR_RETURN(std::string_view event, OpenEntry(row.value));
    writer.U16(static_cast<uint16_t>(event.size()));
    writer.Raw(event);
  }
  return bundle;
}

// The subtree lies within one tile: 2^(height mod 8) hashes of level height/8.
absl::StatusOr<Digest> TreeReader::Node(int height, uint64_t index) const {
  const auto level = static_cast<uint8_t>(height / kTileHeight);
  const int within = height % kTileHeight;
  const uint64_t first = index << within;
  const auto begin = static_cast<uint32_t>(first % kTileWidth);
  const uint32_t count = 1u << within;
  WRIT_ASSIGN_OR_RETURN(
      auto hashes, Hashes({.level = level, .number = first / kTileWidth, .width = begin + count}));
  return PerfectRoot({hashes.begin() + begin, hashes.begin() + begin + count});
}

}  // namespace writ
