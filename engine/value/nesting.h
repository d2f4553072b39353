// The bound on nesting, as every walk over a value keeps it.
#ifndef WRIT_ENGINE_VALUE_NESTING_H_
#define WRIT_ENGINE_VALUE_NESTING_H_

#include "engine/value/canonical.h"
#include "engine/value/value.h"

namespace writ {

inline bool IsContainer(const Value& value) {
  return value.kind() >= Kind::kList && value.kind() <= Kind::kMap;
}

// `depth` counts the containers around the value. A container that is one too many
// is replaced by Error(TooLarge), so that no walk goes deeper than kMaxValueDepth.
inline Value WithinDepth(const Value& value, int depth) {
  if (depth < kMaxValueDepth || !IsContainer(value)) return value;
  return Value::Error(ErrorCode::kTooLarge);
}

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_NESTING_H_
