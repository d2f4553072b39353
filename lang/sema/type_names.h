// The names of types that the language itself gives.
#ifndef WRIT_LANG_SEMA_TYPE_NAMES_H_
#define WRIT_LANG_SEMA_TYPE_NAMES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value/type.h"

namespace writ::lang {

// `string`, `money` and the like. `email` is a text in this version: its parts cannot
// be taken yet, so nothing can be judged by them wrongly.
std::optional<TypeKind> SimpleTypeNamed(std::string_view name);

// Types that are promised for a later version: `ip`, `cidr`, `url`, `path`.
bool IsLaterTypeName(std::string_view name);

// Also `list`, `set` and `map`, and those of a later version.
// What the type named so is as a value: "google.protobuf.Timestamp" for `timestamp`; empty
// for what names no type that a value can have.
std::string_view TypeValueNamed(std::string_view name);
bool IsTypeName(std::string_view name);

// For "did you mean".
std::vector<std::string> TypeNames();

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_TYPE_NAMES_H_
