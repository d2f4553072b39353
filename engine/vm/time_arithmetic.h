// Sums and differences of dates, timestamps and durations. Pure.
#ifndef WRIT_ENGINE_VM_TIME_ARITHMETIC_H_
#define WRIT_ENGINE_VM_TIME_ARITHMETIC_H_

#include <optional>

#include "engine/value/value.h"

namespace writ {

inline constexpr int64_t kSecondsPerDay = 86'400;

// Nothing when the kinds have no sum or difference. Error(Overflow) for a result outside
// the years 1 to 9999 or a span of more than 10,000 years; Error(BadArgument) for a date
// and a duration that is not of whole days.
std::optional<Value> AddTimes(const Value& b, const Value& c);
std::optional<Value> SubtractTimes(const Value& b, const Value& c);

}  // namespace writ

#endif  // WRIT_ENGINE_VM_TIME_ARITHMETIC_H_
