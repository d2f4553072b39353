// A reader of the grammar of JSON numbers (RFC 8259, section 6).
#include "engine/value/number_text.h"

#include <charconv>
#include <cmath>

namespace writ {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool Take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::string_view TakeDigits(std::string_view& text) {
  size_t n = 0;
  while (n < text.size() && IsDigit(text[n])) ++n;
  std::string_view digits = text.substr(0, n);
  text.remove_prefix(n);
  return digits;
}

int LimitedValue(std::string_view digits) {
  int64_t value = 0;
  for (char c : digits) {
    value = value * 10 + (c - '0');
    if (value > kMaxExponent) return kMaxExponent;
  }
  return static_cast<int>(value);
}

// What follows the `e`. False when there is no number.
bool TakeExponent(std::string_view& text, int& exponent) {
  const bool negative = Take(text, '-');
  if (!negative) Take(text, '+');
  const std::string_view digits = TakeDigits(text);
  exponent = negative ? -LimitedValue(digits) : LimitedValue(digits);
  return !digits.empty();
}

}  // namespace

std::optional<NumberText> SplitNumber(std::string_view text) {
  NumberText number;
  number.negative = Take(text, '-');
  number.whole = TakeDigits(text);
  if (number.whole.empty() || (number.whole.size() > 1 && number.whole.front() == '0')) {
    return std::nullopt;
  }
  if (Take(text, '.')) {
    number.fraction = TakeDigits(text);
    if (number.fraction.empty()) return std::nullopt;
  }
  if (Take(text, 'e') || Take(text, 'E')) {
    if (!TakeExponent(text, number.exponent)) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return number;
}

std::optional<double> ParseDouble(std::string_view text) {
  if (!SplitNumber(text)) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string FormatDouble(double d) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, d);
  return std::string(text, end);
}

}  // namespace writ
