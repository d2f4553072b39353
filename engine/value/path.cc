#include "engine/value/path.h"

#include <algorithm>
#include <string>

#include "engine/value/utf8.h"

namespace writ {
namespace {

// Characters that some program or font takes for a dot, a slash or nothing at all.
bool IsTreacherous(uint32_t c) {
  constexpr uint32_t kLookAlikes[] = {0x2024, 0x2025, 0x2026, 0x2044, 0x2215, 0x29f8, 0xff0e,
                                      0xff0f, 0xff3c, 0x29f9, 0x2216, 0xfe52, 0xfe68, 0xfeff};
  const bool invisible = (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
                         (c >= 0x2060 && c <= 0x206f) || (c >= 0xe0000 && c <= 0xe007f);
  const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
  return control || invisible ||
         std::find(std::begin(kLookAlikes), std::end(kLookAlikes), c) != std::end(kLookAlikes);
}

// "%2e", "%2F", "%5c", "%00", "%25": what an unescaping reader would turn into a part of
// the way, or into another escape.
bool HidesEscape(std::string_view text) {
  constexpr std::string_view kHidden[] = {"2e", "2f", "5c", "00", "25"};
  for (size_t at = text.find('%'); at != text.npos; at = text.find('%', at + 1)) {
    std::string digits(text.substr(at + 1, 2));
    for (char& c : digits) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (std::find(std::begin(kHidden), std::end(kHidden), digits) != std::end(kHidden)) return true;
  }
  return false;
}

// What is wrong with the text as a whole; empty when nothing is.
std::string_view WrongWithText(std::string_view text) {
  if (text.find('\\') != text.npos) return "must have `/`, and no backslash, between its parts";
  if (HidesEscape(text)) return "must not hide dots or slashes in escapes such as %2e";
  while (!text.empty()) {
    const utf8::CodePoint c = utf8::First(text);
    if (c.size == 0) return "must be UTF-8";
    if (IsTreacherous(c.value)) {
      return "must not have control characters, or letters that look like dots or slashes";
    }
    text.remove_prefix(c.size);
  }
  return {};
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What is wrong with one part, which may start a relative path; empty when nothing is.
std::string_view WrongWithPart(std::string_view part, bool starts) {
  if (part == "..") return "must not go up with `..`";
  if (part.find_first_not_of(". ") == part.npos) return "must not have a part of dots and spaces";
  if (part.size() > kMaxPathNameBytes) return "must have parts of at most 255 bytes";
  if (starts && part[0] == '~') return "must not start with `~`";
  if (starts && part.size() >= 2 && IsLetter(part[0]) && part[1] == ':') {
    return "must not start with the letter of a drive";
  }
  return {};
}

}  // namespace

Spelling ReadPath(std::string_view text) {
  if (text.empty()) return Spelling::Misfit(kPathForm);
  if (text.size() > kMaxPathBytes) return Spelling::Misfit("must be a path of at most 4096 bytes");
  if (const auto wrong = WrongWithText(text); !wrong.empty()) return Spelling::Misfit(wrong);
  std::string out = text[0] == '/' ? "/" : "";
  bool first = true;
  while (!text.empty()) {
    const size_t end = std::min(text.find('/'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty() || part == ".") continue;
    if (const auto wrong = WrongWithPart(part, out.empty()); !wrong.empty()) {
      return Spelling::Misfit(wrong);
    }
    if (!first) out += '/';
    out += part;
    first = false;
  }
  if (out.empty()) out = ".";
  return Spelling::Of(std::move(out));
}

std::string_view FileNameOf(std::string_view stored) {
  if (stored == "." || stored == "/") return {};
  const size_t slash = stored.rfind('/');
  return slash == stored.npos ? stored : stored.substr(slash + 1);
}

std::string_view ParentOf(std::string_view stored) {
  const size_t slash = stored.rfind('/');
  if (slash == stored.npos) return ".";
  return slash == 0 ? stored.substr(0, 1) : stored.substr(0, slash);
}

std::string_view ExtensionOf(std::string_view stored) {
  const std::string_view name = FileNameOf(stored);
  const size_t dot = name.rfind('.');
  return dot == name.npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
}

bool IsPathUnder(std::string_view path, std::string_view directory) {
  if (directory == "/") return path.starts_with('/');
  if (directory == ".") return !path.starts_with('/');
  if (!path.starts_with(directory)) return false;
  return path.size() == directory.size() || path[directory.size()] == '/';
}

}  // namespace writ
