// Places as editors count them: lines from 0, columns in UTF-16 units; files as URIs.
#ifndef WRIT_SERVER_LSP_PLACES_H_
#define WRIT_SERVER_LSP_PLACES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace writ::lsp {

struct Position {
  uint32_t line = 0, character = 0;
};

// Past the end of a line is its end, past the text is the text's end.
size_t OffsetOf(std::string_view text, Position position);
Position PositionOf(std::string_view text, size_t offset);

// The path of a `file:` URI, unescaped; empty for any other.
std::string PathOf(std::string_view uri);
std::string UriOf(std::string_view path);

}  // namespace writ::lsp

#endif  // WRIT_SERVER_LSP_PLACES_H_
