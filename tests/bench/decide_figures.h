// Figures of the decision itself, in process: no server, no store.
#ifndef WRIT_TESTS_BENCH_DECIDE_FIGURES_H_
#define WRIT_TESTS_BENCH_DECIDE_FIGURES_H_

#include "tests/bench/measure.h"

namespace writ::bench {

// A stateless decision by compiled rules (a) against the same rules by hand in C++ (b).
// Both start from typed arguments, and agree on every case before they are timed.
Pair DecideNative();

// A decision under 10,000 rules of which one matches (a) and under 10 of which one
// matches (b).
Pair DecideRules10k();

// Heap allocations of one whole decision with its event and facts, answer included, in
// an engine with a store in memory; the mean of many.
double Allocations();

}  // namespace writ::bench

#endif  // WRIT_TESTS_BENCH_DECIDE_FIGURES_H_
