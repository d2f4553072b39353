// Functions on sets, lists, optional values and days, element by element.
#include <algorithm>

#include "engine/bytecode/codes.h"
#include "engine/value/canonical.h"
#include "engine/value/decimal.h"
#include "tests/oracle/functions.h"
#include "tests/oracle/walker.h"

namespace writ::oracle {
namespace {

bool Holds(const Value& set, const Value& element) {
  return std::any_of(set.items(), set.items() + set.size(), [&element](const Value& item) {
    return CanonicalBytes(item) == CanonicalBytes(element);
  });
}

// The elements of the first that the second has, or has not.
Value Those(const Args& a, bool in_both) {
  std::vector<Value> taken;
  for (uint32_t i = 0; i < a[0].size(); ++i) {
    const Value& item = a[0].items()[i];
    if (Holds(a[1], item) == in_both) taken.push_back(item);
  }
  return MakeSet(taken.data(), static_cast<uint32_t>(taken.size()), a.arena);
}

Value Sum(const Args& a, Value sum) {
  for (uint32_t i = 0; i < a[0].size() && !sum.is_error(); ++i) {
    const Value& item = a[0].items()[i];
    sum = item.is(sum.kind()) ? Operate(Op::kAdd, sum, item, a.arena) : Misuse({item});
  }
  return sum;
}

// The first that no other comes before, or after. Everything must compare with it, itself
// first of all.
Value Extreme(const Args& a, int64_t sign, bool numbers) {
  if (a[0].size() == 0) return Bad();
  Value best = a[0].items()[0];
  for (uint32_t i = 0; i < a[0].size(); ++i) {
    const Value& item = a[0].items()[i];
    const bool number = item.is(Kind::kInt) || item.is(Kind::kUint) || item.is(Kind::kDouble) ||
                        item.is(Kind::kDecimal);
    if (numbers && !number) return Misuse({item});
    const Value order = Compare(item, best);
    if (order.is_error()) return order;
    if (order.AsInt() == sign) best = item;
  }
  return best;
}

bool IsZero(const Value& v) {
  if (v.is(Kind::kAbsent) || v.is(Kind::kNull)) return true;
  if (v.is(Kind::kBool)) return !v.AsBool();
  if (v.is(Kind::kInt)) return v.AsInt() == 0;
  if (v.is(Kind::kUint)) return v.AsUint() == 0;
  if (v.is(Kind::kDouble)) return v.AsDouble() == 0;
  if (v.is(Kind::kDecimal)) return v.AsDecimal().units() == 0;
  if (v.is(Kind::kMoney)) return v.AsMoney().amount.units() == 0;
  if (v.is(Kind::kTimestamp) || v.is(Kind::kDuration)) {
    return v.AsTime().seconds == 0 && v.AsTime().nanos == 0;
  }
  if (v.is(Kind::kString) || v.is(Kind::kBytes)) return v.AsText().empty();
  if (v.is(Kind::kList) || v.is(Kind::kSet)) return v.size() == 0;
  return v.is(Kind::kMap) && v.AsMap().size == 0;
}

Value Unwrapped(const Args& a) {
  std::vector<Value> there;
  for (uint32_t i = 0; i < a[0].size(); ++i) {
    if (!a[0].items()[i].is(Kind::kAbsent)) there.push_back(a[0].items()[i]);
  }
  return a.NewList(there);
}

Value DateOf(const Args& a) {
  const int64_t year = a[0].AsInt(), month = a[1].AsInt(), day = a[2].AsInt();
  if (year < 1 || year > 9999 || month < 1 || month > 12) return Bad();
  if (day < 1 || day > DaysInMonth(year, month)) return Bad();
  return Value::Date(DaysOf({year, month, day}));
}

// Month by month.
Value LaterByMonths(const Args& a) {
  const int64_t months = a[1].AsInt();
  if (months > 9999 * 12 || months < -9999 * 12) return Bad();
  Day day = DayOf(a[0].AsDate());
  if (day.year < 1 || day.year > 9999) return Bad();
  for (int64_t i = 0; i < months; ++i) {
    if (++day.month > 12) ++day.year, day.month = 1;
  }
  for (int64_t i = 0; i > months; --i) {
    if (--day.month < 1) --day.year, day.month = 12;
  }
  if (day.year < 1 || day.year > 9999) return Bad();
  day.day = std::min(day.day, DaysInMonth(day.year, day.month));
  return Value::Date(DaysOf(day));
}

}  // namespace

const Rows& CollectionRows() {
  static const Rows rows = {
      {"Intersection", {"SS", [](const Args& a) { return Those(a, true); }}},
      {"Difference", {"SS", [](const Args& a) { return Those(a, false); }}},
      {"Intersects", {"SS", [](const Args& a) { return Value::Bool(Those(a, true).size() > 0); }}},
      {"SumInt", {"l", [](const Args& a) { return Sum(a, Value::Int(0)); }}},
      {"SumDecimal",
       {"l", [](const Args& a) { return Sum(a, Value::Decimal(Decimal(), a.arena)); }}},
      {"SumMoney", {"l", [](const Args& a) { return Sum(a, Value::Money({}, a.arena)); }}},
      {"ListMax", {"l", [](const Args& a) { return Extreme(a, 1, false); }}},
      {"ListMin", {"l", [](const Args& a) { return Extreme(a, -1, false); }}},
      {"MathGreatest", {"l", [](const Args& a) { return Extreme(a, 1, true); }}},
      {"MathLeast", {"l", [](const Args& a) { return Extreme(a, -1, true); }}},
      {"MakeDate", {"iii", DateOf}},
      {"PlusMonths", {"Di", LaterByMonths}},
      {"HasValue", {"?", [](const Args& a) { return Value::Bool(!a[0].is(Kind::kAbsent)); }}},
      {"OptionalValue", {"*", [](const Args& a) { return a[0]; }}},
      {"OptionalOr", {"??", [](const Args& a) { return a[0].is(Kind::kAbsent) ? a[1] : a[0]; }}},
      {"OfNonZeroValue", {"?", [](const Args& a) { return IsZero(a[0]) ? Value() : a[0]; }}},
      {"OptionalToList",
       {"?",
        [](const Args& a) {
          return a.NewList(a[0].is(Kind::kAbsent) ? std::vector<Value>() : std::vector{a[0]});
        }}},
      {"OptionalUnwrap", {"l", Unwrapped}},
      {"OptionalUnwrapAll", {"l", Unwrapped}},
  };
  return rows;
}

}  // namespace writ::oracle
