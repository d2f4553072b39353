// Exact decimal numbers: a 128-bit count of 10^-18. Range about ±1.7e20, eighteen
// digits after the point. Nothing rounds silently: a result that is out of range,
// or a text with more digits than fit, is refused.
#ifndef WRIT_ENGINE_VALUE_DECIMAL_H_
#define WRIT_ENGINE_VALUE_DECIMAL_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace writ {

class Decimal {
 public:
  static constexpr int kScale = 18;
  static constexpr __int128 kOne = 1'000'000'000'000'000'000;

  constexpr Decimal() = default;
  // From a count of 10^-18.
  static constexpr Decimal FromUnits(__int128 units) { return Decimal(units); }
  static constexpr Decimal FromInt(int64_t i) { return Decimal(__int128{i} * kOne); }

  // A JSON number (`-12`, `98.70`, `3.89e2`), exactly. Nothing when the text is not
  // one, is out of range, or has a non-zero digit past the eighteenth place.
  static std::optional<Decimal> Parse(std::string_view text);

  constexpr __int128 units() const { return units_; }
  bool IsInteger() const { return units_ % kOne == 0; }
  // The whole number, when it is one and fits.
  std::optional<int64_t> ToInt() const;
  std::optional<uint64_t> ToUint() const;
  // The shortest form: no trailing zero after the point, no exponent.
  std::string ToString() const;
  // At least `places` digits after the point ("389.50"), more if needed.
  std::string ToString(int places) const;

  // Nothing on overflow. Multiplication and division refuse a result that has
  // no exact form in eighteen places, except that Divide rounds half to even.
  std::optional<Decimal> Add(Decimal other) const;
  std::optional<Decimal> Subtract(Decimal other) const;
  std::optional<Decimal> Multiply(Decimal other) const;
  // Nothing also when `other` is zero.
  std::optional<Decimal> Divide(Decimal other) const;

  auto operator<=>(const Decimal&) const = default;

 private:
  explicit constexpr Decimal(__int128 units) : units_(units) {}
  __int128 units_ = 0;
};

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_DECIMAL_H_
