// Rebuild: makes the whole state again from the log alone and compares it with what a
// store holds, row by row.
#ifndef WRIT_ENGINE_REPLAY_REBUILD_H_
#define WRIT_ENGINE_REPLAY_REBUILD_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "engine/storage/store.h"

namespace writ {

struct RebuildReport {
  uint64_t events = 0;  // folded
  uint64_t rows = 0;    // compared and found equal
  // The first difference, with its table and key; empty when there is none. An event that
  // cannot be read or folded is one, with its index.
  std::string difference;
  bool equal() const { return difference.empty(); }
};

// Folds every event of `store` into `empty`, a store with nothing in it, and compares the
// tables that are made of kState. An error Status means that a store failed.
absl::StatusOr<RebuildReport> Rebuild(const Store& store, Store& empty);

}  // namespace writ

#endif  // WRIT_ENGINE_REPLAY_REBUILD_H_
