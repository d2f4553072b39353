// The names of types that the language itself gives.
#ifndef WRIT_LANG_SEMA_TYPE_NAMES_H_
#define WRIT_LANG_SEMA_TYPE_NAMES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value/type.h"

namespace writ::lang {

// `string`, `money` and the like.
std::optional<TypeKind> SimpleTypeNamed(std::string_view name);

// What the type named so is as a value: "google.protobuf.Timestamp" for `timestamp`; empty
// for what names no type that a value can have.
std::string_view TypeValueNamed(std::string_view name);

// Also `list`, `set` and `map`.
bool IsTypeName(std::string_view name);

// For "did you mean".
std::vector<std::string> TypeNames();

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_TYPE_NAMES_H_
