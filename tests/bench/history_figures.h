// What a decision costs behind a long history: rule R10 says, the same.
#ifndef WRIT_TESTS_BENCH_HISTORY_FIGURES_H_
#define WRIT_TESTS_BENCH_HISTORY_FIGURES_H_

#include <array>
#include <string>

#include "absl/functional/function_ref.h"

namespace writ::bench {

// Calls that a fact counts when the measuring begins.
inline constexpr std::array<int, 4> kHistories = {10, 1'000, 100'000, 1'000'000};

// One kind of fact, with so many calls behind it.
struct HistoryCost {
  std::string kind;                               // "sliding_max"
  std::array<double, kHistories.size()> nanos{};  // of one decision behind kHistories[i]
  // The dearest beside the one with the shortest history.
  double ratio() const;
};

// A decision that reads one fact, is judged by a rule about it and changes it, with its event,
// in an engine with a store in memory. The four histories stand in the same store and take
// turns, call by call; a sliding window is full throughout: with each call one leaves it.
// `take` gets each kind of fact when it is measured.
void HistoryCosts(absl::FunctionRef<void(const HistoryCost& cost)> take);

}  // namespace writ::bench

#endif  // WRIT_TESTS_BENCH_HISTORY_FIGURES_H_
