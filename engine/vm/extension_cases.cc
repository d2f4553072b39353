#include "engine/vm/extension_cases.h"

#include <cmath>
#include <limits>

#include "engine/bytecode/codes.h"

namespace writ {
namespace {

constexpr char kBad[] = "error(bad_argument)";
constexpr char kRange[] = "error(index_out_of_range)";

Value Dbl(double d) { return Value::Double(d); }
Value Uint(uint64_t u) { return Value::Uint(u); }

}  // namespace

std::vector<BuiltinCase> StringCases(Values& v) {
  using enum Builtin;
  const Value text = Str("ta\u00a9o\u00a9\u03b1T");
  return {
      {kCharAt, {text, Int(2)}, "\"\u00a9\""},
      {kCharAt, {text, Int(7)}, "\"\""},
      {kCharAt, {text, Int(8)}, kRange},
      {kCharAt, {text, Int(-1)}, kRange},
      {kCharAt, {Str("\xff"), Int(0)}, kBad},
      {kIndexOfFrom, {text, Str("\u00a9"), Int(3)}, "4"},
      {kIndexOfFrom, {text, Str(""), Int(3)}, "3"},
      {kIndexOfFrom, {text, Str("t"), Int(1)}, "-1"},
      {kIndexOfFrom, {text, Str("t"), Int(30)}, kRange},
      {kIndexOfFrom, {Str("\xff"), Str("t"), Int(0)}, kBad},
      {kLastIndexOf, {text, Str("\u00a9")}, "4"},
      {kLastIndexOf, {text, Str("")}, "7"},
      {kLastIndexOf, {text, Str("x")}, "-1"},
      {kLastIndexOfFrom, {text, Str("\u00a9"), Int(3)}, "2"},
      {kLastIndexOfFrom, {text, Str("\u00a9"), Int(4)}, "4"},
      {kLastIndexOfFrom, {text, Str("\u00a9"), Int(-1)}, kRange},
      {kReplaceFirst, {Str("aXbXcX"), Str("X"), Str("--"), Int(2)}, "\"a--b--cX\""},
      {kReplaceFirst, {Str("aXb"), Str("X"), Str("-"), Int(0)}, "\"aXb\""},
      {kReplaceFirst, {Str("aXbX"), Str("X"), Str("-"), Int(-1)}, "\"a-b-\""},
      {kReplaceFirst, {Str("ab"), Str(""), Str("_"), Int(2)}, "\"_a_b\""},
      {kReplaceFirst, {Str("ab"), Str(""), Str("_"), Int(9)}, "\"_a_b_\""},
      {kReplaceFirst, {Str("\xff"), Str(""), Str("_"), Int(9)}, kBad},
      {kSplitLimit, {Str("a,b,c"), Str(","), Int(2)}, "[\"a\", \"b,c\"]"},
      {kSplitLimit, {Str("a,b,c"), Str(","), Int(1)}, "[\"a,b,c\"]"},
      {kSplitLimit, {Str("a,b,c"), Str(","), Int(0)}, "[]"},
      {kSplitLimit, {Str("a,b,c"), Str(","), Int(9)}, "[\"a\", \"b\", \"c\"]"},
      {kSplitLimit, {Str("a,b,c"), Str(","), Int(-1)}, "[\"a\", \"b\", \"c\"]"},
      {kSplitLimit, {Str("abc"), Str(""), Int(2)}, "[\"a\", \"bc\"]"},
      {kJoinPlain, {v.List({Str("x"), Str("y")})}, "\"xy\""},
      {kJoinPlain, {v.List({})}, "\"\""},
      {kQuote, {Str("a\"\\\n\a")}, ToSource(Str("\"a\\\"\\\\\\n\\a\""))},
      {kQuote, {Str("\xff")}, "\"\\\"\ufffd\\\"\""},
      {kReverse, {text}, "\"T\u03b1\u00a9o\u00a9at\""},
      {kReverse, {Str("")}, "\"\""},
      {kReverse, {Str("\xff")}, kBad},
      {kFormat, {Str("%s of %d%%"), v.List({Str("a"), Int(5)})}, "\"a of 5%\""},
      {kFormat, {Str("%s"), v.List({})}, kBad},
      {kFormat, {Str(""), v.List({Int(1)})}, kBad},
      {kBase64Encode, {Value::Bytes("hello")}, "\"aGVsbG8=\""},
      {kBase64Decode, {Str("aGVsbG8=")}, "b\"hello\""},
      {kBase64Decode, {Str("aGVsbG8")}, "b\"hello\""},
      {kBase64Decode, {Str("a")}, kBad},
      {kBase64Decode, {Str("a===")}, kBad},
  };
}

std::vector<BuiltinCase> MathCases(Values& v) {
  using enum Builtin;
  const int64_t least = std::numeric_limits<int64_t>::min();
  const Value nan = Dbl(NAN), infinite = Dbl(INFINITY);
  return {
      {kMathGreatest, {v.List({Int(1), Dbl(2.5), Uint(2)})}, "2.5"},
      {kMathGreatest, {v.List({v.Dec("1.5"), Int(1)})}, "1.5"},
      {kMathGreatest, {v.List({})}, kBad},
      {kMathGreatest, {v.List({Str("a")})}, "error(type_mismatch)"},
      {kMathLeast, {v.List({Int(1), Int(-2), Int(3)})}, "-2"},
      {kMathLeast, {v.List({Int(1), nan})}, kBad},
      {kCeilDouble, {Dbl(-1.2)}, "-1.0"},
      {kCeilDecimal, {v.Dec("1.2")}, "2"},
      {kCeilDecimal, {v.Dec("-1.2")}, "-1"},
      {kFloorDouble, {Dbl(1.2)}, "1.0"},
      {kFloorDecimal, {v.Dec("-1.2")}, "-2"},
      {kFloorDecimal, {v.Dec("1.2")}, "1"},
      {kRoundDouble, {Dbl(-1.5)}, "-2.0"},
      {kRoundDecimal, {v.Dec("2.5")}, "3"},
      {kRoundDecimal, {v.Dec("-2.5")}, "-3"},
      {kRoundDecimal, {v.Dec("2.499")}, "2"},
      {kTruncDouble, {Dbl(-1.9)}, "-1.0"},
      {kTruncDecimal, {v.Dec("-1.9")}, "-1"},
      {kAbsInt, {Int(-11)}, "11"},
      {kAbsInt, {Int(least)}, "error(overflow)"},
      {kAbsUint, {Uint(1)}, "1u"},
      {kAbsDouble, {Dbl(-1.5)}, "1.5"},
      {kAbsDecimal, {v.Dec("-1.5")}, "1.5"},
      {kSignInt, {Int(-11)}, "-1"},
      {kSignUint, {Uint(7)}, "1u"},
      {kSignDouble, {Dbl(-0.5)}, "-1.0"},
      {kSignDouble, {nan}, ToSource(nan)},
      {kSignDecimal, {v.Dec("0")}, "0"},
      {kIsNaN, {nan}, "true"},
      {kIsNaN, {infinite}, "false"},
      {kIsInf, {infinite}, "true"},
      {kIsInf, {nan}, "false"},
      {kIsFinite, {Dbl(1)}, "true"},
      {kIsFinite, {infinite}, "false"},
      {kBitAndInt, {Int(1), Int(-1)}, "1"},
      {kBitAndUint, {Uint(1), Uint(3)}, "1u"},
      {kBitOrInt, {Int(4), Int(-2)}, "-2"},
      {kBitOrUint, {Uint(1), Uint(2)}, "3u"},
      {kBitXorInt, {Int(4), Int(-2)}, "-6"},
      {kBitXorUint, {Uint(1), Uint(3)}, "2u"},
      {kBitNotInt, {Int(1)}, "-2"},
      {kBitNotUint, {Uint(0)}, "18446744073709551615u"},
      {kShiftLeftInt, {Int(1), Int(63)}, std::to_string(least)},
      {kShiftLeftInt, {Int(1), Int(64)}, "0"},
      {kShiftLeftUint, {Uint(1), Int(2)}, "4u"},
      {kShiftLeftUint, {Uint(1), Int(-1)}, kBad},
      {kShiftRightInt, {Int(-1024), Int(3)}, "2305843009213693824"},
      {kShiftRightInt, {Int(1024), Int(64)}, "0"},
      {kShiftRightUint, {Uint(1024), Int(2)}, "256u"},
      {kShiftRightUint, {Uint(1024), Int(-1)}, kBad},
      {kSqrtDouble, {Dbl(2.25)}, "1.5"},
      {kSqrtInt, {Int(49)}, "7.0"},
      {kSqrtUint, {Uint(4)}, "2.0"},
  };
}

std::vector<BuiltinCase> OptionalCases(Values& v) {
  using enum Builtin;
  const Value none;
  const Value map = v.Map({{Str("a"), Int(1)}, {Str("n"), Value::Null()}});
  const Value list = v.List({Int(7)});
  return {
      {kHasValue, {none}, "false"},
      {kHasValue, {Value::Null()}, "true"},
      {kOptionalValue, {Int(1)}, "1"},
      {kOptionalValue, {none}, "error(absent)"},
      {kOptionalOr, {none, Int(2)}, "2"},
      {kOptionalOr, {Int(1), Int(2)}, "1"},
      {kOptionalOr, {none, none}, "absent"},
      {kOfNonZeroValue, {Int(0)}, "absent"},
      {kOfNonZeroValue, {Str("")}, "absent"},
      {kOfNonZeroValue, {Value::Null()}, "absent"},
      {kOfNonZeroValue, {v.Dec("0")}, "absent"},
      {kOfNonZeroValue, {v.Usd("0")}, "absent"},
      {kOfNonZeroValue, {v.List({})}, "absent"},
      {kOfNonZeroValue, {v.Map({})}, "absent"},
      {kOfNonZeroValue, {v.Span(0)}, "absent"},
      {kOfNonZeroValue, {v.Day("1970-01-01")}, "date(\"1970-01-01\")"},
      {kOfNonZeroValue, {Str("a")}, "\"a\""},
      {kOptionalIndex, {none, Str("a")}, "absent"},
      {kOptionalIndex, {map, Str("a")}, "1"},
      {kOptionalIndex, {map, Str("n")}, "null"},
      {kOptionalIndex, {map, Str("x")}, "absent"},
      {kOptionalIndex, {list, Int(0)}, "7"},
      {kOptionalIndex, {list, Int(1)}, "absent"},
      {kOptionalIndex, {Int(1), Str("x")}, "error(type_mismatch)"},
      {kOptionalIndex, {v.Task("T", "t", {{Str("a"), Int(1)}}), Str("a")}, "1"},
      {kOptionalIndex, {v.Task("T", "t", {}), Str("a")}, "absent"},
      {kOptionalToList, {none}, "[]"},
      {kOptionalToList, {Int(1)}, "[1]"},
      {kPutOptional, {map, Str("b"), none}, ToSource(map)},
      {kPutOptional, {v.Map({}), Str("b"), Int(1)}, "{\"b\": 1}"},
      {kPutOptional, {map, Str("a"), Int(1)}, kBad},
      {kOptionalEqual, {none, none}, "true"},
      {kOptionalEqual, {none, Int(1)}, "false"},
      {kOptionalEqual, {Int(1), Int(1)}, "true"},
      {kOptionalEqual, {v.Usd("1"), v.Cash("1", "EUR")}, "error(currency_mismatch)"},
      {kOptionalUnwrap, {v.List({Int(1), none, Value::Null()})}, "[1, null]"},
      {kOptionalUnwrapAll, {v.List({none})}, "[]"},
  };
}

std::vector<BuiltinCase> CollectionCases(Values& v) {
  using enum Builtin;
  const Value ab = v.Set({Str("a"), Str("b")}), bc = v.Set({Str("c"), Str("b")});
  const auto day = [&v](std::string_view text) { return v.Day(text); };
  return {
      {kIntersection, {ab, bc}, "set([\"b\"])"},
      {kDifference, {ab, bc}, "set([\"a\"])"},
      {kIntersects, {ab, bc}, "true"},
      {kIntersects, {ab, v.Set({})}, "false"},
      {kSumInt, {v.List({Int(1), Int(2)})}, "3"},
      {kSumInt, {v.List({})}, "0"},
      {kSumInt, {v.List({Int(INT64_MAX), Int(1)})}, "error(overflow)"},
      {kSumInt, {v.List({Str("a")})}, "error(type_mismatch)"},
      {kSumDecimal, {v.List({v.Dec("0.1"), v.Dec("0.2")})}, "0.3"},
      {kSumMoney, {v.List({v.Usd("1"), v.Usd("2.5")})}, "3.50 USD"},
      {kSumMoney, {v.List({v.Usd("1"), v.Cash("1", "EUR")})}, "error(currency_mismatch)"},
      {kListMax, {v.List({day("2026-12-01"), day("2026-12-03")})}, "date(\"2026-12-03\")"},
      {kListMax, {v.List({})}, kBad},
      {kListMin, {v.List({Str("b"), Str("a")})}, "\"a\""},
      {kListMin, {v.List({v.List({}), v.List({})})}, "error(type_mismatch)"},
      {kMakeDate, {Int(2028), Int(2), Int(29)}, "date(\"2028-02-29\")"},
      {kMakeDate, {Int(2026), Int(2), Int(29)}, kBad},
      {kMakeDate, {Int(0), Int(1), Int(1)}, kBad},
      {kMakeDate, {Int(2026), Int(1), Int(INT64_MIN)}, kBad},
      {kPlusMonths, {day("2026-01-31"), Int(1)}, "date(\"2026-02-28\")"},
      {kPlusMonths, {day("2026-01-31"), Int(-2)}, "date(\"2025-11-30\")"},
      {kPlusMonths, {day("2026-12-15"), Int(13)}, "date(\"2028-01-15\")"},
      {kPlusMonths, {day("9999-12-01"), Int(1)}, kBad},
      {kPlusMonths, {day("0001-01-01"), Int(-1)}, kBad},
      {kPlusMonths, {day("2026-01-31"), Int(INT64_MIN)}, kBad},
  };
}

std::vector<BuiltinCase> FindCases(Values& v) {
  using enum Builtin;
  const Value large = v.Text(std::string(64 * 1024 + 1, 'x'));
  const Value digits = Str(kCasePatterns[0]), named = Str(kCasePatterns[1]);
  return {
      {kFindUrls, {Str("see https://A.example/x, then")}, "[url(\"https://a.example/x\")]"},
      {kFindUrls, {Str("\xff")}, kBad},
      {kFindUrls, {large}, "error(too_large)"},
      {kFindEmails, {Str("to <ana@B.example>.")}, "[email(\"ana@b.example\")]"},
      {kFindEmails, {large}, "error(too_large)"},
      {kFindIbans, {Str("DE89 3704 0044 0532 0130 00!")}, "[\"DE89370400440532013000\"]"},
      {kFindIbans, {large}, "error(too_large)"},
      {kFindAll, {Str("12 and 3"), digits}, "[\"12\", \"3\"]"},
      {kFindAll, {Str("axb"), Str(kCasePatterns[2])}, "[\"\", \"x\", \"\", \"\"]"},
      {kFindAll, {Str("12"), Str("not compiled")}, kBad},
      {kFindAll, {large, digits}, "error(too_large)"},
      {kCaptures,
       {Str("5kg, 6"), named},
       "[{\"n\": \"5\", \"unit\": \"kg\"}, {\"n\": \"6\", \"unit\": \"\"}]"},
      {kCaptures, {Str("none"), named}, "[]"},
      {kCaptures, {Str("5"), Str("not compiled")}, kBad},
  };
}

}  // namespace writ
