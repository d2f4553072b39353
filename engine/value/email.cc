#include "engine/value/email.h"

#include <algorithm>
#include <string>

#include "engine/value/host.h"
#include "engine/value/ip.h"

namespace writ {
namespace {

bool IsAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 5322's atext without `%`, `!`, `|` and the backquote: the first two route mail to
// another host, the others are a shell's.
bool CanStandInLocal(char c) {
  return IsAlphanumeric(c) ||
         std::string_view("#$&'*+-/=?^_{}~.").find(c) != std::string_view::npos;
}

// What is wrong with a local part; empty when nothing is.
std::string_view WrongWithLocal(std::string_view local) {
  if (local.empty()) return kEmailForm;
  if (local.size() > kMaxLocalBytes) return "must have at most 64 bytes before its `@`";
  for (char c : local) {
    if (static_cast<uint8_t>(c) >= 0x80) return "must be an address of ASCII letters";
    if (c == '%' || c == '!') return "must not route mail through another host with `%` or `!`";
    if (!CanStandInLocal(c)) return "must be a plain address, without names, quotes or white space";
  }
  if (local.front() == '-') return "must not start with `-`, which programs take for an option";
  const bool dots = local.front() == '.' || local.back() == '.' || local.find("..") != local.npos;
  return dots ? std::string_view("must have single dots inside its local part")
              : std::string_view();
}

std::string_view WrongWithDomain(std::string_view domain) {
  if (domain.find('.') == domain.npos) return "must have a domain with a dot, like corp.example";
  if (domain.find('_') != domain.npos) return "must not have `_` in its domain";
  if (ReadIp(domain).ok()) return "must have a domain, not the address of a machine";
  return {};
}

}  // namespace

Spelling ReadEmail(std::string_view text) {
  if (text.size() > kMaxEmailBytes)
    return Spelling::Misfit("must be an address of at most 254 bytes");
  const size_t at = text.find('@');
  if (at == text.npos) return Spelling::Misfit(kEmailForm);
  if (text.find('@', at + 1) != text.npos) return Spelling::Misfit("must have one `@`");
  const std::string_view local = text.substr(0, at);
  if (const auto wrong = WrongWithLocal(local); !wrong.empty()) return Spelling::Misfit(wrong);
  Spelling domain = ReadHostName(text.substr(at + 1));
  if (!domain.ok()) return domain;
  if (const auto wrong = WrongWithDomain(domain.stored); !wrong.empty()) {
    return Spelling::Misfit(wrong);
  }
  return Spelling::Of(std::string(local) + "@" + domain.stored);
}

std::string_view LocalOf(std::string_view stored) { return stored.substr(0, stored.find('@')); }
std::string_view DomainOf(std::string_view stored) { return stored.substr(stored.find('@') + 1); }

}  // namespace writ
