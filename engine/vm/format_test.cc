#include <cmath>
#include <string>

#include "engine/bytecode/codes.h"
#include "engine/value/identity.h"
#include "engine/value/text.h"
#include "engine/vm/builtins.h"
#include "engine/vm/rounding.h"
#include "engine/vm/test_values.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

class FormatTest : public testing::Test {
 protected:
  std::string Format(std::string_view format, const std::vector<Value>& values) {
    const Value args[] = {Value::String(format), v_.List(values)};
    Budget budget(kTestFuel);
    Context context{patterns_, budget, v_.arena()};
    const Value text = CallBuiltin(static_cast<uint32_t>(Builtin::kFormat), args, context);
    return text.is_error() ? ToSource(text) : std::string(text.AsText());
  }

  Values v_;
  PatternSet patterns_;
};

constexpr char kBad[] = "error(bad_argument)";

TEST_F(FormatTest, WholeNumbers) {
  EXPECT_EQ(Format("%d %b %o %x %X", {Int(-10), Int(5), Int(11), Int(30), Int(-255)}),
            "-10 101 13 1e -FF");
  EXPECT_EQ(Format("%d", {Int(INT64_MIN)}), "-9223372036854775808");
  EXPECT_EQ(Format("%x", {Value::Uint(UINT64_MAX)}), "ffffffffffffffff");
  EXPECT_EQ(Format("%b%b", {Value::Bool(true), Value::Bool(false)}), "10");
  EXPECT_EQ(Format("%d %d", {Value::Double(NAN), Value::Double(-INFINITY)}), "NaN -Infinity");
  EXPECT_EQ(Format("%d", {v_.Dec("7.0")}), "7");
  for (const Value& value :
       {v_.Dec("7.5"), Value::Double(1), Str("1"), Value::Null(), v_.Span(5)}) {
    EXPECT_EQ(Format("%d", {value}), kBad) << ToSource(value);
  }
  EXPECT_EQ(Format("%b", {Str("abc")}), kBad);
}

TEST_F(FormatTest, FractionsAreRoundedHalfToEven) {
  EXPECT_EQ(Format("%.0f %.0f", {Value::Double(1.5), Value::Double(2.5)}), "2 2");
  EXPECT_EQ(Format("%.0f %.0f", {v_.Dec("1.5"), v_.Dec("2.5")}), "2 2");
  EXPECT_EQ(Format("%.2f", {v_.Dec("-0.005")}), "0.00");
  EXPECT_EQ(Format("%.2f", {v_.Dec("-0.015")}), "-0.02");
  EXPECT_EQ(Format("%f", {v_.Dec("2.71828")}), "2.718280");
  EXPECT_EQ(Format("%.20f", {v_.Dec("0.1")}), "0.10000000000000000000");
  EXPECT_EQ(Format("%.3e", {Value::Double(1052.03)}), "1.052e+03");
  EXPECT_EQ(Format("%f", {Int(2)}), "2.000000");
  EXPECT_EQ(Format("%e", {v_.Dec("0.5")}), "5.000000e-01");
  EXPECT_EQ(Format("%.50f", {Value::Double(1)}).size(), 52u);
  EXPECT_EQ(Format("%.51f", {Value::Double(1)}), kBad);
  EXPECT_EQ(Format("%f", {Value::Double(1.7e308)}).size(), 309u + 7u);
}

TEST_F(FormatTest, AnyValueAsText) {
  EXPECT_EQ(Format("%s %s %s", {v_.Usd("1.5"), v_.Day("2026-12-01"), v_.Span(90)}),
            "1.50 USD 2026-12-01 90s");
  EXPECT_EQ(Format("%s", {v_.List({Str("a"), Value::Double(3.14), Value::Null()})}),
            "[a, 3.14, null]");
  EXPECT_EQ(Format("%s", {v_.Map({{Str("k"), Str("x")}, {Int(6), Value::Bool(true)}})}),
            "{6: true, k: x}");
  EXPECT_EQ(Format("%s", {Value::Identity(Kind::kIp, std::string_view("\x7f\0\0\1", 4))}),
            "127.0.0.1");
  EXPECT_EQ(Format("%s", {Value::Bytes("xyz")}), "xyz");
  EXPECT_EQ(Format("%s", {Value::Bytes("\xff")}), kBad);
  EXPECT_EQ(Format("%x %X", {Str("Hi"), Value::Bytes("\xff")}), "4869 FF");
}

TEST_F(FormatTest, OnlyWholeVerbsAndAllValues) {
  EXPECT_EQ(Format("%%%s%%", {Str("x")}), "%x%");
  for (const char* format : {"%", "%a", "%.f", "%.2", "%.2s", "%E", "% d", "%5d"}) {
    EXPECT_EQ(Format(format, {Int(1)}), kBad) << format;
  }
  EXPECT_EQ(Format("%s%s", {Int(1)}), kBad);
  EXPECT_EQ(Format("%s", {Int(1), Int(2)}), kBad);
  EXPECT_EQ(Format("%s%s", {v_.Text(std::string(40'000, 'x')), v_.Text(std::string(40'000, 'x'))}),
            "error(too_large)");
}

TEST(RoundTo, KeepsTheDigitsThatItMay) {
  const Decimal number = *Decimal::Parse("-1.2350");
  EXPECT_EQ(RoundTo(number, 18, Rounding::kDown)->ToString(), "-1.235");
  EXPECT_EQ(RoundTo(number, 2, Rounding::kHalfEven)->ToString(), "-1.24");
  EXPECT_EQ(RoundTo(number, 2, Rounding::kHalfAway)->ToString(), "-1.24");
  EXPECT_EQ(RoundTo(number, 2, Rounding::kUp)->ToString(), "-1.23");
  EXPECT_EQ(RoundTo(number, 2, Rounding::kToZero)->ToString(), "-1.23");
  EXPECT_EQ(RoundTo(number, 0, Rounding::kDown)->ToString(), "-2");
  const Decimal largest =
      Decimal::FromUnits(static_cast<__int128>(~static_cast<unsigned __int128>(0) >> 1));
  EXPECT_FALSE(RoundTo(largest, 0, Rounding::kUp).has_value());
}

}  // namespace
}  // namespace writ
