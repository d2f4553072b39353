// Which row of builtins.def a call means. Pure: reports nothing.
#ifndef WRIT_LANG_SEMA_OVERLOAD_H_
#define WRIT_LANG_SEMA_OVERLOAD_H_

#include <map>
#include <string_view>

#include "engine/value/type.h"

namespace writ::lang {

// What T and U stand for in one call.
using Bindings = std::map<char, const Type*>;

// Whether `type` is what `pattern` says ("list<T>", "string", "entity", "T?"), without
// conversion; binds what is not bound yet.
bool Matches(std::string_view pattern, const Type& type, Bindings& bindings);

// The type that `pattern` says, all of it bound. Null for "entity" and for what is not
// bound.
const Type* Instantiate(std::string_view pattern, const Bindings& bindings, TypeTable& types);

// Whether the pattern takes a value that may be missing: "T?".
bool TakesOptional(std::string_view pattern);

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_OVERLOAD_H_
