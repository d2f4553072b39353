#include "server/json/lexer.h"

#include "server/json/utf8.h"

namespace writ::json {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20; }
// Ends a run of bytes of a string that stand for themselves.
bool EndsRun(char c) { return c == '"' || c == '\\' || IsControl(c); }
bool IsHighSurrogate(uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLowSurrogate(uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// -1 when it is not a hexadecimal digit.
int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// What `\c` stands for; NUL when it stands for nothing.
char SimpleEscape(char c) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const size_t i = kNames.find(c);
  return i == std::string_view::npos ? '\0' : kMeanings[i];
}

}  // namespace

Token Lexer::Next() {
  SkipSpace();
  if (at_ == text_.size()) return {TokenKind::kEnd, at_, {}};
  switch (text_[at_]) {
    case '{':
      return Punctuation(TokenKind::kBeginObject);
    case '}':
      return Punctuation(TokenKind::kEndObject);
    case '[':
      return Punctuation(TokenKind::kBeginArray);
    case ']':
      return Punctuation(TokenKind::kEndArray);
    case ',':
      return Punctuation(TokenKind::kComma);
    case ':':
      return Punctuation(TokenKind::kColon);
    case '"':
      return String();
    case 't':
      return Word("true", TokenKind::kTrue);
    case 'f':
      return Word("false", TokenKind::kFalse);
    case 'n':
      return Word("null", TokenKind::kNull);
    default:
      return Number();
  }
}

void Lexer::SkipSpace() {
  constexpr std::string_view kSpace = " \t\n\r";
  while (at_ < text_.size() && kSpace.find(text_[at_]) != std::string_view::npos) ++at_;
}

Token Lexer::Punctuation(TokenKind kind) { return {kind, at_++, {}}; }

Token Lexer::Word(std::string_view word, TokenKind kind) {
  if (text_.substr(at_, word.size()) != word) return Error("there is no such word");
  const size_t begin = at_;
  at_ += word.size();
  return {kind, begin, word};
}

bool Lexer::Take(char c) {
  if (Peek() != c) return false;
  ++at_;
  return true;
}

size_t Lexer::Digits() {
  const size_t begin = at_;
  while (IsDigit(Peek())) ++at_;
  return at_ - begin;
}

Token Lexer::Number() {
  const size_t begin = at_;
  if (!Take('-') && !IsDigit(Peek())) return Error("a value was expected");
  const bool zero = Peek() == '0';
  const size_t whole = Digits();
  if (whole == 0) return Error("a digit must follow the minus sign");
  if (zero && whole > 1) return Error("a number must not begin with 0");
  if (Take('.') && Digits() == 0) return Error("a digit must follow the point");
  if (Take('e') || Take('E')) {
    if (!Take('+')) Take('-');
    if (Digits() == 0) return Error("an exponent needs a digit");
  }
  return {TokenKind::kNumber, begin, text_.substr(begin, at_ - begin)};
}

Token Lexer::String() {
  const size_t begin = at_++;
  while (at_ < text_.size() && !EndsRun(text_[at_])) ++at_;
  if (Peek() == '\\') return EscapedString(begin);
  if (at_ == text_.size()) return Error("a string is not closed");
  if (text_[at_] != '"') return Error("a control character must be escaped");
  const std::string_view run = text_.substr(begin + 1, at_ - begin - 1);
  ++at_;
  return {TokenKind::kString, begin, run};
}

// A decoded string is never longer than it is written, so the first quote that ends the
// text bounds it.
Token Lexer::EscapedString(size_t begin) {
  size_t close = begin + 1;
  while (close < text_.size() && text_[close] != '"') close += text_[close] == '\\' ? 2 : 1;
  if (close >= text_.size()) {
    at_ = text_.size();
    return Error("a string is not closed");
  }
  char* const buffer = arena_.NewArray<char>(close - begin);
  char* out = buffer;
  at_ = begin + 1;
  while (at_ < close) {
    if (IsControl(text_[at_])) return Error("a control character must be escaped");
    if (text_[at_] != '\\') {
      *out++ = text_[at_++];
      continue;
    }
    out = Escape(out);
    if (out == nullptr) return Error(error_);
  }
  ++at_;
  return {TokenKind::kString, begin, {buffer, static_cast<size_t>(out - buffer)}};
}

char* Lexer::Fail(const char* what) {
  error_ = what;
  return nullptr;
}

char* Lexer::Escape(char* out) {
  const char name = text_[at_ + 1];
  if (name == 'u') return UnicodeEscape(out);
  const char meaning = SimpleEscape(name);
  if (meaning == '\0') return Fail("there is no such escape");
  at_ += 2;
  *out++ = meaning;
  return out;
}

char* Lexer::UnicodeEscape(char* out) {
  const size_t begin = at_;
  uint32_t unit = 0;
  if (!Hex4(unit)) return Fail("`\\u` needs four hexadecimal digits");
  if (IsHighSurrogate(unit)) {
    uint32_t low = 0;
    const bool paired = text_.substr(at_, 2) == "\\u" && Hex4(low) && IsLowSurrogate(low);
    if (!paired) {
      at_ = begin;
      return Fail("half of a surrogate pair stands alone");
    }
    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  } else if (IsLowSurrogate(unit)) {
    at_ = begin;
    return Fail("half of a surrogate pair stands alone");
  }
  return AppendUtf8(unit, out);
}

bool Lexer::Hex4(uint32_t& unit) {
  const std::string_view digits = text_.substr(at_ + 2, 4);
  if (digits.size() < 4) return false;
  for (char c : digits) {
    const int digit = HexDigit(c);
    if (digit < 0) return false;
    unit = unit * 16 + static_cast<uint32_t>(digit);
  }
  at_ += 6;
  return true;
}

}  // namespace writ::json
