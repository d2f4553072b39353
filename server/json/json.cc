#include "server/json/json.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/json/lexer.h"
#include "server/json/utf8.h"

namespace writ {
namespace {

using json::Token;
using json::TokenKind;

absl::Status Invalid(size_t at, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(
      "is not valid JSON: ", absl::string_view(what.data(), what.size()), ", at byte ", at));
}

// Keys in messages are shortened: they are the caller's text.
constexpr size_t kMaxShownKey = 64;
std::string Shown(std::string_view key) {
  std::string shown(key.substr(0, kMaxShownKey));
  while (!shown.empty() && json::FindInvalidUtf8(shown) != shown.size()) shown.pop_back();
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return key.size() > shown.size() ? shown + "..." : shown;
}

// Builds values bottom up: finished elements wait on one stack until their container
// closes and takes them.
class Builder {
 public:
  Builder(Arena& arena, const JsonLimits& limits) : arena_(arena), limits_(limits) {}

  absl::StatusOr<Value> Build(std::string_view text);

 private:
  // What may come next.
  enum class Expect : uint8_t { kValue, kValueOrEnd, kKey, kKeyOrEnd, kCommaOrEnd, kNothing };
  struct Frame {
    bool object;
    size_t first;  // of its elements on the stack
  };

  absl::Status Step(const Token& token);
  absl::Status TakeValue(const Token& token);
  absl::Status TakeKey(const Token& token);
  absl::Status TakeComma(const Token& token);
  absl::Status Open(const Token& token);
  absl::Status Close(const Token& token);
  absl::StatusOr<Value> CloseObject(const Frame& frame, size_t at);
  Value CloseArray(const Frame& frame);
  void Add(Value value);
  bool IsEndOfFrame(const Token& token) const;
  absl::Status DuplicateKey(const MapEntry* entries, uint32_t size, size_t at) const;
  std::string Path() const;

  Arena& arena_;
  const JsonLimits& limits_;
  Expect expect_ = Expect::kValue;
  std::vector<Frame> frames_;
  // Elements of arrays; keys and values of objects in turn.
  std::vector<Value> stack_;
};

absl::StatusOr<Value> Builder::Build(std::string_view text) {
  json::Lexer lexer(text, arena_);
  while (true) {
    const Token token = lexer.Next();
    if (token.kind == TokenKind::kError) return Invalid(token.at, token.text);
    if (token.kind == TokenKind::kEnd) {
      if (expect_ == Expect::kNothing) return stack_.front();
      return Invalid(token.at, "the text ends too early");
    }
    WRIT_RETURN_IF_ERROR(Step(token));
  }
}

absl::Status Builder::Step(const Token& token) {
  switch (expect_) {
    case Expect::kValueOrEnd:
    case Expect::kKeyOrEnd:
      if (IsEndOfFrame(token)) return Close(token);
      return expect_ == Expect::kKeyOrEnd ? TakeKey(token) : TakeValue(token);
    case Expect::kValue:
      return TakeValue(token);
    case Expect::kKey:
      return TakeKey(token);
    case Expect::kCommaOrEnd:
      return IsEndOfFrame(token) ? Close(token) : TakeComma(token);
    case Expect::kNothing:
      return Invalid(token.at, "something follows the value");
  }
  return Invalid(token.at, "the reader is in no state");
}

absl::Status Builder::TakeValue(const Token& token) {
  switch (token.kind) {
    case TokenKind::kBeginObject:
    case TokenKind::kBeginArray:
      return Open(token);
    case TokenKind::kString:
      Add(Value::String(token.text));
      return absl::OkStatus();
    case TokenKind::kNumber:
      Add(Value::Number(token.text));
      return absl::OkStatus();
    case TokenKind::kTrue:
    case TokenKind::kFalse:
      Add(Value::Bool(token.kind == TokenKind::kTrue));
      return absl::OkStatus();
    case TokenKind::kNull:
      Add(Value::Null());
      return absl::OkStatus();
    case TokenKind::kError:
    case TokenKind::kEnd:
    case TokenKind::kEndObject:
    case TokenKind::kEndArray:
    case TokenKind::kComma:
    case TokenKind::kColon:
      break;
  }
  return Invalid(token.at, "a value was expected");
}

// A key and its colon are two tokens; between them the key lies on the stack and the
// number of the frame's elements is odd.
absl::Status Builder::TakeKey(const Token& token) {
  const bool has_key = (stack_.size() - frames_.back().first) % 2 == 1;
  if (has_key) {
    if (token.kind != TokenKind::kColon) return Invalid(token.at, "a colon was expected");
    expect_ = Expect::kValue;
    return absl::OkStatus();
  }
  if (token.kind != TokenKind::kString) return Invalid(token.at, "a key in quotes was expected");
  stack_.push_back(Value::String(token.text));
  expect_ = Expect::kKey;
  return absl::OkStatus();
}

absl::Status Builder::TakeComma(const Token& token) {
  const bool object = frames_.back().object;
  if (token.kind != TokenKind::kComma) {
    return Invalid(token.at,
                   object ? "a comma or `}` was expected" : "a comma or `]` was expected");
  }
  expect_ = object ? Expect::kKey : Expect::kValue;
  return absl::OkStatus();
}

absl::Status Builder::Open(const Token& token) {
  if (frames_.size() >= static_cast<size_t>(limits_.max_depth)) {
    return absl::InvalidArgumentError(
        absl::StrCat("is nested deeper than ", limits_.max_depth, " levels, at byte ", token.at));
  }
  const bool object = token.kind == TokenKind::kBeginObject;
  frames_.push_back({object, stack_.size()});
  expect_ = object ? Expect::kKeyOrEnd : Expect::kValueOrEnd;
  return absl::OkStatus();
}

bool Builder::IsEndOfFrame(const Token& token) const {
  return token.kind == (frames_.back().object ? TokenKind::kEndObject : TokenKind::kEndArray);
}

absl::Status Builder::Close(const Token& token) {
  const Frame frame = frames_.back();
  Value value;
  if (frame.object) {
    WRIT_ASSIGN_OR_RETURN(value, CloseObject(frame, token.at));
  } else {
    value = CloseArray(frame);
  }
  frames_.pop_back();
  stack_.resize(frame.first);
  Add(value);
  return absl::OkStatus();
}

Value Builder::CloseArray(const Frame& frame) {
  const size_t size = stack_.size() - frame.first;
  Value* items = arena_.NewArray<Value>(size);
  std::copy(stack_.begin() + static_cast<ptrdiff_t>(frame.first), stack_.end(), items);
  return Value::List(items, static_cast<uint32_t>(size));
}

absl::StatusOr<Value> Builder::CloseObject(const Frame& frame, size_t at) {
  const uint32_t size = static_cast<uint32_t>((stack_.size() - frame.first) / 2);
  std::vector<MapEntry> entries(size);
  for (uint32_t i = 0; i < size; ++i) {
    entries[i] = {stack_[frame.first + 2 * i], stack_[frame.first + 2 * i + 1]};
  }
  const Value map = MakeMap(entries.data(), size, arena_);
  if (!map.is(Kind::kMap)) return DuplicateKey(entries.data(), size, at);
  return map;
}

void Builder::Add(Value value) {
  stack_.push_back(value);
  expect_ = frames_.empty() ? Expect::kNothing : Expect::kCommaOrEnd;
}

absl::Status Builder::DuplicateKey(const MapEntry* entries, uint32_t size, size_t at) const {
  std::vector<std::string_view> keys;
  for (uint32_t i = 0; i < size; ++i) keys.push_back(entries[i].key.AsText());
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  const std::string path = Path();
  return Invalid(at, absl::StrCat("the key `", Shown(*twice), "` occurs twice in ",
                                  path.empty() ? "the object" : absl::StrCat("`", path, "`")));
}

// Where the innermost open container stands: "items[3].price".
std::string Builder::Path() const {
  std::string path;
  for (size_t i = 0; i + 1 < frames_.size(); ++i) {
    const size_t last = frames_[i + 1].first - 1;
    if (frames_[i].object) {
      absl::StrAppend(&path, path.empty() ? "" : ".", Shown(stack_[last].AsText()));
    } else {
      absl::StrAppend(&path, "[", last + 1 - frames_[i].first, "]");
    }
  }
  return path;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const RawValue>> ReadJson(std::string_view text,
                                                         const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return absl::InvalidArgumentError(absl::StrCat("is longer than ", limits.max_bytes, " bytes"));
  }
  const size_t bad = json::FindInvalidUtf8(text);
  if (bad != text.size()) return Invalid(bad, "the text is not UTF-8");
  auto raw = std::make_shared<RawValue>();
  const std::string_view copy = raw->arena.Copy(text);
  WRIT_ASSIGN_OR_RETURN(raw->value, Builder(raw->arena, limits).Build(copy));
  return std::shared_ptr<const RawValue>(std::move(raw));
}

}  // namespace writ
