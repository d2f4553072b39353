// The names of hosts, as URLs and addresses of mail hold them. Pure.
//
// A name is ASCII: letters, digits, hyphens and underscores between dots, small letters
// only. A name in another script is written in its xn-- form, and refused there too when
// it is not what a browser would make of it: such a name shows as one and means another.
#ifndef WRIT_ENGINE_VALUE_HOST_H_
#define WRIT_ENGINE_VALUE_HOST_H_

#include <string_view>

#include "engine/value/identity.h"

namespace writ {

inline constexpr size_t kMaxHostBytes = 253;
inline constexpr size_t kMaxLabelBytes = 63;

// The name in small letters. `text` has no port and no brackets. A name that a program
// could take for a number (its last part is one) must be an IPv4 address with dots.
Spelling ReadHostName(std::string_view text);

// Whether `host` is `domain` or stands under it: `a.corp.example` under `corp.example`.
// Both are names that ReadHostName gave.
bool IsHostUnder(std::string_view host, std::string_view domain);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_HOST_H_
