// Lives of engines, one after the other, until there were as many steps as asked for.
#ifndef WRIT_TESTS_MODEL_RUN_H_
#define WRIT_TESTS_MODEL_RUN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/model/duel.h"

namespace writ::model {

inline constexpr int kStepsOfALife = 150;

// A difference is told with the shortest life that was found to end in one: steps are left
// out as long as there still is one.
void RunLife(const Life& life, DuelTally& tally);

// Steps of fixed policies; `seed` is counted up. Every other life has code without passes.
void RunFixed(uint64_t steps, uint64_t& seed, DuelTally& tally);

// Commands, and reasons of denial, that a run of fixed policies must have met and did not.
std::vector<std::string> NeverMet(const DuelTally& tally);

}  // namespace writ::model

#endif  // WRIT_TESTS_MODEL_RUN_H_
