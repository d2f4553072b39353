// 256-bit unsigned integers, as far as exact decimals need them: products of two
// 128-bit numbers and their division.
#ifndef WRIT_ENGINE_VALUE_WIDE_H_
#define WRIT_ENGINE_VALUE_WIDE_H_

#include <cstdint>
#include <optional>

namespace writ::wide {

using Uint128 = unsigned __int128;

struct Uint256 {
  Uint128 high = 0;
  Uint128 low = 0;
};

// The exact product, schoolbook on 64-bit halves.
inline Uint256 Multiply(Uint128 a, Uint128 b) {
  const Uint128 a0 = static_cast<uint64_t>(a), a1 = a >> 64;
  const Uint128 b0 = static_cast<uint64_t>(b), b1 = b >> 64;
  const Uint128 middle = a1 * b0 + (a0 * b0 >> 64);
  const Uint128 middle2 = a0 * b1 + static_cast<uint64_t>(middle);
  return {a1 * b1 + (middle >> 64) + (middle2 >> 64), a * b};
}

struct Quotient {
  Uint128 quotient = 0;
  Uint128 remainder = 0;
};

// Digit by digit in base 2^64; `high` is less than the divisor.
inline Quotient DivideByWord(Uint256 dividend, uint64_t divisor) {
  const Uint128 top = dividend.high << 64 | dividend.low >> 64;
  const Uint128 bottom = (top % divisor) << 64 | static_cast<uint64_t>(dividend.low);
  return {(top / divisor) << 64 | bottom / divisor, bottom % divisor};
}

// Digit by digit where it can, bit by bit where it must. Nothing when the quotient has more than
// 128 bits, or the divisor is zero or above 2^127 (the remainder must have room to be doubled).
inline std::optional<Quotient> Divide(Uint256 dividend, Uint128 divisor) {
  if (divisor == 0 || divisor > Uint128{1} << 127 || dividend.high >= divisor) return std::nullopt;
  if (dividend.high == 0) return Quotient{dividend.low / divisor, dividend.low % divisor};
  if (divisor >> 64 == 0) return DivideByWord(dividend, static_cast<uint64_t>(divisor));
  Quotient result{0, dividend.high};
  for (int bit = 127; bit >= 0; --bit) {
    result.remainder = result.remainder << 1 | (dividend.low >> bit & 1);
    const bool fits = result.remainder >= divisor;
    if (fits) result.remainder -= divisor;
    result.quotient = result.quotient << 1 | (fits ? 1 : 0);
  }
  return result;
}

}  // namespace writ::wide

#endif  // WRIT_ENGINE_VALUE_WIDE_H_
