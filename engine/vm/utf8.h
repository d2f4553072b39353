// Text as code points. Pure.
#ifndef WRIT_ENGINE_VM_UTF8_H_
#define WRIT_ENGINE_VM_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace writ {

// The code point at the start of `text`, and its bytes. Nothing when `text` is empty or
// does not start with well-formed UTF-8 (no surrogates, no over-long forms).
struct CodePoint {
  char32_t value;
  uint32_t size;
};
std::optional<CodePoint> FirstCodePoint(std::string_view text);

// Nothing when the text is not UTF-8 from end to end.
std::optional<int64_t> CountCodePoints(std::string_view text);

// The byte where code point `index` of UTF-8 text starts; the text's size for the index
// just past the last one; nothing for any other index.
std::optional<size_t> ByteOfCodePoint(std::string_view text, int64_t index);

// Unicode's White_Space.
bool IsWhiteSpace(char32_t c);

}  // namespace writ

#endif  // WRIT_ENGINE_VM_UTF8_H_
