// Literals: from the bytes between the quotes, or from a run of digits and letters,
// to what they mean. Knows nothing of the grammar.
#ifndef WRIT_LANG_SYNTAX_LITERAL_H_
#define WRIT_LANG_SYNTAX_LITERAL_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "lang/ast/ast.h"

namespace writ::lang {

struct BadEscape {
  size_t begin = 0, size = 0;  // within the body
};

// The value of a quoted literal's body. A wrong escape is kept as written; the first
// one is told in `bad`. In `bytes`, \x and octal escapes are bytes, else code points.
std::string Unescape(std::string_view body, bool bytes, std::optional<BadEscape>& bad);

struct NumberLiteral {
  ExprKind kind = ExprKind::kInt;  // kInt, kUint, kDouble or kDuration
  std::string text;                // without the u of a uint
};
// Nothing when the word is no number: "12abc", "0x", "30q".
std::optional<NumberLiteral> ReadNumber(std::string_view word);

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_LITERAL_H_
