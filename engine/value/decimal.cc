// Arithmetic on magnitudes in 256 bits, so that no intermediate result is rounded.
#include "engine/value/decimal.h"

#include <limits>

#include "engine/value/wide.h"

namespace writ {
namespace {

using wide::Uint128;

constexpr Uint128 kUnit = Decimal::kOne;

Uint128 Magnitude(__int128 units) {
  return units < 0 ? -static_cast<Uint128>(units) : static_cast<Uint128>(units);
}

std::optional<Decimal> Signed(Uint128 magnitude, bool negative) {
  constexpr Uint128 kLimit = Uint128{1} << 127;
  if (magnitude > kLimit - (negative ? 0 : 1)) return std::nullopt;
  return Decimal::FromUnits(static_cast<__int128>(negative ? -magnitude : magnitude));
}

bool RoundsUp(const wide::Quotient& q, Uint128 divisor) {
  const Uint128 rest = divisor - q.remainder;
  return q.remainder > rest || (q.remainder == rest && (q.quotient & 1) != 0);
}

}  // namespace

std::optional<int64_t> Decimal::ToInt() const {
  const __int128 whole = units_ / kOne;
  if (!IsInteger() || whole != static_cast<int64_t>(whole)) return std::nullopt;
  return static_cast<int64_t>(whole);
}

std::optional<uint64_t> Decimal::ToUint() const {
  const __int128 whole = units_ / kOne;
  if (!IsInteger() || whole < 0 || whole > std::numeric_limits<uint64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<uint64_t>(whole);
}

std::optional<Decimal> Decimal::Add(Decimal other) const {
  __int128 sum;
  if (__builtin_add_overflow(units_, other.units_, &sum)) return std::nullopt;
  return Decimal(sum);
}

std::optional<Decimal> Decimal::Subtract(Decimal other) const {
  __int128 difference;
  if (__builtin_sub_overflow(units_, other.units_, &difference)) return std::nullopt;
  return Decimal(difference);
}

std::optional<Decimal> Decimal::Multiply(Decimal other) const {
  const wide::Uint256 product = wide::Multiply(Magnitude(units_), Magnitude(other.units_));
  const auto q = wide::Divide(product, kUnit);
  if (!q || q->remainder != 0) return std::nullopt;
  return Signed(q->quotient, (units_ < 0) != (other.units_ < 0));
}

std::optional<Decimal> Decimal::Divide(Decimal other) const {
  const Uint128 divisor = Magnitude(other.units_);
  const auto q = wide::Divide(wide::Multiply(Magnitude(units_), kUnit), divisor);
  // Out of range already; and the largest quotient would round up to zero.
  if (!q || q->quotient > Uint128{1} << 127) return std::nullopt;
  return Signed(q->quotient + (RoundsUp(*q, divisor) ? 1 : 0), (units_ < 0) != (other.units_ < 0));
}

}  // namespace writ
