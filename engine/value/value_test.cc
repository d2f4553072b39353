#include "engine/value/value.h"

#include <bit>
#include <cmath>
#include <set>

#include "gtest/gtest.h"

namespace writ {
namespace {

TEST(ValueTest, ZeroIsAbsentAndFalseIsNotTrue) {
  EXPECT_TRUE(Value().is(Kind::kAbsent));
  EXPECT_FALSE(Value().IsTrue());
  EXPECT_FALSE(Value().IsFalse());
  EXPECT_FALSE(Value::Int(1).IsTrue());
}

TEST(ValueTest, EveryKindHasItsOwnName) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Kind::kError); ++i) {
    names.insert(KindName(static_cast<Kind>(i)));
  }
  EXPECT_EQ(names.size(), 20u);
  EXPECT_FALSE(names.contains("unknown"));
}

TEST(ValueTest, ErrorCodesAreTheRowsOfTheTable) {
  EXPECT_FALSE(IsErrorCode(0));
  for (uint16_t code = 1; code <= 13; ++code) {
    EXPECT_TRUE(IsErrorCode(code));
    EXPECT_NE(ErrorName(static_cast<ErrorCode>(code)), "unknown");
    EXPECT_NE(ErrorMeaning(static_cast<ErrorCode>(code)), "unknown error");
  }
  EXPECT_FALSE(IsErrorCode(14));
  EXPECT_FALSE(IsErrorCode(65535));
  EXPECT_EQ(ErrorName(ErrorCode::kDivideByZero), "divide_by_zero");
}

TEST(ValueTest, CurrencyIsThreeAsciiCapitals) {
  ASSERT_TRUE(ParseCurrency("USD"));
  EXPECT_EQ(CurrencyName(*ParseCurrency("USD")), "USD");
  EXPECT_EQ(*ParseCurrency("USD"), 0x555344u);
  EXPECT_EQ(CurrencyName(0), "");
  for (const char* wrong : {"", "US", "USDT", "usd", "U D", "U1D", "\xC3\x84X", "[AA", "@AA"}) {
    EXPECT_FALSE(ParseCurrency(wrong)) << wrong;
  }
}

TEST(ValueTest, ThereIsOneNan) {
  const double odd_nan = std::bit_cast<double>(uint64_t{0xfff8000000000123});
  ASSERT_TRUE(std::isnan(odd_nan));
  EXPECT_EQ(std::bit_cast<uint64_t>(Value::Double(odd_nan).AsDouble()), 0x7ff8000000000000u);
  EXPECT_TRUE(std::signbit(Value::Double(-0.0).AsDouble()));
}

TEST(ValueTest, KeepsWhatItIsGiven) {
  Arena arena;
  const Value money = Value::Money({Decimal::FromInt(-7), *ParseCurrency("EUR")}, arena);
  EXPECT_EQ(money.AsMoney(), (Money{Decimal::FromInt(-7), *ParseCurrency("EUR")}));
  EXPECT_EQ(Value::Decimal(Decimal::FromUnits(5), arena).AsDecimal().units(), 5);
  EXPECT_EQ(Value::Timestamp({-5, 7}).AsTime(), (TimeParts{-5, 7}));
  EXPECT_EQ(Value::Date(-3).AsDate(), -3);
  EXPECT_EQ(Value::Int(INT64_MIN).AsInt(), INT64_MIN);
  EXPECT_EQ(Value::String("abc").AsText(), "abc");
  EXPECT_EQ(Value::Double(0.5).AsDouble(), 0.5);
}

}  // namespace
}  // namespace writ
