// The first code point of a text that should be UTF-8 but may be anything.
#ifndef WRIT_ENGINE_VALUE_UTF8_H_
#define WRIT_ENGINE_VALUE_UTF8_H_

#include <cstdint>
#include <string_view>

namespace writ::utf8 {

struct CodePoint {
  uint32_t value = 0;
  uint32_t size = 0;  // bytes; 0 when the text does not start with a code point
};

namespace internal {
struct Form {
  uint32_t mask, lead, least;
};
// Of one to four bytes: lead & mask == lead, and the least value that needs the form.
inline constexpr Form kForms[] = {
    {0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
}  // namespace internal

// Refuses overlong forms, surrogates and values above 0x10ffff.
inline CodePoint First(std::string_view text) {
  for (uint32_t size = 1; size <= 4 && size <= text.size(); ++size) {
    const internal::Form& form = internal::kForms[size - 1];
    const auto lead = static_cast<uint8_t>(text[0]);
    if ((lead & form.mask) != form.lead) continue;
    uint32_t value = lead & ~form.mask;
    for (uint32_t i = 1; i < size; ++i) {
      const auto next = static_cast<uint8_t>(text[i]);
      if ((next & 0xc0) != 0x80) return {};
      value = value << 6 | (next & 0x3f);
    }
    const bool surrogate = value >= 0xd800 && value < 0xe000;
    if (value < form.least || value > 0x10ffff || surrogate) return {};
    return {value, size};
  }
  return {};
}

}  // namespace writ::utf8

#endif  // WRIT_ENGINE_VALUE_UTF8_H_
