// Addresses of mail: one local part, one `@`, one domain. No display name, no comment,
// no quoted or routed local part, no address of a machine in brackets, ASCII only: these
// are forms that programs split at different places.
//
// The domain is in small letters. The local part is kept as it is: whether its case
// counts is the receiving host's affair.
#ifndef WRIT_ENGINE_VALUE_EMAIL_H_
#define WRIT_ENGINE_VALUE_EMAIL_H_

#include <string_view>

#include "engine/value/identity.h"

namespace writ {

inline constexpr size_t kMaxEmailBytes = 254;
inline constexpr size_t kMaxLocalBytes = 64;
inline constexpr std::string_view kEmailForm = "must be an address like ana@corp.example";

Spelling ReadEmail(std::string_view text);

// Of a stored address.
std::string_view LocalOf(std::string_view stored);
std::string_view DomainOf(std::string_view stored);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_EMAIL_H_
