#include "engine/value/decimal.h"

#include <random>

#include "engine/value/wide.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

constexpr __int128 kMaxUnits = ~(__int128{1} << 127);
constexpr __int128 kMinUnits = __int128{1} << 127;
constexpr Decimal kMax = Decimal::FromUnits(kMaxUnits);
constexpr Decimal kMin = Decimal::FromUnits(kMinUnits);
constexpr const char* kMaxText = "170141183460469231731.687303715884105727";
constexpr const char* kMinText = "-170141183460469231731.687303715884105728";

Decimal D(std::string_view text) {
  const auto decimal = Decimal::Parse(text);
  EXPECT_TRUE(decimal) << text;
  return decimal.value_or(Decimal());
}

TEST(DecimalTest, ParsesEverySpellingOfANumber) {
  const struct {
    const char* text;
    const char* shortest;
  } kCases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.0", "0"},
      {"12", "12"},
      {"-12", "-12"},
      {"98.70", "98.7"},
      {"3.89e2", "389"},
      {"3.89E+2", "389"},
      {"389e-2", "3.89"},
      {"0.5", "0.5"},
      {"-0.5", "-0.5"},
      {"1e20", "100000000000000000000"},
      {"1e-18", "0.000000000000000001"},
      {"100e-20", "0.000000000000000001"},
      {"0.000000000000000001000", "0.000000000000000001"},
      {"0e999999999999999999999", "0"},
      {"0.00e-99999999999", "0"},
      {kMaxText, kMaxText},
      {kMinText, kMinText},
  };
  for (const auto& c : kCases) EXPECT_EQ(D(c.text).ToString(), c.shortest) << c.text;
}

TEST(DecimalTest, RefusesWhatIsNoNumber) {
  for (const char* text :
       {"",     "-",     "+1", ".5", "5.",    "01",  "-01", "1e",       "1e+",       "e5",  "1.e5",
        "0x10", "1_000", " 1", "1 ", "1.2.3", "--1", "NaN", "Infinity", "-Infinity", "1,5", "١"}) {
    EXPECT_FALSE(Decimal::Parse(text)) << text;
  }
  EXPECT_FALSE(Decimal::Parse(std::string_view("1\0", 2)));
}

TEST(DecimalTest, RefusesWhatDoesNotFit) {
  for (const char* text :
       {"170141183460469231731.687303715884105728", "-170141183460469231731.687303715884105729",
        "0.0000000000000000001", "1e-19", "1.0000000000000000001", "1e21", "1e39", "1e999999999",
        "1e-999999999", "1e99999999999999999999", "1e-99999999999999999999", "9e20"}) {
    EXPECT_FALSE(Decimal::Parse(text)) << text;
  }
}

TEST(DecimalTest, LongTextsCostNoMoreThanTheirLength) {
  const std::string zeros(1'000'000, '0');
  EXPECT_EQ(D("1" + zeros + "e-1000000"), Decimal::FromInt(1));
  EXPECT_EQ(D("0." + zeros + "1e1000001"), Decimal::FromInt(1));
  EXPECT_FALSE(Decimal::Parse("1" + zeros));
  EXPECT_FALSE(Decimal::Parse("0." + zeros + "1"));
  EXPECT_FALSE(Decimal::Parse(std::string(1'000'000, '9')));
}

TEST(DecimalTest, WritesAtLeastThePlacesAskedFor) {
  EXPECT_EQ(D("389.5").ToString(2), "389.50");
  EXPECT_EQ(D("389").ToString(2), "389.00");
  EXPECT_EQ(D("389.125").ToString(2), "389.125");
  EXPECT_EQ(D("-0.05").ToString(1), "-0.05");
  EXPECT_EQ(D("1").ToString(-3), "1");
  EXPECT_EQ(D("1").ToString(99), "1.000000000000000000");
}

TEST(DecimalTest, WholeNumbers) {
  EXPECT_EQ(D("9223372036854775807").ToInt(), INT64_MAX);
  EXPECT_EQ(D("-9223372036854775808").ToInt(), INT64_MIN);
  EXPECT_FALSE(D("9223372036854775808").ToInt());
  EXPECT_FALSE(D("-9223372036854775809").ToInt());
  EXPECT_FALSE(D("1.5").ToInt());
  EXPECT_EQ(D("18446744073709551615").ToUint(), UINT64_MAX);
  EXPECT_FALSE(D("18446744073709551616").ToUint());
  EXPECT_FALSE(D("-1").ToUint());
  EXPECT_FALSE(D("0.5").ToUint());
  EXPECT_EQ(D("-0").ToUint(), 0u);
}

TEST(DecimalTest, AddsAndSubtractsUpToTheRange) {
  const Decimal unit = Decimal::FromUnits(1);
  EXPECT_EQ(*D("0.1").Add(D("0.2")), D("0.3"));
  EXPECT_EQ(*kMax.Add(Decimal()), kMax);
  EXPECT_FALSE(kMax.Add(unit));
  EXPECT_EQ(*kMax.Subtract(unit)->Add(unit), kMax);
  EXPECT_FALSE(kMin.Subtract(unit));
  EXPECT_FALSE(Decimal().Subtract(kMin));
  EXPECT_EQ(*Decimal().Subtract(kMax)->Subtract(unit), kMin);
}

TEST(DecimalTest, MultipliesExactlyOrNotAtAll) {
  EXPECT_EQ(*D("389.50").Multiply(D("3")), D("1168.5"));
  EXPECT_EQ(*D("-1.5").Multiply(D("1.5")), D("-2.25"));
  EXPECT_EQ(*D("1e-9").Multiply(D("1e-9")), D("1e-18"));
  EXPECT_FALSE(D("1e-9").Multiply(D("1e-10")));
  EXPECT_FALSE(D("1e-18").Multiply(D("0.5")));
  EXPECT_EQ(*D("1e-18").Multiply(D("1e18")), D("1"));
  EXPECT_EQ(*D("1e10").Multiply(D("1e10")), D("1e20"));
  EXPECT_FALSE(D("1e11").Multiply(D("1e10")));
  EXPECT_EQ(*kMax.Multiply(D("1")), kMax);
  EXPECT_EQ(*kMin.Multiply(D("1")), kMin);
  EXPECT_FALSE(kMin.Multiply(D("-1")));
  EXPECT_FALSE(kMax.Multiply(kMax));
  EXPECT_FALSE(kMin.Multiply(kMin));
  EXPECT_EQ(*kMax.Multiply(Decimal()), Decimal());
}

TEST(DecimalTest, DividesRoundingHalfToEven) {
  EXPECT_EQ(*D("1").Divide(D("8")), D("0.125"));
  EXPECT_EQ(*D("1").Divide(D("3")), D("0.333333333333333333"));
  EXPECT_EQ(*D("2").Divide(D("3")), D("0.666666666666666667"));
  EXPECT_EQ(*D("-2").Divide(D("3")), D("-0.666666666666666667"));
  // Halves of the last place: 0.5 to 0, 1.5 to 2, 2.5 to 2.
  EXPECT_EQ(D("1e-18").Divide(D("2"))->units(), 0);
  EXPECT_EQ(D("3e-18").Divide(D("2"))->units(), 2);
  EXPECT_EQ(D("5e-18").Divide(D("2"))->units(), 2);
  EXPECT_EQ(D("-3e-18").Divide(D("2"))->units(), -2);
  EXPECT_FALSE(D("1").Divide(Decimal()));
  EXPECT_FALSE(kMax.Divide(D("0.5")));
  EXPECT_EQ(*kMax.Divide(kMax), D("1"));
  EXPECT_EQ(*kMin.Divide(kMin), D("1"));
  EXPECT_FALSE(kMin.Divide(D("-1")));
  EXPECT_EQ(*kMin.Divide(D("1")), kMin);
  EXPECT_EQ(kMax.Divide(D("1e20"))->ToString(), "1.701411834604692317");
  EXPECT_FALSE(kMax.Divide(Decimal::FromUnits(1)));
}

// On numbers small enough for 128 bits, arithmetic is what plain integers say it is.
TEST(DecimalTest, AgreesWithIntegersOnSmallNumbers) {
  std::mt19937_64 random(5);
  const auto small = [&] { return static_cast<int64_t>(random()) >> (random() % 63); };
  int exact = 0;
  for (int i = 0; i < 100'000; ++i) {
    const __int128 a = small(), b = small();
    const Decimal x = Decimal::FromUnits(a), y = Decimal::FromUnits(b);
    ASSERT_EQ(x.Add(y)->units(), a + b);
    ASSERT_EQ(x.Subtract(y)->units(), a - b);
    const auto product = x.Multiply(y);
    ASSERT_EQ(product.has_value(), a * b % Decimal::kOne == 0);
    if (product) {
      ASSERT_EQ(product->units(), a * b / Decimal::kOne);
      ++exact;
    }
    if (b == 0) continue;
    // |2 (quotient * b - a * 10^18)| <= |b|, and even where it is equal.
    const auto quotient = x.Divide(y);
    ASSERT_TRUE(quotient);
    __int128 twice = 2 * (quotient->units() * b - a * Decimal::kOne);
    if (twice < 0) twice = -twice;
    const __int128 size = b < 0 ? -b : b;
    ASSERT_LE(twice, size);
    if (twice == size) {
      ASSERT_EQ(quotient->units() % 2, 0);
    }
  }
  EXPECT_GT(exact, 100);
}

TEST(DecimalTest, MultiplicationAndDivisionUndoEachOther) {
  std::mt19937_64 random(6);
  for (int i = 0; i < 20'000; ++i) {
    const Decimal x = Decimal::FromUnits(static_cast<__int128>(random()) << (random() % 56));
    const Decimal n = Decimal::FromInt(static_cast<int64_t>(1 + random() % 200));
    const auto product = x.Multiply(n);
    if (!product) continue;
    ASSERT_EQ(*product->Divide(n), x);
  }
}

TEST(DecimalTest, TextRoundTrip) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const unsigned __int128 high = random() >> (random() % 64);
    const auto d = Decimal::FromUnits(static_cast<__int128>(high << 64 | random()));
    ASSERT_EQ(D(d.ToString()), d);
    ASSERT_EQ(D(d.ToString(5)), d);
  }
}

TEST(WideTest, BothWaysOfDividingAgree) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 20'000; ++i) {
    const wide::Uint128 divisor =
        (static_cast<wide::Uint128>(random() >> 1) << 64 | random()) >> (random() % 127);
    if (divisor == 0) continue;
    const wide::Uint128 quotient = static_cast<wide::Uint128>(random()) << 64 | random();
    const wide::Uint128 remainder = random() % divisor;
    wide::Uint256 dividend = wide::Multiply(quotient, divisor);
    dividend.low += remainder;
    if (dividend.low < remainder) ++dividend.high;
    const auto result = wide::Divide(dividend, divisor);
    ASSERT_TRUE(result);
    ASSERT_TRUE(result->quotient == quotient && result->remainder == remainder);
  }
}

}  // namespace
}  // namespace writ
