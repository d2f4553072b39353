// The engine does what the model of its state does: random commands, compared after every
// step and after reopening. Rules R4 to R11. A short run with fixed seeds; `./dev model
// 1000000` is the long one.
#include <cstdlib>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/model/policies.h"
#include "tests/model/run.h"

namespace writ::model {
namespace {

constexpr uint64_t kSteps = 60'000;
constexpr int kRandomPolicies = 40;

size_t FromEnvironment(const char* name, size_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<size_t>(std::atoi(text));
}

void ExpectNone(const DuelTally& tally) {
  for (const std::string& difference : tally.differences) ADD_FAILURE() << difference;
}

TEST(Model, TheEngineAgreesAfterEveryStep) {
  DuelTally tally;
  uint64_t seed = 1 + 10'000 * FromEnvironment("TEST_SHARD_INDEX", 0);
  RunFixed(kSteps, seed, tally);
  ExpectNone(tally);
  // A run that meets only denials shows nothing.
  EXPECT_GT(tally.permits, tally.steps / 40);
  EXPECT_GT(tally.denials, tally.steps / 40);
  EXPECT_GT(tally.outcomes, tally.steps / 100);
  EXPECT_GT(tally.reopenings, 10u);
  EXPECT_EQ(NeverMet(tally), std::vector<std::string>());
}

// Rule R14 for whole decisions: rules made up of random conditions, judged by the plain
// reading of R4, with their traces.
TEST(R14, WholeDecisionsOfRandomPoliciesAgree) {
  DuelTally tally;
  const uint64_t first = 1 + kRandomPolicies * FromEnvironment("TEST_SHARD_INDEX", 0);
  int compiled = 0;
  for (uint64_t seed = first; seed < first + kRandomPolicies; ++seed) {
    const std::string policy = RandomPolicy(seed);
    std::string failure;
    if (CheckedPolicy::Make(policy, failure) == nullptr) continue;
    ++compiled;
    for (const lang::Passes& passes : {lang::Passes(), lang::Passes::None()}) {
      RunLife({policy, passes, seed}, tally);
    }
    if (tally.differences.empty()) continue;
    tally.differences.back() += "\n  policy " + policy;
    break;
  }
  ExpectNone(tally);
  EXPECT_GT(compiled, kRandomPolicies / 4);
}

}  // namespace
}  // namespace writ::model
