// UTF-8 (RFC 3629), checked and written.
#ifndef WRIT_SERVER_JSON_UTF8_H_
#define WRIT_SERVER_JSON_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace writ::json {

// The offset of the first byte that does not belong to well-formed UTF-8 (overlong
// forms, surrogates and code points past U+10FFFF do not); the size when there is none.
size_t FindInvalidUtf8(std::string_view text);

// Writes the code point (not a surrogate, at most U+10FFFF) and returns the end, at
// most four bytes on.
char* AppendUtf8(uint32_t code_point, char* out);

}  // namespace writ::json

#endif  // WRIT_SERVER_JSON_UTF8_H_
