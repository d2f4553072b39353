// Functions on numbers and times: CEL's `math`, conversions, and the parts of a time in UTC.
#include <cmath>
#include <cstdlib>

#include "engine/value/decimal.h"
#include "tests/oracle/decimals.h"
#include "tests/oracle/functions.h"

namespace writ::oracle {
namespace {

using Wide = __int128;
constexpr Wide kOne = 1'000'000'000'000'000'000;
constexpr int64_t kDay = 86'400;

Value NewDecimal(const Args& a, Wide units) {
  return Value::Decimal(Decimal::FromUnits(units), a.arena);
}

Value IntOf(Wide number) {
  if (number < INT64_MIN || number > INT64_MAX) return Overflow();
  return Value::Int(static_cast<int64_t>(number));
}

Value UintOf(Wide number) {
  if (number < 0 || number > Wide{UINT64_MAX}) return Overflow();
  return Value::Uint(static_cast<uint64_t>(number));
}

// The whole number next below, and what lies above it.
struct Parts {
  Wide whole, rest;
};
Parts PartsOf(const Value& decimal) {
  const Wide units = decimal.AsDecimal().units();
  const Wide rest = (units % kOne + kOne) % kOne;
  return {units - rest, rest};
}

// The next whole number below, or above.
Value Whole(const Args& a, bool above) {
  const Parts parts = PartsOf(a[0]);
  // What has no whole number above it within 2^127 units is out of range.
  if (above && parts.whole > 0 && parts.whole + (kOne - 1) < parts.whole) return Overflow();
  const Wide top = ~(Wide{1} << 127);
  if (above && parts.whole > top - kOne && parts.rest != 0) return Overflow();
  return NewDecimal(a, above && parts.rest != 0 ? parts.whole + kOne : parts.whole);
}

Value Nearest(const Args& a) {
  const Parts parts = PartsOf(a[0]);
  const bool up = parts.rest * 2 > kOne || (parts.rest * 2 == kOne && parts.whole >= 0);
  return Whole(a, up);
}

Value TowardsZero(const Args& a) { return Whole(a, a[0].AsDecimal().units() < 0); }

// Bit by bit. Those of a negative int are those of 2^64 more.
Value OnBits(const Args& a, bool (*both)(bool, bool)) {
  uint64_t bits = 0;
  for (int i = 63; i >= 0; --i) {
    const bool one = (a[0].AsUint() >> i & 1) == 1, two = (a[1].AsUint() >> i & 1) == 1;
    bits = bits * 2 + (both(one, two) ? 1 : 0);
  }
  return a[0].is(Kind::kInt) ? Value::Int(static_cast<int64_t>(bits)) : Value::Uint(bits);
}

Value Inverted(const Args& a) {
  return a[0].is(Kind::kInt) ? Value::Int(-1 - a[0].AsInt())
                             : Value::Uint(UINT64_MAX - a[0].AsUint());
}

Value Shifted(const Args& a, bool up) {
  if (a[1].AsInt() < 0) return Bad();
  uint64_t bits = a[0].AsUint();
  for (int64_t i = 0; i < a[1].AsInt() && bits != 0; ++i) bits = up ? bits * 2 : bits / 2;
  return a[0].is(Kind::kInt) ? Value::Int(static_cast<int64_t>(bits)) : Value::Uint(bits);
}

Value And(const Args& a) {
  return OnBits(a, [](bool one, bool two) { return one && two; });
}
Value Or(const Args& a) {
  return OnBits(a, [](bool one, bool two) { return one || two; });
}
Value Xor(const Args& a) {
  return OnBits(a, [](bool one, bool two) { return one != two; });
}
Value Up(const Args& a) { return Shifted(a, true); }
Value Down(const Args& a) { return Shifted(a, false); }

// The doubles 2^63 and 2^64 are past the ends; -2^63 is refused too.
Value DoubleToWhole(const Args& a, bool has_sign) {
  const double whole = std::trunc(a[0].AsDouble()), number = a[0].AsDouble();
  if (std::isnan(number)) return Overflow();
  if (has_sign && (number <= -0x1p63 || number >= 0x1p63)) return Overflow();
  if (!has_sign && (number < 0 || number >= 0x1p64)) return Overflow();
  return has_sign ? IntOf(static_cast<Wide>(whole)) : UintOf(static_cast<Wide>(whole));
}

Value DecimalToWhole(const Args& a) {
  const Parts parts = PartsOf(a[0]);
  return parts.rest != 0 ? Bad() : UintOf(parts.whole / kOne);
}

Value ReadUint(const Args& a) {
  std::string text = a.Text(0);
  if (text.size() > 1 && text[0] == '+') text.erase(0, 1);
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return Bad();
  Wide number = 0;
  for (char digit : text) {
    if (number <= Wide{UINT64_MAX}) number = number * 10 + (digit - '0');
  }
  return UintOf(number);
}

// ---- times ----

template <int64_t (*kPart)(int64_t days, int64_t seconds)>
Value PartOf(const Args& a) {
  const int64_t all = a[0].AsTime().seconds;
  int64_t seconds = all % kDay, days = all / kDay;
  if (seconds < 0) seconds += kDay, --days;
  return Value::Int(kPart(days, seconds));
}

int64_t Year(int64_t days, int64_t) { return DayOf(days).year; }
int64_t Month(int64_t days, int64_t) { return DayOf(days).month - 1; }
int64_t OfMonth(int64_t days, int64_t) { return DayOf(days).day; }
int64_t OfMonthFromZero(int64_t days, int64_t) { return DayOf(days).day - 1; }
// 1970-01-01 was a Thursday; the week begins with Sunday.
int64_t OfWeek(int64_t days, int64_t) { return ((days + 4) % 7 + 7) % 7; }
int64_t OfYear(int64_t days, int64_t) { return days - DaysOf({DayOf(days).year, 1, 1}); }
int64_t Hours(int64_t, int64_t seconds) { return seconds / 3600; }
int64_t Minutes(int64_t, int64_t seconds) { return seconds / 60 % 60; }
int64_t Seconds(int64_t, int64_t seconds) { return seconds % 60; }

// Of a span in units of so many nanoseconds, towards zero.
template <int64_t kUnit, int64_t kOf>
Value SpanPart(const Args& a) {
  const Wide nanos = Wide{a[0].AsTime().seconds} * 1'000'000'000 + a[0].AsTime().nanos;
  const Wide size = (nanos < 0 ? -nanos : nanos) % (kOf == 0 ? Wide{1} << 100 : Wide{kOf}) / kUnit;
  return IntOf(nanos < 0 ? -size : size);
}

constexpr int64_t kMilli = 1'000'000, kSecond = 1'000 * kMilli;

}  // namespace

const Rows& NumberRows() {
  static const Rows rows = {
      {"CeilDouble",
       {"x", [](const Args& a) { return Value::Double(std::ceil(a[0].AsDouble())); }}},
      {"FloorDouble",
       {"x", [](const Args& a) { return Value::Double(std::floor(a[0].AsDouble())); }}},
      {"RoundDouble",
       {"x", [](const Args& a) { return Value::Double(std::round(a[0].AsDouble())); }}},
      {"TruncDouble",
       {"x", [](const Args& a) { return Value::Double(std::trunc(a[0].AsDouble())); }}},
      {"CeilDecimal", {"d", [](const Args& a) { return Whole(a, true); }}},
      {"FloorDecimal", {"d", [](const Args& a) { return Whole(a, false); }}},
      {"RoundDecimal", {"d", Nearest}},
      {"TruncDecimal", {"d", TowardsZero}},
      {"AbsInt",
       {"i",
        [](const Args& a) {
          return IntOf(a[0].AsInt() < 0 ? -Wide{a[0].AsInt()} : a[0].AsInt());
        }}},
      {"AbsUint", {"u", [](const Args& a) { return a[0]; }}},
      {"AbsDouble",
       {"x",
        [](const Args& a) {
          return Value::Double(std::signbit(a[0].AsDouble()) ? -a[0].AsDouble() : a[0].AsDouble());
        }}},
      {"AbsDecimal",
       {"d",
        [](const Args& a) {
          if (a[0].AsDecimal().units() >= 0) return a[0];
          const auto size = OnDecimals(Op::kSubtract, Decimal(), a[0].AsDecimal());
          return size ? Value::Decimal(*size, a.arena) : Overflow();
        }}},
      {"SignInt",
       {"i",
        [](const Args& a) {
          return Value::Int(a[0].AsInt() == 0 ? 0 : a[0].AsInt() > 0 ? 1 : -1);
        }}},
      {"SignUint", {"u", [](const Args& a) { return Value::Uint(a[0].AsUint() == 0 ? 0 : 1); }}},
      {"SignDouble",
       {"x",
        [](const Args& a) {
          const double number = a[0].AsDouble();
          if (number != number) return a[0];
          return Value::Double(number == 0 ? 0 : number > 0 ? 1 : -1);
        }}},
      {"SignDecimal",
       {"d",
        [](const Args& a) {
          const Wide units = a[0].AsDecimal().units();
          return NewDecimal(a, units == 0 ? Wide{0} : units > 0 ? kOne : -kOne);
        }}},
      {"IsNaN",
       {"x", [](const Args& a) { return Value::Bool(a[0].AsDouble() != a[0].AsDouble()); }}},
      {"IsInf",
       {"x",
        [](const Args& a) {
          return Value::Bool(std::fabs(a[0].AsDouble()) > 0x1.fffffffffffffp1023);
        }}},
      {"IsFinite",
       {"x",
        [](const Args& a) {
          return Value::Bool(std::fabs(a[0].AsDouble()) <= 0x1.fffffffffffffp1023);
        }}},
      {"BitAndInt", {"ii", And}},
      {"BitAndUint", {"uu", And}},
      {"BitOrInt", {"ii", Or}},
      {"BitOrUint", {"uu", Or}},
      {"BitXorInt", {"ii", Xor}},
      {"BitXorUint", {"uu", Xor}},
      {"BitNotInt", {"i", Inverted}},
      {"BitNotUint", {"u", Inverted}},
      {"ShiftLeftInt", {"ii", Up}},
      {"ShiftLeftUint", {"ui", Up}},
      {"ShiftRightInt", {"ii", Down}},
      {"ShiftRightUint", {"ui", Down}},
      {"SqrtDouble",
       {"x", [](const Args& a) { return Value::Double(std::sqrt(a[0].AsDouble())); }}},
      {"SqrtInt",
       {"i",
        [](const Args& a) { return Value::Double(std::sqrt(static_cast<double>(a[0].AsInt()))); }}},
      {"SqrtUint",
       {"u",
        [](const Args& a) {
          return Value::Double(std::sqrt(static_cast<double>(a[0].AsUint())));
        }}},
      {"UintToInt", {"u", [](const Args& a) { return IntOf(a[0].AsUint()); }}},
      {"DoubleToInt", {"x", [](const Args& a) { return DoubleToWhole(a, true); }}},
      {"TimestampToInt", {"t", [](const Args& a) { return Value::Int(a[0].AsTime().seconds); }}},
      {"UintSame", {"u", [](const Args& a) { return a[0]; }}},
      {"IntToUint", {"i", [](const Args& a) { return UintOf(a[0].AsInt()); }}},
      {"DoubleToUint", {"x", [](const Args& a) { return DoubleToWhole(a, false); }}},
      {"DecimalToUint", {"d", DecimalToWhole}},
      {"StringToUint", {"s", ReadUint}},
      {"DoubleSame", {"x", [](const Args& a) { return a[0]; }}},
      {"IntToDouble",
       {"i", [](const Args& a) { return Value::Double(static_cast<double>(a[0].AsInt())); }}},
      {"UintToDouble",
       {"u", [](const Args& a) { return Value::Double(static_cast<double>(a[0].AsUint())); }}},
      {"DecimalToDouble",
       {"d",
        [](const Args& a) {
          return Value::Double(std::strtod(WriteDecimal(a[0].AsDecimal(), 0).c_str(), nullptr));
        }}},
      {"UintToDecimal",
       {"u", [](const Args& a) { return NewDecimal(a, Wide{a[0].AsUint()} * kOne); }}},
      {"UintToString",
       {"u", [](const Args& a) { return a.NewText(std::to_string(a[0].AsUint())); }}},
      {"TimestampSame", {"t", [](const Args& a) { return a[0]; }}},
      {"DurationSame", {"p", [](const Args& a) { return a[0]; }}},
      {"IntToTimestamp",
       {"i",
        [](const Args& a) {
          const int64_t first = DaysOf({1, 1, 1}) * kDay, end = DaysOf({10'000, 1, 1}) * kDay;
          const bool fits = a[0].AsInt() >= first && a[0].AsInt() < end;
          return fits ? Value::Timestamp({a[0].AsInt(), 0}) : Overflow();
        }}},
      {"GetFullYear", {"t", PartOf<Year>}},
      {"GetMonth", {"t", PartOf<Month>}},
      {"GetDate", {"t", PartOf<OfMonth>}},
      {"GetDayOfMonth", {"t", PartOf<OfMonthFromZero>}},
      {"GetDayOfWeek", {"t", PartOf<OfWeek>}},
      {"GetDayOfYear", {"t", PartOf<OfYear>}},
      {"GetHours", {"t", PartOf<Hours>}},
      {"GetMinutes", {"t", PartOf<Minutes>}},
      {"GetSeconds", {"t", PartOf<Seconds>}},
      {"GetMilliseconds",
       {"t", [](const Args& a) { return Value::Int(a[0].AsTime().nanos / kMilli); }}},
      {"SpanHours", {"p", SpanPart<3600 * kSecond, 0>}},
      {"SpanMinutes", {"p", SpanPart<60 * kSecond, 0>}},
      {"SpanSeconds", {"p", SpanPart<kSecond, 0>}},
      {"SpanMilliseconds", {"p", SpanPart<kMilli, kSecond>}},
  };
  return rows;
}

}  // namespace writ::oracle
