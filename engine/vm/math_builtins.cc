// Builtins on numbers: CEL's extension, and the same for exact decimals.
#include <cmath>
#include <cstdint>
#include <limits>

#include "engine/vm/builtins.h"
#include "engine/vm/rounding.h"

namespace writ::builtins {
namespace {

constexpr int64_t kWordBits = 64;

bool IsNumber(const Value& v) {
  return v.is(Kind::kInt) || v.is(Kind::kUint) || v.is(Kind::kDouble) || v.is(Kind::kDecimal);
}

// The first of the extreme numbers; `sign` is 1 for the largest, -1 for the smallest.
Value Extreme(const Value& list, int64_t sign, Context& context) {
  if (list.size() == 0) return Failure(ErrorCode::kBadArgument);
  if (!context.Pay(list.size())) return OutOfFuel();
  Value best = list.items()[0];
  for (uint32_t i = 0; i < list.size(); ++i) {
    const Value& item = list.items()[i];
    if (!IsNumber(item)) return Misuse(item);
    const Value order = Compare(item, best);
    if (order.is_error()) return order;
    if (order.AsInt() == sign) best = item;
  }
  return best;
}

Value Rounded(const Value& decimal, Rounding rounding, Context& context) {
  const auto rounded = RoundTo(decimal.AsDecimal(), 0, rounding);
  return rounded ? Value::Decimal(*rounded, context.arena) : Failure(ErrorCode::kOverflow);
}

int64_t SignOf(__int128 number) { return (number > 0) - (number < 0); }

Value Int(uint64_t bits) { return Value::Int(static_cast<int64_t>(bits)); }

// The bits of `number` moved by the distance, up or down.
Value Shifted(const Value& number, const Value& distance, bool up) {
  const int64_t by = distance.AsInt();
  if (by < 0) return Failure(ErrorCode::kBadArgument);
  const uint64_t bits = number.AsUint();
  const uint64_t moved = by >= kWordBits ? 0 : up ? bits << by : bits >> by;
  return number.is(Kind::kInt) ? Int(moved) : Value::Uint(moved);
}

}  // namespace

Value MathGreatest(const Value* args, Context& context) { return Extreme(args[0], 1, context); }
Value MathLeast(const Value* args, Context& context) { return Extreme(args[0], -1, context); }

Value CeilDouble(const Value* args, Context&) {
  return Value::Double(std::ceil(args[0].AsDouble()));
}
Value FloorDouble(const Value* args, Context&) {
  return Value::Double(std::floor(args[0].AsDouble()));
}
Value RoundDouble(const Value* args, Context&) {
  return Value::Double(std::round(args[0].AsDouble()));
}
Value TruncDouble(const Value* args, Context&) {
  return Value::Double(std::trunc(args[0].AsDouble()));
}

Value CeilDecimal(const Value* args, Context& c) { return Rounded(args[0], Rounding::kUp, c); }
Value FloorDecimal(const Value* args, Context& c) { return Rounded(args[0], Rounding::kDown, c); }
Value RoundDecimal(const Value* args, Context& c) {
  return Rounded(args[0], Rounding::kHalfAway, c);
}
Value TruncDecimal(const Value* args, Context& c) { return Rounded(args[0], Rounding::kToZero, c); }

Value AbsInt(const Value* args, Context&) {
  const int64_t number = args[0].AsInt();
  if (number == std::numeric_limits<int64_t>::min()) return Failure(ErrorCode::kOverflow);
  return Value::Int(number < 0 ? -number : number);
}
Value AbsUint(const Value* args, Context&) { return args[0]; }
Value AbsDouble(const Value* args, Context&) {
  return Value::Double(std::fabs(args[0].AsDouble()));
}
Value AbsDecimal(const Value* args, Context& context) {
  const Decimal number = args[0].AsDecimal();
  if (number >= Decimal()) return args[0];
  const auto positive = Decimal().Subtract(number);
  return positive ? Value::Decimal(*positive, context.arena) : Failure(ErrorCode::kOverflow);
}

Value SignInt(const Value* args, Context&) { return Value::Int(SignOf(args[0].AsInt())); }
Value SignUint(const Value* args, Context&) { return Value::Uint(args[0].AsUint() > 0 ? 1 : 0); }
Value SignDouble(const Value* args, Context&) {
  const double number = args[0].AsDouble();
  if (std::isnan(number)) return args[0];
  return Value::Double((number > 0) - (number < 0));
}
Value SignDecimal(const Value* args, Context& context) {
  return Value::Decimal(Decimal::FromInt(SignOf(args[0].AsDecimal().units())), context.arena);
}

Value IsNaN(const Value* args, Context&) { return Value::Bool(std::isnan(args[0].AsDouble())); }
Value IsInf(const Value* args, Context&) { return Value::Bool(std::isinf(args[0].AsDouble())); }
Value IsFinite(const Value* args, Context&) {
  return Value::Bool(std::isfinite(args[0].AsDouble()));
}

Value BitAndInt(const Value* args, Context&) { return Int(args[0].AsUint() & args[1].AsUint()); }
Value BitAndUint(const Value* args, Context&) {
  return Value::Uint(args[0].AsUint() & args[1].AsUint());
}
Value BitOrInt(const Value* args, Context&) { return Int(args[0].AsUint() | args[1].AsUint()); }
Value BitOrUint(const Value* args, Context&) {
  return Value::Uint(args[0].AsUint() | args[1].AsUint());
}
Value BitXorInt(const Value* args, Context&) { return Int(args[0].AsUint() ^ args[1].AsUint()); }
Value BitXorUint(const Value* args, Context&) {
  return Value::Uint(args[0].AsUint() ^ args[1].AsUint());
}
Value BitNotInt(const Value* args, Context&) { return Int(~args[0].AsUint()); }
Value BitNotUint(const Value* args, Context&) { return Value::Uint(~args[0].AsUint()); }

Value ShiftLeftInt(const Value* args, Context&) { return Shifted(args[0], args[1], true); }
Value ShiftLeftUint(const Value* args, Context&) { return Shifted(args[0], args[1], true); }
Value ShiftRightInt(const Value* args, Context&) { return Shifted(args[0], args[1], false); }
Value ShiftRightUint(const Value* args, Context&) { return Shifted(args[0], args[1], false); }

Value SqrtDouble(const Value* args, Context&) {
  return Value::Double(std::sqrt(args[0].AsDouble()));
}
Value SqrtInt(const Value* args, Context&) {
  return Value::Double(std::sqrt(static_cast<double>(args[0].AsInt())));
}
Value SqrtUint(const Value* args, Context&) {
  return Value::Double(std::sqrt(static_cast<double>(args[0].AsUint())));
}

}  // namespace writ::builtins
