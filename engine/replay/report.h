// What a replay found.
#ifndef WRIT_ENGINE_REPLAY_REPORT_H_
#define WRIT_ENGINE_REPLAY_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/sha256.h"

namespace writ {

struct ReplayReport {
  uint64_t decisions = 0;  // replayed
  uint64_t equal = 0;
  // The first kMaxReported differences.
  struct Difference {
    uint64_t index = 0;
    std::string what;
  };
  std::vector<Difference> differences;
  uint64_t different = 0;
  // Whether the leaves hash to the tree head that the store holds.
  bool tree_matches = false;
  static constexpr size_t kMaxReported = 100;
};

struct TreeHead {
  uint64_t size = 0;
  Digest root{};
};

}  // namespace writ

#endif  // WRIT_ENGINE_REPLAY_REPORT_H_
