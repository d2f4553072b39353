// What a closed loop measured: how many, how fast, and how long one took.
#ifndef WRIT_TESTS_BENCH_LATENCY_H_
#define WRIT_TESTS_BENCH_LATENCY_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace writ::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Rate {
  uint64_t count = 0;
  double per_second = 0;
  double p50_micros = 0, p99_micros = 0;
};

// `micros` in any order, one for each operation that ran between `start` and `end`.
inline Rate RateOf(std::vector<double> micros, SteadyTime start, SteadyTime end) {
  Rate rate;
  rate.count = micros.size();
  const double seconds = std::chrono::duration<double>(end - start).count();
  if (micros.empty() || seconds <= 0) return rate;
  std::sort(micros.begin(), micros.end());
  rate.per_second = static_cast<double>(micros.size()) / seconds;
  rate.p50_micros = micros[micros.size() / 2];
  rate.p99_micros = micros[micros.size() * 99 / 100];
  return rate;
}

inline double MicrosSince(SteadyTime start) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace writ::bench

#endif  // WRIT_TESTS_BENCH_LATENCY_H_
