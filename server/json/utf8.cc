#include "server/json/utf8.h"

#include <cstring>

namespace writ::json {
namespace {

// Sequences by their first byte: how long they are, and what the second byte may be.
struct Lead {
  uint8_t first, last;
  uint8_t size;
  uint8_t second_first, second_last;
};
constexpr Lead kLeads[] = {
    {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF}, {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

uint8_t Byte(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]); }

const Lead* FindLead(uint8_t byte) {
  for (const Lead& lead : kLeads) {
    if (byte >= lead.first && byte <= lead.last) return &lead;
  }
  return nullptr;
}

// The length of the sequence at `at`, or 0 when it is not well formed.
size_t SequenceSize(std::string_view text, size_t at) {
  if (Byte(text, at) < 0x80) return 1;
  const Lead* lead = FindLead(Byte(text, at));
  if (lead == nullptr || text.size() - at < lead->size) return 0;
  const uint8_t second = Byte(text, at + 1);
  if (second < lead->second_first || second > lead->second_last) return 0;
  for (size_t i = 2; i < lead->size; ++i) {
    if ((Byte(text, at + i) & 0xC0) != 0x80) return 0;
  }
  return lead->size;
}

bool IsAsciiWord(const char* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return (word & 0x8080808080808080u) == 0;
}

char Continuation(uint32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); }

}  // namespace

size_t FindInvalidUtf8(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= 8 && IsAsciiWord(text.data() + at)) {
      at += 8;
      continue;
    }
    const size_t size = SequenceSize(text, at);
    if (size == 0) return at;
    at += size;
  }
  return text.size();
}

char* AppendUtf8(uint32_t code_point, char* out) {
  if (code_point < 0x80) {
    *out++ = static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    *out++ = static_cast<char>(0xC0 | (code_point >> 6));
    *out++ = Continuation(code_point);
  } else if (code_point < 0x10000) {
    *out++ = static_cast<char>(0xE0 | (code_point >> 12));
    *out++ = Continuation(code_point >> 6);
    *out++ = Continuation(code_point);
  } else {
    *out++ = static_cast<char>(0xF0 | (code_point >> 18));
    *out++ = Continuation(code_point >> 12);
    *out++ = Continuation(code_point >> 6);
    *out++ = Continuation(code_point);
  }
  return out;
}

}  // namespace writ::json
