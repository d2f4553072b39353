// UTF-8 (RFC 3629), checked.
#ifndef WRIT_LANG_SOURCE_UTF8_H_
#define WRIT_LANG_SOURCE_UTF8_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace writ::lang {

// Length of the sequence at the start of `text`, which is not empty; 0 when it is wrong.
size_t Utf8Size(std::string_view text);

// The offset of the first byte that is not part of valid UTF-8.
std::optional<size_t> FindInvalidUtf8(std::string_view text);

}  // namespace writ::lang

#endif  // WRIT_LANG_SOURCE_UTF8_H_
