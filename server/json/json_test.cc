#include "server/json/json.h"

#include <string>

#include "engine/value/text.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

using namespace std::string_literals;

// The value as Writ source, or the message of the refusal.
std::string Read(std::string_view text, const JsonLimits& limits = {}) {
  auto raw = ReadJson(text, limits);
  return raw.ok() ? ToSource((*raw)->value) : std::string(raw.status().message());
}

// The text of a string or number.
std::string Text(std::string_view text) {
  auto raw = ReadJson(text);
  return raw.ok() ? std::string((*raw)->value.AsText()) : std::string(raw.status().message());
}

std::string Invalid(std::string_view what) { return "is not valid JSON: " + std::string(what); }

std::string Nested(int depth, std::string_view open, std::string_view close) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += open;
  text += "1";
  for (int i = 0; i < depth; ++i) text += close;
  return text;
}

TEST(ReadJson, ReadsEveryKindOfValue) {
  EXPECT_EQ(Read("null"), "null");
  EXPECT_EQ(Read(" true\r\n"), "true");
  EXPECT_EQ(Read("\tfalse"), "false");
  EXPECT_EQ(Read("\"a\""), "\"a\"");
  EXPECT_EQ(Read("[]"), "[]");
  EXPECT_EQ(Read("{}"), "{}");
  EXPECT_EQ(Read("[true, [null], {}]"), "[true, [null], {}]");
}

TEST(ReadJson, SortsKeys) {
  auto raw = ReadJson(R"({"b": 1, "a": {"z": 2, "y": [3]}})");
  ASSERT_TRUE(raw.ok());
  const MapRep& map = (*raw)->value.AsMap();
  ASSERT_EQ(map.size, 2u);
  EXPECT_EQ(map.entries[0].key.AsText(), "a");
  EXPECT_EQ(map.FindField("a").AsMap().FindField("y").items()[0].AsText(), "3");
  EXPECT_EQ(map.FindField("b").AsText(), "1");
}

TEST(ReadJson, KeepsNumbersDigitForDigit) {
  const std::string digits(1000, '7');
  for (const std::string& number :
       {"0"s, "-0"s, "-0.0"s, "98.70"s, "3.89e2"s, "1E+02"s, "1e-7"s, "1e308"s, "1e-99999999999"s,
        "9223372036854775808"s, "-18446744073709551616"s, digits.substr(0, 308), "0." + digits,
        "-12345678901234567890." + digits + "e-12"}) {
    auto raw = ReadJson(number);
    ASSERT_TRUE(raw.ok()) << number;
    EXPECT_TRUE((*raw)->value.is(Kind::kNumber));
    EXPECT_EQ((*raw)->value.AsText(), number);
  }
}

TEST(ReadJson, RefusesNumbersPastADoublesRange) {
  const std::string digits(309, '7');
  for (const std::string& number :
       {"1e309"s, "1e400"s, "-1e400"s, "1e99999999999"s, "0e400"s, digits, "-" + digits + ".5"}) {
    EXPECT_EQ(Read(number), Invalid("the number is too large, at byte 0")) << number;
  }
  EXPECT_EQ(Read("[1, 1e400]"), Invalid("the number is too large, at byte 4"));
}

TEST(ReadJson, RefusesWhatIsNoNumber) {
  EXPECT_EQ(Read("01"), Invalid("something follows the value, at byte 1"));
  EXPECT_EQ(Read("[01]"), Invalid("a comma or `]` was expected, at byte 2"));
  EXPECT_EQ(Read("-"), Invalid("the text ends too early, at byte 1"));
  EXPECT_EQ(Read("1."), Invalid("a digit must follow the point, at byte 2"));
  EXPECT_EQ(Read("1e"), Invalid("an exponent needs a digit, at byte 2"));
  EXPECT_EQ(Read("1e+-2"), Invalid("an exponent needs a digit, at byte 3"));
  for (const char* text : {"+1", ".5", "NaN", "Infinity", "'a'", "#"}) {
    EXPECT_EQ(Read(text), Invalid("a value was expected, at byte 0")) << text;
  }
  EXPECT_EQ(Read("-Infinity"), Invalid("a value was expected, at byte 1"));
  EXPECT_EQ(Read("0x10"), Invalid("something follows the value, at byte 1"));
  EXPECT_EQ(Read("nil"), Invalid("a value was expected, at byte 1"));
  EXPECT_EQ(Read("nul"), Invalid("the text ends too early, at byte 3"));
}

TEST(ReadJson, DecodesEscapes) {
  EXPECT_EQ(Text(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Text(R"("x\u0041\u00e9\u20AC\ud83d\ude00y")"), "xA\u00e9\u20ac\U0001F600y");
  EXPECT_EQ(Text("\"\u00e9\U0010FFFF\""), "\u00e9\U0010FFFF");
}

TEST(ReadJson, KeepsAnEscapedNulAndRefusesARawOne) {
  EXPECT_EQ(Text(R"("a\u0000b")"), "a\0b"s);
  EXPECT_EQ(Read("\"a\0b\""s), Invalid("there is a NUL byte, at byte 2"));
  EXPECT_EQ(Read("1\0"s), Invalid("there is a NUL byte, at byte 1"));
  EXPECT_EQ(Read("1\0]"s), Invalid("there is a NUL byte, at byte 1"));
  EXPECT_EQ(Read("\0"s), Invalid("there is a NUL byte, at byte 0"));
}

TEST(ReadJson, TellsKeysWithANulApart) {
  EXPECT_EQ(Read(R"({"a": 1, "a\u0000": 2})").substr(0, 2), "{\"");
  EXPECT_EQ(Read(R"({"a\u0000": 1, "a": 2, "a\u0000": 3})"),
            Invalid("the key `a?` occurs twice in the object, at byte 35"));
}

TEST(ReadJson, RefusesBadEscapes) {
  const std::string what = "there is no such escape, or a control character is not escaped";
  EXPECT_EQ(Read(R"("\x41")"), Invalid(what + ", at byte 1"));
  EXPECT_EQ(Read(R"("\)"), Invalid(what + ", at byte 1"));
  EXPECT_EQ(Read("\"\\n\n\""), Invalid(what + ", at byte 3"));
  EXPECT_EQ(Read(R"("\u12g4")"), Invalid("`\\u` needs four hexadecimal digits, at byte 1"));
  EXPECT_EQ(Read(R"("\u12")"), Invalid("`\\u` needs four hexadecimal digits, at byte 1"));
  EXPECT_EQ(Read(R"("ab)"), Invalid("a string is not closed, at byte 3"));
  EXPECT_EQ(Read(R"("ab\")"), Invalid("a string is not closed, at byte 5"));
}

TEST(ReadJson, RefusesHalfOfASurrogatePair) {
  const std::string alone = Invalid("half of a surrogate pair stands alone, at byte ");
  for (const char* text : {R"("\ud800")", R"("\ud800\ud800")", R"("\ud800x")", R"("\ud83d\n")"}) {
    EXPECT_EQ(Read(text), alone + "1") << text;
  }
  EXPECT_EQ(Read(R"("\ud83d\u12")"), Invalid("`\\u` needs four hexadecimal digits, at byte 1"));
  // The second half, which RapidJSON lets through: the end of the string is named.
  EXPECT_EQ(Read(R"("\udc00")"), alone + "8");
  EXPECT_EQ(Read(R"("a\udfffz")"), alone + "10");
  EXPECT_EQ(Read(R"("\ud83d\ude00\ude00")"), alone + "20");
  EXPECT_EQ(Read(R"({"\udc00": 1})"), alone + "9");
}

TEST(ReadJson, RefusesBytesThatAreNotUtf8) {
  const std::string at2 = Invalid("the text is not UTF-8, at byte 2");
  for (const char* bytes :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE2\x82", "\xC3"}) {
    EXPECT_EQ(Read("\"a"s + bytes + "\""), at2);
    EXPECT_EQ(Read("\"a"s + bytes), at2);
  }
}

TEST(ReadJson, RefusesAKeyGivenTwice) {
  EXPECT_EQ(Read(R"({"to": 1, "to": 1})"),
            Invalid("the key `to` occurs twice in the object, at byte 17"));
  EXPECT_EQ(Read(R"({"to": 1, "t\u006f": 2})"),
            Invalid("the key `to` occurs twice in the object, at byte 22"));
  EXPECT_EQ(Read(R"({"items": [1, {}, {"price": {"a": 1, "b": 2, "a": 3}}]})"),
            Invalid("the key `a` occurs twice in `items[2].price`, at byte 51"));
}

TEST(ReadJson, ShortensAndCleansAKeyInAMessage) {
  const std::string key = "\\n" + std::string(100, 'k');
  EXPECT_EQ(Read("{\"" + key + "\":1,\"" + key + "\":2}"),
            Invalid("the key `?" + std::string(63, 'k') +
                    "...` occurs twice in the object, at byte 214"));
  // Not in the middle of a code point.
  const std::string wide = std::string(62, 'k') + "\u20ac";
  EXPECT_EQ(
      Read("{\"" + wide + "\":1,\"" + wide + "\":2}"),
      Invalid("the key `" + std::string(62, 'k') + "...` occurs twice in the object, at byte 140"));
}

TEST(ReadJson, RefusesWrongStructure) {
  EXPECT_EQ(Read(""), Invalid("the text ends too early, at byte 0"));
  EXPECT_EQ(Read("  "), Invalid("the text ends too early, at byte 2"));
  EXPECT_EQ(Read("[1"), Invalid("the text ends too early, at byte 2"));
  EXPECT_EQ(Read("[1,]"), Invalid("a value was expected, at byte 3"));
  EXPECT_EQ(Read("[1 2]"), Invalid("a comma or `]` was expected, at byte 3"));
  EXPECT_EQ(Read("[1}"), Invalid("a comma or `]` was expected, at byte 2"));
  EXPECT_EQ(Read("{1: 2}"), Invalid("a key in quotes was expected, at byte 1"));
  EXPECT_EQ(Read("{\"a\"}"), Invalid("a colon was expected, at byte 4"));
  EXPECT_EQ(Read("{\"a\" \"b\"}"), Invalid("a colon was expected, at byte 5"));
  EXPECT_EQ(Read("{\"a\":}"), Invalid("a value was expected, at byte 5"));
  EXPECT_EQ(Read("{\"a\":1,}"), Invalid("a key in quotes was expected, at byte 7"));
  EXPECT_EQ(Read("{\"a\":1 \"b\":2}"), Invalid("a comma or `}` was expected, at byte 7"));
  EXPECT_EQ(Read("{} {}"), Invalid("something follows the value, at byte 3"));
  EXPECT_EQ(Read("1 // one"), Invalid("something follows the value, at byte 2"));
  EXPECT_EQ(Read("[1] ]"), Invalid("something follows the value, at byte 4"));
  EXPECT_EQ(Read("]"), Invalid("a value was expected, at byte 0"));
  EXPECT_EQ(Read("\xEF\xBB\xBF{}"), Invalid("a value was expected, at byte 0"));
}

TEST(ReadJson, BoundsDepth) {
  EXPECT_TRUE(ReadJson(Nested(kMaxValueDepth, "[", "]")).ok());
  EXPECT_TRUE(ReadJson(Nested(kMaxValueDepth, "{\"a\":", "}")).ok());
  EXPECT_EQ(Read(Nested(kMaxValueDepth + 1, "[", "]")),
            "is nested deeper than 32 levels, at byte 32");
  EXPECT_EQ(Read(Nested(kMaxValueDepth + 1, "{\"a\":", "}")),
            "is nested deeper than 32 levels, at byte 160");
  EXPECT_EQ(Read("[]", {.max_depth = 0}), "is nested deeper than 0 levels, at byte 0");
  EXPECT_EQ(Read("null", {.max_depth = 0}), "null");
}

TEST(ReadJson, BoundsSize) {
  const std::string fits = "\"" + std::string(kDefaultJsonBytes - 2, 'a') + "\"";
  EXPECT_TRUE(ReadJson(fits).ok());
  EXPECT_EQ(Read(fits + " "), "is longer than 65536 bytes");
  EXPECT_EQ(Read("12", {.max_bytes = 1}), "is longer than 1 bytes");
}

TEST(ReadJson, DoesNotNeedTheTextAfterwards) {
  std::string text = R"({"key": ["value", 12]})";
  auto raw = ReadJson(text);
  ASSERT_TRUE(raw.ok());
  text.assign(text.size(), '#');
  const Value list = (*raw)->value.AsMap().FindField("key");
  ASSERT_TRUE(list.is(Kind::kList));
  EXPECT_EQ(list.items()[0].AsText(), "value");
  EXPECT_EQ(list.items()[1].AsText(), "12");
}

}  // namespace
}  // namespace writ
