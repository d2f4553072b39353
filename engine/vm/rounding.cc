#include "engine/vm/rounding.h"

namespace writ {
namespace {

// How much to add to a quotient that was cut towards zero; `rest` is not zero and has
// the sign of the number.
int Adjustment(__int128 quotient, __int128 rest, __int128 divisor, Rounding rounding) {
  const int away = rest < 0 ? -1 : 1;
  const __int128 size = rest < 0 ? -rest : rest;
  switch (rounding) {
    case Rounding::kUp:
      return rest > 0 ? 1 : 0;
    case Rounding::kDown:
      return rest < 0 ? -1 : 0;
    case Rounding::kToZero:
      return 0;
    case Rounding::kHalfAway:
      return size >= divisor - size ? away : 0;
    case Rounding::kHalfEven:
      if (size == divisor - size) return quotient % 2 != 0 ? away : 0;
      return size > divisor - size ? away : 0;
  }
  return 0;
}

}  // namespace

std::optional<Decimal> RoundTo(Decimal decimal, int places, Rounding rounding) {
  __int128 divisor = 1;
  for (int i = places; i < Decimal::kScale; ++i) divisor *= 10;
  __int128 quotient = decimal.units() / divisor;
  const __int128 rest = decimal.units() % divisor;
  if (rest != 0) quotient += Adjustment(quotient, rest, divisor, rounding);
  __int128 units = 0;
  if (__builtin_mul_overflow(quotient, divisor, &units)) return std::nullopt;
  return Decimal::FromUnits(units);
}

}  // namespace writ
