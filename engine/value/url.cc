#include "engine/value/url.h"

#include <algorithm>
#include <optional>
#include <string>

#include "engine/value/host.h"
#include "engine/value/ip.h"

namespace writ {
namespace {

constexpr int kMaxEscapeRounds = 4;
constexpr std::string_view kTooLong = "must be a URL of at most 2048 bytes, all escaped";

struct SchemeRow {
  std::string_view name;
  uint16_t port;
};
constexpr SchemeRow kSchemes[] = {{"http", 80}, {"https", 443}, {"ws", 80},
                                  {"wss", 443}, {"ftp", 21},    {"ssh", 22}};

uint16_t DefaultPort(std::string_view scheme) {
  for (const SchemeRow& row : kSchemes) {
    if (row.name == scheme) return row.port;
  }
  return 0;
}

bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool IsUnreserved(char c) {
  return IsAlpha(c) || IsDigit(c) || std::string_view("-._~").find(c) != std::string_view::npos;
}

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  const char low = Lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// The byte that the escape at `at` stands for; nothing when there is none.
std::optional<char> Escaped(std::string_view text, size_t at) {
  if (at + 2 >= text.size() || text[at] != '%') return std::nullopt;
  const int high = HexDigit(text[at + 1]), low = HexDigit(text[at + 2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

void AppendEscape(char byte, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<uint8_t>(byte);
  out += '%';
  out += kDigits[value >> 4];
  out += kDigits[value & 15];
}

// The text with escapes in one form; nothing when one is broken or hides a zero byte.
std::optional<std::string> Normalised(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      if (static_cast<uint8_t>(text[i]) >= 0x80) {
        AppendEscape(text[i], out);
      } else {
        out += text[i];
      }
      continue;
    }
    const auto byte = Escaped(text, i);
    if (!byte || *byte == '\0') return std::nullopt;
    if (IsUnreserved(*byte)) {
      out += *byte;
    } else {
      AppendEscape(*byte, out);
    }
    i += 2;
  }
  return out;
}

// Every escape replaced by its byte, once.
std::string Unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = Escaped(text, i);
    out += byte ? *byte : text[i];
    if (byte) i += 2;
  }
  return out;
}

// A segment that means "here" or "above", with or without parameters behind `;`.
bool IsDotSegment(std::string_view segment) {
  segment = segment.substr(0, segment.find(';'));
  return segment == "." || segment == "..";
}

bool HasDotSegment(std::string_view path) {
  while (true) {
    const size_t end = std::min(path.find_first_of("/\\"), path.size());
    if (IsDotSegment(path.substr(0, end))) return true;
    if (end == path.size()) return false;
    path.remove_prefix(end + 1);
  }
}

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; });
}

// What is wrong with a path, however often a program unescapes it; empty when nothing is.
std::string_view WrongWithPath(std::string_view path) {
  std::string text(path);
  for (int round = 0; round <= kMaxEscapeRounds; ++round) {
    if (HasDotSegment(text)) return "must not have `.` or `..` in its path, escaped or not";
    if (HasControl(text)) return "must not have control characters in its path";
    std::string next = Unescaped(text);
    if (next == text) return {};
    text = std::move(next);
  }
  return "must not escape its path so many times over";
}

// What no part of a URL holds; refused before anything else is looked at.
std::string_view WrongCharacter(std::string_view text) {
  for (char c : text) {
    if (c == '\\') return "must not have a backslash";
    if (static_cast<uint8_t>(c) <= 0x20 || c == 0x7f) {
      return "must not have white space or control characters";
    }
    if (std::string_view("<>\"`{}|^").find(c) != std::string_view::npos) {
      return "must have its special characters escaped, as in %7B";
    }
  }
  return {};
}

class UrlReader {
 public:
  explicit UrlReader(std::string_view text) : rest_(text) {}

  Spelling Read() {
    for (auto step : {&UrlReader::Scheme, &UrlReader::Authority, &UrlReader::Path,
                      &UrlReader::QueryAndFragment}) {
      const std::string_view wrong = (this->*step)();
      if (!wrong.empty()) return Spelling::Misfit(wrong);
    }
    return Spelling::Of(std::move(out_));
  }

 private:
  // Each step appends its part to `out_`, or says what is wrong.
  std::string_view Scheme() {
    const size_t end = rest_.find("://");
    if (end == 0 || end == rest_.npos || !IsAlpha(rest_[0])) return kUrlForm;
    for (char c : rest_.substr(0, end)) {
      if (!IsAlpha(c) && !IsDigit(c) && c != '+' && c != '-' && c != '.') return kUrlForm;
      out_ += Lower(c);
    }
    default_port_ = DefaultPort(out_);
    out_ += "://";
    rest_.remove_prefix(end + 3);
    return {};
  }

  std::string_view Authority() {
    const size_t end = std::min(rest_.find_first_of("/?#"), rest_.size());
    std::string_view authority = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (authority.find('@') != authority.npos) {
      return "must not have a user name or an `@` before its host";
    }
    if (authority.starts_with('[')) return Bracketed(authority);
    const size_t colon = authority.find(':');
    const Spelling host = ReadHostName(authority.substr(0, colon));
    if (!host.ok()) return host.misfit;
    out_ += host.stored;
    return colon == authority.npos ? std::string_view() : Port(authority.substr(colon + 1));
  }

  std::string_view Bracketed(std::string_view authority) {
    const size_t end = authority.find(']');
    if (end == authority.npos) return kUrlForm;
    const Spelling ip = ReadIp(authority.substr(1, end - 1));
    if (!ip.ok() || IsV4(ip.stored)) return "must have an IPv6 address, and no other, in brackets";
    out_ += "[" + FormatIp(ip.stored) + "]";
    authority.remove_prefix(end + 1);
    if (authority.empty()) return {};
    return authority[0] == ':' ? Port(authority.substr(1)) : kUrlForm;
  }

  std::string_view Port(std::string_view digits) {
    constexpr std::string_view kBadPort = "must have a port from 1 to 65535 without leading zeros";
    if (digits.empty() || digits.size() > 5 || digits[0] == '0') return kBadPort;
    uint32_t port = 0;
    for (char c : digits) {
      if (!IsDigit(c)) return kBadPort;
      port = port * 10 + static_cast<uint32_t>(c - '0');
    }
    if (port > 65535) return kBadPort;
    if (port != default_port_) out_ += ":" + std::string(digits);
    return {};
  }

  std::string_view Path() {
    const size_t end = std::min(rest_.find_first_of("?#"), rest_.size());
    const std::string_view path = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (path.empty()) {
      out_ += '/';
      return {};
    }
    const std::string_view wrong = WrongWithPath(path);
    return wrong.empty() ? Part(path) : wrong;
  }

  std::string_view QueryAndFragment() {
    if (rest_.starts_with('?')) {
      const size_t end = std::min(rest_.find('#'), rest_.size());
      const std::string_view wrong = Part(rest_.substr(0, end));
      if (!wrong.empty()) return wrong;
      rest_.remove_prefix(end);
    }
    if (rest_.find('#', 1) != rest_.npos) return "must not have two fragments";
    return Part(rest_);
  }

  std::string_view Part(std::string_view text) {
    const auto normalised = Normalised(text);
    if (!normalised) return "must have two hexadecimal digits, not 00, behind each `%`";
    out_ += *normalised;
    return {};
  }

  std::string_view rest_;
  std::string out_;
  uint16_t default_port_ = 0;
};

}  // namespace

Spelling ReadUrl(std::string_view text) {
  if (text.size() > kMaxUrlBytes) return Spelling::Misfit(kTooLong);
  const std::string_view wrong = WrongCharacter(text);
  if (!wrong.empty()) return Spelling::Misfit(wrong);
  Spelling url = UrlReader(text).Read();
  return url.stored.size() > kMaxUrlBytes ? Spelling::Misfit(kTooLong) : url;
}

UrlParts SplitUrl(std::string_view stored) {
  UrlParts parts;
  const size_t scheme = stored.find("://");
  parts.scheme = stored.substr(0, scheme);
  stored.remove_prefix(scheme + 3);
  if (const size_t hash = stored.find('#'); hash != stored.npos) {
    parts.fragment = stored.substr(hash + 1);
    stored = stored.substr(0, hash);
  }
  if (const size_t mark = stored.find('?'); mark != stored.npos) {
    parts.query = stored.substr(mark + 1);
    stored = stored.substr(0, mark);
  }
  const size_t slash = stored.find('/');
  parts.path = stored.substr(slash);
  std::string_view authority = stored.substr(0, slash);
  parts.port = DefaultPort(parts.scheme);
  const size_t colon = authority.rfind(':');
  if (colon != authority.npos && !authority.ends_with(']')) {
    parts.port = 0;
    for (char c : authority.substr(colon + 1)) {
      parts.port = static_cast<uint16_t>(parts.port * 10 + (c - '0'));
    }
    authority = authority.substr(0, colon);
  }
  const bool v6 = authority.starts_with('[');
  parts.host = v6 ? authority.substr(1, authority.size() - 2) : authority;
  return parts;
}

std::string_view WithoutFragment(std::string_view stored) {
  return stored.substr(0, stored.find('#'));
}

}  // namespace writ
