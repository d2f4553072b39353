// Values as Writ source, for people.
#include <cmath>

#include "engine/value/identity.h"
#include "engine/value/nesting.h"
#include "engine/value/number_text.h"
#include "engine/value/quote.h"
#include "engine/value/text.h"

namespace writ {
namespace {

void Call(std::string_view function, std::string_view text, std::string& out) {
  out += function;
  out += '(';
  AppendQuoted(text, out);
  out += ')';
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
        return AppendQuoted(value.AsText(), out_);
      case Kind::kBytes:
        return AppendQuotedBytes(value.AsText(), out_);
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
      case Kind::kIp:
      case Kind::kCidr:
      case Kind::kUrl:
      case Kind::kEmail:
      case Kind::kPath:
        return Call(KindName(value.kind()), IdentityText(value.kind(), value.AsText()), out_);
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
    const std::string text = FormatDouble(d);
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

}  // namespace

std::string ToSource(const Value& value) {
  std::string out;
  SourceWriter(out).Write(value, 0);
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
