// How a derived fact changes when it takes a call into account, and when it takes one
// out again. Pure.
//
// Every aggregate is kept as its value alone, so a change costs the same whatever came
// before (rule R10); a set costs its size, which is bounded.
#ifndef WRIT_ENGINE_FACTS_AGGREGATE_H_
#define WRIT_ENGINE_FACTS_AGGREGATE_H_

#include "absl/types/span.h"
#include "engine/base/arena.h"
#include "engine/bytecode/program.h"
#include "engine/value/value.h"

namespace writ {

// Elements of one derived set; one more is Error(TooLarge).
inline constexpr uint32_t kMaxSetElements = 4096;

// The value after a call that contributes `elements` (each Absent for count and any), one
// after the other.
// An Error when it has no such value: overflow, two currencies, a set that is full.
Value Include(Aggregate aggregate, const Value& current, absl::Span<const Value> elements,
              Arena& arena);
inline Value Include(Aggregate aggregate, const Value& current, const Value& element,
                     Arena& arena) {
  return Include(aggregate, current, {&element, 1}, arena);
}

// The value without a call that contributed `element`. For count and sum, the two that
// may take calls into account at the permit; an Error(TypeMismatch) for the others.
Value Exclude(Aggregate aggregate, const Value& current, const Value& element, Arena& arena);

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_AGGREGATE_H_
