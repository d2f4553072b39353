// Every figure of the project, one line each, all from one run on one machine:
//
//   ratio NAME VALUE
//
// and under it the numbers that it is made of. docs/benchmarks.md says what they mean.
#include <cstdio>
#include <filesystem>
#include <string>

#include "tests/bench/decide_figures.h"
#include "tests/bench/history_figures.h"
#include "tests/bench/service_figures.h"

namespace writ::bench {
namespace {

void Print(const char* name, const Pair& pair) {
  std::printf("ratio %s %.2f\n  %.0f ns against %.0f ns\n", name, pair.ratio(), pair.a, pair.b);
  std::fflush(stdout);
}

void Print(const char* name, const Beside& beside) {
  std::printf("ratio %s %.3f\n", name, beside.ratio());
  for (const Rate& rate : {beside.writ, beside.floor}) {
    std::printf("  %.0f a second, p50 %.0f us, p99 %.0f us\n", rate.per_second, rate.p50_micros,
                rate.p99_micros);
  }
  std::fflush(stdout);
}

void Print(const HistoryCost& cost) {
  std::printf("ratio history_1m_%s %.2f\n ", cost.kind.c_str(), cost.ratio());
  for (size_t i = 0; i < kHistories.size(); ++i) {
    std::printf(" %.0f ns behind %d%s", cost.nanos[i], kHistories[i],
                i + 1 < kHistories.size() ? "," : "\n");
  }
  std::fflush(stdout);
}

// A directory on the disk of the checkout's user, not in memory: durability is measured.
std::string MakeDirectory(const char* base) {
  std::string pattern = std::string(base) + "/writ-bench-XXXXXX";
  return mkdtemp(pattern.data()) == nullptr ? std::string() : pattern;
}

void PrintHistories() {
  HistoryCosts([](const HistoryCost& cost) { Print(cost); });
}

int Main(const char* base) {
  std::string directory = MakeDirectory(base);
  if (directory.empty()) {
    std::fprintf(stderr, "bench: cannot make a directory under %s\n", base);
    return 2;
  }
  Print("decide_native", DecideNative());
  Print("decide_rules_10k", DecideRules10k());
  std::printf("ratio allocations %.1f\n", Allocations());
  PrintHistories();
  Print("durable", Durable(directory));
  Print("grpc_unary", GrpcUnary(directory));
  std::filesystem::remove_all(directory);
  return 0;
}

}  // namespace
}  // namespace writ::bench

// `history_1m` measures that figure alone. Else the argument is where data may be written;
// default: the current directory.
int main(int argc, char** argv) {
  if (argc > 1 && argv[1] == std::string("history_1m")) {
    writ::bench::PrintHistories();
    return 0;
  }
  return writ::bench::Main(argc > 1 ? argv[1] : ".");
}
