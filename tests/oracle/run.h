// A run of the oracle: expressions of a small size first, all of them, then random ones.
#ifndef WRIT_TESTS_ORACLE_RUN_H_
#define WRIT_TESTS_ORACLE_RUN_H_

#include <algorithm>

#include "tests/oracle/probe.h"

namespace writ::oracle {

inline constexpr size_t kBatch = 48;
inline constexpr int kMaxExpressionDepth = 4;

// Every `shards`-th small expression from `shard` on, each on `calls` calls.
inline void RunSmall(size_t shard, size_t shards, size_t calls, Tally& tally) {
  const std::vector<std::string> all = SmallExpressions();
  Random random(shard + 1);
  std::vector<std::string> batch;
  for (size_t i = shard; i < all.size(); i += shards) {
    batch.push_back(all[i]);
    if (batch.size() < kBatch) continue;
    Compare(batch, calls, random, tally);
    batch.clear();
  }
  if (!batch.empty()) Compare(batch, calls, random, tally);
}

// A batch of random expressions, each on `calls` calls.
inline void RunRandom(uint64_t seed, size_t calls, Tally& tally) {
  Generator generator(seed);
  const std::vector<std::string> types = AllTypes();
  std::vector<std::string> batch;
  for (size_t i = 0; i < kBatch; ++i) {
    const std::string type = generator.random().OneIn(2) ? "bool" : generator.random().Pick(types);
    batch.push_back(generator.Expression(
        type, 1 + static_cast<int>(generator.random().Below(kMaxExpressionDepth))));
  }
  Compare(batch, calls, generator.random(), tally);
}

}  // namespace writ::oracle

#endif  // WRIT_TESTS_ORACLE_RUN_H_
