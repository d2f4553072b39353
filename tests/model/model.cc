// model STEPS [SEED]: that many random commands to the engine and to its model; `./dev
// model N` runs it.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "tests/model/run.h"

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
  std::printf("%" PRIu64 " steps: %" PRIu64 " calls (%" PRIu64 " permitted), %" PRIu64
              " outcomes, %" PRIu64 " reopenings, seeds %" PRIu64 " to %" PRIu64
              ": %zu differences\n",
              tally.steps, tally.calls, tally.permits, tally.outcomes, tally.reopenings, first,
              seed, tally.differences.size());
  return tally.differences.empty() ? 0 : 1;
}
