// Messages of the Language Server Protocol on a stream: headers, an empty line, a body.
#ifndef WRIT_SERVER_LSP_FRAMING_H_
#define WRIT_SERVER_LSP_FRAMING_H_

#include <cstddef>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace writ::lsp {

inline constexpr size_t kMaxHeaderBytes = 8 << 10;  // of one line
inline constexpr size_t kMaxBodyBytes = 64 << 20;

struct Frame {
  std::string body;
  bool malformed = false;  // headers that give no length; there is no body
};

// The next message; nothing at the end of the stream. What is longer than a limit is
// skipped and malformed.
std::optional<Frame> ReadFrame(std::istream& in);

void WriteFrame(std::string_view body, std::ostream& out);

}  // namespace writ::lsp

#endif  // WRIT_SERVER_LSP_FRAMING_H_
