#include "engine/vm/utf8.h"

#include <algorithm>
#include <iterator>

#include "engine/value/utf8.h"

namespace writ {

std::optional<CodePoint> FirstCodePoint(std::string_view text) {
  const utf8::CodePoint first = utf8::First(text);
  if (first.size == 0) return std::nullopt;
  return CodePoint{first.value, first.size};
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
