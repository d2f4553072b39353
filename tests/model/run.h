// Lives of engines, one after the other, until there were as many steps as asked for.
#ifndef WRIT_TESTS_MODEL_RUN_H_
#define WRIT_TESTS_MODEL_RUN_H_

#include "tests/model/duel.h"

namespace writ::model {

inline constexpr int kStepsOfALife = 150;

inline void RunLife(const std::string& policy, const lang::Passes& passes, uint64_t seed,
                    DuelTally& tally) {
  Duel duel(policy, passes, seed, tally);
  for (int i = 0; i < kStepsOfALife && duel.ok(); ++i) duel.Step();
  if (duel.ok()) duel.CompareAll();
}

// Steps of fixed policies; `seed` is counted up. Every other life has code without passes.
inline void RunFixed(uint64_t steps, uint64_t& seed, DuelTally& tally) {
  const std::vector<std::string> policies = FixedPolicies();
  const uint64_t until = tally.steps + steps;
  while (tally.steps < until && tally.differences.empty()) {
    const lang::Passes passes = seed % 2 == 0 ? lang::Passes() : lang::Passes::None();
    RunLife(policies[seed / 2 % policies.size()], passes, seed, tally);
    if (!tally.differences.empty()) tally.differences.back() += "\n  seed " + std::to_string(seed);
    ++seed;
  }
}

}  // namespace writ::model

#endif  // WRIT_TESTS_MODEL_RUN_H_
