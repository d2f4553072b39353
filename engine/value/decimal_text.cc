// Decimals from and to text. The cost of reading is linear in the text, whatever its
// exponent: only the digits from the first to the last that is not zero are counted.
#include <algorithm>
#include <limits>

#include "engine/value/decimal.h"
#include "engine/value/number_text.h"

namespace writ {
namespace {

using Uint128 = unsigned __int128;

constexpr Uint128 kUnit = Decimal::kOne;
// The largest decimal has 21 digits before the point, the first at 10^20.
constexpr int64_t kHighestPlace = 20;

// The digits of a number as one row, without the point.
struct Digits {
  const NumberText& number;
  int64_t size() const {
    return static_cast<int64_t>(number.whole.size() + number.fraction.size());
  }
  int At(int64_t i) const {
    const auto at = static_cast<size_t>(i);
    const size_t whole = number.whole.size();
    return (at < whole ? number.whole[at] : number.fraction[at - whole]) - '0';
  }
  // The power of ten that the digit counts.
  int64_t Place(int64_t i) const {
    return static_cast<int64_t>(number.whole.size()) - 1 - i + number.exponent;
  }
};

// units = units * 10 + digit; false on overflow.
bool Push(Uint128& units, int digit) {
  return !__builtin_mul_overflow(units, Uint128{10}, &units) &&
         !__builtin_add_overflow(units, static_cast<Uint128>(digit), &units);
}

std::optional<Uint128> CountUnits(const Digits& digits) {
  int64_t first = 0, last = digits.size() - 1;
  while (first <= last && digits.At(first) == 0) ++first;
  if (first > last) return Uint128{0};
  while (digits.At(last) == 0) --last;
  if (digits.Place(first) > kHighestPlace || digits.Place(last) < -Decimal::kScale) {
    return std::nullopt;
  }
  Uint128 units = 0;
  for (int64_t i = first; i <= last; ++i) {
    if (!Push(units, digits.At(i))) return std::nullopt;
  }
  for (int64_t place = digits.Place(last); place > -Decimal::kScale; --place) {
    if (!Push(units, 0)) return std::nullopt;
  }
  return units;
}

std::string FractionDigits(Uint128 fraction) {
  std::string digits(Decimal::kScale, '0');
  for (int i = Decimal::kScale - 1; i >= 0; --i, fraction /= 10) {
    digits[static_cast<size_t>(i)] = static_cast<char>('0' + static_cast<int>(fraction % 10));
  }
  return digits;
}

std::string WholeDigits(Uint128 whole) {
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(whole % 10)));
    whole /= 10;
  } while (whole != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace

std::optional<Decimal> Decimal::Parse(std::string_view text) {
  const auto number = SplitNumber(text);
  if (!number) return std::nullopt;
  const auto units = CountUnits(Digits{*number});
  constexpr Uint128 kLimit = Uint128{1} << 127;
  if (!units || *units > kLimit - (number->negative ? 0 : 1)) return std::nullopt;
  return Decimal(static_cast<__int128>(number->negative ? -*units : *units));
}

std::string Decimal::ToString() const { return ToString(0); }

std::string Decimal::ToString(int places) const {
  const Uint128 units = units_ < 0 ? -static_cast<Uint128>(units_) : static_cast<Uint128>(units_);
  std::string fraction = FractionDigits(units % kUnit);
  const size_t last = fraction.find_last_not_of('0');
  const size_t needed = last == std::string::npos ? 0 : last + 1;
  const auto wanted = static_cast<size_t>(std::clamp(places, 0, kScale));
  fraction.resize(std::max(needed, wanted));
  std::string text = (units_ < 0 ? "-" : "") + WholeDigits(units / kUnit);
  return fraction.empty() ? text : text + "." + fraction;
}

}  // namespace writ
