// Base64 and the text of numbers.
#include <random>

#include "engine/value/base64.h"
#include "engine/value/number_text.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

TEST(Base64Test, KnownTexts) {
  EXPECT_EQ(EncodeBase64(""), "");
  EXPECT_EQ(EncodeBase64("f"), "Zg==");
  EXPECT_EQ(EncodeBase64("fo"), "Zm8=");
  EXPECT_EQ(EncodeBase64("foo"), "Zm9v");
  EXPECT_EQ(EncodeBase64("\xfb\xff"), "+/8=");
}

TEST(Base64Test, RefusesASecondSpelling) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "=", "Zm 9",
                           "Zm9v\n", "Zm-_", "Zg==Zg==", "Z=g="}) {
    EXPECT_FALSE(DecodeBase64(text)) << text;
  }
}

TEST(Base64Test, RandomBytesRoundTrip) {
  std::mt19937 random(16);
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes(random() % 20, ' ');
    for (char& c : bytes) c = static_cast<char>(random());
    ASSERT_EQ(DecodeBase64(EncodeBase64(bytes)), bytes);
  }
}

TEST(NumberTextTest, TakesANumberApart) {
  const auto number = SplitNumber("-12.50e+3");
  ASSERT_TRUE(number);
  EXPECT_TRUE(number->negative);
  EXPECT_EQ(number->whole, "12");
  EXPECT_EQ(number->fraction, "50");
  EXPECT_EQ(number->exponent, 3);
  EXPECT_EQ(SplitNumber("1e-99999999999999999999")->exponent, -kMaxExponent);
  EXPECT_EQ(SplitNumber("1E1000000001")->exponent, kMaxExponent);
  EXPECT_FALSE(SplitNumber("1e"));
  EXPECT_FALSE(SplitNumber("00"));
}

TEST(NumberTextTest, DoublesAreTheNearest) {
  EXPECT_EQ(ParseDouble("0.1"), 0.1);
  EXPECT_EQ(ParseDouble("1E2"), 100.0);
  EXPECT_EQ(ParseDouble("0e99"), 0.0);
  for (const char* text : {"1e309", "-1e309", "1e-400", "inf", "nan", "0x1p3", "1.", ""}) {
    EXPECT_FALSE(ParseDouble(text)) << text;
  }
  EXPECT_EQ(FormatDouble(0.1), "0.1");
  EXPECT_EQ(ParseDouble(FormatDouble(1.0 / 3)), 1.0 / 3);
}

}  // namespace
}  // namespace writ
