#include "engine/value/text.h"

#include <cmath>

#include "engine/value/conform.h"
#include "engine/value/test_values.h"
#include "engine/value/utf8.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

TEST(ToSourceTest, EveryKindIsWrittenAsAnAuthorWould) {
  TestValues make;
  const std::pair<Value, const char*> kCases[] = {
      {Value(), "absent"},
      {Value::Null(), "null"},
      {Value::Bool(true), "true"},
      {Value::Int(-5), "-5"},
      {Value::Uint(5), "5u"},
      {Value::Double(0.1), "0.1"},
      {Value::Double(2), "2.0"},
      {Value::Double(1e100), "1e+100"},
      {Value::Double(NAN), "nan"},
      {Value::String("a\"b\n\xC3\xA9"), "\"a\\\"b\\n\xC3\xA9\""},
      {Value::Bytes("\x01z\xff"), "b\"\\x01z\\xff\""},
      {make.Dec("98.70"), "98.7"},
      {make.Cash("389.5", "USD"), "389.50 USD"},
      {make.Cash("1.005", "EUR"), "1.005 EUR"},
      {make.NoMoney(), "0.00"},
      {Value::Timestamp({0, 500'000'000}), "timestamp(\"1970-01-01T00:00:00.5Z\")"},
      {Value::Duration({5400, 0}), "duration(\"1h30m\")"},
      {Value::Date(0), "date(\"1970-01-01\")"},
      {make.List({Value::Int(1), Value::Int(2)}), "[1, 2]"},
      {make.Set({Value::Int(2), Value::Int(1)}), "set([1, 2])"},
      {make.Record({{"b", Value::Int(1)}, {"a", Value::Null()}}), "{\"a\": null, \"b\": 1}"},
      {make.Record({}), "{}"},
      {make.Entity("User", "ana"), "User(\"ana\")"},
      {Value::TypeName("int"), "int"},
      {Value::Number("1e2"), "1e2"},
      {Value::Error(ErrorCode::kOverflow), "error(overflow)"},
  };
  for (const auto& [value, source] : kCases) EXPECT_EQ(ToSource(value), source);
}

TEST(ToJsonTest, EveryKind) {
  TestValues make;
  const std::pair<Value, const char*> kCases[] = {
      {Value(), "null"},
      {Value::Null(), "null"},
      {Value::Error(ErrorCode::kFuel), "null"},
      {Value::Bool(false), "false"},
      {Value::Int(-5), "-5"},
      {Value::Uint(UINT64_MAX), "18446744073709551615"},
      {Value::Double(0.1), "0.1"},
      {Value::Double(INFINITY), "null"},
      {Value::String("x\t"), "\"x\\t\""},
      {Value::Bytes("\x01\x02"), "\"AQI=\""},
      {make.Dec("98.70"), "98.7"},
      {make.Cash("389.50", "USD"), "{\"amount\":389.5,\"currency\":\"USD\"}"},
      {make.NoMoney(), "{\"amount\":0,\"currency\":\"\"}"},
      {Value::Timestamp({0, 0}), "\"1970-01-01T00:00:00Z\""},
      {Value::Duration({-1, 500'000'000}), "\"-500ms\""},
      {Value::Date(-1), "\"1969-12-31\""},
      {make.List({Value::Int(1), make.List({})}), "[1,[]]"},
      {make.Set({Value::Int(2), Value::Int(1)}), "[1,2]"},
      {make.Record({{"b", Value::Int(1)}, {"a", Value::Null()}}), "{\"a\":null,\"b\":1}"},
      {make.Map({{Value::Int(7), Value::Bool(true)}}), "{\"7\":true}"},
      {make.Entity("User", "ana"), "\"ana\""},
      {Value::TypeName("int"), "\"int\""},
      {Value::Number("1e2"), "1e2"},
  };
  for (const auto& [value, json] : kCases) EXPECT_EQ(ToJson(value), json);
}

TEST(ToJsonTest, DepthIsBoundedInBothForms) {
  TestValues make;
  const std::string json = ToJson(make.Nested(100'000));
  EXPECT_EQ(json, std::string(kMaxValueDepth, '[') + "null" + std::string(kMaxValueDepth, ']'));
  EXPECT_EQ(ToSource(make.Nested(100'000)), std::string(kMaxValueDepth, '[') + "error(too_large)" +
                                                std::string(kMaxValueDepth, ']'));
}

// The scalars that JSON writes as texts come back as they were.
TEST(ToJsonTest, IsInTheFormThatConformAccepts) {
  TestValues make;
  TypeTable types;
  const std::pair<Value, TypeKind> kCases[] = {
      {Value::Timestamp({123456789, 1}), TypeKind::kTimestamp},
      {Value::Duration({-90, 250'000'000}), TypeKind::kDuration},
      {Value::Date(12345), TypeKind::kDate},
      {Value::Bytes("\xff\x01"), TypeKind::kBytes},
      {Value::String("plain"), TypeKind::kString},
  };
  for (const auto& [value, kind] : kCases) {
    const std::string json = ToJson(value);
    const Value raw = Value::String(std::string_view(json).substr(1, json.size() - 2));
    const auto back = Conform(raw, *types.Simple(kind), make.arena);
    ASSERT_TRUE(std::holds_alternative<Value>(back)) << json;
    EXPECT_EQ(CompareCanonical(std::get<Value>(back), value), 0) << json;
  }
}

TEST(QuoteJsonTest, EscapesControlCharactersAndReplacesWhatIsNotUtf8) {
  EXPECT_EQ(QuoteJson(""), "\"\"");
  EXPECT_EQ(QuoteJson("a\\b\"c/"), "\"a\\\\b\\\"c/\"");
  EXPECT_EQ(QuoteJson("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
  EXPECT_EQ(QuoteJson(std::string_view("\0\x1b[31m\x7f", 7)), "\"\\u0000\\u001b[31m\\u007f\"");
  EXPECT_EQ(QuoteJson("\xC2\x9B"), "\"\\u009b\"");
  EXPECT_EQ(QuoteJson("\xF0\x9F\x98\x80"), "\"\xF0\x9F\x98\x80\"");
  EXPECT_EQ(QuoteJson("a\xffz"), "\"a\\ufffdz\"");
  EXPECT_EQ(QuoteJson("\xC3"), "\"\\ufffd\"");
}

TEST(Utf8Test, AcceptsCodePointsAndNothingElse) {
  EXPECT_EQ(utf8::First("a").value, 'a');
  EXPECT_EQ(utf8::First("\xC3\xA9x").value, 0xe9u);
  EXPECT_EQ(utf8::First("\xE2\x82\xAC").value, 0x20acu);
  EXPECT_EQ(utf8::First("\xF4\x8F\xBF\xBF").value, 0x10ffffu);
  for (const char* wrong :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xE2\x82", "\xE2\x82x", "\xFE"}) {
    EXPECT_EQ(utf8::First(wrong).size, 0u);
  }
  EXPECT_EQ(utf8::First("").size, 0u);
}

TEST(MoneyTextTest, RoundTrip) {
  for (const char* text :
       {"389.50 USD", "0.00 EUR", "-1.005 JPY", "100000000000000000000.00 USD"}) {
    ASSERT_TRUE(ParseMoney(text)) << text;
    EXPECT_EQ(FormatMoney(*ParseMoney(text)), text);
  }
  EXPECT_FALSE(ParseMoney("0.00 "));
}

}  // namespace
}  // namespace writ
