// The values and types of conformance cases, in CEL's words.
#ifndef WRIT_TESTS_CONFORMANCE_CEL_VALUE_H_
#define WRIT_TESTS_CONFORMANCE_CEL_VALUE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/arena.h"
#include "engine/value/type.h"
#include "engine/value/value.h"

namespace writ::conformance {

// The value that JSON like {"int": "5"} or {"list": [...]} says. Texts are copied.
absl::StatusOr<Value> ReadValue(const Value& json, Arena& arena);

// The same JSON, for messages; kinds that CEL does not have by their own names.
std::string ValueText(const Value& value);

// Whether they are the same value of the same kind: 1 is not 1.0, NaN is NaN.
bool SameValue(const Value& a, const Value& b);

// "map(string, list(int))" as a type of `types`; null for what is none.
const Type* ReadType(std::string_view text, TypeTable& types);
std::string TypeText(const Type& type);

}  // namespace writ::conformance

#endif  // WRIT_TESTS_CONFORMANCE_CEL_VALUE_H_
