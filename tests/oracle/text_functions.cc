// Functions on texts and bytes: CEL's extension and its encoders, character by character.
#include <algorithm>
#include <optional>

#include "tests/oracle/functions.h"

namespace writ::oracle {
namespace {

using Texts = std::vector<std::string>;

int64_t SizeOf(const Texts& characters) { return static_cast<int64_t>(characters.size()); }

// Whether `part` stands in `text` at `at`.
bool StandsAt(const Texts& text, const Texts& part, int64_t at) {
  return at + SizeOf(part) <= SizeOf(text) &&
         std::equal(part.begin(), part.end(), text.begin() + at);
}

// The first place from `from` on, going forwards or backwards, where it stands; -1: none.
Value Find(const Args& a, std::optional<int64_t> from, bool forwards) {
  const Texts text = Characters(a.Text(0)), part = Characters(a.Text(1));
  if (from && (*from < 0 || *from > SizeOf(text))) return Value::Error(ErrorCode::kIndexOutOfRange);
  const int64_t start = from.value_or(forwards ? 0 : SizeOf(text));
  for (int64_t at = start; at >= 0 && at <= SizeOf(text); at += forwards ? 1 : -1) {
    if (StandsAt(text, part, at)) return Value::Int(at);
  }
  return Value::Int(-1);
}

Value CharacterAt(const Args& a) {
  const Texts text = Characters(a.Text(0));
  const int64_t at = a[1].AsInt();
  if (at < 0 || at > SizeOf(text)) return Value::Error(ErrorCode::kIndexOutOfRange);
  return a.NewText(at == SizeOf(text) ? "" : text[static_cast<size_t>(at)]);
}

// Nothing stands before, between and behind all characters.
Value ReplaceSome(const Args& a) {
  const Texts text = Characters(a.Text(0)), part = Characters(a.Text(1));
  int64_t left = a[3].AsInt() < 0 ? INT64_MAX : a[3].AsInt();
  std::string out;
  for (int64_t at = 0; at <= SizeOf(text);) {
    const bool here = left > 0 && StandsAt(text, part, at);
    if (here) out += a.Text(2);
    left -= here ? 1 : 0;
    if (here && !part.empty()) {
      at += SizeOf(part);
    } else if (at < SizeOf(text)) {
      out += text[static_cast<size_t>(at++)];
    } else {
      break;
    }
  }
  return a.NewText(out);
}

// The last part has the rest, separators and all.
Value SplitSome(const Args& a) {
  const int64_t most = a[2].AsInt();
  Texts parts = SplitText(a.Text(0), a.Text(1));
  if (most == 0) parts.clear();
  while (most > 0 && SizeOf(parts) > most) {
    const std::string last = parts.back();
    parts.pop_back();
    parts.back() += a.Text(1) + last;
  }
  return a.NewList(parts);
}

Value JoinAll(const Args& a) {
  std::string out;
  for (uint32_t i = 0; i < a[0].size(); ++i) {
    const Value& item = a[0].items()[i];
    if (!item.is(Kind::kString)) return Value::Error(ErrorCode::kTypeMismatch);
    out += item.AsText();
  }
  return a.NewText(out);
}

Value Quoted(const Args& a) {
  static const std::map<char, std::string> escapes = {{'\a', "\\a"}, {'\b', "\\b"},  {'\f', "\\f"},
                                                      {'\n', "\\n"}, {'\r', "\\r"},  {'\t', "\\t"},
                                                      {'\v', "\\v"}, {'\\', "\\\\"}, {'"', "\\\""}};
  std::string out;
  for (char c : a.Text(0)) out += escapes.count(c) == 1 ? escapes.at(c) : std::string(1, c);
  return a.NewText("\"" + out + "\"");
}

Value Reversed(const Args& a) {
  Texts text = Characters(a.Text(0));
  std::reverse(text.begin(), text.end());
  return a.NewText(Joined(text, ""));
}

// ---- base64, bit by bit ----

const std::string kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Value ToBase64(const Args& a) {
  std::string bits, out;
  for (char c : a.Text(0)) {
    for (int bit = 7; bit >= 0; --bit)
      bits += (static_cast<unsigned char>(c) >> bit & 1) ? '1' : '0';
  }
  while (bits.size() % 6 != 0) bits += '0';
  for (size_t at = 0; at < bits.size(); at += 6) {
    out += kAlphabet[std::stoul(bits.substr(at, 6), nullptr, 2)];
  }
  while (out.size() % 4 != 0) out += '=';
  return a.NewText(out);
}

// Padding is all there or not at all; what is cut off the last letter is zero.
Value FromBase64(const Args& a) {
  std::string text = a.Text(0), bits, out;
  const size_t letters = std::min(text.find('='), text.size());
  const std::string padding = text.substr(letters);
  if (letters % 4 == 1) return Bad();
  if (!padding.empty() && (padding != std::string((4 - letters % 4) % 4, '='))) return Bad();
  for (size_t i = 0; i < letters; ++i) {
    const size_t value = kAlphabet.find(text[i]);
    if (value == std::string::npos) return Bad();
    for (int bit = 5; bit >= 0; --bit) bits += (value >> bit & 1) == 1 ? '1' : '0';
  }
  while (bits.size() >= 8) {
    out += static_cast<char>(std::stoul(bits.substr(0, 8), nullptr, 2));
    bits.erase(0, 8);
  }
  if (bits.find('1') != std::string::npos) return Bad();
  return Value::Bytes(a.arena.Copy(out));
}

// As RFC 3629 has it: no longer form, no surrogate, nothing past U+10FFFF.
bool IsUtf8(const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const unsigned char first = static_cast<unsigned char>(text[at]);
    const size_t size = first < 0x80   ? 1
                        : first < 0xc0 ? 0
                        : first < 0xe0 ? 2
                        : first < 0xf0 ? 3
                                       : 4;
    if (size == 0 || first > 0xf4 || at + size > text.size()) return false;
    uint32_t code = size == 1 ? first : first & (0x7f >> size);
    for (size_t i = 1; i < size; ++i) {
      const unsigned char next = static_cast<unsigned char>(text[at + i]);
      if (next >> 6 != 2) return false;
      code = code << 6 | (next & 0x3f);
    }
    const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
    at += size;
  }
  return true;
}

}  // namespace

const Rows& TextRows() {
  static const Rows rows = {
      {"CharAt", {"si", CharacterAt}},
      {"IndexOfFrom", {"ssi", [](const Args& a) { return Find(a, a[2].AsInt(), true); }}},
      {"LastIndexOf", {"ss", [](const Args& a) { return Find(a, std::nullopt, false); }}},
      {"LastIndexOfFrom", {"ssi", [](const Args& a) { return Find(a, a[2].AsInt(), false); }}},
      {"ReplaceFirst", {"sssi", ReplaceSome}},
      {"SplitLimit", {"ssi", SplitSome}},
      {"JoinPlain", {"l", JoinAll}},
      {"Quote", {"s", Quoted}},
      {"Reverse", {"s", Reversed}},
      {"Base64Encode", {"y", ToBase64}},
      {"Base64Decode", {"s", FromBase64}},
      {"BytesSame", {"y", [](const Args& a) { return a[0]; }}},
      {"StringToBytes", {"s", [](const Args& a) { return Value::Bytes(a.arena.Copy(a.Text(0))); }}},
      {"BytesToString",
       {"y", [](const Args& a) { return IsUtf8(a.Text(0)) ? a.NewText(a.Text(0)) : Bad(); }}},
      {"StringToBool",
       {"s",
        [](const Args& a) {
          const std::string text = a.Text(0);
          for (const char* yes : {"1", "t", "true", "TRUE", "True"}) {
            if (text == yes) return Value::Bool(true);
          }
          for (const char* no : {"0", "f", "false", "FALSE", "False"}) {
            if (text == no) return Value::Bool(false);
          }
          return Bad();
        }}},
      {"BoolSame", {"b", [](const Args& a) { return a[0]; }}},
  };
  return rows;
}

}  // namespace writ::oracle
