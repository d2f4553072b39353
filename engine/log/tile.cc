#include "engine/log/tile.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/log/merkle.h"

namespace writ {
namespace {

// Tile numbers are written in groups of three digits.
constexpr uint64_t kGroup = 1000;
// Of the largest number, 2^56 tiles.
constexpr size_t kMaxGroups = 7;

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::string NumberPath(uint64_t number) {
  std::string path = absl::StrFormat("%03d", number % kGroup);
  while ((number /= kGroup) > 0) path = absl::StrFormat("x%03d/%s", number % kGroup, path);
  return path;
}

// Small decimal numbers without leading zeros.
bool ParseSmall(absl::string_view text, uint32_t& number) {
  return absl::SimpleAtoi(text, &number) && absl::StrCat(number) == text;
}

bool ParseGroup(absl::string_view text, bool last, uint64_t& number) {
  if (!last && (text.empty() || text[0] != 'x')) return false;
  if (!last) text.remove_prefix(1);
  uint32_t group;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 3 || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  if (!absl::SimpleAtoi(text, &group)) return false;
  number = number * kGroup + group;
  return true;
}

}  // namespace

std::string TilePath(const TileId& tile) {
  std::string path = tile.entries ? "tile/entries/" : absl::StrCat("tile/", tile.level, "/");
  path += NumberPath(tile.number);
  if (tile.width < kTileWidth) absl::StrAppend(&path, ".p/", tile.width);
  return path;
}

absl::StatusOr<TileId> ParseTilePath(std::string_view path) {
  absl::Status bad =
      absl::InvalidArgumentError(absl::StrCat("`", View(path), "` is no path of a tile"));
  std::vector<absl::string_view> parts = absl::StrSplit(View(path), '/');
  if (parts.size() < 3 || parts.size() > 3 + kMaxGroups || parts[0] != "tile") return bad;
  TileId tile;
  tile.entries = parts[1] == "entries";
  uint32_t level = 0;
  if (!tile.entries && (!ParseSmall(parts[1], level) || level >= kTileLevels)) return bad;
  tile.level = static_cast<uint8_t>(level);
  absl::string_view& before_last = parts[parts.size() - 2];
  if (parts.size() > 3 && before_last.size() > 2 && absl::EndsWith(before_last, ".p")) {
    if (!ParseSmall(parts.back(), tile.width)) return bad;
    if (tile.width == 0 || tile.width >= kTileWidth) return bad;
    before_last.remove_suffix(2);
    parts.pop_back();
  }
  for (size_t i = 2; i < parts.size(); ++i) {
    if (!ParseGroup(parts[i], i + 1 == parts.size(), tile.number)) return bad;
  }
  if (TilePath(tile) != path) return bad;
  return tile;
}

std::string TileKey(uint8_t level, uint64_t number) {
  std::string key;
  ByteWriter writer(key);
  writer.U8(level);
  writer.U64(number);
  return key;
}

Digest PerfectRoot(std::vector<Digest> hashes) {
  for (size_t size = hashes.size(); size > 1; size /= 2) {
    for (size_t i = 0; i < size / 2; ++i) hashes[i] = NodeHash(hashes[2 * i], hashes[2 * i + 1]);
  }
  return hashes[0];
}

std::string JoinHashes(const std::vector<Digest>& hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * sizeof(Digest));
  for (const Digest& hash : hashes) bytes += AsBytes(hash);
  return bytes;
}

absl::StatusOr<std::vector<Digest>> SplitHashes(std::string_view bytes) {
  if (bytes.size() % sizeof(Digest) != 0) return absl::DataLossError("a tile is damaged");
  std::vector<Digest> hashes(bytes.size() / sizeof(Digest));
  if (!bytes.empty()) std::memcpy(hashes.data(), bytes.data(), bytes.size());
  return hashes;
}

absl::StatusOr<TileBuilder> TileBuilder::AtSize(uint64_t size, Load load) {
  TileBuilder builder;
  builder.size_ = size;
  for (int level = 0; level < kTileLevels; ++level) {
    const uint64_t hashes = HashesAtLevel(size, level);
    const auto width = static_cast<uint32_t>(hashes % kTileWidth);
    if (width == 0) continue;
    const TileId tile{false, static_cast<uint8_t>(level), hashes / kTileWidth, width};
    WRIT_ASSIGN_OR_RETURN(builder.partial_[static_cast<size_t>(level)], load(tile));
  }
  return builder;
}

void TileBuilder::Append(const Digest& leaf, Full full) {
  ++size_;
  Digest hash = leaf;
  for (int level = 0; level < kTileLevels; ++level) {
    std::vector<Digest>& partial = partial_[static_cast<size_t>(level)];
    partial.push_back(hash);
    if (partial.size() < kTileWidth) return;
    full(static_cast<uint8_t>(level), HashesAtLevel(size_, level) / kTileWidth - 1,
         JoinHashes(partial));
    hash = PerfectRoot(std::exchange(partial, {}));
  }
}

}  // namespace writ
