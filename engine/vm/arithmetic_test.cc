// + - * / % over every kind that has them, at their edges.
#include "engine/vm/arithmetic.h"

#include <cstdint>
#include <limits>
#include <string>

#include "engine/vm/test_values.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr uint64_t kMaxUint = std::numeric_limits<uint64_t>::max();

class ArithmeticTest : public testing::Test {
 protected:
  using Binary = Value (*)(const Value&, const Value&, Context&);

  std::string Do(Binary op, const Value& b, const Value& c) {
    Budget budget(kTestFuel);
    Context context{patterns_, budget, v_.arena()};
    return ToSource(op(b, c, context));
  }
  std::string Minus(const Value& b) {
    Budget budget(kTestFuel);
    Context context{patterns_, budget, v_.arena()};
    return ToSource(Negate(b, context));
  }

  PatternSet patterns_;
  Values v_;
};

TEST_F(ArithmeticTest, Ints) {
  EXPECT_EQ(Do(Add, Int(kMax), Int(1)), "error(overflow)");
  EXPECT_EQ(Do(Add, Int(kMax - 1), Int(1)), std::to_string(kMax));
  EXPECT_EQ(Do(Subtract, Int(kMin), Int(1)), "error(overflow)");
  EXPECT_EQ(Do(Multiply, Int(kMax), Int(2)), "error(overflow)");
  EXPECT_EQ(Do(Multiply, Int(kMin), Int(-1)), "error(overflow)");
  EXPECT_EQ(Do(Divide, Int(7), Int(-2)), "-3");
  EXPECT_EQ(Do(Divide, Int(kMin), Int(-1)), "error(overflow)");
  EXPECT_EQ(Do(Divide, Int(1), Int(0)), "error(divide_by_zero)");
  EXPECT_EQ(Do(Modulo, Int(7), Int(-2)), "1");
  EXPECT_EQ(Do(Modulo, Int(-7), Int(2)), "-1");
  EXPECT_EQ(Do(Modulo, Int(kMin), Int(-1)), "0");
  EXPECT_EQ(Do(Modulo, Int(1), Int(0)), "error(divide_by_zero)");
  EXPECT_EQ(Minus(Int(kMin)), "error(overflow)");
  EXPECT_EQ(Minus(Int(kMax)), std::to_string(-kMax));
}

TEST_F(ArithmeticTest, Uints) {
  const auto u = [](uint64_t n) { return Value::Uint(n); };
  EXPECT_EQ(Do(Add, u(kMaxUint), u(1)), "error(overflow)");
  EXPECT_EQ(Do(Add, u(1), u(2)), "3u");
  EXPECT_EQ(Do(Subtract, u(1), u(2)), "error(overflow)");
  EXPECT_EQ(Do(Subtract, u(2), u(2)), "0u");
  EXPECT_EQ(Do(Multiply, u(kMaxUint), u(2)), "error(overflow)");
  EXPECT_EQ(Do(Divide, u(7), u(2)), "3u");
  EXPECT_EQ(Do(Divide, u(7), u(0)), "error(divide_by_zero)");
  EXPECT_EQ(Do(Modulo, u(7), u(2)), "1u");
  EXPECT_EQ(Do(Modulo, u(7), u(0)), "error(divide_by_zero)");
  EXPECT_EQ(Minus(u(1)), "error(type_mismatch)");
  EXPECT_EQ(Do(Add, u(1), Int(1)), "error(type_mismatch)");
}

TEST_F(ArithmeticTest, Doubles) {
  const auto d = [](double x) { return Value::Double(x); };
  EXPECT_EQ(Do(Add, d(0.5), d(0.25)), ToSource(d(0.75)));
  EXPECT_EQ(Do(Subtract, d(0.5), d(0.25)), ToSource(d(0.25)));
  EXPECT_EQ(Do(Multiply, d(0.5), d(0.25)), ToSource(d(0.125)));
  EXPECT_EQ(Do(Divide, d(1), d(0)), ToSource(d(std::numeric_limits<double>::infinity())));
  EXPECT_EQ(Minus(d(0.5)), ToSource(d(-0.5)));
  EXPECT_EQ(Do(Modulo, d(1), d(1)), "error(type_mismatch)");
  EXPECT_EQ(Do(Add, d(1), v_.Dec("1")), "error(type_mismatch)");
}

TEST_F(ArithmeticTest, Decimals) {
  EXPECT_EQ(Do(Add, v_.Dec("0.1"), v_.Dec("0.2")), "0.3");
  EXPECT_EQ(Do(Add, v_.Dec("0.1"), Int(1)), "1.1");
  EXPECT_EQ(Do(Multiply, Value::Uint(3), v_.Dec("0.1")), "0.3");
  EXPECT_EQ(Do(Add, v_.Dec("170000000000000000000"), v_.Dec("170000000000000000000")),
            "error(overflow)");
  EXPECT_EQ(Do(Divide, v_.Dec("1"), v_.Dec("8")), "0.125");
  EXPECT_EQ(Do(Divide, v_.Dec("1"), v_.Dec("0")), "error(divide_by_zero)");
  EXPECT_EQ(Do(Divide, v_.Dec("1"), Int(0)), "error(divide_by_zero)");
  EXPECT_EQ(Do(Modulo, v_.Dec("1"), v_.Dec("1")), "error(type_mismatch)");
  EXPECT_EQ(Minus(v_.Dec("0.1")), "-0.1");
}

TEST_F(ArithmeticTest, Money) {
  const Value eur = v_.Cash("1", "EUR");
  EXPECT_EQ(Do(Add, v_.Usd("389.50"), v_.Usd("0.50")), "390.00 USD");
  EXPECT_EQ(Do(Add, v_.Usd("1"), eur), "error(currency_mismatch)");
  EXPECT_EQ(Do(Add, v_.EmptySum(), eur), "1.00 EUR");
  EXPECT_EQ(Do(Subtract, eur, v_.EmptySum()), "1.00 EUR");
  EXPECT_EQ(Do(Subtract, v_.EmptySum(), eur), "-1.00 EUR");
  EXPECT_EQ(Do(Multiply, v_.Usd("2.50"), Int(2)), "5.00 USD");
  EXPECT_EQ(Do(Multiply, v_.Dec("0.5"), v_.Usd("2.50")), "1.25 USD");
  EXPECT_EQ(Do(Multiply, v_.Usd("1"), v_.Usd("1")), "error(type_mismatch)");
  EXPECT_EQ(Do(Divide, v_.Usd("5"), Int(2)), "2.50 USD");
  EXPECT_EQ(Do(Divide, v_.Usd("5"), v_.Usd("2")), "2.5");
  EXPECT_EQ(Do(Divide, v_.Usd("5"), eur), "error(currency_mismatch)");
  EXPECT_EQ(Do(Divide, v_.Usd("5"), Int(0)), "error(divide_by_zero)");
  EXPECT_EQ(Do(Divide, v_.Usd("5"), v_.Usd("0")), "error(divide_by_zero)");
  EXPECT_EQ(Do(Divide, Int(5), v_.Usd("1")), "error(type_mismatch)");
  EXPECT_EQ(Do(Add, v_.Usd("1"), Int(1)), "error(type_mismatch)");
  EXPECT_EQ(Minus(v_.Usd("1")), "-1.00 USD");
}

TEST_F(ArithmeticTest, TextsListsAndSets) {
  EXPECT_EQ(Do(Add, Str("a"), Str("b")), "\"ab\"");
  EXPECT_EQ(Do(Add, Str(""), Str("")), "\"\"");
  EXPECT_EQ(Do(Add, Value::Bytes("a"), Value::Bytes("b")), ToSource(Value::Bytes("ab")));
  EXPECT_EQ(Do(Add, Str("a"), Value::Bytes("b")), "error(type_mismatch)");
  EXPECT_EQ(Do(Add, v_.List({Int(1)}), v_.List({Int(1), Int(2)})), "[1, 1, 2]");
  EXPECT_EQ(Do(Add, v_.Set({Int(1)}), v_.Set({Int(1), Int(2)})), "set([1, 2])");
  EXPECT_EQ(Do(Add, v_.List({}), v_.Set({})), "error(type_mismatch)");
  EXPECT_EQ(Do(Subtract, Str("a"), Str("b")), "error(type_mismatch)");
}

TEST_F(ArithmeticTest, TimesAndSpans) {
  const Value noon = v_.Time("2026-12-01T12:00:00Z");
  EXPECT_EQ(Do(Add, noon, v_.Span(60)), ToSource(v_.Time("2026-12-01T12:01:00Z")));
  EXPECT_EQ(Do(Add, v_.Span(60), noon), ToSource(v_.Time("2026-12-01T12:01:00Z")));
  EXPECT_EQ(Do(Subtract, noon, v_.Span(0, 1)), ToSource(v_.Time("2026-12-01T11:59:59.999999999Z")));
  EXPECT_EQ(Do(Subtract, noon, v_.Time("2026-12-01T12:00:00.5Z")),
            ToSource(v_.Span(-1, 500'000'000)));
  EXPECT_EQ(Do(Add, v_.Span(1, 600'000'000), v_.Span(1, 600'000'000)),
            ToSource(v_.Span(3, 200'000'000)));
  EXPECT_EQ(Do(Subtract, v_.Span(1), v_.Span(2)), ToSource(v_.Span(-1)));
  EXPECT_EQ(Do(Add, noon, noon), "error(type_mismatch)");
  EXPECT_EQ(Minus(v_.Span(1, 500'000'000)), ToSource(v_.Span(-2, 500'000'000)));
}

TEST_F(ArithmeticTest, TimesHaveEnds) {
  const Value last = v_.Time("9999-12-31T23:59:59.999999999Z");
  EXPECT_EQ(Do(Add, last, v_.Span(0, 1)), "error(overflow)");
  EXPECT_EQ(Do(Add, last, v_.Span(0)), ToSource(last));
  const Value first = v_.Time("0001-01-01T00:00:00Z");
  EXPECT_EQ(Do(Subtract, first, v_.Span(0, 1)), "error(overflow)");
  EXPECT_EQ(Do(Subtract, first, v_.Span(0)), ToSource(first));
  EXPECT_EQ(Do(Add, v_.Span(kMax, 999'999'999), v_.Span(kMax, 999'999'999)), "error(overflow)");
  EXPECT_EQ(Do(Add, v_.Day("9999-12-31"), v_.Span(86'400)), "error(overflow)");
  EXPECT_EQ(Do(Subtract, v_.Day("0001-01-01"), v_.Span(86'400)), "error(overflow)");
}

TEST_F(ArithmeticTest, DatesMoveByWholeDays) {
  const Value day = v_.Day("2026-12-31");
  EXPECT_EQ(Do(Add, day, v_.Span(86'400)), "date(\"2027-01-01\")");
  EXPECT_EQ(Do(Add, v_.Span(86'400), day), "date(\"2027-01-01\")");
  EXPECT_EQ(Do(Add, day, v_.Span(86'401)), "error(bad_argument)");
  EXPECT_EQ(Do(Add, day, v_.Span(86'400, 1)), "error(bad_argument)");
  EXPECT_EQ(Do(Subtract, day, v_.Span(86'400)), "date(\"2026-12-30\")");
  EXPECT_EQ(Do(Subtract, day, v_.Day("2026-12-29")), ToSource(v_.Span(2 * 86'400)));
  EXPECT_EQ(Do(Add, day, day), "error(type_mismatch)");
}

}  // namespace
}  // namespace writ
