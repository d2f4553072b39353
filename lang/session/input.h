// What kind of thing a typed line is, by its words.
#ifndef WRIT_LANG_SESSION_INPUT_H_
#define WRIT_LANG_SESSION_INPUT_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lang/ast/ast.h"

namespace writ::lang {

enum class InputKind : uint8_t { kEmpty, kUse, kDeclaration, kStep, kLet, kExpression };

InputKind KindOfInput(std::string_view line);

// Of `let NAME = e`: the name and the expression. Nothing when it is none.
std::optional<std::pair<std::string, std::string>> SplitLet(std::string_view line);

// Whether `text` parses as the steps of a test; as one expression.
bool ParsesAsStep(std::string_view text);
bool ParsesAsExpression(std::string_view text);

// "fn f", "fact spend", of the only declaration in `text`; empty when there is not one.
std::string DeclaredName(std::string_view text);

std::string_view TrimSpace(std::string_view text);

}  // namespace writ::lang

#endif  // WRIT_LANG_SESSION_INPUT_H_
