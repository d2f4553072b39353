// Values as JSON, for machines.
#include <cmath>

#include "engine/value/base64.h"
#include "engine/value/identity.h"
#include "engine/value/nesting.h"
#include "engine/value/number_text.h"
#include "engine/value/quote.h"
#include "engine/value/text.h"

namespace writ {
namespace {

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
        out_ += std::isfinite(value.AsDouble()) ? FormatDouble(value.AsDouble()) : "null";
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
      case Kind::kType:
        return AppendQuoted(value.AsText(), out_);
      case Kind::kBytes:
      case Kind::kTimestamp:
      case Kind::kDuration:
      case Kind::kDate:
      case Kind::kEntity:
      case Kind::kIp:
      case Kind::kCidr:
      case Kind::kUrl:
      case Kind::kEmail:
      case Kind::kPath:
        return AppendQuoted(PlainText(value), out_);
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
        return FormatDouble(value.AsDouble());
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
      case Kind::kIp:
      case Kind::kCidr:
      case Kind::kUrl:
      case Kind::kEmail:
      case Kind::kPath:
        return IdentityText(value.kind(), value.AsText());
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
      AppendQuoted(PlainText(map.entries[i].key), out_);
      out_ += ':';
      Write(map.entries[i].value, depth);
    }
    out_ += '}';
  }

  void Money(const writ::Money& money) {
    out_ += "{\"amount\":" + money.amount.ToString() + ",\"currency\":";
    AppendQuoted(CurrencyName(money.currency), out_);
    out_ += '}';
  }

  std::string& out_;
};

}  // namespace

std::string ToJson(const Value& value) {
  std::string out;
  JsonWriter(out).Write(value, 0);
  return out;
}

}  // namespace writ
