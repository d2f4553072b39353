#include <cmath>

#include "engine/value/random_value.h"
#include "engine/value/test_values.h"
#include "engine/value/value.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

constexpr int64_t kIntMax = INT64_MAX;
constexpr int64_t kIntMin = INT64_MIN;

class CompareTest : public testing::Test {
 protected:
  static bool Same(const Value& a, const Value& b) {
    const Value ab = Equal(a, b), ba = Equal(b, a);
    EXPECT_TRUE(ab.is(Kind::kBool) && ba.is(Kind::kBool));
    EXPECT_EQ(ab.IsTrue(), ba.IsTrue());
    return ab.IsTrue();
  }
  static void ExpectError(const Value& value, ErrorCode code) {
    ASSERT_TRUE(value.is_error()) << KindName(value.kind());
    EXPECT_EQ(ErrorName(value.AsError()), ErrorName(code));
  }
  // a < b in both directions, and so not equal.
  static void ExpectLess(const Value& a, const Value& b) {
    const Value ab = Compare(a, b), ba = Compare(b, a);
    ASSERT_TRUE(ab.is(Kind::kInt) && ba.is(Kind::kInt));
    EXPECT_EQ(ab.AsInt(), -1);
    EXPECT_EQ(ba.AsInt(), 1);
    EXPECT_FALSE(Same(a, b));
  }
  static void ExpectEqual(const Value& a, const Value& b) {
    const Value order = Compare(a, b);
    ASSERT_TRUE(order.is(Kind::kInt));
    EXPECT_EQ(order.AsInt(), 0);
    EXPECT_TRUE(Same(a, b));
  }

  TestValues make_;
};

TEST_F(CompareTest, NumbersAreEqualAcrossKinds) {
  const Value ones[] = {Value::Int(1), Value::Uint(1), Value::Double(1), make_.Dec("1.000")};
  for (const Value& a : ones) {
    for (const Value& b : ones) ExpectEqual(a, b);
  }
  ExpectEqual(make_.Dec("98.7"), make_.Dec("98.70"));
  ExpectEqual(Value::Double(-0.0), Value::Double(0.0));
  ExpectEqual(Value::Double(-0.0), Value::Int(0));
}

TEST_F(CompareTest, IntegersDoNotGoThroughDouble) {
  ExpectLess(Value::Int(kIntMax - 1), Value::Int(kIntMax));
  ExpectLess(Value::Int(kIntMax), Value::Double(9223372036854775808.0));
  ExpectEqual(Value::Int(kIntMin), Value::Double(-9223372036854775808.0));
  ExpectLess(Value::Int(kIntMin), Value::Uint(0));
  ExpectLess(Value::Int(kIntMax), Value::Uint(uint64_t{kIntMax} + 1));
  ExpectLess(Value::Uint(UINT64_MAX), Value::Double(18446744073709551616.0));
  ExpectLess(Value::Int(-1), Value::Uint(UINT64_MAX));
  ExpectLess(Value::Int(9007199254740992), Value::Int(9007199254740993));
  ExpectLess(Value::Double(9007199254740992.0), Value::Int(9007199254740993));
}

TEST_F(CompareTest, DoubleIsTheBinaryFractionThatItIs) {
  // The double 0.1 is 0.1000000000000000055..., the double 0.3 is 0.29999999999999998...
  ExpectLess(make_.Dec("0.1"), Value::Double(0.1));
  ExpectLess(Value::Double(-0.1), make_.Dec("-0.1"));
  ExpectLess(Value::Double(0.3), make_.Dec("0.3"));
  ExpectLess(make_.Dec("-0.3"), Value::Double(-0.3));
  ExpectEqual(Value::Double(0.5), make_.Dec("0.5"));
  ExpectLess(make_.Dec("0.000000000000000001"), Value::Double(1.1e-18));
  ExpectLess(Value::Double(1e-19), make_.Dec("0.000000000000000001"));
  ExpectLess(Value::Int(0), Value::Double(5e-324));
  ExpectLess(Value::Double(-5e-324), make_.Dec("0"));
  ExpectLess(Value::Double(5e-324), make_.Dec("0.000000000000000001"));
}

TEST_F(CompareTest, DoublesBeyondTheRangeOfDecimals) {
  const Value largest = Value::Decimal(Decimal::FromUnits(~(__int128{1} << 127)), make_.arena);
  const Value smallest = Value::Decimal(Decimal::FromUnits(__int128{1} << 127), make_.arena);
  for (double d : {1.8e20, 9.9e20, 1e21, 1e300, double{INFINITY}}) {
    ExpectLess(largest, Value::Double(d));
    ExpectLess(Value::Double(-d), smallest);
  }
  ExpectLess(Value::Double(1.7e20), largest);
  ExpectLess(smallest, Value::Double(-1.7e20));
}

// k / 2^s with s <= 18 has an exact decimal, and so neighbours one unit away.
TEST_F(CompareTest, DyadicFractionsAgreeWithTheirDecimals) {
  RandomValues random(1, make_.arena);
  for (int i = 0; i < 20'000; ++i) {
    const int shift = static_cast<int>(random.Below(19));
    const auto k = static_cast<int64_t>(random.Bits() >> 11) * (random.Below(2) == 0 ? 1 : -1);
    const Value d = Value::Double(std::ldexp(static_cast<double>(k), -shift));
    const __int128 units = __int128{k} * (Decimal::kOne >> shift);
    const auto at = [&](int offset) {
      return Value::Decimal(Decimal::FromUnits(units + offset), make_.arena);
    };
    ExpectEqual(d, at(0));
    ExpectLess(at(-1), d);
    ExpectLess(d, at(1));
  }
}

TEST_F(CompareTest, NanEqualsNothingAndDoesNotCompare) {
  const Value nan = Value::Double(NAN);
  for (const Value& other : {nan, Value::Int(0), make_.Dec("1"), Value::Uint(2)}) {
    EXPECT_FALSE(Same(nan, other));
    ExpectError(Compare(nan, other), ErrorCode::kBadArgument);
    ExpectError(Compare(other, nan), ErrorCode::kBadArgument);
  }
}

TEST_F(CompareTest, MoneyOfOneCurrency) {
  ExpectEqual(make_.Cash("98.7", "USD"), make_.Cash("98.70", "USD"));
  ExpectLess(make_.Cash("-1", "USD"), make_.Cash("0.000000000000000001", "USD"));
  ExpectError(Equal(make_.Cash("1", "USD"), make_.Cash("1", "EUR")), ErrorCode::kCurrencyMismatch);
  ExpectError(Compare(make_.Cash("0", "USD"), make_.Cash("0", "EUR")),
              ErrorCode::kCurrencyMismatch);
}

TEST_F(CompareTest, TheEmptySumComparesWithEveryCurrency) {
  ExpectLess(make_.NoMoney(), make_.Cash("1", "USD"));
  ExpectLess(make_.Cash("-1", "EUR"), make_.NoMoney());
  ExpectEqual(make_.NoMoney(), make_.Cash("0", "JPY"));
  ExpectEqual(make_.NoMoney(), make_.NoMoney());
}

TEST_F(CompareTest, MoneyIsNoNumber) {
  EXPECT_FALSE(Same(make_.Cash("1", "USD"), Value::Int(1)));
  ExpectError(Compare(make_.Cash("1", "USD"), Value::Int(1)), ErrorCode::kTypeMismatch);
}

TEST_F(CompareTest, OtherScalars) {
  ExpectLess(Value::Bool(false), Value::Bool(true));
  ExpectLess(Value::String("Z"), Value::String("a"));
  ExpectLess(Value::String("a"), Value::String("aa"));
  ExpectLess(Value::String("a\x7f"), Value::String("a\xC3\xA9"));
  ExpectEqual(Value::String(""), Value::String(""));
  ExpectLess(Value::Bytes(std::string_view("\0", 1)), Value::Bytes("\xff"));
  ExpectLess(Value::Timestamp({-1, 999'999'999}), Value::Timestamp({0, 0}));
  ExpectLess(Value::Duration({0, 1}), Value::Duration({0, 2}));
  ExpectLess(Value::Date(-1), Value::Date(0));
  EXPECT_TRUE(Same(Value::Null(), Value::Null()));
  EXPECT_TRUE(Same(Value::TypeName("int"), Value::TypeName("int")));
  ExpectError(Compare(Value::Null(), Value::Null()), ErrorCode::kTypeMismatch);
}

TEST_F(CompareTest, OtherKindsAreNotEqualAndDoNotCompare) {
  const Value values[] = {Value::Null(),
                          Value::Bool(true),
                          Value::Int(1),
                          Value::String("1"),
                          Value::Bytes("1"),
                          Value::Timestamp({1, 0}),
                          Value::Duration({1, 0}),
                          Value::Date(1),
                          make_.List({Value::Int(1)}),
                          make_.Set({Value::Int(1)}),
                          make_.Record({}),
                          make_.Entity("User", "1")};
  for (const Value& a : values) {
    for (const Value& b : values) {
      if (a.kind() == b.kind()) continue;
      EXPECT_FALSE(Same(a, b));
      ExpectError(Compare(a, b), ErrorCode::kTypeMismatch);
    }
  }
}

TEST_F(CompareTest, ErrorsAndAbsenceAreGivenBack) {
  const Value error = Value::Error(ErrorCode::kOverflow);
  ExpectError(Equal(error, Value::Int(1)), ErrorCode::kOverflow);
  ExpectError(Equal(Value::Int(1), error), ErrorCode::kOverflow);
  ExpectError(Equal(error, Value::Error(ErrorCode::kFuel)), ErrorCode::kOverflow);
  ExpectError(Compare(Value(), error), ErrorCode::kOverflow);
  ExpectError(Equal(Value(), Value()), ErrorCode::kAbsent);
  ExpectError(Equal(Value(), Value::Null()), ErrorCode::kAbsent);
  ExpectError(Compare(Value::Int(1), Value()), ErrorCode::kAbsent);
}

TEST_F(CompareTest, ListsAreEqualWhenTheirElementsAre) {
  EXPECT_TRUE(Same(make_.List({Value::Int(1), make_.Dec("2")}),
                   make_.List({Value::Double(1), Value::Uint(2)})));
  EXPECT_FALSE(Same(make_.List({Value::Int(1)}), make_.List({Value::Int(1), Value::Int(1)})));
  EXPECT_FALSE(Same(make_.List({Value::Int(1)}), make_.List({Value::Int(2)})));
  EXPECT_TRUE(Same(make_.List({Value()}), make_.List({Value()})));
  EXPECT_FALSE(Same(make_.List({Value()}), make_.List({Value::Null()})));
}

TEST_F(CompareTest, InsideAListADifferenceBeatsAnError) {
  const Value usd = make_.Cash("1", "USD"), eur = make_.Cash("1", "EUR");
  ExpectError(Equal(make_.List({usd, Value::Int(1)}), make_.List({eur, Value::Int(1)})),
              ErrorCode::kCurrencyMismatch);
  EXPECT_FALSE(Same(make_.List({usd, Value::Int(1)}), make_.List({eur, Value::Int(2)})));
  EXPECT_FALSE(Same(make_.List({Value::Int(2), usd}), make_.List({Value::Int(1), eur})));
}

TEST_F(CompareTest, SetsAreEqualWhenEachHoldsTheOther) {
  const Value one = Value::Int(1), one_u = Value::Uint(1), two = Value::Int(2);
  EXPECT_TRUE(Same(make_.Set({one, two}), make_.Set({two, one})));
  EXPECT_TRUE(Same(make_.Set({one, make_.Dec("2")}), make_.Set({one_u, Value::Double(2)})));
  EXPECT_TRUE(Same(make_.Set({one, Value::Double(2)}), make_.Set({Value::Double(1), two})));
  EXPECT_FALSE(Same(make_.Set({one, one_u}), make_.Set({one, two})));
  EXPECT_FALSE(Same(make_.Set({one}), make_.Set({one, two})));
}

TEST_F(CompareTest, MapsAreEqualWhenKeysAndValuesAre) {
  const Value one = Value::Int(1);
  EXPECT_TRUE(Same(make_.Record({{"a", one}, {"b", one}}), make_.Record({{"b", one}, {"a", one}})));
  EXPECT_FALSE(Same(make_.Record({{"a", one}}), make_.Record({{"a", Value::Int(2)}})));
  EXPECT_FALSE(Same(make_.Record({{"a", one}}), make_.Record({{"b", one}})));
  EXPECT_FALSE(Same(make_.Record({{"a", one}}), make_.Record({})));
  EXPECT_TRUE(Same(make_.Map({{Value::Int(1), one}}), make_.Map({{Value::Uint(1), one}})));
  EXPECT_FALSE(Same(make_.Map({{Value::Int(1), one}, {Value::Uint(1), one}}),
                    make_.Map({{Value::Int(1), one}, {Value::Int(2), one}})));
  ExpectError(Equal(make_.Record({{"a", make_.Cash("1", "USD")}}),
                    make_.Record({{"a", make_.Cash("1", "EUR")}})),
              ErrorCode::kCurrencyMismatch);
}

TEST_F(CompareTest, EntitiesAreTheirTypeAndId) {
  EXPECT_TRUE(Same(make_.Entity("User", "ana"), make_.Entity("User", "ana")));
  EXPECT_FALSE(Same(make_.Entity("User", "ana"), make_.Entity("Agent", "ana")));
  EXPECT_FALSE(Same(make_.Entity("User", "ana"), make_.Entity("User", "bob")));
}

TEST_F(CompareTest, DepthIsBounded) {
  EXPECT_TRUE(Same(make_.Nested(kMaxValueDepth), make_.Nested(kMaxValueDepth)));
  ExpectError(Equal(make_.Nested(kMaxValueDepth + 2), make_.Nested(kMaxValueDepth + 2)),
              ErrorCode::kTooLarge);
  ExpectError(Equal(make_.Nested(100'000), make_.Nested(100'000)), ErrorCode::kTooLarge);
}

// Whatever the values: equality is symmetric, and it is what order says it is.
TEST_F(CompareTest, LawsOnRandomValues) {
  RandomValues random(2, make_.arena);
  for (int i = 0; i < 50'000; ++i) {
    const Value a = random.Any(2), b = random.Below(4) == 0 ? a : random.Any(2);
    const Value ab = Equal(a, b), ba = Equal(b, a);
    ASSERT_EQ(ab.is_error(), ba.is_error());
    if (!ab.is_error()) {
      ASSERT_EQ(ab.IsTrue(), ba.IsTrue());
    }
    const Value order = Compare(a, b), reverse = Compare(b, a);
    ASSERT_EQ(order.is_error(), reverse.is_error());
    if (order.is_error()) continue;
    ASSERT_EQ(order.AsInt(), -reverse.AsInt());
    ASSERT_EQ(order.AsInt() == 0, ab.IsTrue());
  }
}

TEST_F(CompareTest, NumericOrderIsTransitive) {
  RandomValues random(3, make_.arena);
  const auto number = [&]() -> Value {
    switch (random.Below(4)) {
      case 0:
        return Value::Int(random.Int());
      case 1:
        return Value::Uint(random.Bits());
      case 2:
        return Value::Double(static_cast<double>(random.Int()));
      default:
        return Value::Decimal(random.AnyDecimal(), make_.arena);
    }
  };
  for (int i = 0; i < 50'000; ++i) {
    const Value a = number(), b = number(), c = number();
    if (Compare(a, b).AsInt() <= 0 && Compare(b, c).AsInt() <= 0) {
      ASSERT_LE(Compare(a, c).AsInt(), 0);
    }
  }
}

}  // namespace
}  // namespace writ
