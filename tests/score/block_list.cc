// Reads block lists. Lines are told apart by their indentation alone:
//   "- a: 1"     0: a record begins, with its first field
//   "  b: x"     2: its next field
//   "    more"   deeper than what it belongs to, or a blank line: the scalar above goes on
#include <algorithm>
#include <vector>

#include "engine/value/canonical.h"
#include "tests/score/recorded_text.h"
#include "tests/score/scalar.h"

namespace writ::score {
namespace {

constexpr size_t kFieldIndent = 2;

size_t Indent(std::string_view line) {
  const size_t at = line.find_first_not_of(' ');
  return at == std::string_view::npos ? line.size() : at;
}

bool IsBlank(std::string_view line) { return Indent(line) == line.size(); }

bool IsKeyChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The key of "key: value" or "key:"; empty when the line is no field.
std::string_view KeyOf(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  const std::string_view key = line.substr(0, colon);
  const bool ends = colon + 1 == line.size() || line[colon + 1] == ' ';
  return ends && std::all_of(key.begin(), key.end(), IsKeyChar) ? key : std::string_view();
}

class BlockReader {
 public:
  BlockReader(std::string_view text, Arena& arena) : arena_(arena) {
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      lines_.push_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  std::optional<Value> Read() {
    std::vector<Value> items;
    while (at_ < lines_.size()) {
      std::optional<Value> item = Item();
      if (!item) return std::nullopt;
      items.push_back(*item);
    }
    if (items.empty()) return std::nullopt;
    Value* copy = arena_.NewArray<Value>(items.size());
    std::copy(items.begin(), items.end(), copy);
    return Value::List(copy, static_cast<uint32_t>(items.size()));
  }

 private:
  std::optional<Value> Item() {
    if (!lines_[at_].starts_with("- ")) return std::nullopt;
    const std::string_view first = lines_[at_].substr(kFieldIndent);
    return KeyOf(first).empty() ? Scalar(first, 0) : Record();
  }

  std::optional<Value> Record() {
    std::vector<MapEntry> entries;
    do {
      const std::string_view line = lines_[at_].substr(kFieldIndent);
      const std::string_view key = KeyOf(line);
      if (key.empty()) return std::nullopt;
      const size_t start = std::min(key.size() + 2, line.size());
      std::optional<Value> value = Scalar(line.substr(start), kFieldIndent);
      if (!value) return std::nullopt;
      entries.push_back({Value::String(arena_.Copy(key)), *value});
    } while (at_ < lines_.size() && Indent(lines_[at_]) == kFieldIndent);
    const Value map = MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena_);
    return map.is(Kind::kMap) ? std::optional<Value>(map) : std::nullopt;
  }

  // The scalar that begins on this line with `first`, and the lines on which it goes on:
  // those that stand deeper than `indent`.
  std::optional<Value> Scalar(std::string_view first, size_t indent) {
    std::vector<std::string_view> lines = {first};
    for (++at_; at_ < lines_.size(); ++at_) {
      const bool goes_on = IsBlank(lines_[at_]) || Indent(lines_[at_]) > indent;
      if (!goes_on) break;
      lines.push_back(lines_[at_].substr(Indent(lines_[at_])));
    }
    while (lines.size() > 1 && lines.back().empty()) lines.pop_back();
    return ReadScalar(lines, arena_);
  }

  Arena& arena_;
  std::vector<std::string_view> lines_;
  size_t at_ = 0;
};

}  // namespace

std::string_view Unwrap(std::string_view text) {
  const bool wrapped = text.size() >= 4 && text.starts_with("<<") && text.ends_with(">>");
  return wrapped ? text.substr(2, text.size() - 4) : text;
}

std::optional<Value> ParseBlockList(std::string_view text, Arena& arena) {
  return BlockReader(text, arena).Read();
}

}  // namespace writ::score
