#include "server/lsp/framing.h"

#include <charconv>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace writ::lsp {
namespace {

// A line without its end; nothing at the end of the stream. What is too long is cut.
std::optional<std::string> ReadLine(std::istream& in) {
  std::string line;
  for (int c = in.get(); c != EOF; c = in.get()) {
    if (c == '\n') {
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    if (line.size() < kMaxHeaderBytes) line += static_cast<char>(c);
  }
  return std::nullopt;
}

// Of a `Content-Length` header; nothing for any other, and for no number.
std::optional<size_t> LengthIn(std::string_view line) {
  constexpr std::string_view kName = "content-length:";
  if (!absl::StartsWithIgnoreCase({line.data(), line.size()}, {kName.data(), kName.size()})) {
    return std::nullopt;
  }
  line.remove_prefix(kName.size());
  while (line.starts_with(' ')) line.remove_prefix(1);
  size_t length = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), length);
  if (error != std::errc() || end != line.data() + line.size()) return std::nullopt;
  return length;
}

}  // namespace

std::optional<Frame> ReadFrame(std::istream& in) {
  std::optional<size_t> length;
  bool any = false;
  while (true) {
    const std::optional<std::string> line = ReadLine(in);
    if (!line) return std::nullopt;
    if (line->empty() && any) break;
    if (line->empty()) continue;
    any = true;
    if (auto found = LengthIn(*line)) length = found;
  }
  Frame frame;
  frame.malformed = !length || *length > kMaxBodyBytes;
  if (!length) return frame;
  if (frame.malformed) {
    in.ignore(static_cast<std::streamsize>(*length));
    return frame;
  }
  frame.body.resize(*length);
  in.read(frame.body.data(), static_cast<std::streamsize>(*length));
  if (static_cast<size_t>(in.gcount()) != *length) return std::nullopt;
  return frame;
}

void WriteFrame(std::string_view body, std::ostream& out) {
  out << "Content-Length: " << body.size() << "\r\n\r\n" << body << std::flush;
}

}  // namespace writ::lsp
