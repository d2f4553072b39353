// Builtins on text: they see code points where authors count, bytes where they do not.
#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "engine/vm/builtins.h"
#include "engine/vm/utf8.h"

namespace writ::builtins {
namespace {

Value BadText() { return Failure(ErrorCode::kBadArgument); }

Value MapBytes(const Value& text, Context& context, char (*change)(char)) {
  const std::string_view from = text.AsText();
  if (from.empty()) return text;
  Value failure;
  char* to = NewText(context, from.size(), failure);
  if (to == nullptr) return failure;
  std::transform(from.begin(), from.end(), to, change);
  return Value::String({to, from.size()});
}

char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char ToUpper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// The part of UTF-8 text from code point `from` up to `to`, or to the end.
Value Slice(std::string_view text, int64_t from, std::optional<int64_t> to) {
  if (!CountCodePoints(text).has_value()) return BadText();
  const auto begin = ByteOfCodePoint(text, from);
  const auto end = to.has_value() ? ByteOfCodePoint(text, *to) : text.size();
  if (!begin.has_value() || !end.has_value() || *begin > *end) {
    return Failure(ErrorCode::kIndexOutOfRange);
  }
  return Value::String(text.substr(*begin, *end - *begin));
}

size_t CountOccurrences(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

Value SplitAtSeparator(std::string_view text, std::string_view separator, Context& context) {
  const size_t parts = CountOccurrences(text, separator) + 1;
  if (!context.Pay(parts)) return OutOfFuel();
  Value* items = context.arena.NewArray<Value>(parts);
  for (size_t i = 0; i < parts; ++i) {
    const size_t end = std::min(text.find(separator), text.size());
    items[i] = Value::String(text.substr(0, end));
    text.remove_prefix(std::min(end + separator.size(), text.size()));
  }
  return Value::List(items, static_cast<uint32_t>(parts));
}

Value SplitCodePoints(std::string_view text, Context& context) {
  const std::optional<int64_t> count = CountCodePoints(text);
  if (!count.has_value()) return BadText();
  if (!context.Pay(static_cast<uint64_t>(*count))) return OutOfFuel();
  Value* items = context.arena.NewArray<Value>(static_cast<size_t>(*count));
  for (int64_t i = 0; i < *count; ++i) {
    const uint32_t size = FirstCodePoint(text)->size;
    items[i] = Value::String(text.substr(0, size));
    text.remove_prefix(size);
  }
  return Value::List(items, static_cast<uint32_t>(*count));
}

// Writes pieces into room that was paid for.
class TextWriter {
 public:
  explicit TextWriter(char* at) : begin_(at), at_(at) {}
  void Add(std::string_view piece) {
    if (!piece.empty()) std::memcpy(at_, piece.data(), piece.size());
    at_ += piece.size();
  }
  Value text() const { return Value::String({begin_, static_cast<size_t>(at_ - begin_)}); }

 private:
  char* begin_;
  char* at_;
};

// `inserted` before each code point and at the end: what replacing nothing means.
Value Interleave(std::string_view text, std::string_view inserted, Context& context) {
  const std::optional<int64_t> count = CountCodePoints(text);
  if (!count.has_value()) return BadText();
  const size_t size = text.size() + (static_cast<size_t>(*count) + 1) * inserted.size();
  if (size == 0) return Value::String({});
  Value failure;
  char* room = NewText(context, size, failure);
  if (room == nullptr) return failure;
  TextWriter writer(room);
  for (; !text.empty(); text.remove_prefix(FirstCodePoint(text)->size)) {
    writer.Add(inserted);
    writer.Add(text.substr(0, FirstCodePoint(text)->size));
  }
  writer.Add(inserted);
  return writer.text();
}

}  // namespace

Value SizeString(const Value* args, Context&) {
  const std::optional<int64_t> count = CountCodePoints(args[0].AsText());
  return count.has_value() ? Value::Int(*count) : BadText();
}

Value Contains(const Value* args, Context&) {
  return Value::Bool(args[0].AsText().find(args[1].AsText()) != std::string_view::npos);
}

Value StartsWith(const Value* args, Context&) {
  return Value::Bool(args[0].AsText().starts_with(args[1].AsText()));
}

Value EndsWith(const Value* args, Context&) {
  return Value::Bool(args[0].AsText().ends_with(args[1].AsText()));
}

Value Matches(const Value* args, Context& context) {
  const std::string_view text = args[0].AsText();
  if (text.size() > kMaxSubjectBytes) return Failure(ErrorCode::kTooLarge);
  if (!CountCodePoints(text).has_value()) return BadText();
  return context.patterns.Match(text, args[1].AsText());
}

Value LowerAscii(const Value* args, Context& context) {
  return MapBytes(args[0], context, ToLower);
}
Value UpperAscii(const Value* args, Context& context) {
  return MapBytes(args[0], context, ToUpper);
}

Value Trim(const Value* args, Context&) {
  const std::string_view text = args[0].AsText();
  size_t begin = text.size(), end = 0;
  for (size_t at = 0; at < text.size();) {
    const std::optional<CodePoint> c = FirstCodePoint(text.substr(at));
    if (!c.has_value()) return BadText();
    if (!IsWhiteSpace(c->value)) {
      begin = std::min(begin, at);
      end = at + c->size;
    }
    at += c->size;
  }
  return Value::String(begin < end ? text.substr(begin, end - begin) : std::string_view());
}

Value Split(const Value* args, Context& context) {
  const std::string_view text = args[0].AsText(), separator = args[1].AsText();
  if (text.size() > kMaxTextBytes) return Failure(ErrorCode::kTooLarge);
  return separator.empty() ? SplitCodePoints(text, context)
                           : SplitAtSeparator(text, separator, context);
}

Value Join(const Value* args, Context& context) {
  const Value& list = args[0];
  const std::string_view separator = args[1].AsText();
  if (!context.Pay(list.size())) return OutOfFuel();
  size_t size = list.size() == 0 ? 0 : (list.size() - size_t{1}) * separator.size();
  for (uint32_t i = 0; i < list.size(); ++i) {
    if (!list.items()[i].is(Kind::kString)) return Misuse(list.items()[i]);
    size += list.items()[i].size();
  }
  if (size == 0) return Value::String({});
  Value failure;
  char* room = NewText(context, size, failure);
  if (room == nullptr) return failure;
  TextWriter writer(room);
  for (uint32_t i = 0; i < list.size(); ++i) {
    if (i > 0) writer.Add(separator);
    writer.Add(list.items()[i].AsText());
  }
  return writer.text();
}

Value Replace(const Value* args, Context& context) {
  std::string_view text = args[0].AsText();
  const std::string_view from = args[1].AsText(), to = args[2].AsText();
  if (from.empty()) return Interleave(text, to, context);
  const size_t count = CountOccurrences(text, from);
  if (count == 0) return args[0];
  const size_t size = text.size() - count * from.size() + count * to.size();
  if (size == 0) return Value::String({});
  Value failure;
  char* room = NewText(context, size, failure);
  if (room == nullptr) return failure;
  TextWriter writer(room);
  for (size_t i = 0; i < count; ++i) {
    const size_t at = text.find(from);
    writer.Add(text.substr(0, at));
    writer.Add(to);
    text.remove_prefix(at + from.size());
  }
  writer.Add(text);
  return writer.text();
}

Value IndexOf(const Value* args, Context&) {
  const std::string_view text = args[0].AsText();
  if (!CountCodePoints(text).has_value()) return BadText();
  const size_t at = text.find(args[1].AsText());
  if (at == text.npos) return Value::Int(-1);
  const std::optional<int64_t> before = CountCodePoints(text.substr(0, at));
  return before.has_value() ? Value::Int(*before) : BadText();
}

Value Substring(const Value* args, Context&) {
  return Slice(args[0].AsText(), args[1].AsInt(), args[2].AsInt());
}

Value SubstringFrom(const Value* args, Context&) {
  return Slice(args[0].AsText(), args[1].AsInt(), std::nullopt);
}

}  // namespace writ::builtins
