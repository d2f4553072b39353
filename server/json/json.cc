#include "server/json/json.h"

#include <rapidjson/encodedstream.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/value/text.h"

namespace writ::server {
namespace {

// Builds values from RapidJSON's events. Returning false stops the reader.
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
 public:
  Builder(Arena& arena, int max_depth) : arena_(arena), max_depth_(max_depth) {}

  bool Null() { return Push(Value::Null()); }
  bool Bool(bool b) { return Push(Value::Bool(b)); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return Push(Value::Number(arena_.Copy({text, size})));
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return Push(Value::String(arena_.Copy({text, size})));
  }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) {
    return String(text, size, copy);
  }
  bool StartObject() { return Enter(); }
  bool StartArray() { return Enter(); }

  bool EndArray(rapidjson::SizeType size) {
    Value* items = arena_.NewArray<Value>(size);
    std::copy(stack_.end() - size, stack_.end(), items);
    return Leave(size, Value::List(items, size));
  }

  bool EndObject(rapidjson::SizeType size) {
    MapEntry* entries = arena_.NewArray<MapEntry>(size);
    const Value* first = stack_.data() + (stack_.size() - size_t{2} * size);
    for (rapidjson::SizeType i = 0; i < size; ++i) entries[i] = {first[2 * i], first[2 * i + 1]};
    Value map = MakeMap(entries, size, arena_);
    if (map.is(Kind::kAbsent)) return Fail(absl::StrCat("the key ", Repeated(first, size), " occurs twice"));
    return Leave(size_t{2} * size, map);
  }

  const std::string& failure() const { return failure_; }
  const Value& result() const { return stack_.front(); }

 private:
  bool Push(Value value) {
    stack_.push_back(value);
    return true;
  }

  bool Enter() {
    if (++depth_ <= max_depth_) return true;
    return Fail(absl::StrCat("nested deeper than ", max_depth_, " levels"));
  }

  bool Leave(size_t taken, Value value) {
    --depth_;
    stack_.resize(stack_.size() - taken);
    return Push(value);
  }

  bool Fail(std::string why) {
    failure_ = std::move(why);
    return false;
  }

  // The first key that occurs twice among `size` key-value pairs, quoted.
  static std::string Repeated(const Value* pairs, size_t size) {
    std::vector<std::string_view> keys;
    for (size_t i = 0; i < size; ++i) keys.push_back(pairs[2 * i].AsText());
    std::sort(keys.begin(), keys.end());
    auto twice = std::adjacent_find(keys.begin(), keys.end());
    return twice == keys.end() ? std::string("of an object") : QuoteJson(*twice);
  }

  Arena& arena_;
  const int max_depth_;
  int depth_ = 0;
  std::vector<Value> stack_;
  std::string failure_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const RawValue>> ReadJson(std::string_view text,
                                                         const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return absl::InvalidArgumentError(absl::StrCat("the JSON is larger than ", limits.bytes, " bytes"));
  }
  // RapidJSON takes a NUL byte for the end of the text.
  if (size_t at = text.find('\0'); at != std::string_view::npos) {
    return absl::InvalidArgumentError(absl::StrCat("not JSON at byte ", at, ": a NUL byte"));
  }
  auto raw = std::make_shared<RawValue>();
  Builder builder(raw->arena, limits.depth);
  rapidjson::MemoryStream bytes(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;
  auto result = reader.Parse<kFlags>(stream, builder);
  if (result.IsError()) {
    std::string why = builder.failure().empty() ? rapidjson::GetParseError_En(result.Code())
                                                : builder.failure();
    return absl::InvalidArgumentError(absl::StrCat("not JSON at byte ", result.Offset(), ": ", why));
  }
  raw->value = builder.result();
  return std::shared_ptr<const RawValue>(std::move(raw));
}

}  // namespace writ::server
