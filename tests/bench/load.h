// A closed loop of callers: each sends its next call when its last one was answered. The
// same loop drives the real server and the floor, so that what it costs falls on both.
#ifndef WRIT_TESTS_BENCH_LOAD_H_
#define WRIT_TESTS_BENCH_LOAD_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "server/api/writ/v1/decisions.pb.h"
#include "tests/bench/latency.h"

namespace writ::bench {

struct Load {
  std::string address;  // for grpc::CreateChannel
  int callers = 64;     // calls in flight
  int connections = 4;  // that the callers share
  uint64_t calls = 0;   // all callers together; then the loop ends
  // Makes the `n`-th call, n < calls. Runs on gRPC's threads, several at a time, and
  // counts in the time: let it copy what was prepared.
  std::function<v1::DecideRequest(uint64_t n)> request;
};

struct LoadResult {
  Rate rate;  // of the calls that were answered
  uint64_t permits = 0, denials = 0;
  uint64_t errors = 0;  // no answer; a benchmark with any is void
  std::string first_error;
};

// Runs the loop to its end. Unavailable when no connection comes about.
absl::StatusOr<LoadResult> RunLoad(const Load& load);

}  // namespace writ::bench

#endif  // WRIT_TESTS_BENCH_LOAD_H_
