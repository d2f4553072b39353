// Two writers over the same walk: Writ source for people, JSON for machines.
#include "engine/value/text.h"

#include <charconv>
#include <cmath>

#include "engine/value/base64.h"
#include "engine/value/nesting.h"
#include "engine/value/utf8.h"

namespace writ {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr uint32_t kReplacement = 0xfffd;

void AppendCodeUnit(uint32_t unit, std::string& out) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHexDigits[unit >> shift & 15];
}

// The letter that stands for the character after a backslash; 0 when there is none.
char ShortEscape(uint32_t c) {
  constexpr std::string_view kCharacters = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  if (c == 0 || c > 0x7f) return 0;
  const size_t at = kCharacters.find(static_cast<char>(c));
  return at == std::string_view::npos ? 0 : kLetters[at];
}

bool IsControl(uint32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

// `bytes` spell the code point.
void AppendQuoted(uint32_t code_point, std::string_view bytes, std::string& out) {
  if (const char letter = ShortEscape(code_point)) {
    out += '\\';
    out += letter;
  } else if (IsControl(code_point)) {
    AppendCodeUnit(code_point, out);
  } else {
    out += bytes;
  }
}

void Quote(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const utf8::CodePoint next = utf8::First(text);
    if (next.size == 0) {
      AppendCodeUnit(kReplacement, out);
      text.remove_prefix(1);
    } else {
      AppendQuoted(next.value, text.substr(0, next.size), out);
      text.remove_prefix(next.size);
    }
  }
  out += '"';
}

std::string DoubleText(double d) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, d);
  return std::string(text, end);
}

void Call(std::string_view function, std::string_view text, std::string& out) {
  out += function;
  out += '(';
  Quote(text, out);
  out += ')';
}

// `b"..."` with every byte that is not plain ASCII in hexadecimal.
void QuoteBytes(std::string_view bytes, std::string& out) {
  out += "b\"";
  for (char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
      out += c;
    } else {
      out += {'\\', 'x', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
    }
  }
  out += '"';
}

class SourceWriter {
 public:
  explicit SourceWriter(std::string& out) : out_(out) {}

  void Write(const Value& given, int depth) {
    const Value value = WithinDepth(given, depth);
    switch (value.kind()) {
      case Kind::kAbsent:
      case Kind::kNull:
        out_ += KindName(value.kind());
        return;
      case Kind::kBool:
        out_ += value.AsBool() ? "true" : "false";
        return;
      case Kind::kInt:
        out_ += std::to_string(value.AsInt());
        return;
      case Kind::kUint:
        out_ += std::to_string(value.AsUint()) + "u";
        return;
      case Kind::kDouble:
        return Double(value.AsDouble());
      case Kind::kString:
        return Quote(value.AsText(), out_);
      case Kind::kBytes:
        return QuoteBytes(value.AsText(), out_);
      case Kind::kDecimal:
        out_ += value.AsDecimal().ToString();
        return;
      case Kind::kMoney:
        out_ += FormatMoney(value.AsMoney());
        return;
      case Kind::kTimestamp:
        return Call("timestamp", FormatTimestamp(value.AsTime()), out_);
      case Kind::kDuration:
        return Call("duration", FormatDuration(value.AsTime()), out_);
      case Kind::kDate:
        return Call("date", FormatDate(value.AsDate()), out_);
      case Kind::kList:
        return Items(value, depth + 1);
      case Kind::kSet:
        out_ += "set(";
        Items(value, depth + 1);
        out_ += ')';
        return;
      case Kind::kMap:
        return Map(value.AsMap(), depth + 1);
      case Kind::kEntity:
        return Call(value.AsEntity().type, value.AsEntity().id, out_);
      case Kind::kType:
      case Kind::kNumber:
        out_ += value.AsText();
        return;
      case Kind::kError:
        out_ += "error(";
        out_ += ErrorName(value.AsError());
        out_ += ')';
        return;
    }
  }

 private:
  void Double(double d) {
    const std::string text = DoubleText(d);
    out_ += text;
    // So that it does not look like an int.
    if (std::isfinite(d) && text.find_first_of(".e") == std::string::npos) out_ += ".0";
  }

  void Items(const Value& value, int depth) {
    out_ += '[';
    for (uint32_t i = 0; i < value.size(); ++i) {
      if (i > 0) out_ += ", ";
      Write(value.items()[i], depth);
    }
    out_ += ']';
  }

  void Map(const MapRep& map, int depth) {
    out_ += '{';
    for (uint32_t i = 0; i < map.size; ++i) {
      if (i > 0) out_ += ", ";
      Write(map.entries[i].key, depth);
      out_ += ": ";
      Write(map.entries[i].value, depth);
    }
    out_ += '}';
  }

  std::string& out_;
};

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void Write(const Value& given, int depth) {
    const Value value = WithinDepth(given, depth);
    switch (value.kind()) {
      case Kind::kList:
      case Kind::kSet:
        return Items(value, depth + 1);
      case Kind::kMap:
        return Map(value.AsMap(), depth + 1);
      case Kind::kMoney:
        return Money(value.AsMoney());
      case Kind::kDouble:
        out_ += std::isfinite(value.AsDouble()) ? DoubleText(value.AsDouble()) : "null";
        return;
      case Kind::kAbsent:
      case Kind::kNull:
      case Kind::kError:
        out_ += "null";
        return;
      case Kind::kBool:
      case Kind::kInt:
      case Kind::kUint:
      case Kind::kDecimal:
      case Kind::kNumber:
        out_ += PlainText(value);
        return;
      case Kind::kString:
      case Kind::kBytes:
      case Kind::kTimestamp:
      case Kind::kDuration:
      case Kind::kDate:
      case Kind::kEntity:
      case Kind::kType:
        return Quote(PlainText(value), out_);
    }
  }

 private:
  // The text of a value that is not made of others, without quotes.
  static std::string PlainText(const Value& value) {
    switch (value.kind()) {
      case Kind::kBool:
        return value.AsBool() ? "true" : "false";
      case Kind::kInt:
        return std::to_string(value.AsInt());
      case Kind::kUint:
        return std::to_string(value.AsUint());
      case Kind::kDouble:
        return DoubleText(value.AsDouble());
      case Kind::kDecimal:
        return value.AsDecimal().ToString();
      case Kind::kString:
      case Kind::kType:
      case Kind::kNumber:
        return std::string(value.AsText());
      case Kind::kBytes:
        return EncodeBase64(value.AsText());
      case Kind::kTimestamp:
        return FormatTimestamp(value.AsTime());
      case Kind::kDuration:
        return FormatDuration(value.AsTime());
      case Kind::kDate:
        return FormatDate(value.AsDate());
      case Kind::kEntity:
        return std::string(value.AsEntity().id);
      case Kind::kMoney:
        return FormatMoney(value.AsMoney());
      case Kind::kAbsent:
      case Kind::kNull:
      case Kind::kList:
      case Kind::kSet:
      case Kind::kMap:
      case Kind::kError:
        break;
    }
    return ToSource(value);
  }

  void Items(const Value& value, int depth) {
    out_ += '[';
    for (uint32_t i = 0; i < value.size(); ++i) {
      if (i > 0) out_ += ',';
      Write(value.items()[i], depth);
    }
    out_ += ']';
  }

  // Keys of JSON are texts.
  void Map(const MapRep& map, int depth) {
    out_ += '{';
    for (uint32_t i = 0; i < map.size; ++i) {
      if (i > 0) out_ += ',';
      Quote(PlainText(map.entries[i].key), out_);
      out_ += ':';
      Write(map.entries[i].value, depth);
    }
    out_ += '}';
  }

  void Money(const writ::Money& money) {
    out_ += "{\"amount\":" + money.amount.ToString() + ",\"currency\":";
    Quote(CurrencyName(money.currency), out_);
    out_ += '}';
  }

  std::string& out_;
};

}  // namespace

std::string ToSource(const Value& value) {
  std::string out;
  SourceWriter(out).Write(value, 0);
  return out;
}

std::string ToJson(const Value& value) {
  std::string out;
  JsonWriter(out).Write(value, 0);
  return out;
}

std::string QuoteJson(std::string_view text) {
  std::string out;
  Quote(text, out);
  return out;
}

std::optional<Money> ParseMoney(std::string_view text) {
  const size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto amount = Decimal::Parse(text.substr(0, space));
  const auto currency = ParseCurrency(text.substr(space + 1));
  if (!amount || !currency) return std::nullopt;
  return Money{*amount, *currency};
}

std::string FormatMoney(const Money& money) {
  const std::string amount = money.amount.ToString(2);
  return money.currency == 0 ? amount : amount + " " + CurrencyName(money.currency);
}

}  // namespace writ
