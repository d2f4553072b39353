#include "engine/vm/utf8.h"

#include <algorithm>
#include <iterator>

namespace writ {
namespace {

// The forms of UTF-8: the bits of the lead byte that are fixed, and the least code point
// that needs the form.
struct Form {
  uint8_t mask, lead;
  uint32_t size;
  char32_t least;
};
constexpr Form kForms[] = {
    {0x80, 0x00, 1, 0}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}};

bool IsScalar(char32_t c) { return c <= 0x10ffff && (c < 0xd800 || c > 0xdfff); }

std::optional<CodePoint> Decode(std::string_view text, const Form& form) {
  if (text.size() < form.size) return std::nullopt;
  char32_t c = static_cast<uint8_t>(text[0]) & static_cast<uint8_t>(~form.mask);
  for (uint32_t i = 1; i < form.size; ++i) {
    const uint8_t byte = static_cast<uint8_t>(text[i]);
    if ((byte & 0xc0) != 0x80) return std::nullopt;
    c = c << 6 | (byte & 0x3fu);
  }
  if (c < form.least || !IsScalar(c)) return std::nullopt;
  return CodePoint{c, form.size};
}

}  // namespace

std::optional<CodePoint> FirstCodePoint(std::string_view text) {
  if (text.empty()) return std::nullopt;
  for (const Form& form : kForms) {
    if ((static_cast<uint8_t>(text[0]) & form.mask) == form.lead) return Decode(text, form);
  }
  return std::nullopt;
}

std::optional<int64_t> CountCodePoints(std::string_view text) {
  int64_t count = 0;
  while (!text.empty()) {
    const std::optional<CodePoint> first = FirstCodePoint(text);
    if (!first.has_value()) return std::nullopt;
    text.remove_prefix(first->size);
    ++count;
  }
  return count;
}

std::optional<size_t> ByteOfCodePoint(std::string_view text, int64_t index) {
  size_t at = 0;
  for (; index > 0 && at < text.size(); --index) {
    const std::optional<CodePoint> c = FirstCodePoint(text.substr(at));
    if (!c.has_value()) return std::nullopt;
    at += c->size;
  }
  return index == 0 ? std::optional<size_t>(at) : std::nullopt;
}

bool IsWhiteSpace(char32_t c) {
  constexpr char32_t kSpaces[] = {0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
  if ((c >= 0x09 && c <= 0x0d) || (c >= 0x2000 && c <= 0x200a)) return true;
  return std::find(std::begin(kSpaces), std::end(kSpaces), c) != std::end(kSpaces);
}

}  // namespace writ
