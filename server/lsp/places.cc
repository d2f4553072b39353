#include "server/lsp/places.h"

#include <algorithm>

namespace writ::lsp {
namespace {

// Bytes of the UTF-8 sequence that starts with `c`; one for what starts none.
size_t SequenceSize(char c) {
  const auto byte = static_cast<uint8_t>(c);
  if (byte >= 0xf0) return 4;
  if (byte >= 0xe0) return 3;
  return byte >= 0xc0 ? 2 : 1;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("/-._~").find(c) != std::string_view::npos;
}

}  // namespace

size_t OffsetOf(std::string_view text, Position position) {
  size_t at = 0;
  for (uint32_t line = 0; line < position.line; ++line) {
    const size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  for (uint32_t units = 0; units < position.character && at < text.size() && text[at] != '\n';) {
    const size_t size = SequenceSize(text[at]);
    units += size == 4 ? 2 : 1;
    at = std::min(at + size, text.size());
  }
  return at;
}

Position PositionOf(std::string_view text, size_t offset) {
  offset = std::min(offset, text.size());
  Position position;
  position.line = static_cast<uint32_t>(
      std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(offset), '\n'));
  const size_t line = text.substr(0, offset).rfind('\n');
  size_t at = line == std::string_view::npos ? 0 : line + 1;
  while (at < offset) {
    const size_t size = SequenceSize(text[at]);
    position.character += size == 4 ? 2 : 1;
    at += size;
  }
  return position;
}

std::string PathOf(std::string_view uri) {
  constexpr std::string_view kScheme = "file://";
  if (!uri.starts_with(kScheme)) return {};
  uri.remove_prefix(kScheme.size());
  std::string path;
  for (size_t i = 0; i < uri.size(); ++i) {
    const bool escape = uri[i] == '%' && i + 2 < uri.size() && HexDigit(uri[i + 1]) >= 0 &&
                        HexDigit(uri[i + 2]) >= 0;
    path += escape ? static_cast<char>(HexDigit(uri[i + 1]) * 16 + HexDigit(uri[i + 2])) : uri[i];
    if (escape) i += 2;
  }
  return path;
}

std::string UriOf(std::string_view path) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string uri = "file://";
  for (char c : path) {
    if (IsPlain(c)) {
      uri += c;
    } else {
      const auto byte = static_cast<uint8_t>(c);
      uri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return uri;
}

}  // namespace writ::lsp
