// JSON text to tokens. Numbers and strings without escapes are views of the text, which
// must outlive them; a string with escapes is decoded into the arena.
//
// Written by hand because numbers must keep their text whatever their size: readers
// that turn numbers into doubles on the way refuse 1e400.
#ifndef WRIT_SERVER_JSON_LEXER_H_
#define WRIT_SERVER_JSON_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/arena.h"

namespace writ::json {

enum class TokenKind : uint8_t {
  kError,  // text: what is wrong, as "a string is not closed"
  kEnd,
  kBeginObject,
  kEndObject,
  kBeginArray,
  kEndArray,
  kComma,
  kColon,
  kString,  // text: decoded
  kNumber,  // text: as written
  kTrue,
  kFalse,
  kNull,
};

struct Token {
  TokenKind kind = TokenKind::kError;
  size_t at = 0;  // byte where it begins; of an error, where it was noticed
  std::string_view text;
};

class Lexer {
 public:
  // `text` is UTF-8.
  Lexer(std::string_view text, Arena& arena) : text_(text), arena_(arena) {}

  // After kError or kEnd it must not be called again.
  Token Next();

 private:
  void SkipSpace();
  Token Punctuation(TokenKind kind);
  Token Word(std::string_view word, TokenKind kind);
  Token Number();
  Token String();
  Token EscapedString(size_t begin);
  // Decodes the escape at `at_` to `out`. Null with `error_` set when it is not one.
  char* Escape(char* out);
  char* UnicodeEscape(char* out);
  // Reads `XXXX`; false when these are not four hexadecimal digits.
  bool Hex4(uint32_t& unit);
  size_t Digits();
  bool Take(char c);
  char* Fail(const char* what);
  Token Error(std::string_view what) const { return {TokenKind::kError, at_, what}; }
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  Arena& arena_;
  size_t at_ = 0;
  std::string_view error_;
};

}  // namespace writ::json

#endif  // WRIT_SERVER_JSON_LEXER_H_
