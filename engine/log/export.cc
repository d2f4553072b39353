#include "engine/log/export.h"

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "engine/base/file.h"
#include "engine/base/status_macros.h"
#include "engine/log/checkpoint.h"
#include "engine/log/tile.h"
#include "engine/log/tree_reader.h"
#include "engine/log/verify.h"

namespace writ {
namespace {

class Exporter {
 public:
  Exporter(const Store& store, std::string directory)
      : tree_(store), directory_(std::move(directory)) {}

  absl::Status Put(const std::string& path, std::string_view bytes) {
    const std::filesystem::path file = std::filesystem::path(directory_) / path;
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    if (error) {
      return absl::FailedPreconditionError(
          absl::StrCat("cannot create `", file.parent_path().string(), "`: ", error.message()));
    }
    ++files_;
    return ReplaceSmallFile(file.string(), bytes, 0644);
  }

  // All full tiles over `count` hashes or events, and the partial one at the end.
  absl::Status PutTiles(TileId tile, uint64_t count) {
    for (uint64_t done = 0; done < count; done += kTileWidth, ++tile.number) {
      tile.width = static_cast<uint32_t>(std::min<uint64_t>(kTileWidth, count - done));
      WRIT_ASSIGN_OR_RETURN(std::string bytes, tree_.Tile(tile));
      WRIT_RETURN_IF_ERROR(Put(TilePath(tile), bytes));
    }
    return absl::OkStatus();
  }

  uint64_t files() const { return files_; }

 private:
  const TreeReader tree_;
  const std::string directory_;
  uint64_t files_ = 0;
};

// The size that a note says; whether it is signed is for its readers to check.
absl::StatusOr<uint64_t> SizeOf(std::string_view note) {
  const size_t first = note.find('\n');
  const size_t second = first == std::string_view::npos ? first : note.find('\n', first + 1);
  if (second == std::string_view::npos) return absl::DataLossError("the checkpoint is damaged");
  return ParseDecimal(note.substr(first + 1, second - first - 1));
}

}  // namespace

absl::StatusOr<uint64_t> ExportLog(const Store& store, const std::string& directory) {
  if (std::filesystem::exists(directory)) {
    return absl::FailedPreconditionError(absl::StrCat("`", directory, "` is there already"));
  }
  WRIT_ASSIGN_OR_RETURN(auto note, store.Get(Table::kMeta, kCheckpointKey));
  if (!note) return absl::FailedPreconditionError("the log has no checkpoint yet");
  WRIT_ASSIGN_OR_RETURN(uint64_t size, SizeOf(*note));
  Exporter exporter(store, directory);
  for (int level = 0; level < kTileLevels; ++level) {
    WRIT_RETURN_IF_ERROR(
        exporter.PutTiles({.level = static_cast<uint8_t>(level)}, HashesAtLevel(size, level)));
  }
  WRIT_RETURN_IF_ERROR(exporter.PutTiles({.entries = true}, size));
  // Last: whoever sees it finds all that it signs.
  WRIT_RETURN_IF_ERROR(exporter.Put("checkpoint", *note));
  return exporter.files();
}

}  // namespace writ
