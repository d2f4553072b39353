// One text for one JSON value, to hash it: keys in byte order, no white space, numbers as
// they were written.
#ifndef WRIT_SERVER_IMPORT_CANONICAL_JSON_H_
#define WRIT_SERVER_IMPORT_CANONICAL_JSON_H_

#include <string>

#include "engine/value/value.h"

namespace writ::import {

// Deeper than an answer to `tools/list` ever is; deeper JSON is refused when it is read.
inline constexpr int kMaxJsonDepth = 256;

// `value` is as ReadJson gives it, at most kMaxJsonDepth deep.
std::string CanonicalJson(const Value& value);

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_CANONICAL_JSON_H_
