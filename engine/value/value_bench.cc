// What every decision does many times: compare, look a field up, conform, encode.
#include "benchmark/benchmark.h"
#include "engine/value/conform.h"
#include "engine/value/test_values.h"

namespace writ {
namespace {

void BM_EqualText(benchmark::State& state) {
  Value a = Value::String("SFO"), b = Value::String("SFO");
  for (auto _ : state) {
    benchmark::DoNotOptimize(a);
    benchmark::DoNotOptimize(Equal(a, b));
  }
}
BENCHMARK(BM_EqualText);

void BM_CompareMoney(benchmark::State& state) {
  TestValues make;
  Value a = make.Cash("389.50", "USD"), b = make.Cash("600", "USD");
  for (auto _ : state) {
    benchmark::DoNotOptimize(a);
    benchmark::DoNotOptimize(Compare(a, b));
  }
}
BENCHMARK(BM_CompareMoney);

void BM_CompareDoubleToDecimal(benchmark::State& state) {
  TestValues make;
  Value a = Value::Double(389.5), b = make.Dec("389.6");
  for (auto _ : state) {
    benchmark::DoNotOptimize(a);
    benchmark::DoNotOptimize(Compare(a, b));
  }
}
BENCHMARK(BM_CompareDoubleToDecimal);

Value Purchase(TestValues& make) {
  return make.Record({{"hold", Value::String("H1")},
                      {"price", make.Record({{"amount", Value::Number("389.50")},
                                             {"currency", Value::String("USD")}})},
                      {"to", Value::String("SFO")}});
}

// The hint is right for 2, wrong for 0.
void BM_FindField(benchmark::State& state) {
  TestValues make;
  const Value record = Purchase(make);
  auto hint = static_cast<uint32_t>(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(hint);
    benchmark::DoNotOptimize(record.AsMap().FindField("to", hint));
  }
}
BENCHMARK(BM_FindField)->Arg(2)->Arg(0);

void BM_MultiplyMoney(benchmark::State& state) {
  Decimal price = *Decimal::Parse("389.50"), count = Decimal::FromInt(3);
  for (auto _ : state) {
    benchmark::DoNotOptimize(price);
    benchmark::DoNotOptimize(price.Multiply(count));
  }
}
BENCHMARK(BM_MultiplyMoney);

void BM_ConformCall(benchmark::State& state) {
  TestValues make;
  TypeTable types;
  const Type* string = types.Simple(TypeKind::kString);
  const Type* record =
      types.Record({{"hold", string}, {"price", types.Simple(TypeKind::kMoney)}, {"to", string}});
  const Value raw = Purchase(make);
  Arena arena;
  for (auto _ : state) {
    benchmark::DoNotOptimize(Conform(raw, *record, arena));
    arena.Reset();
  }
}
BENCHMARK(BM_ConformCall);

void BM_EncodeCall(benchmark::State& state) {
  TestValues make;
  const Value raw = Purchase(make);
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    ByteWriter writer(bytes);
    EncodeCanonical(raw, writer);
    benchmark::DoNotOptimize(bytes);
  }
}
BENCHMARK(BM_EncodeCall);

void BM_DecodeCall(benchmark::State& state) {
  TestValues make;
  const std::string bytes = CanonicalBytes(Purchase(make));
  Arena arena;
  for (auto _ : state) {
    benchmark::DoNotOptimize(DecodeCanonical(bytes, arena));
    arena.Reset();
  }
}
BENCHMARK(BM_DecodeCall);

}  // namespace
}  // namespace writ

BENCHMARK_MAIN();
