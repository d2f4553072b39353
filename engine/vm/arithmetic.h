// + - * / % and negation over every kind that has them. Pure but for the arena.
//
// Exact or an error: an int that does not fit, a decimal out of range, a date past the
// year 9999 give Error(Overflow). Numbers of two kinds do not mix, but for int and uint
// with decimal, where both count as decimals. Doubles follow IEEE 754.
#ifndef WRIT_ENGINE_VM_ARITHMETIC_H_
#define WRIT_ENGINE_VM_ARITHMETIC_H_

#include "engine/value/value.h"
#include "engine/vm/context.h"

namespace writ {

// Numbers, money, string + string, bytes + bytes, list + list, set + set (union),
// timestamp + duration, duration + duration, date + duration of whole days.
Value Add(const Value& b, const Value& c, Context& context);
// Numbers, money, timestamp - timestamp or duration, duration - duration, date - date (a
// duration) or a duration of whole days.
Value Subtract(const Value& b, const Value& c, Context& context);
// Numbers; money * number, number * money.
Value Multiply(const Value& b, const Value& c, Context& context);
// Numbers (ints toward zero); money / number is money, money / money a decimal.
Value Divide(const Value& b, const Value& c, Context& context);
// Ints and uints; the result has the sign of `b`.
Value Modulo(const Value& b, const Value& c, Context& context);
// Int, double, decimal, money, duration.
Value Negate(const Value& b, Context& context);

}  // namespace writ

#endif  // WRIT_ENGINE_VM_ARITHMETIC_H_
