// URLs that name a place on a host: `https://host:port/path?query#fragment`.
//
// What is brought to one form: scheme and host in small letters, no default port, `/`
// for an empty path, escapes in capital letters and where they are needed, nowhere else.
// What is refused, because two programs may read it as two places: a name or password
// before the host, `\`, white space and control characters, hosts that are not ASCII or
// are numbers in odd forms, `.` and `..` in the path, also escaped (once or more often)
// or hidden before a `;`.
#ifndef WRIT_ENGINE_VALUE_URL_H_
#define WRIT_ENGINE_VALUE_URL_H_

#include <cstdint>
#include <string_view>

#include "engine/value/identity.h"

namespace writ {

inline constexpr size_t kMaxUrlBytes = 2048;
inline constexpr std::string_view kUrlForm = "must be a URL like https://host.example/path";

Spelling ReadUrl(std::string_view text);

// The parts of a stored URL; they point into it. An IPv6 host has no brackets.
struct UrlParts {
  std::string_view scheme;
  std::string_view host;
  // That of the scheme when none is given; 0 when the scheme has none.
  uint16_t port = 0;
  std::string_view path;      // starts with "/"
  std::string_view query;     // without "?"
  std::string_view fragment;  // without "#"
};
UrlParts SplitUrl(std::string_view stored);

// The stored URL without its fragment: what a client asks the host for.
std::string_view WithoutFragment(std::string_view stored);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_URL_H_
