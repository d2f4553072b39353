// Every row of builtins.def has cases here; one without fails.
#include "engine/vm/builtins.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
#include "engine/vm/extension_cases.h"
#include "engine/vm/test_values.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

using Case = BuiltinCase;

class BuiltinsTest : public testing::Test {
 protected:
  BuiltinsTest() {
    Program program;
    program.constants = {Str("^[a-z]+$"), Str("o"), Str("Asia/Kathmandu"), Str("-02:30")};
    program.patterns = {0, 1};
    program.zones = {2, 3};
    for (std::string_view pattern : kCasePatterns) {
      program.patterns.push_back(static_cast<uint32_t>(program.constants.size()));
      program.constants.push_back(Str(pattern));
    }
    patterns_ = *PatternSet::Compile(program);
  }

  Value Call(Builtin builtin, const std::vector<Value>& args, uint64_t fuel = kTestFuel) {
    Budget budget(fuel);
    Context context{patterns_, budget, v_.arena()};
    return CallBuiltin(static_cast<uint32_t>(builtin), args.data(), context);
  }
  std::string Show(Builtin builtin, const std::vector<Value>& args, uint64_t fuel = kTestFuel) {
    return ToSource(Call(builtin, args, fuel));
  }

  std::vector<Case> SizeCases() {
    using enum Builtin;
    return {
        {kSizeString, {Str("")}, "0"},
        {kSizeString, {Str("a\u00e9\u4e2d\U0001f600")}, "4"},
        {kSizeString, {Str("\xff")}, "error(bad_argument)"},
        {kSizeBytes, {Value::Bytes("\xff\x00")}, "1"},
        {kSizeList, {v_.List({Int(1), Int(1)})}, "2"},
        {kSizeSet, {v_.Set({Int(1), Int(1)})}, "1"},
        {kSizeMap, {v_.Map({{Str("a"), Int(1)}})}, "1"},
    };
  }

  std::vector<Case> TextCases() {
    using enum Builtin;
    return {
        {kContains, {Str("abc"), Str("bc")}, "true"},
        {kContains, {Str("abc"), Str("")}, "true"},
        {kContains, {Str("abc"), Str("cb")}, "false"},
        {kStartsWith, {Str("abc"), Str("ab")}, "true"},
        {kStartsWith, {Str("abc"), Str("bc")}, "false"},
        {kEndsWith, {Str("abc"), Str("bc")}, "true"},
        {kEndsWith, {Str("abc"), Str("ab")}, "false"},
        {kMatches, {Str("abc"), Str("^[a-z]+$")}, "true"},
        {kMatches, {Str("ABC"), Str("^[a-z]+$")}, "false"},
        {kMatches, {Str("foo"), Str("o")}, "true"},
        {kMatches, {Str("\xff"), Str("o")}, "error(bad_argument)"},
        {kMatches, {Str("foo"), Str("not compiled")}, "error(bad_argument)"},
        {kMatches, {v_.Text(std::string(4097, 'o')), Str("o")}, "error(too_large)"},
        {kLowerAscii, {Str("AbZ\u00c9")}, "\"abz\u00c9\""},
        {kLowerAscii, {Str("")}, "\"\""},
        {kUpperAscii, {Str("aBz\u00e9")}, "\"ABZ\u00e9\""},
        {kTrim, {Str(" \t\u00a0a b\u2003\n")}, "\"a b\""},
        {kTrim, {Str("  ")}, "\"\""},
        {kTrim, {Str("\xff")}, "error(bad_argument)"},
        {kSplit, {Str("a,b,,c"), Str(",")}, "[\"a\", \"b\", \"\", \"c\"]"},
        {kSplit, {Str(""), Str(",")}, "[\"\"]"},
        {kSplit, {Str("a,"), Str(",")}, "[\"a\", \"\"]"},
        {kSplit, {Str("a\u00e9"), Str("")}, "[\"a\", \"\u00e9\"]"},
        {kSplit, {Str(""), Str("")}, "[]"},
        {kSplit, {Str("\xff"), Str("")}, "error(bad_argument)"},
        {kJoin, {v_.List({Str("a"), Str("b")}), Str(", ")}, "\"a, b\""},
        {kJoin, {v_.List({}), Str(", ")}, "\"\""},
        {kJoin, {v_.List({Str("a"), Int(1)}), Str("")}, "error(type_mismatch)"},
        {kReplace, {Str("aXbX"), Str("X"), Str("--")}, "\"a--b--\""},
        {kReplace, {Str("abab"), Str("ab"), Str("")}, "\"\""},
        {kReplace, {Str("abc"), Str("x"), Str("y")}, "\"abc\""},
        {kReplace, {Str("ab"), Str(""), Str("_")}, "\"_a_b_\""},
        {kReplace, {Str(""), Str(""), Str("_")}, "\"_\""},
        {kReplace, {Str(""), Str(""), Str("")}, "\"\""},
        {kReplace, {Str("\xff"), Str(""), Str("_")}, "error(bad_argument)"},
        {kIndexOf, {Str("\u00e9ab"), Str("b")}, "2"},
        {kIndexOf, {Str("abc"), Str("x")}, "-1"},
        {kIndexOf, {Str("abc"), Str("")}, "0"},
        {kIndexOf, {Str("\xff"), Str("a")}, "error(bad_argument)"},
        {kSubstring, {Str("a\u00e9bc"), Int(1), Int(3)}, "\"\u00e9b\""},
        {kSubstring, {Str("abc"), Int(3), Int(3)}, "\"\""},
        {kSubstring, {Str("abc"), Int(2), Int(1)}, "error(index_out_of_range)"},
        {kSubstring, {Str("abc"), Int(0), Int(4)}, "error(index_out_of_range)"},
        {kSubstring, {Str("abc"), Int(-1), Int(1)}, "error(index_out_of_range)"},
        {kSubstring, {Str("\xff"), Int(0), Int(0)}, "error(bad_argument)"},
        {kSubstringFrom, {Str("a\u00e9bc"), Int(2)}, "\"bc\""},
        {kSubstringFrom, {Str("abc"), Int(3)}, "\"\""},
        {kSubstringFrom, {Str("abc"), Int(4)}, "error(index_out_of_range)"},
    };
  }

  std::vector<Case> ConversionCases() {
    using enum Builtin;
    return {
        {kToInt, {v_.Dec("7.0")}, "7"},
        {kToInt, {v_.Dec("7.5")}, "error(bad_argument)"},
        {kToInt, {v_.Dec("100000000000000000000")}, "error(overflow)"},
        {kStringToInt, {Str("-12")}, "-12"},
        {kStringToInt, {Str("")}, "error(bad_argument)"},
        {kStringToInt, {Str("12x")}, "error(bad_argument)"},
        {kStringToInt, {Str("9223372036854775808")}, "error(overflow)"},
        {kIntToDecimal, {Int(3)}, ToSource(v_.Dec("3"))},
        {kStringToDecimal, {Str("3.89e2")}, ToSource(v_.Dec("389"))},
        {kStringToDecimal, {Str("x")}, "error(bad_argument)"},
        {kDecimalSame, {v_.Dec("1.5")}, "1.5"},
        {kIntSame, {Int(1)}, "1"},
        {kStringSame, {Str("a")}, "\"a\""},
        {kIntToString, {Int(-5)}, "\"-5\""},
        {kDecimalToString, {v_.Dec("1.50")}, "\"1.5\""},
        {kMoneyToString, {v_.Usd("389.5")}, "\"389.50 USD\""},
        {kMoneyToString, {v_.EmptySum()}, "\"0.00\""},
        {kBoolToString, {Value::Bool(true)}, "\"true\""},
        {kBoolToString, {Value::Bool(false)}, "\"false\""},
        {kDateToString, {v_.Day("2026-12-01")}, "\"2026-12-01\""},
        {kTimestampToString, {v_.Time("2026-12-01T01:02:03Z")}, "\"2026-12-01T01:02:03Z\""},
        {kDurationToString, {v_.Span(90)}, "\"90s\""},
        {kDurationToString, {v_.Span(0)}, "\"0s\""},
        {kDurationToString, {v_.Span(1, 500'000'000)}, "\"1.5s\""},
        {kDurationToString, {v_.Span(-2, 500'000'000)}, "\"-1.5s\""},
        {kDurationToString, {v_.Span(-1, 999'999'999)}, "\"-0.000000001s\""},
        {kDurationToString, {v_.Span(INT64_MIN)}, "\"-9223372036854775808s\""},
        {kParseDate, {Str("2026-12-01")}, "date(\"2026-12-01\")"},
        {kParseDate, {Str("2026-13-01")}, "error(bad_argument)"},
        {kParseTimestamp, {Str("2026-12-01T01:02:03Z")}, ToSource(v_.Time("2026-12-01T01:02:03Z"))},
        {kParseTimestamp, {Str("now")}, "error(bad_argument)"},
        {kParseDuration, {Str("1h30m")}, ToSource(v_.Span(5400))},
        {kParseDuration, {Str("long")}, "error(bad_argument)"},
        {kMakeMoney, {v_.Dec("1.5"), Str("USD")}, "1.50 USD"},
        {kMakeMoney, {v_.Dec("1.5"), Str("usd")}, "error(bad_argument)"},
        {kMoneyAmount, {v_.Usd("1.5")}, "1.5"},
        {kMoneyCurrency, {v_.Usd("1.5")}, "\"USD\""},
        {kMoneyCurrency, {v_.EmptySum()}, "\"\""},
    };
  }

  std::vector<Case> CalendarCases() {
    using enum Builtin;
    const Value late = v_.Time("1969-12-31T23:59:58.5Z");
    return {
        {kDateOfTimestamp, {v_.Time("2026-12-01T23:59:59Z")}, "date(\"2026-12-01\")"},
        {kDateOfTimestamp, {late}, "date(\"1969-12-31\")"},
        {kDateYear, {v_.Day("2026-12-01")}, "2026"},
        {kDateYear, {v_.Day("0001-01-01")}, "1"},
        {kDateYear, {Value::Date(INT64_MAX)}, "error(bad_argument)"},
        {kDateMonth, {v_.Day("2026-12-01")}, "12"},
        {kDateDay, {v_.Day("2024-02-29")}, "29"},
        {kDateWeekday, {v_.Day("2026-11-23")}, "1"},
        {kDateWeekday, {v_.Day("2026-11-29")}, "7"},
        {kTimeHour, {v_.Time("2026-12-01T17:45:00Z")}, "17"},
        {kTimeHour, {late}, "23"},
        {kTimeMinute, {v_.Time("2026-12-01T17:45:00Z")}, "45"},
        {kTimeMinute, {late}, "59"},
    };
  }

  std::vector<Case> ValueCases() {
    using enum Builtin;
    const Value ab = v_.Set({Str("a"), Str("b")});
    return {
        {kOrValue, {Int(1), Int(2)}, "1"},
        {kOrValue, {Value(), Int(2)}, "2"},
        {kOrValue, {Value::Null(), Int(2)}, "2"},
        {kOrValue, {Value(), Value()}, "error(absent)"},
        {kMakeSet, {v_.List({Int(2), Int(1), Int(2)})}, "set([1, 2])"},
        {kContainsAll, {ab, v_.Set({Str("b")})}, "true"},
        {kContainsAll, {ab, v_.Set({})}, "true"},
        {kContainsAll, {ab, v_.Set({Str("c")})}, "false"},
        {kEntityId, {v_.Entity("User", "ana")}, "\"ana\""},
        {kGreatest, {Int(1), Int(2)}, "2"},
        {kGreatest, {v_.Usd("3"), v_.Usd("2")}, "3.00 USD"},
        {kGreatest, {v_.Usd("3"), v_.Cash("2", "EUR")}, "error(currency_mismatch)"},
        {kLeast, {Int(1), Int(2)}, "1"},
        {kLeast, {Str("b"), Str("a")}, "\"a\""},
        {kCelOrder, {Int(INT64_MAX), Value::Double(9223372036854775808.0)}, "0"},
        {kCelOrder, {Value::Double(9007199254740992.0), Value::Uint(9007199254740993)}, "0"},
        {kCelOrder, {Value::Double(1.5), Int(1)}, "1"},
        {kCelOrder, {Int(1), Int(2)}, "-1"},
        {kCelOrder, {Int(1), Str("a")}, "error(type_mismatch)"},
    };
  }

  std::vector<Case> NumberCases() {
    using enum Builtin;
    const auto real = [](double d) { return Value::Double(d); };
    const auto nat = [](uint64_t u) { return Value::Uint(u); };
    const std::string past = "9223372036854775808", over = "18446744073709551616";
    return {
        {kBoolSame, {Value::Bool(true)}, "true"},
        {kStringToBool, {Str("True")}, "true"},
        {kStringToBool, {Str("0")}, "false"},
        {kStringToBool, {Str("TrUe")}, "error(bad_argument)"},
        {kUintToInt, {nat(INT64_MAX)}, "9223372036854775807"},
        {kUintToInt, {nat(uint64_t{INT64_MAX} + 1)}, "error(overflow)"},
        {kDoubleToInt, {real(-123.456)}, "-123"},
        {kDoubleToInt, {real(9223372036854774784.0)}, "9223372036854774784"},
        {kDoubleToInt, {real(9223372036854775808.0)}, "error(overflow)"},
        {kDoubleToInt, {real(-9223372036854775808.0)}, "error(overflow)"},
        {kDoubleToInt, {real(std::nan(""))}, "error(overflow)"},
        {kTimestampToInt, {v_.Time("1970-01-01T00:01:00.9Z")}, "60"},
        {kUintSame, {nat(7)}, ToSource(nat(7))},
        {kIntToUint, {Int(7)}, ToSource(nat(7))},
        {kIntToUint, {Int(-1)}, "error(overflow)"},
        {kDoubleToUint, {real(3.9)}, ToSource(nat(3))},
        {kDoubleToUint, {real(-0.5)}, "error(overflow)"},
        {kDoubleToUint, {real(18446744073709551616.0)}, "error(overflow)"},
        {kDecimalToUint, {v_.Dec("18446744073709551615")}, ToSource(nat(UINT64_MAX))},
        {kDecimalToUint, {v_.Dec(over)}, "error(overflow)"},
        {kDecimalToUint, {v_.Dec("-1")}, "error(overflow)"},
        {kDecimalToUint, {v_.Dec("1.5")}, "error(bad_argument)"},
        {kStringToUint, {Str("300")}, ToSource(nat(300))},
        {kStringToUint, {Str("-1")}, "error(bad_argument)"},
        {kStringToUint, {v_.Text(over)}, "error(overflow)"},
        {kDoubleSame, {real(1.5)}, ToSource(real(1.5))},
        {kIntToDouble, {Int(-3)}, ToSource(real(-3))},
        {kUintToDouble, {nat(UINT64_MAX)}, ToSource(real(18446744073709551616.0))},
        {kDecimalToDouble, {v_.Dec("0.1")}, ToSource(real(0.1))},
        {kDecimalToDouble, {v_.Dec(past)}, ToSource(real(9223372036854775808.0))},
        {kStringToDouble, {Str("-84.32e7")}, ToSource(real(-84.32e7))},
        {kStringToDouble, {Str("+1.5")}, ToSource(real(1.5))},
        {kStringToDouble, {Str("1e999")}, "error(overflow)"},
        {kStringToDouble, {Str("1.5x")}, "error(bad_argument)"},
        {kStringToDouble, {Str("")}, "error(bad_argument)"},
        {kUintToDecimal, {nat(UINT64_MAX)}, ToSource(v_.Dec("18446744073709551615"))},
        {kUintToString, {nat(5)}, "\"5\""},
        {kDoubleToString, {real(-4.5e-3)}, "\"-0.0045\""},
        {kDoubleToString, {real(1e300)}, "\"1e+300\""},
        {kDoubleToString, {real(-1.7976931348623157e308)}, "\"-1.7976931348623157e+308\""},
        {kBytesToString, {Value::Bytes("a\u00e9")}, "\"a\u00e9\""},
        {kBytesToString, {Value::Bytes("\xff")}, "error(bad_argument)"},
        {kBytesSame, {Value::Bytes("a")}, ToSource(Value::Bytes("a"))},
        {kStringToBytes, {Str("a")}, ToSource(Value::Bytes("a"))},
        {kTimestampSame, {Value::Timestamp({1, 0})}, ToSource(Value::Timestamp({1, 0}))},
        {kIntToTimestamp, {Int(1)}, ToSource(Value::Timestamp({1, 0}))},
        {kIntToTimestamp, {Int(kMaxTimestampSeconds)}, ToSource(v_.Time("9999-12-31T23:59:59Z"))},
        {kIntToTimestamp, {Int(kMaxTimestampSeconds + 1)}, "error(overflow)"},
        {kIntToTimestamp, {Int(kMinTimestampSeconds - 1)}, "error(overflow)"},
        {kDurationSame, {v_.Span(1)}, ToSource(v_.Span(1))},
        {kTypeOf, {Int(1)}, ToSource(Value::TypeName("int"))},
        {kTypeOf, {Value::Null()}, ToSource(Value::TypeName("null_type"))},
        {kTypeOf, {v_.Span(1)}, ToSource(Value::TypeName("google.protobuf.Duration"))},
        {kTypeOf, {Value::Timestamp({})}, ToSource(Value::TypeName("google.protobuf.Timestamp"))},
        {kTypeOf, {Value::TypeName("int")}, ToSource(Value::TypeName("type"))},
        {kTypeOf, {v_.Entity("User", "ana")}, ToSource(Value::TypeName("User"))},
    };
  }

  // A Friday; in Kathmandu, 5:45 ahead, the Saturday has come.
  std::vector<Case> TimeCases() {
    using enum Builtin;
    const Value t = v_.Time("2009-02-13T23:31:20.123456789Z"), zone = Str("Asia/Kathmandu");
    const Value eve = v_.Time("2008-12-31T20:00:00Z");
    return {
        {kGetFullYear, {eve}, "2008"},
        {kGetFullYear, {Value::Timestamp({INT64_MAX, 0})}, "error(bad_argument)"},
        {kGetFullYearIn, {eve, zone}, "2009"},
        {kGetFullYearIn, {eve, Str("UTC")}, "error(bad_argument)"},
        {kGetMonth, {eve}, "11"},
        {kGetMonthIn, {eve, zone}, "0"},
        {kGetDate, {t}, "13"},
        {kGetDateIn, {t, zone}, "14"},
        {kGetDayOfMonth, {t}, "12"},
        {kGetDayOfMonthIn, {t, zone}, "13"},
        {kGetDayOfWeek, {t}, "5"},
        {kGetDayOfWeekIn, {t, zone}, "6"},
        {kGetDayOfWeek, {v_.Time("2009-02-15T00:00:00Z")}, "0"},
        {kGetDayOfYear, {t}, "43"},
        {kGetDayOfYearIn, {eve, zone}, "0"},
        {kGetHours, {t}, "23"},
        {kGetHoursIn, {t, Str("-02:30")}, "21"},
        {kGetMinutes, {t}, "31"},
        {kGetMinutesIn, {t, zone}, "16"},
        {kGetSeconds, {t}, "20"},
        {kGetSecondsIn, {t, zone}, "20"},
        {kGetMilliseconds, {t}, "123"},
        {kGetMillisecondsIn, {t, zone}, "123"},
        {kSpanHours, {v_.Span(10'000)}, "2"},
        {kSpanHours, {v_.Span(-10'000)}, "-2"},
        {kSpanMinutes, {v_.Span(3730)}, "62"},
        {kSpanSeconds, {v_.Span(-2, 500'000'000)}, "-1"},
        {kSpanMilliseconds, {v_.Span(1, 234'999'999)}, "234"},
        {kSpanMilliseconds, {v_.Span(-2, 500'000'000)}, "-500"},
    };
  }

  std::vector<Case> AllCases() {
    std::vector<Case> all = SizeCases();
    for (const auto& more :
         {TextCases(), ConversionCases(), CalendarCases(), ValueCases(), NumberCases(), TimeCases(),
          IdentityCases(v_), StringCases(v_), MathCases(v_), OptionalCases(v_), CollectionCases(v_),
          FindCases(v_)}) {
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }

  Values v_;
  PatternSet patterns_;
};

TEST_F(BuiltinsTest, EveryRowGivesWhatItSays) {
  std::set<Builtin> seen;
  for (const Case& c : AllCases()) {
    const std::string name(FindBuiltin(static_cast<uint32_t>(c.builtin))->name);
    EXPECT_EQ(Show(c.builtin, c.args), c.expected) << name;
    seen.insert(c.builtin);
  }
  for (const BuiltinInfo& info : Builtins()) {
    EXPECT_TRUE(seen.contains(info.builtin)) << info.name << " has no case";
  }
}

// Each argument in turn is an error, or missing, or of a kind that no row takes.
TEST_F(BuiltinsTest, EveryRowChecksItsArguments) {
  for (const BuiltinInfo& info : Builtins()) {
    for (size_t i = 0; i < info.arity(); ++i) {
      std::vector<Value> args(info.arity(), Value::TypeName("int"));
      args[i] = Err(ErrorCode::kOverflow);
      EXPECT_EQ(Show(info.builtin, args), "error(overflow)") << info.name;
    }
    // Those that take what may be missing have cases of their own.
    const bool optional = std::all_of(info.params.begin(), info.params.end(),
                                      [](std::string_view param) { return param.ends_with('?'); });
    if (optional) continue;
    std::vector<Value> missing(info.arity());
    EXPECT_EQ(Show(info.builtin, missing), "error(absent)") << info.name;
    const bool any = std::any_of(info.params.begin(), info.params.end(), [](std::string_view p) {
      return p.size() == 1 || p.ends_with('?');
    });
    if (any) continue;
    std::vector<Value> other(info.arity(), Value::TypeName("int"));
    EXPECT_EQ(Show(info.builtin, other), "error(type_mismatch)") << info.name;
  }
}

TEST_F(BuiltinsTest, TextsPayForTheirBytes) {
  const Value text = v_.Text(std::string(320, 'x'));
  EXPECT_EQ(Show(Builtin::kContains, {text, Str("y")}, 10), "false");
  EXPECT_EQ(Show(Builtin::kContains, {text, Str("y")}, 9), "error(fuel)");
  // 10 to read it and 10 to write it.
  EXPECT_EQ(Call(Builtin::kUpperAscii, {text}, 20).size(), 320u);
  EXPECT_EQ(Show(Builtin::kUpperAscii, {text}, 19), "error(fuel)");
}

TEST_F(BuiltinsTest, CollectionsPayForTheirElements) {
  const Value list = v_.List(std::vector<Value>(100, Int(1)));
  EXPECT_EQ(Show(Builtin::kMakeSet, {list}, 100), "set([1])");
  EXPECT_EQ(Show(Builtin::kMakeSet, {list}, 99), "error(fuel)");
  EXPECT_EQ(Call(Builtin::kSplit, {Str("a,b,c"), Str(",")}, 3).size(), 3u);
  EXPECT_EQ(Show(Builtin::kSplit, {Str("a,b,c"), Str(",")}, 2), "error(fuel)");
}

TEST_F(BuiltinsTest, LimitsTheTextsThatItMakes) {
  const Value text = v_.Text(std::string(1000, 'x'));
  const auto replaced = [&](size_t size) {
    return Call(Builtin::kReplace, {text, Str("x"), v_.Text(std::string(size, 'y'))});
  };
  EXPECT_EQ(replaced(65).size(), 65'000u);
  EXPECT_EQ(ToSource(replaced(66)), "error(too_large)");
}

TEST_F(BuiltinsTest, ANumberThatIsNoBuiltinIsAnError) {
  for (uint32_t number : {0u, 9u, 499u, 0xffffffffu}) {
    Budget budget(kTestFuel);
    Context context{patterns_, budget, v_.arena()};
    EXPECT_EQ(ToSource(CallBuiltin(number, nullptr, context)), "error(type_mismatch)");
  }
}

}  // namespace
}  // namespace writ
