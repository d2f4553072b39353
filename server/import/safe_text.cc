#include "server/import/safe_text.h"

#include <cstdint>

namespace writ::import {
namespace {

struct Range {
  uint32_t first, last;
};
constexpr Range kUnsafe[] = {
    {0x00, 0x1F},        // control characters; white space is folded before
    {0x7F, 0x9F},        // more of them
    {0xAD, 0xAD},        // soft hyphen
    {0x61C, 0x61C},      // direction mark
    {0x180E, 0x180E},    // invisible separator
    {0x200B, 0x200F},    // zero width, direction marks
    {0x2028, 0x202E},    // line separators, direction overrides
    {0x2060, 0x206F},    // invisible operators, direction isolates
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFF9, 0xFFFB},    // interlinear annotations
    {0xE0000, 0xE01EF},  // tags, more variation selectors
};

bool IsUnsafe(uint32_t code_point) {
  for (const Range& range : kUnsafe) {
    if (code_point >= range.first && code_point <= range.last) return true;
  }
  return false;
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Bytes of the sequence that `lead` begins, in well-formed UTF-8.
size_t SequenceSize(char lead) {
  const auto byte = static_cast<uint8_t>(lead);
  if (byte < 0x80) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

uint32_t CodePoint(std::string_view sequence) {
  constexpr uint32_t kLeadBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  uint32_t code_point = static_cast<uint8_t>(sequence[0]) & kLeadBits[sequence.size()];
  for (char c : sequence.substr(1)) {
    code_point = code_point << 6 | (static_cast<uint8_t>(c) & 0x3F);
  }
  return code_point;
}

std::string_view NextSequence(std::string_view text, size_t at) {
  return text.substr(at, SequenceSize(text[at]));
}

// Where the first line stands that has nothing but white space.
size_t FindBlankLine(std::string_view text) {
  bool blank = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && blank) return i;
    if (text[i] == '\n') {
      blank = true;
    } else if (!IsSpace(text[i])) {
      blank = false;
    }
  }
  return text.size();
}

}  // namespace

bool HasUnsafe(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const std::string_view sequence = NextSequence(text, at);
    if (IsUnsafe(CodePoint(sequence))) return true;
    at += sequence.size();
  }
  return false;
}

std::string OneLine(std::string_view text, size_t max_bytes) {
  std::string line;
  bool space = false;
  for (size_t at = 0; at < text.size();) {
    const std::string_view sequence = NextSequence(text, at);
    at += sequence.size();
    if (IsSpace(sequence[0])) {
      space = !line.empty();
    } else if (!IsUnsafe(CodePoint(sequence))) {
      if (line.size() + space + sequence.size() > max_bytes) return line + "...";
      if (space) line += ' ';
      space = false;
      line += sequence;
    }
  }
  return line;
}

std::string FirstParagraph(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  return OneLine(text.substr(0, FindBlankLine(text)), kMaxDocBytes);
}

std::vector<std::string> Wrap(std::string_view line, size_t columns) {
  std::vector<std::string> lines;
  while (line.size() > columns) {
    size_t cut = line.rfind(' ', columns);
    if (cut == std::string_view::npos) cut = line.find(' ', columns);
    if (cut == std::string_view::npos) break;
    lines.emplace_back(line.substr(0, cut));
    line.remove_prefix(cut + 1);
  }
  if (!line.empty()) lines.emplace_back(line);
  return lines;
}

}  // namespace writ::import
