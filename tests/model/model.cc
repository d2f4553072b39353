// model STEPS [SEED]: that many random commands to the engine and to its model; `./dev
// model N` runs it. The exit code is 1 when there was a difference, and when a run of
// 20,000 steps or more has not met everything that it could.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "tests/model/run.h"

namespace {

constexpr uint64_t kEnough = 20'000;

void Print(const char* title, const std::map<std::string, uint64_t>& counts) {
  std::printf("%s:", title);
  for (const auto& [name, count] : counts) std::printf(" %s %" PRIu64 ";", name.c_str(), count);
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const uint64_t wanted = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (wanted == 0) {
    std::fprintf(stderr, "usage: model STEPS [SEED]\n");
    return 2;
  }
  uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  const uint64_t first = seed;
  writ::model::DuelTally tally;
  writ::model::RunFixed(wanted, seed, tally);
  for (const std::string& difference : tally.differences) std::printf("%s\n", difference.c_str());
  Print("commands", tally.commands);
  Print("decisions", tally.reasons);
  bool whole = tally.differences.empty();
  if (whole && wanted >= kEnough) {
    for (const std::string& never : writ::model::NeverMet(tally)) {
      std::printf("never met: %s\n", never.c_str());
      whole = false;
    }
  }
  std::printf("%" PRIu64 " steps: %" PRIu64 " calls (%" PRIu64 " permitted), %" PRIu64
              " outcomes, %" PRIu64 " reopenings, seeds %" PRIu64 " to %" PRIu64
              ": %zu differences\n",
              tally.steps, tally.calls, tally.permits, tally.outcomes, tally.reopenings, first,
              seed, tally.differences.size());
  return whole ? 0 : 1;
}
