// `"%s of %d".format([...])`: CEL's verbs %s %d %f %e %b %o %x %X and %%.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value/canonical.h"
#include "engine/value/identity.h"
#include "engine/value/number_text.h"
#include "engine/value/text.h"
#include "engine/vm/builtins.h"
#include "engine/vm/rounding.h"
#include "engine/vm/utf8.h"

namespace writ::builtins {
namespace {

// Digits behind the point.
constexpr int kMaxPrecision = 50;
constexpr int kUsualPrecision = 6;
// Of the text of one double: 309 digits before the point.
constexpr size_t kDoubleRoom = 400;

// Nothing when a verb has no meaning for a value.
using Text = std::optional<std::string>;

Text NotFinite(double d) {
  if (std::isnan(d)) return "NaN";
  if (std::isinf(d)) return d > 0 ? "Infinity" : "-Infinity";
  return std::nullopt;
}

// A value of any kind as people read it: no quotes, keys of maps in order of their text.
class Plain {
 public:
  explicit Plain(Context& context) : context_(context) {}

  Text Of(const Value& v, int depth) {
    if (depth > kMaxValueDepth || !context_.Pay(1)) return std::nullopt;
    switch (v.kind()) {
      case Kind::kAbsent:
      case Kind::kError:
      case Kind::kNumber:
      case Kind::kEntity:
        return std::nullopt;
      case Kind::kNull:
        return "null";
      case Kind::kBool:
        return v.AsBool() ? "true" : "false";
      case Kind::kInt:
        return std::to_string(v.AsInt());
      case Kind::kUint:
        return std::to_string(v.AsUint());
      case Kind::kDouble:
        return NotFinite(v.AsDouble()) ? NotFinite(v.AsDouble()) : FormatDouble(v.AsDouble());
      case Kind::kString:
      case Kind::kType:
        return std::string(v.AsText());
      case Kind::kBytes:
        return CountCodePoints(v.AsText()) ? Text(std::string(v.AsText())) : std::nullopt;
      case Kind::kDecimal:
        return v.AsDecimal().ToString();
      case Kind::kMoney:
        return FormatMoney(v.AsMoney());
      case Kind::kTimestamp:
        return FormatTimestamp(v.AsTime());
      case Kind::kDuration:
        return std::string(DurationToString(&v, context_).AsText());
      case Kind::kDate:
        return FormatDate(v.AsDate());
      case Kind::kList:
      case Kind::kSet:
        return Items(v, depth + 1);
      case Kind::kMap:
        return Map(v.AsMap(), depth + 1);
      case Kind::kIp:
      case Kind::kCidr:
      case Kind::kUrl:
      case Kind::kEmail:
      case Kind::kPath:
        return IdentityText(v.kind(), v.AsText());
    }
    return std::nullopt;
  }

 private:
  Text Items(const Value& list, int depth) {
    std::string out = "[";
    for (uint32_t i = 0; i < list.size(); ++i) {
      const Text item = Of(list.items()[i], depth);
      if (!item || out.size() > kMaxTextBytes) return std::nullopt;
      out += (i == 0 ? "" : ", ") + *item;
    }
    return out + "]";
  }

  Text Map(const MapRep& map, int depth) {
    std::vector<std::string> entries;
    size_t size = 0;
    for (uint32_t i = 0; i < map.size; ++i) {
      const Text key = Of(map.entries[i].key, depth), value = Of(map.entries[i].value, depth);
      if (!key || !value || size > kMaxTextBytes) return std::nullopt;
      entries.push_back(*key + ": " + *value);
      size += entries.back().size();
    }
    std::sort(entries.begin(), entries.end());
    std::string out = "{";
    for (const std::string& entry : entries) out += (out.size() == 1 ? "" : ", ") + entry;
    return out + "}";
  }

  Context& context_;
};

std::string Digits(uint64_t number, uint64_t base, bool capital) {
  const std::string_view digits = capital ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out;
  do {
    out += digits[number % base];
    number /= base;
  } while (number > 0);
  std::reverse(out.begin(), out.end());
  return out;
}

Text Whole(const Value& v, uint64_t base, bool capital = false) {
  if (v.is(Kind::kUint)) return Digits(v.AsUint(), base, capital);
  if (!v.is(Kind::kInt)) return std::nullopt;
  const bool negative = v.AsInt() < 0;
  const uint64_t size = negative ? 0 - v.AsUint() : v.AsUint();
  return (negative ? "-" : "") + Digits(size, base, capital);
}

Text Decimals(const Value& v) {
  if (v.is(Kind::kDouble)) return NotFinite(v.AsDouble());
  if (v.is(Kind::kDecimal) && v.AsDecimal().IsInteger()) return v.AsDecimal().ToString();
  return Whole(v, 10);
}

Text Hex(const Value& v, bool capital) {
  if (!v.is(Kind::kString) && !v.is(Kind::kBytes)) return Whole(v, 16, capital);
  std::string out;
  for (char c : v.AsText()) {
    const auto byte = static_cast<uint8_t>(c);
    out += Digits(byte >> 4, 16, capital) + Digits(byte & 15, 16, capital);
  }
  return out;
}

std::optional<double> AsDouble(const Value& v) {
  if (v.is(Kind::kDouble)) return v.AsDouble();
  if (v.is(Kind::kInt)) return static_cast<double>(v.AsInt());
  if (v.is(Kind::kUint)) return static_cast<double>(v.AsUint());
  if (v.is(Kind::kDecimal)) return std::strtod(v.AsDecimal().ToString().c_str(), nullptr);
  return std::nullopt;
}

// An exact number is written exactly, the last digit rounded half to even.
Text Exact(Decimal decimal, int precision) {
  const int places = std::min(precision, Decimal::kScale);
  const auto rounded = RoundTo(decimal, places, Rounding::kHalfEven);
  if (!rounded) return std::nullopt;
  std::string out = rounded->ToString(places);
  if (precision > places) out.append(static_cast<size_t>(precision - places), '0');
  return out;
}

Text Floating(const Value& v, int precision, bool exponent) {
  if (v.is(Kind::kDecimal) && !exponent) return Exact(v.AsDecimal(), precision);
  const auto number = AsDouble(v);
  if (!number) return std::nullopt;
  if (const Text special = NotFinite(*number)) return special;
  char out[kDoubleRoom];
  std::snprintf(out, sizeof(out), exponent ? "%.*e" : "%.*f", precision, *number);
  return std::string(out);
}

// A verb behind `%`: its letter and how many digits it wants behind the point.
struct Verb {
  char letter = 0;
  int precision = kUsualPrecision;
};

// Takes a verb off the front of `rest`; nothing when none stands there.
std::optional<Verb> TakeVerb(std::string_view& rest) {
  Verb verb;
  size_t at = 0;
  if (rest.starts_with('.')) {
    verb.precision = 0;
    for (at = 1; at < rest.size() && rest[at] >= '0' && rest[at] <= '9'; ++at) {
      verb.precision = verb.precision * 10 + (rest[at] - '0');
      if (verb.precision > kMaxPrecision) return std::nullopt;
    }
    if (at == 1 || at == rest.size() || (rest[at] != 'f' && rest[at] != 'e')) return std::nullopt;
  }
  if (at == rest.size()) return std::nullopt;
  verb.letter = rest[at];
  rest.remove_prefix(at + 1);
  return verb;
}

Text Written(const Verb& verb, const Value& v, Context& context) {
  switch (verb.letter) {
    case 's':
      return Plain(context).Of(v, 0);
    case 'd':
      return Decimals(v);
    case 'f':
      return Floating(v, verb.precision, false);
    case 'e':
      return Floating(v, verb.precision, true);
    case 'b':
      return v.is(Kind::kBool) ? Text(v.AsBool() ? "1" : "0") : Whole(v, 2);
    case 'o':
      return Whole(v, 8);
    case 'x':
      return Hex(v, false);
    case 'X':
      return Hex(v, true);
    default:
      return std::nullopt;
  }
}

}  // namespace

Value Format(const Value* args, Context& context) {
  std::string_view rest = args[0].AsText();
  const Value& values = args[1];
  uint32_t used = 0;
  std::string out;
  while (!rest.empty()) {
    const size_t percent = std::min(rest.find('%'), rest.size());
    out += rest.substr(0, percent);
    rest.remove_prefix(percent);
    if (rest.empty()) break;
    rest.remove_prefix(1);
    if (rest.starts_with('%')) {
      out += '%';
      rest.remove_prefix(1);
      continue;
    }
    const auto verb = TakeVerb(rest);
    if (!verb || used == values.size()) return Failure(ErrorCode::kBadArgument);
    const Text text = Written(*verb, values.items()[used++], context);
    if (!text) return Failure(ErrorCode::kBadArgument);
    if (!context.PayText(text->size())) return OutOfFuel();
    out += *text;
    if (out.size() > kMaxTextBytes) return Failure(ErrorCode::kTooLarge);
  }
  if (used != values.size()) return Failure(ErrorCode::kBadArgument);
  return CopyText(context, out);
}

}  // namespace writ::builtins
