// oracle CASES [SEED]: compares that many generated cases; `./dev oracle N` runs it.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "tests/oracle/run.h"

int main(int argc, char** argv) {
  const uint64_t wanted = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (wanted == 0) {
    std::fprintf(stderr, "usage: oracle CASES [SEED]\n");
    return 2;
  }
  uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  const uint64_t first = seed;
  writ::oracle::Tally tally;
  writ::oracle::RunSmall(0, 1, 4, tally);
  const uint64_t small = tally.cases;
  while (tally.cases < wanted && tally.differences.empty()) {
    writ::oracle::RunRandom(seed++, 16, tally);
  }
  for (const std::string& difference : tally.differences) std::printf("%s\n", difference.c_str());
  std::printf("computed by the engine's own on both sides:");
  for (const std::string& name : tally.shared) std::printf(" %s", name.c_str());
  std::printf("\n%" PRIu64 " cases (%" PRIu64 " of them all small ones), %" PRIu64
              " gave errors, %" PRIu64 " expressions, %" PRIu64 " dropped, seeds %" PRIu64
              " to %" PRIu64 ": %zu differences\n",
              tally.cases, small, tally.errors, tally.compiled, tally.dropped, first, seed,
              tally.differences.size());
  return tally.differences.empty() ? 0 : 1;
}
