// Base64 (RFC 4648, section 4): standard alphabet, padded, no white space. One text
// for one sequence of bytes: unused bits must be zero.
#ifndef WRIT_ENGINE_VALUE_BASE64_H_
#define WRIT_ENGINE_VALUE_BASE64_H_

#include <optional>
#include <string>
#include <string_view>

namespace writ {

std::string EncodeBase64(std::string_view bytes);
// Nothing when the text is not exactly what EncodeBase64 would write.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_BASE64_H_
