// Reads Python's literals. Recursion is bounded by kMaxValueDepth.
#include <algorithm>
#include <vector>

#include "engine/value/canonical.h"
#include "engine/value/number_text.h"
#include "tests/score/recorded_text.h"

namespace writ::score {
namespace {

class LiteralReader {
 public:
  LiteralReader(std::string_view text, Arena& arena) : text_(text), arena_(arena) {}

  std::optional<Value> ReadWhole() {
    std::optional<Value> value = Read(0);
    SkipSpace();
    return at_ == text_.size() ? value : std::nullopt;
  }

 private:
  std::optional<Value> Read(int depth) {
    SkipSpace();
    const char c = Peek();
    if (c == '\'' || c == '"') return Text();
    if (c != '{' && c != '[') return Word();
    if (depth == kMaxValueDepth) return std::nullopt;
    ++at_;
    return c == '{' ? Dict(depth + 1) : List(depth + 1);
  }

  std::optional<Value> List(int depth) {
    std::vector<Value> items;
    while (!Take(']')) {
      if (!items.empty() && !Take(',')) return std::nullopt;
      const std::optional<Value> item = Read(depth);
      if (!item) return std::nullopt;
      items.push_back(*item);
    }
    Value* copy = arena_.NewArray<Value>(items.size());
    std::copy(items.begin(), items.end(), copy);
    return Value::List(copy, static_cast<uint32_t>(items.size()));
  }

  std::optional<Value> Dict(int depth) {
    std::vector<MapEntry> entries;
    while (!Take('}')) {
      if (!entries.empty() && !Take(',')) return std::nullopt;
      const std::optional<Value> key = Read(depth);
      if (!key || !key->is(Kind::kString) || !Take(':')) return std::nullopt;
      const std::optional<Value> value = Read(depth);
      if (!value) return std::nullopt;
      entries.push_back({*key, *value});
    }
    const Value map = MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena_);
    return map.is(Kind::kMap) ? std::optional<Value>(map) : std::nullopt;
  }

  std::optional<Value> Text() {
    const char quote = text_[at_++];
    std::string out;
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      const bool escape = text_[at_] == '\\' && at_ + 1 < text_.size();
      if (escape) ++at_;
      const bool line_break = escape && text_[at_] == 'n';
      const bool tab = escape && text_[at_] == 't';
      out += line_break ? '\n' : tab ? '\t' : text_[at_];
    }
    if (at_ == text_.size()) return std::nullopt;
    ++at_;
    return Value::String(arena_.Copy(out));
  }

  std::optional<Value> Word() {
    const size_t end = std::min(text_.find_first_of(",]}: \n", at_), text_.size());
    const std::string_view word = text_.substr(at_, end - at_);
    at_ = end;
    if (word == "None") return Value::Null();
    if (word == "True" || word == "False") return Value::Bool(word == "True");
    if (!SplitNumber(word)) return std::nullopt;
    return Value::Number(arena_.Copy(word));
  }

  void SkipSpace() {
    while (Peek() == ' ' || Peek() == '\n') ++at_;
  }
  bool Take(char c) {
    SkipSpace();
    if (Peek() != c) return false;
    ++at_;
    return true;
  }
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  Arena& arena_;
  size_t at_ = 0;
};

}  // namespace

std::optional<Value> ParsePythonLiteral(std::string_view text, Arena& arena) {
  return LiteralReader(text, arena).ReadWhole();
}

}  // namespace writ::score
