// JSON text to a raw value: exactly what was sent, not yet checked by any type.
//
// Numbers keep their text, so no digit is lost. Refused: a key that occurs twice in one
// object, invalid UTF-8, NaN and infinities, comments, anything after the value.
#ifndef WRIT_SERVER_JSON_JSON_H_
#define WRIT_SERVER_JSON_JSON_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/decision/call.h"
#include "engine/value/canonical.h"

namespace writ::server {

inline constexpr size_t kMaxJsonBytes = 64 * 1024;

struct JsonLimits {
  size_t bytes = kMaxJsonBytes;
  int depth = kMaxValueDepth;  // of nested arrays and objects
};

// InvalidArgument says what is wrong and at which byte.
absl::StatusOr<std::shared_ptr<const RawValue>> ReadJson(std::string_view text,
                                                         const JsonLimits& limits = {});

}  // namespace writ::server

#endif  // WRIT_SERVER_JSON_JSON_H_
