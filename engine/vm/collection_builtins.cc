// Builtins on sets, lists and days.
#include <algorithm>
#include <chrono>
#include <cstdint>

#include "engine/value/canonical.h"
#include "engine/value/text.h"
#include "engine/vm/arithmetic.h"
#include "engine/vm/builtins.h"

namespace writ::builtins {
namespace {

constexpr int64_t kMonths = 12;
constexpr int64_t kMaxYears = 20'000;  // more than lie between the first and the last day

bool Before(const Value& a, const Value& b) { return CompareCanonical(a, b) < 0; }

// Both sets are sorted the same way, and so is what `merge` makes of them.
template <typename Merge>
Value Merged(const Value* args, Context& context, const Merge& merge) {
  const Value &a = args[0], &b = args[1];
  if (!context.Pay(uint64_t{a.size()} + b.size())) return OutOfFuel();
  Value* out = context.arena.NewArray<Value>(a.size());
  const Value* end =
      merge(a.items(), a.items() + a.size(), b.items(), b.items() + b.size(), out, Before);
  return Value::Set(out, static_cast<uint32_t>(end - out));
}

Value Sum(const Value& list, Value sum, Context& context) {
  if (!context.Pay(list.size())) return OutOfFuel();
  for (uint32_t i = 0; i < list.size() && !sum.is_error(); ++i) {
    if (list.items()[i].kind() != sum.kind()) return Misuse(list.items()[i]);
    sum = Add(sum, list.items()[i], context);
  }
  return sum;
}

Value Best(const Value& list, int64_t sign, Context& context) {
  if (list.size() == 0) return Failure(ErrorCode::kBadArgument);
  if (!context.Pay(list.size())) return OutOfFuel();
  Value best = list.items()[0];
  for (uint32_t i = 0; i < list.size(); ++i) {
    const Value order = Compare(list.items()[i], best);
    if (order.is_error()) return order;
    if (order.AsInt() == sign) best = list.items()[i];
  }
  return best;
}

Value DayOf(int64_t year, int64_t month, int64_t day) {
  const bool in_range =
      year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (!in_range) return Failure(ErrorCode::kBadArgument);
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return Failure(ErrorCode::kBadArgument);
  return Value::Date(std::chrono::sys_days(date).time_since_epoch().count());
}

}  // namespace

Value Intersection(const Value* args, Context& context) {
  return Merged(args, context, [](auto... range) { return std::set_intersection(range...); });
}
Value Difference(const Value* args, Context& context) {
  return Merged(args, context, [](auto... range) { return std::set_difference(range...); });
}
Value Intersects(const Value* args, Context& context) {
  const Value both = Intersection(args, context);
  return both.is_error() ? both : Value::Bool(both.size() > 0);
}

Value SumInt(const Value* args, Context& context) { return Sum(args[0], Value::Int(0), context); }
Value SumDecimal(const Value* args, Context& context) {
  return Sum(args[0], Value::Decimal(Decimal(), context.arena), context);
}
Value SumMoney(const Value* args, Context& context) {
  return Sum(args[0], Value::Money({}, context.arena), context);
}

Value ListMax(const Value* args, Context& context) { return Best(args[0], 1, context); }
Value ListMin(const Value* args, Context& context) { return Best(args[0], -1, context); }

Value MakeDate(const Value* args, Context&) {
  return DayOf(args[0].AsInt(), args[1].AsInt(), args[2].AsInt());
}

Value PlusMonths(const Value* args, Context&) {
  const int64_t days = args[0].AsDate(), months = args[1].AsInt();
  const bool far = months > kMaxYears * kMonths || months < -kMaxYears * kMonths;
  if (far || days < kMinDate || days > kMaxDate) return Failure(ErrorCode::kBadArgument);
  const std::chrono::year_month_day from{std::chrono::sys_days(std::chrono::days(days))};
  const int64_t month = int{from.year()} * kMonths + unsigned{from.month()} - 1 + months;
  if (month < kMonths) return Failure(ErrorCode::kBadArgument);
  const int64_t year = month / kMonths, of_year = month % kMonths + 1;
  if (year > 9999) return Failure(ErrorCode::kBadArgument);
  const std::chrono::year_month_day_last last{
      std::chrono::year(static_cast<int>(year)),
      std::chrono::month_day_last(std::chrono::month(static_cast<unsigned>(of_year)))};
  return DayOf(year, of_year, std::min<int64_t>(unsigned{from.day()}, unsigned{last.day()}));
}

}  // namespace writ::builtins
