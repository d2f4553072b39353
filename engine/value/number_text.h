// The text of a JSON number, taken apart. Used for every kind of number, so that all
// of them accept the same spellings.
#ifndef WRIT_ENGINE_VALUE_NUMBER_TEXT_H_
#define WRIT_ENGINE_VALUE_NUMBER_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace writ {

// -12.50e3 is negative, whole "12", fraction "50", exponent 3.
struct NumberText {
  bool negative = false;
  std::string_view whole;     // at least one digit; no superfluous zero in front
  std::string_view fraction;  // digits, may be empty
  int exponent = 0;           // limited to ±kMaxExponent, which no digits make good
};

inline constexpr int kMaxExponent = 1'000'000'000;

// Nothing when the text is not a JSON number, all of it.
std::optional<NumberText> SplitNumber(std::string_view text);

// The nearest double. Nothing when the text is not a JSON number, or too large or
// (not being zero) too small for one.
std::optional<double> ParseDouble(std::string_view text);
// The shortest text that reads back as the same double.
std::string FormatDouble(double d);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_NUMBER_TEXT_H_
