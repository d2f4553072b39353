// The text forms that JOSE is made of: base64url without padding (RFC 7515, section 2).
#ifndef WRIT_ENGINE_TOKEN_JOSE_H_
#define WRIT_ENGINE_TOKEN_JOSE_H_

#include <optional>
#include <string>
#include <string_view>

namespace writ {

std::string Base64Url(std::string_view bytes);
// Nothing when the text is not exactly what Base64Url would write.
std::optional<std::string> DecodeBase64Url(std::string_view text);

}  // namespace writ

#endif  // WRIT_ENGINE_TOKEN_JOSE_H_
