// Exact comparison of numbers of any two kinds. Nothing is rounded: a double counts
// as the binary fraction that it is, so 0.1 as a double is a little more than the
// decimal 0.1.
#ifndef WRIT_ENGINE_VALUE_NUMERIC_H_
#define WRIT_ENGINE_VALUE_NUMERIC_H_

#include <compare>

#include "engine/value/value.h"

namespace writ {

inline constexpr Kind kNumericKinds[] = {Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kDecimal};

inline bool IsNumeric(Kind kind) {
  constexpr uint32_t kMask = internal::KindBit(Kind::kInt) | internal::KindBit(Kind::kUint) |
                             internal::KindBit(Kind::kDouble) | internal::KindBit(Kind::kDecimal);
  return (kMask & internal::KindBit(kind)) != 0;
}

// Both must be numeric. Unordered when one is NaN.
std::partial_ordering CompareNumbers(const Value& a, const Value& b);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_NUMERIC_H_
