// Paths of files, with `/` between their parts, from the root (`/srv/a`) or from where
// the reader stands (`a/b`).
//
// `.` and repeated or final slashes are dropped; `..` is refused, and so is whatever a
// file system, a shell or a web server may turn into `..`, into another separator or
// into another place: backslashes, escapes such as %2e, names of dots and spaces alone,
// `~` and a drive's letter at the front, control characters, and letters of other
// scripts that look like dots and slashes.
#ifndef WRIT_ENGINE_VALUE_PATH_H_
#define WRIT_ENGINE_VALUE_PATH_H_

#include <string_view>

#include "engine/value/identity.h"

namespace writ {

inline constexpr size_t kMaxPathBytes = 4096;
inline constexpr size_t kMaxPathNameBytes = 255;
inline constexpr std::string_view kPathForm = "must be a path like /srv/files/a.txt or files/a.txt";

Spelling ReadPath(std::string_view text);

// Of stored paths.

// The last part; empty for `/` and for `.`.
std::string_view FileNameOf(std::string_view stored);
// Without the last part: `/` or `.` when nothing is left.
std::string_view ParentOf(std::string_view stored);
// Behind the last dot of the name, without it; empty for `.profile` and `a`.
std::string_view ExtensionOf(std::string_view stored);
// Whether `path` is `directory` or stands below it. A path from the root is under none
// that is not, and the other way round. Everything relative is under `.`.
bool IsPathUnder(std::string_view path, std::string_view directory);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_PATH_H_
