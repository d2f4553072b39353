// Every int, uint and decimal is a count of 10^-18 that fits in 128 bits, so those
// three compare as counts. A double is split into its whole part and its fraction,
// both exact, and compared part by part.
#include "engine/value/numeric.h"

#include <bit>
#include <cmath>

namespace writ {
namespace {

using Uint128 = unsigned __int128;

__int128 Units(const Value& number) {
  if (number.is(Kind::kInt)) return __int128{number.AsInt()} * Decimal::kOne;
  if (number.is(Kind::kUint)) return static_cast<__int128>(number.AsUint()) * Decimal::kOne;
  return number.AsDecimal().units();
}

std::strong_ordering Reverse(std::strong_ordering order) { return 0 <=> order; }

// 0 <= fraction < 1 against units / 10^18, 0 <= units < 10^18.
std::strong_ordering CompareFraction(double fraction, uint64_t units) {
  int exponent = 0;
  const double mantissa = std::frexp(fraction, &exponent);
  // fraction = scaled / 2^shift; the product with 10^18 has at most 113 bits.
  const auto scaled = static_cast<Uint128>(std::ldexp(mantissa, 53)) * Uint128{Decimal::kOne};
  const int shift = 53 - exponent;
  if (shift >= 128) return units != 0 ? std::strong_ordering::less : scaled <=> Uint128{0};
  const Uint128 whole = scaled >> shift;
  if (whole != units) return whole <=> Uint128{units};
  return (scaled & ((Uint128{1} << shift) - 1)) <=> Uint128{0};
}

// `d` is finite and not negative, `units` is not negative.
std::strong_ordering ComparePositive(double d, Uint128 units) {
  // Beyond the range of a decimal, and small enough for the whole part to be cast.
  constexpr double kBeyond = 1e21;
  if (d >= kBeyond) return std::strong_ordering::greater;
  constexpr Uint128 kOne = Decimal::kOne;
  const double whole = std::floor(d);
  const auto order = static_cast<Uint128>(whole) <=> units / kOne;
  if (order != 0) return order;
  return CompareFraction(d - whole, static_cast<uint64_t>(units % kOne));
}

std::partial_ordering CompareDouble(double d, __int128 units) {
  if (std::isnan(d)) return std::partial_ordering::unordered;
  const bool d_negative = d < 0, units_negative = units < 0;
  if (d_negative != units_negative) return units_negative <=> d_negative;
  if (!d_negative) return ComparePositive(d, static_cast<Uint128>(units));
  return Reverse(ComparePositive(-d, -static_cast<Uint128>(units)));
}

}  // namespace

std::partial_ordering CompareNumbers(const Value& a, const Value& b) {
  if (a.is(Kind::kDouble)) {
    if (b.is(Kind::kDouble)) return a.AsDouble() <=> b.AsDouble();
    return CompareDouble(a.AsDouble(), Units(b));
  }
  if (b.is(Kind::kDouble)) return 0 <=> CompareDouble(b.AsDouble(), Units(a));
  return Units(a) <=> Units(b);
}

}  // namespace writ
