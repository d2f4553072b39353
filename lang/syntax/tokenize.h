// The tokens of a file, comments included, with what each one is to the grammar.
//
// They come from the grammar itself, not from a second lexer: a construct that is added
// to the grammar has its tokens here without another line. For tools that write text
// back (the formatter) or show it (editors).
#ifndef WRIT_LANG_SYNTAX_TOKENIZE_H_
#define WRIT_LANG_SYNTAX_TOKENIZE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace writ::lang {

enum class TokenKind : uint8_t {
  kWord,         // a name, `true`, the currency of an amount
  kKeyword,      // a word that is one where it stands
  kLiteral,      // a number or a string, as written
  kOperator,     // between two operands
  kPrefix,       // `!` and `-` before one
  kPostfix,      // the `?` of a type
  kOpen,         // ( [ { <
  kClose,        // ) ] } >
  kPunctuation,  // everything else: , : . = -> @ ? *
  kComment,      // `// ...` without white space at its end
  kDoc,          // `/// ...` likewise
  kFreeText,     // words that run to the end of the line: the reason of a denial
};

struct Token {
  TokenKind kind = TokenKind::kPunctuation;
  std::string_view text;
  uint32_t begin = 0;
  // Line ends between it and the token before; 0 for the first.
  uint32_t newlines = 0;
  bool starts_declaration = false;
  bool starts_step = false;
  // Of kOpen and kClose: a bracket that stands for itself, not behind a name; one of a
  // map; one around the steps of a test.
  bool groups = false;
  bool map = false;
  bool steps = false;

  bool Is(std::string_view word) const { return text == word; }
};

// Nothing when `text` does not parse: ask ParseFile first. The tokens point into `text`.
std::optional<std::vector<Token>> Tokenize(std::string_view text);

// Every word that the grammar treats as one of its own somewhere, sorted.
std::vector<std::string> Keywords();

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_TOKENIZE_H_
