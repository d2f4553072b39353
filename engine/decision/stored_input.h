// What a command asks the engine to keep, checked before anything changes. Every error is
// InvalidArgument and names the field.
#ifndef WRIT_ENGINE_DECISION_STORED_INPUT_H_
#define WRIT_ENGINE_DECISION_STORED_INPUT_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/decision/call.h"
#include "engine/value/type.h"

namespace writ {

// An id: there, and at most kMaxIdBytes long.
absl::Status CheckId(std::string_view field, std::string_view id);
// A text that may be empty, at most kMaxIdBytes long.
absl::Status CheckText(std::string_view field, std::string_view text);

// A raw value by `type`; the error also names the place in it.
absl::StatusOr<Value> Fit(std::string_view field, const std::shared_ptr<const RawValue>& raw,
                          const Type& type, Arena& arena);

// The canonical encoding, at most kMaxStoredValueBytes.
absl::StatusOr<std::string> EncodeBounded(std::string_view field, const Value& value);

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_STORED_INPUT_H_
