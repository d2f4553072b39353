// Reads JSON text (RFC 8259) into a raw value: what the wire says, before any type is
// known. Pure, thread-safe, never throws, never recurses.
//
// It is stricter than most readers, since what it lets through is judged and then run:
// a key given twice, bytes that are not UTF-8, half a surrogate pair and anything after
// the value are refused. Numbers keep their text, digit for digit.
//
// RapidJSON reads the text. It refuses numbers past a double's range even though it
// makes no double of them: an exponent of 400, 400 digits before the point. No type of
// ours holds such a number (but for a zero: 0e400), so it would be denied all the same.
#ifndef WRIT_SERVER_JSON_JSON_H_
#define WRIT_SERVER_JSON_JSON_H_

#include <cstddef>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/decision/call.h"
#include "engine/value/canonical.h"

namespace writ {

inline constexpr size_t kDefaultJsonBytes = 64 << 10;

struct JsonLimits {
  size_t max_bytes = kDefaultJsonBytes;
  // Arrays and objects around each other; a scalar alone has depth 0.
  int max_depth = kMaxValueDepth;
};

// Objects become maps with text keys, arrays lists, numbers Value::Number. The value
// and its texts live in the result's arena; `text` may go.
//
// InvalidArgument for everything that is refused. The message goes on from the name of
// what was read: "is not valid JSON: the key `to` occurs twice in `items[3]`, at byte 41".
absl::StatusOr<std::shared_ptr<const RawValue>> ReadJson(std::string_view text,
                                                         const JsonLimits& limits = {});

}  // namespace writ

#endif  // WRIT_SERVER_JSON_JSON_H_
