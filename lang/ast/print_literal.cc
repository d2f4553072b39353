#include "lang/ast/print_literal.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/value/decimal.h"
#include "engine/value/text.h"

namespace writ::lang {
namespace {

constexpr char kHex[] = "0123456789abcdef";

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsIdentifier(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), IsWordChar);
}

// `0x10` is 16 and `007` is 7; a number out of every range stays as it is.
std::string PrintInteger(std::string_view text) {
  bool hex = text.size() > 2 && (text[1] == 'x' || text[1] == 'X');
  std::string_view digits = hex ? text.substr(2) : text;
  uint64_t value = 0;
  auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
  bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole ? std::to_string(value) : std::string(text);
}

// A JSON number has a digit before the point; a literal need not.
std::optional<Decimal> ParseDecimal(std::string_view text) {
  return Decimal::Parse(text.starts_with('.') ? "0" + std::string(text) : std::string(text));
}

std::string PrintDecimal(std::string_view text) {
  std::optional<Decimal> value = ParseDecimal(text);
  return value ? value->ToString(1) : std::string(text);
}

std::string PrintMoney(const Expr& e) {
  std::optional<Decimal> value = ParseDecimal(e.text);
  std::string number = !value ? e.text : value->ToString(value->IsInteger() ? 0 : 2);
  return number + " " + e.name;
}

std::string PrintDuration(std::string_view text) {
  std::optional<TimeParts> time = ParseDuration(text);
  if (!time) return std::string(text);
  std::string out;
  auto part = [&out](int64_t count, std::string_view unit) {
    if (count != 0) out += std::to_string(count) + std::string(unit);
  };
  part(time->seconds / 3600, "h");
  part(time->seconds / 60 % 60, "m");
  part(time->seconds % 60, "s");
  part(time->nanos / 1'000'000, "ms");
  part(time->nanos / 1'000 % 1'000, "us");
  part(time->nanos % 1'000, "ns");
  return out.empty() ? "0s" : out;
}

std::string Escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return {'\\', c};
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\r':
      return "\\r";
    default:
      auto byte = static_cast<uint8_t>(c);
      return {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
  }
}

// Text stays UTF-8; of bytes, everything that is not printable ASCII is escaped.
std::string PrintQuoted(std::string_view text, bool bytes) {
  std::string out = bytes ? "b\"" : "\"";
  for (char c : text) {
    auto byte = static_cast<uint8_t>(c);
    bool plain = c != '"' && c != '\\' && byte >= 0x20 && byte != 0x7f && !(bytes && byte > 0x7f);
    if (plain) {
      out += c;
    } else {
      out += Escape(c);
    }
  }
  return out + "\"";
}

}  // namespace

std::string PrintLiteral(const Expr& e) {
  switch (e.kind) {
    case ExprKind::kNull:
      return "null";
    case ExprKind::kBool:
      return e.bool_value ? "true" : "false";
    case ExprKind::kInt:
      return PrintInteger(e.text);
    case ExprKind::kUint:
      return PrintInteger(e.text) + "u";
    case ExprKind::kDouble:
      return PrintDecimal(e.text);
    case ExprKind::kMoney:
      return PrintMoney(e);
    case ExprKind::kDuration:
      return PrintDuration(e.text);
    case ExprKind::kBytes:
      return PrintQuoted(e.text, true);
    default:
      return PrintQuoted(e.text, false);
  }
}

std::string QuoteName(std::string_view name, bool reserved) {
  if (IsIdentifier(name) && !reserved) return std::string(name);
  return "`" + std::string(name) + "`";
}

std::string QuoteDottedName(std::string_view name) {
  std::string out;
  while (true) {
    size_t point = name.find('.');
    out += QuoteName(name.substr(0, point), false);
    if (point == std::string_view::npos) return out;
    out += '.';
    name.remove_prefix(point + 1);
  }
}

}  // namespace writ::lang
