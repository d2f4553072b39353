// Figures of the whole: decisions over gRPC and decisions made durable, each beside the
// least that the machine could do in the same run.
#ifndef WRIT_TESTS_BENCH_SERVICE_FIGURES_H_
#define WRIT_TESTS_BENCH_SERVICE_FIGURES_H_

#include <string>

#include "tests/bench/latency.h"

namespace writ::bench {

struct Beside {
  Rate writ, floor;
  double ratio() const { return writ.per_second / floor.per_second; }
};

// Decide at 64 callers, each decision with its event recorded and synced, beside an empty
// service with the same messages. Data goes under `directory`.
Beside GrpcUnary(const std::string& directory);

// Synced decisions of 64 callers on one hot budget, in process, beside RocksDB writing
// groups of as many bytes for as many callers.
Beside Durable(const std::string& directory);

}  // namespace writ::bench

#endif  // WRIT_TESTS_BENCH_SERVICE_FIGURES_H_
