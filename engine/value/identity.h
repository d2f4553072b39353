// The types that name a place or a person: ip, cidr, url, email, path.
//
// One meaning, one spelling: what two programs could read differently is either
// brought to the form that all of them read alike, or refused with what is wrong.
// So `==` on these types answers what a person asks, and no policy compares texts
// that only look different. Values are stored in the form that ReadIdentity gives.
//
// Pure. Each reader takes time linear in its text and refuses a text over its limit
// before it looks at it.
#ifndef WRIT_ENGINE_VALUE_IDENTITY_H_
#define WRIT_ENGINE_VALUE_IDENTITY_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/value/type.h"
#include "engine/value/value.h"

namespace writ {

// What a text means, or why it means nothing, in words that follow "the value":
// "must be an IP address like 192.0.2.7 or 2001:db8::7".
struct Spelling {
  std::string stored;
  std::string_view misfit;

  bool ok() const { return misfit.empty(); }
  static Spelling Of(std::string stored) { return {std::move(stored), {}}; }
  static Spelling Misfit(std::string_view why) { return {{}, why}; }
};

// Of kinds kIp, kCidr, kUrl, kEmail and kPath.
bool IsIdentity(Kind kind);
// The kind of the values of such a type; nothing for any other type.
std::optional<Kind> IdentityOfType(TypeKind type);

// `kind` is an identity. `text` may be anything.
Spelling ReadIdentity(Kind kind, std::string_view text);

// What a text of this kind must be like, for a value that is no text at all.
std::string_view IdentityForm(Kind kind);

// Whether ReadIdentity could have stored these bytes.
bool IsStoredIdentity(Kind kind, std::string_view stored);

// As people write it: the text that reads back to the same value.
std::string IdentityText(Kind kind, std::string_view stored);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_IDENTITY_H_
