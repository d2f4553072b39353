// Builtins of CEL's extension for text. Indexes count code points.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "engine/vm/builtins.h"
#include "engine/vm/utf8.h"

namespace writ::builtins {
namespace {

Value BadText() { return Failure(ErrorCode::kBadArgument); }

// The index of the byte where an occurrence starts, as code points; -1 for none.
Value AsIndex(std::string_view text, size_t at) {
  if (at == std::string_view::npos) return Value::Int(-1);
  const std::optional<int64_t> before = CountCodePoints(text.substr(0, at));
  return before.has_value() ? Value::Int(*before) : BadText();
}

// What stands for a code point in quotes; empty when it stands for itself.
std::string_view EscapeOf(char32_t c) {
  constexpr struct {
    char32_t c;
    std::string_view escape;
  } kEscapes[] = {{'\a', "\\a"}, {'\b', "\\b"}, {'\f', "\\f"},  {'\n', "\\n"}, {'\r', "\\r"},
                  {'\t', "\\t"}, {'\v', "\\v"}, {'\\', "\\\\"}, {'"', "\\\""}};
  for (const auto& row : kEscapes) {
    if (row.c == c) return row.escape;
  }
  return {};
}

}  // namespace

Value CharAt(const Value* args, Context&) {
  const std::string_view text = args[0].AsText();
  if (!CountCodePoints(text).has_value()) return BadText();
  const auto at = ByteOfCodePoint(text, args[1].AsInt());
  if (!at.has_value()) return Failure(ErrorCode::kIndexOutOfRange);
  const auto c = FirstCodePoint(text.substr(*at));
  return Value::String(text.substr(*at, c.has_value() ? c->size : 0));
}

Value IndexOfFrom(const Value* args, Context&) {
  const std::string_view text = args[0].AsText();
  if (!CountCodePoints(text).has_value()) return BadText();
  const auto from = ByteOfCodePoint(text, args[2].AsInt());
  if (!from.has_value()) return Failure(ErrorCode::kIndexOutOfRange);
  return AsIndex(text, text.find(args[1].AsText(), *from));
}

Value LastIndexOf(const Value* args, Context&) {
  const std::string_view text = args[0].AsText();
  if (!CountCodePoints(text).has_value()) return BadText();
  return AsIndex(text, text.rfind(args[1].AsText()));
}

Value LastIndexOfFrom(const Value* args, Context&) {
  const std::string_view text = args[0].AsText();
  if (!CountCodePoints(text).has_value()) return BadText();
  const auto from = ByteOfCodePoint(text, args[2].AsInt());
  if (!from.has_value()) return Failure(ErrorCode::kIndexOutOfRange);
  return AsIndex(text, text.rfind(args[1].AsText(), *from));
}

// The head up to the occurrence that is not replaced any more, with all of its own
// replaced, and the rest as it is.
Value ReplaceFirst(const Value* args, Context& context) {
  const std::string_view text = args[0].AsText(), from = args[1].AsText();
  const int64_t limit = args[3].AsInt();
  if (limit < 0) return Replace(args, context);
  if (from.empty() && !CountCodePoints(text).has_value()) return BadText();
  std::string out;
  size_t at = 0;
  for (int64_t done = 0; done < limit; ++done) {
    const size_t next = text.find(from, at);
    if (next == text.npos) break;
    if (!context.PayText(args[2].size())) return OutOfFuel();
    out.append(text.substr(at, next - at)).append(args[2].AsText());
    if (out.size() > kMaxTextBytes) return Failure(ErrorCode::kTooLarge);
    at = next + from.size();
    if (!from.empty()) continue;
    if (at == text.size()) break;
    const size_t size = FirstCodePoint(text.substr(at))->size;
    out.append(text.substr(at, size));
    at += size;
  }
  return CopyText(context, out.append(text.substr(at)));
}

Value SplitLimit(const Value* args, Context& context) {
  const std::string_view text = args[0].AsText();
  const int64_t limit = args[2].AsInt();
  if (limit == 0) return Value::List(nullptr, 0);
  const Value all = Split(args, context);
  if (limit < 0 || all.is_error() || all.size() <= static_cast<uint64_t>(limit)) return all;
  const uint32_t size = static_cast<uint32_t>(limit);
  Value* items = context.arena.NewArray<Value>(size);
  std::copy_n(all.items(), size - 1, items);
  // The rest starts where the part that is not split off any more does.
  const char* rest = all.items()[size - 1].AsText().data();
  items[size - 1] = Value::String({rest, static_cast<size_t>(text.data() + text.size() - rest)});
  return Value::List(items, size);
}

Value JoinPlain(const Value* args, Context& context) {
  const Value with[] = {args[0], Value::String({})};
  return Join(with, context);
}

Value Quote(const Value* args, Context& context) {
  std::string out = "\"";
  for (std::string_view text = args[0].AsText(); !text.empty();) {
    const auto c = FirstCodePoint(text);
    const std::string_view escape = c.has_value() ? EscapeOf(c->value) : "\xef\xbf\xbd";
    out += escape.empty() ? text.substr(0, c->size) : escape;
    text.remove_prefix(c.has_value() ? c->size : 1);
  }
  return CopyText(context, out += '"');
}

Value Reverse(const Value* args, Context& context) {
  std::string out(args[0].size(), '\0');
  size_t end = out.size();
  for (std::string_view text = args[0].AsText(); !text.empty();) {
    const auto c = FirstCodePoint(text);
    if (!c.has_value()) return BadText();
    end -= c->size;
    std::copy_n(text.data(), c->size, out.data() + end);
    text.remove_prefix(c->size);
  }
  return CopyText(context, out);
}

}  // namespace writ::builtins
