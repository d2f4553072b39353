// The least that a durable write could cost: RocksDB with its own defaults, callers that
// wait, and one thread that writes all who wait as one synced batch. It decides nothing
// and hashes nothing.
#ifndef WRIT_TESTS_BENCH_ROCKS_FLOOR_H_
#define WRIT_TESTS_BENCH_ROCKS_FLOOR_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/latency.h"

namespace writ::bench {

struct RocksFloor {
  std::string directory;  // emptied before and after; on the disk that is measured
  int callers = 64;       // threads; each commits again when its last commit is durable
  uint64_t commits = 0;   // all callers together; then it ends
  // Bytes of each value that one commit writes, every one under an 8-byte key.
  std::vector<size_t> values;
};

struct RocksFloorResult {
  Rate rate;            // of commits
  uint64_t groups = 0;  // batches written, each with one sync
};

absl::StatusOr<RocksFloorResult> RunRocksFloor(const RocksFloor& floor);

}  // namespace writ::bench

#endif  // WRIT_TESTS_BENCH_ROCKS_FLOOR_H_
