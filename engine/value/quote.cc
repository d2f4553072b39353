// Escapes what a terminal, a log or a parser could take for more than text.
#include "engine/value/quote.h"

#include <cstdint>

#include "engine/value/text.h"
#include "engine/value/utf8.h"

namespace writ {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr uint32_t kReplacement = 0xfffd;

void AppendCodeUnit(uint32_t unit, std::string& out) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHexDigits[unit >> shift & 15];
}

// The letter that stands for the character after a backslash; 0 when there is none.
char ShortEscape(uint32_t c) {
  constexpr std::string_view kCharacters = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  if (c == 0 || c > 0x7f) return 0;
  const size_t at = kCharacters.find(static_cast<char>(c));
  return at == std::string_view::npos ? 0 : kLetters[at];
}

bool IsControl(uint32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

// `bytes` spell the code point.
void AppendCharacter(uint32_t code_point, std::string_view bytes, std::string& out) {
  if (const char letter = ShortEscape(code_point)) {
    out += '\\';
    out += letter;
  } else if (IsControl(code_point)) {
    AppendCodeUnit(code_point, out);
  } else {
    out += bytes;
  }
}

}  // namespace

void AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const utf8::CodePoint next = utf8::First(text);
    if (next.size == 0) {
      AppendCodeUnit(kReplacement, out);
      text.remove_prefix(1);
    } else {
      AppendCharacter(next.value, text.substr(0, next.size), out);
      text.remove_prefix(next.size);
    }
  }
  out += '"';
}

void AppendQuotedBytes(std::string_view bytes, std::string& out) {
  out += "b\"";
  for (char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
      out += c;
    } else {
      out += {'\\', 'x', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
    }
  }
  out += '"';
}

std::string QuoteJson(std::string_view text) {
  std::string out;
  AppendQuoted(text, out);
  return out;
}

}  // namespace writ
