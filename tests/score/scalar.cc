#include "tests/score/scalar.h"

#include "engine/value/number_text.h"
#include "engine/value/text.h"

namespace writ::score {
namespace {

std::string_view TrimRight(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Ends in a backslash that escapes the line break.
bool JoinsNext(std::string_view line) {
  size_t slashes = 0;
  while (slashes < line.size() && line[line.size() - 1 - slashes] == '\\') ++slashes;
  return slashes % 2 == 1;
}

std::string Fold(const std::vector<std::string_view>& lines, bool escapes) {
  std::string text;
  size_t breaks = 0;
  bool joined = true;
  for (const std::string_view line : lines) {
    if (line.empty() && &line != &lines.front()) {
      ++breaks;
      continue;
    }
    if (breaks > 0) text.append(breaks, '\n');
    if (breaks == 0 && !joined) text += ' ';
    breaks = 0;
    joined = escapes && JoinsNext(line);
    text += joined ? line.substr(0, line.size() - 1) : TrimRight(line);
  }
  return text;
}

Value Text(std::string_view text, Arena& arena) { return Value::String(arena.Copy(text)); }

std::optional<Value> SingleQuoted(std::string_view text, Arena& arena) {
  std::string out;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] != '\'') {
      out += text[i];
    } else if (i + 1 == text.size()) {
      return Text(out, arena);
    } else if (text[++i] == '\'') {
      out += '\'';
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// What `\c` stands for; NUL when it is not one of these.
char Escaped(char c) {
  constexpr std::string_view kNames = "nt\"\\/ re";
  constexpr std::string_view kMeanings = "\n\t\"\\/ \r\x1b";
  const size_t at = kNames.find(c);
  return at == std::string_view::npos ? '\0' : kMeanings[at];
}

// Escapes by number (`\xE9`) stay as they are written.
std::optional<Value> DoubleQuoted(std::string_view text, Arena& arena) {
  std::string out;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"')
      return i + 1 == text.size() ? std::optional(Text(out, arena)) : std::nullopt;
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char meaning = Escaped(text[++i]);
    if (meaning == '\0') out += '\\';
    out += meaning == '\0' ? text[i] : meaning;
  }
  return std::nullopt;
}

Value Plain(std::string_view text, Arena& arena) {
  if (text.empty() || text == "null" || text == "~") return Value::Null();
  if (text == "true" || text == "false") return Value::Bool(text == "true");
  if (SplitNumber(text)) return Value::Number(arena.Copy(text));
  return Text(text, arena);
}

// Whether a text can stand without quotes and be read as itself.
bool IsPlain(std::string_view text) {
  constexpr std::string_view kLeading = " -?:,[]{}#&*!|>'\"%@`";
  if (text.empty() || text == "null" || text == "~" || text == "true" || text == "false") {
    return false;
  }
  if (kLeading.find(text[0]) != std::string_view::npos || text.back() == ' ') return false;
  if (text.back() == ':' || text.find(": ") != std::string_view::npos) return false;
  if (text.find(" #") != std::string_view::npos) return false;
  if (text.find_first_of("\n\t\r\\") != std::string_view::npos) return false;
  return !SplitNumber(text) && !ParseDate(text);
}

}  // namespace

std::optional<Value> ReadScalar(const std::vector<std::string_view>& lines, Arena& arena) {
  const bool doubled = lines[0].starts_with('"');
  const std::string text = Fold(lines, doubled);
  if (doubled) return DoubleQuoted(text, arena);
  if (text.starts_with('\'')) return SingleQuoted(text, arena);
  return Plain(text, arena);
}

std::string WriteTextScalar(std::string_view text) {
  if (IsPlain(text)) return std::string(text);
  if (text.find_first_of("\n\t\r\\") != std::string_view::npos) {
    std::string out = "\"";
    for (char c : text) {
      const size_t at = std::string_view("\n\t\r\"\\").find(c);
      if (at == std::string_view::npos) {
        out += c;
      } else {
        out += {'\\', "ntr\"\\"[at]};
      }
    }
    return out + "\"";
  }
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

}  // namespace writ::score
