// How the figures are measured: two things in turn, in one run, so that a noisy machine
// moves both; of each, the fastest round counts.
#ifndef WRIT_TESTS_BENCH_MEASURE_H_
#define WRIT_TESTS_BENCH_MEASURE_H_

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace writ::bench {

inline constexpr int kRounds = 25;

// Keeps the optimiser from dropping a result nobody reads.
template <typename T>
inline void Keep(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

// Nanoseconds of one call of `work`, over `times` calls.
template <typename Work>
double NanosOf(Work&& work, uint64_t times) {
  auto start = std::chrono::steady_clock::now();
  for (uint64_t i = 0; i < times; ++i) work(i);
  std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
  return taken.count() / static_cast<double>(times);
}

struct Pair {
  double a = 1e300, b = 1e300;  // nanoseconds a call, the fastest round of each
  double ratio() const { return a / b; }
};

template <typename A, typename B>
Pair MeasureInTurn(A&& a, uint64_t a_times, B&& b, uint64_t b_times) {
  Pair best;
  for (int round = 0; round < kRounds; ++round) {
    best.a = std::min(best.a, NanosOf(a, a_times));
    best.b = std::min(best.b, NanosOf(b, b_times));
  }
  return best;
}

}  // namespace writ::bench

#endif  // WRIT_TESTS_BENCH_MEASURE_H_
