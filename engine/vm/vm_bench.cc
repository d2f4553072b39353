// What a rule costs to run: `args.to == task.to && args.price <= task.budget`.
#include <vector>

#include "benchmark/benchmark.h"
#include "engine/bytecode/codes.h"
#include "engine/bytecode/test_bundle.h"
#include "engine/vm/test_values.h"
#include "engine/vm/vm.h"

namespace writ {
namespace {

constexpr int kTo = 0, kPrice = 1, kBudget = 2;

std::vector<Instruction> RuleCode() {
  return {Make(Op::kLoadRoot, 0, 0, 0, static_cast<int>(Root::kArgs)),
          Make(Op::kField, 1, 0, 1, kTo),
          Make(Op::kLoadRoot, 2, 0, 0, static_cast<int>(Root::kTask)),
          Make(Op::kField, 3, 2, 1, kTo),
          Make(Op::kEqual, 4, 1, 3),
          Make(Op::kJumpIfFalse, 4, 0, 0, 10),
          Make(Op::kField, 1, 0, 0, kPrice),
          Make(Op::kField, 3, 2, 0, kBudget),
          Make(Op::kLessEqual, 5, 1, 3),
          Make(Op::kAnd, 4, 4, 5),
          Make(Op::kReturn, 4)};
}

void FillRoots(Values& values, TestMachine& machine) {
  machine.roots[static_cast<size_t>(Root::kArgs)] =
      values.Map({{Str("price"), values.Usd("389")}, {Str("to"), Str("SFO")}});
  machine.roots[static_cast<size_t>(Root::kTask)] =
      values.Task("BookTrip", "t1", {{Str("budget"), values.Usd("600")}, {Str("to"), Str("SFO")}});
}

void BM_RuleBlock(benchmark::State& state) {
  Values values;
  TestMachine machine({Str("to"), Str("price"), Str("budget")}, RuleCode());
  FillRoots(values, machine);
  for (auto _ : state) {
    Value value = machine.Run();
    benchmark::DoNotOptimize(value);
  }
  if (!machine.Run().IsTrue()) state.SkipWithError("the rule does not hold");
}
BENCHMARK(BM_RuleBlock);

void BM_ReturnConstant(benchmark::State& state) {
  TestMachine machine({Int(1)}, {Make(Op::kLoadConst), Make(Op::kReturn)}, 0, 1);
  for (auto _ : state) {
    Value value = machine.Run();
    benchmark::DoNotOptimize(value);
  }
}
BENCHMARK(BM_ReturnConstant);

// `args.city.matches("^[a-z]+$")`, the dearest of the common functions.
void BM_Matches(benchmark::State& state) {
  TestMachine machine(
      {Str("amsterdam"), Str("^[a-z]+$")},
      {Make(Op::kLoadConst, 0, 0, 0, 0), Make(Op::kLoadConst, 1, 0, 0, 1),
       Make(Op::kCall, 0, 0, 2, static_cast<int>(Builtin::kMatches)), Make(Op::kReturn, 0)});
  for (auto _ : state) {
    Value value = machine.Run();
    benchmark::DoNotOptimize(value);
  }
}
BENCHMARK(BM_Matches);

}  // namespace
}  // namespace writ

BENCHMARK_MAIN();
