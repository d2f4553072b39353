#include "server/json/json.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/value/utf8.h"

namespace writ {
namespace {

using rapidjson::SizeType;

constexpr absl::string_view kInvalid = "is not valid JSON: ";

absl::Status Refused(absl::string_view message, size_t at) {
  return absl::InvalidArgumentError(absl::StrCat(message, ", at byte ", at));
}

// Keys in messages are shortened: they are the caller's text. `key` is UTF-8.
constexpr size_t kMaxShownKey = 64;
std::string Shown(std::string_view key) {
  size_t size = std::min(key.size(), kMaxShownKey);
  // Not in the middle of a code point.
  while (size < key.size() && (key[size] & 0xC0) == 0x80) --size;
  std::string shown(key.substr(0, size));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return key.size() > size ? shown + "..." : shown;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t size = utf8::First(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

// Builds values bottom up from RapidJSON's events: finished elements wait on one stack
// until their container closes and takes them. An event that returns false ends the
// reading; `failure` then says why.
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
 public:
  Builder(Arena& arena, const JsonLimits& limits) : arena_(arena), limits_(limits) {}

  // Any event without a handler here, as a number that is not text, is refused.
  bool Default() { return false; }
  bool Null() { return Add(Value::Null()); }
  bool Bool(bool b) { return Add(Value::Bool(b)); }
  bool RawNumber(const char* text, SizeType size, bool /*copy*/) {
    return Add(Value::Number(arena_.Copy({text, size})));
  }
  bool String(const char* text, SizeType size, bool /*copy*/) { return AddText({text, size}); }
  bool Key(const char* text, SizeType size, bool /*copy*/) { return AddText({text, size}); }
  bool StartObject() { return Open(true); }
  bool StartArray() { return Open(false); }
  bool EndObject(SizeType /*size*/);
  bool EndArray(SizeType /*size*/);

  // Of a text that was read to its end.
  const Value& result() const { return stack_.front(); }
  const std::string& failure() const { return failure_; }

 private:
  struct Frame {
    bool object;
    size_t first;  // of its elements on the stack
  };

  bool Add(Value value);
  bool AddText(std::string_view text);
  bool Open(bool object);
  bool Close(Value value);
  bool Fail(std::string message);
  std::string KeyGivenTwice(const std::vector<MapEntry>& entries) const;
  std::string Path() const;

  Arena& arena_;
  const JsonLimits& limits_;
  std::vector<Frame> frames_;
  // Elements of arrays; keys and values of objects in turn.
  std::vector<Value> stack_;
  std::string failure_ = "is not valid JSON";
};

bool Builder::Add(Value value) {
  stack_.push_back(value);
  return true;
}

bool Builder::Fail(std::string message) {
  failure_ = std::move(message);
  return false;
}

// RapidJSON checks the bytes of the text and the first half of an escaped pair, but
// decodes a second half alone to bytes that are not UTF-8.
bool Builder::AddText(std::string_view text) {
  if (!IsUtf8(text)) return Fail(absl::StrCat(kInvalid, "half of a surrogate pair stands alone"));
  return Add(Value::String(arena_.Copy(text)));
}

bool Builder::Open(bool object) {
  if (frames_.size() >= static_cast<size_t>(limits_.max_depth)) {
    return Fail(absl::StrCat("is nested deeper than ", limits_.max_depth, " levels"));
  }
  frames_.push_back({object, stack_.size()});
  return true;
}

bool Builder::Close(Value value) {
  stack_.resize(frames_.back().first);
  frames_.pop_back();
  return Add(value);
}

bool Builder::EndArray(SizeType /*size*/) {
  const size_t first = frames_.back().first;
  const size_t size = stack_.size() - first;
  Value* items = arena_.NewArray<Value>(size);
  std::copy(stack_.begin() + static_cast<ptrdiff_t>(first), stack_.end(), items);
  return Close(Value::List(items, static_cast<uint32_t>(size)));
}

bool Builder::EndObject(SizeType /*size*/) {
  std::vector<MapEntry> entries;
  for (size_t i = frames_.back().first; i < stack_.size(); i += 2) {
    entries.push_back({stack_[i], stack_[i + 1]});
  }
  const Value map = MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena_);
  if (!map.is(Kind::kMap)) return Fail(KeyGivenTwice(entries));
  return Close(map);
}

std::string Builder::KeyGivenTwice(const std::vector<MapEntry>& entries) const {
  std::vector<std::string_view> keys;
  for (const MapEntry& entry : entries) keys.push_back(entry.key.AsText());
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  const std::string path = Path();
  return absl::StrCat(kInvalid, "the key `", Shown(*twice), "` occurs twice in ",
                      path.empty() ? "the object" : absl::StrCat("`", path, "`"));
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

constexpr absl::string_view kEndsTooEarly = "the text ends too early";

struct Refusal {
  rapidjson::ParseErrorCode code;
  absl::string_view what;
  // When it is the end of the text that is wrong.
  absl::string_view at_end = what;
};

constexpr Refusal kRefusals[] = {
    {rapidjson::kParseErrorDocumentEmpty, "a value was expected", kEndsTooEarly},
    {rapidjson::kParseErrorDocumentRootNotSingular, "something follows the value"},
    {rapidjson::kParseErrorValueInvalid, "a value was expected", kEndsTooEarly},
    {rapidjson::kParseErrorObjectMissName, "a key in quotes was expected", kEndsTooEarly},
    {rapidjson::kParseErrorObjectMissColon, "a colon was expected", kEndsTooEarly},
    {rapidjson::kParseErrorObjectMissCommaOrCurlyBracket, "a comma or `}` was expected",
     kEndsTooEarly},
    {rapidjson::kParseErrorArrayMissCommaOrSquareBracket, "a comma or `]` was expected",
     kEndsTooEarly},
    {rapidjson::kParseErrorStringUnicodeEscapeInvalidHex, "`\\u` needs four hexadecimal digits"},
    {rapidjson::kParseErrorStringUnicodeSurrogateInvalid, "half of a surrogate pair stands alone"},
    {rapidjson::kParseErrorStringEscapeInvalid,
     "there is no such escape, or a control character is not escaped"},
    {rapidjson::kParseErrorStringMissQuotationMark, "a string is not closed"},
    {rapidjson::kParseErrorStringInvalidEncoding, "the text is not UTF-8"},
    {rapidjson::kParseErrorNumberTooBig, "the number is too large"},
    {rapidjson::kParseErrorNumberMissFraction, "a digit must follow the point"},
    {rapidjson::kParseErrorNumberMissExponent, "an exponent needs a digit"},
};

absl::string_view WhatIsWrong(rapidjson::ParseErrorCode code, bool at_end) {
  for (const Refusal& refusal : kRefusals) {
    if (refusal.code == code) return at_end ? refusal.at_end : refusal.what;
  }
  return "it cannot be read";
}

absl::Status Parse(std::string_view text, Builder& builder) {
  // No byte order mark is skipped: that is for RapidJSON's encoded streams.
  rapidjson::MemoryStream stream(text.data(), text.size());
  constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseIterativeFlag;
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  const size_t at = result.Offset();
  if (!result.IsError()) return absl::OkStatus();
  if (result.Code() == rapidjson::kParseErrorTermination) return Refused(builder.failure(), at);
  return Refused(absl::StrCat(kInvalid, WhatIsWrong(result.Code(), at == text.size())), at);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const RawValue>> ReadJson(std::string_view text,
                                                         const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return absl::InvalidArgumentError(absl::StrCat("is longer than ", limits.max_bytes, " bytes"));
  }
  // RapidJSON takes a NUL byte for the end of the text.
  const size_t nul = text.find('\0');
  if (nul != std::string_view::npos) {
    return Refused(absl::StrCat(kInvalid, "there is a NUL byte"), nul);
  }
  auto raw = std::make_shared<RawValue>();
  Builder builder(raw->arena, limits);
  WRIT_RETURN_IF_ERROR(Parse(text, builder));
  raw->value = builder.result();
  return std::shared_ptr<const RawValue>(std::move(raw));
}

}  // namespace writ
