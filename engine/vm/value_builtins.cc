// Builtins on collections, entities and the calendar.
#include <algorithm>
#include <chrono>
#include <cstdint>

#include "engine/value/canonical.h"
#include "engine/vm/builtins.h"
#include "engine/vm/time_arithmetic.h"

namespace writ::builtins {
namespace {

constexpr int64_t kSecondsPerHour = 3600;
constexpr int64_t kSecondsPerMinute = 60;
// 0001-01-01 to 9999-12-31, in days: what the calendar functions are defined on.
constexpr int64_t kFirstDay = -719'162;
constexpr int64_t kLastDay = 2'932'896;

int64_t FloorDivide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

int64_t SecondOfDay(const Value& timestamp) {
  const int64_t seconds = timestamp.AsTime().seconds % kSecondsPerDay;
  return seconds < 0 ? seconds + kSecondsPerDay : seconds;
}

// A part of the calendar day; Error(BadArgument) for a day outside the calendar.
template <typename Part>
Value OfDay(const Value& date, Part part) {
  const int64_t days = date.AsDate();
  if (days < kFirstDay || days > kLastDay) return Failure(ErrorCode::kBadArgument);
  return Value::Int(part(std::chrono::sys_days(std::chrono::days(days))));
}

bool IsWhole(const Value& v) { return v.is(Kind::kInt) || v.is(Kind::kUint); }

double Rounded(const Value& v) {
  return v.is(Kind::kInt) ? static_cast<double>(v.AsInt()) : static_cast<double>(v.AsUint());
}

Value Larger(const Value& a, const Value& b, bool first_if_larger) {
  const Value order = Compare(a, b);
  if (order.is_error()) return order;
  return (order.AsInt() >= 0) == first_if_larger ? a : b;
}

}  // namespace

Value SizeBytes(const Value* args, Context&) { return Value::Int(args[0].size()); }
Value SizeList(const Value* args, Context&) { return Value::Int(args[0].size()); }
Value SizeSet(const Value* args, Context&) { return Value::Int(args[0].size()); }
Value SizeMap(const Value* args, Context&) { return Value::Int(args[0].AsMap().size); }

Value DateOfTimestamp(const Value* args, Context&) {
  return Value::Date(FloorDivide(args[0].AsTime().seconds, kSecondsPerDay));
}

Value DateYear(const Value* args, Context&) {
  return OfDay(args[0], [](std::chrono::sys_days day) {
    return static_cast<int64_t>(int{std::chrono::year_month_day(day).year()});
  });
}

Value DateMonth(const Value* args, Context&) {
  return OfDay(args[0], [](std::chrono::sys_days day) {
    return static_cast<int64_t>(unsigned{std::chrono::year_month_day(day).month()});
  });
}

Value DateDay(const Value* args, Context&) {
  return OfDay(args[0], [](std::chrono::sys_days day) {
    return static_cast<int64_t>(unsigned{std::chrono::year_month_day(day).day()});
  });
}

Value DateWeekday(const Value* args, Context&) {
  return OfDay(args[0], [](std::chrono::sys_days day) {
    return static_cast<int64_t>(std::chrono::weekday(day).iso_encoding());
  });
}

Value TimeHour(const Value* args, Context&) {
  return Value::Int(SecondOfDay(args[0]) / kSecondsPerHour);
}

Value TimeMinute(const Value* args, Context&) {
  return Value::Int(SecondOfDay(args[0]) % kSecondsPerHour / kSecondsPerMinute);
}

Value OrValue(const Value* args, Context&) {
  return args[0].is(Kind::kAbsent) || args[0].is(Kind::kNull) ? args[1] : args[0];
}

Value MakeSet(const Value* args, Context& context) {
  if (!context.Pay(args[0].size())) return OutOfFuel();
  return writ::MakeSet(args[0].items(), args[0].size(), context.arena);
}

// Both sets are sorted the same way.
Value ContainsAll(const Value* args, Context& context) {
  const Value &all = args[0], &some = args[1];
  if (!context.Pay(uint64_t{all.size()} + some.size())) return OutOfFuel();
  return Value::Bool(
      std::includes(all.items(), all.items() + all.size(), some.items(), some.items() + some.size(),
                    [](const Value& a, const Value& b) { return CompareCanonical(a, b) < 0; }));
}

Value EntityId(const Value* args, Context&) { return Value::String(args[0].AsEntity().id); }

Value CelOrder(const Value* args, Context&) {
  const Value &a = args[0], &b = args[1];
  if (IsWhole(a) && b.is(Kind::kDouble)) return Compare(Value::Double(Rounded(a)), b);
  if (a.is(Kind::kDouble) && IsWhole(b)) return Compare(a, Value::Double(Rounded(b)));
  return Compare(a, b);
}

Value Greatest(const Value* args, Context&) { return Larger(args[0], args[1], true); }
Value Least(const Value* args, Context&) { return Larger(args[0], args[1], false); }

}  // namespace writ::builtins
