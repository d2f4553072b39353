// Conversions between numbers, texts and bytes, and `type`. A number that the other type
// does not hold is Error(Overflow); nothing wraps around.
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "engine/value/text.h"
#include "engine/vm/builtins.h"
#include "engine/vm/utf8.h"

namespace writ::builtins {
namespace {

// The first doubles past the ranges of int and uint.
constexpr double kPastInt = 9223372036854775808.0;
constexpr double kPastUint = 18446744073709551616.0;
// Bytes of the longest double as text.
constexpr size_t kDoubleText = 32;

Value Overflow() { return Failure(ErrorCode::kOverflow); }
Value BadText() { return Failure(ErrorCode::kBadArgument); }

struct Truth {
  std::string_view text;
  bool value;
};
constexpr Truth kTruths[] = {
    {"1", true},  {"t", true},  {"true", true},   {"TRUE", true},   {"True", true},
    {"0", false}, {"f", false}, {"false", false}, {"FALSE", false}, {"False", false},
};

// The whole text as a number; a sign may stand before it.
template <typename Number>
std::errc ReadNumber(std::string_view text, Number& number) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  return at == end ? error : std::errc::invalid_argument;
}

// Of a type's value: the name that an author compares it with.
std::string_view TypeNameOf(const Value& v) {
  switch (v.kind()) {
    case Kind::kNull:
      return "null_type";
    case Kind::kTimestamp:
      return "google.protobuf.Timestamp";
    case Kind::kDuration:
      return "google.protobuf.Duration";
    case Kind::kIp:
      return "net.IP";
    case Kind::kCidr:
      return "net.CIDR";
    case Kind::kEntity:
      return v.AsEntity().type;
    default:
      return KindName(v.kind());
  }
}

}  // namespace

Value BoolSame(const Value* args, Context&) { return args[0]; }
Value UintSame(const Value* args, Context&) { return args[0]; }
Value DoubleSame(const Value* args, Context&) { return args[0]; }
Value BytesSame(const Value* args, Context&) { return args[0]; }
Value TimestampSame(const Value* args, Context&) { return args[0]; }
Value DurationSame(const Value* args, Context&) { return args[0]; }

Value StringToBool(const Value* args, Context&) {
  for (const Truth& row : kTruths) {
    if (row.text == args[0].AsText()) return Value::Bool(row.value);
  }
  return BadText();
}

Value UintToInt(const Value* args, Context&) {
  const uint64_t number = args[0].AsUint();
  return number > INT64_MAX ? Overflow() : Value::Int(static_cast<int64_t>(number));
}

// Also the ends of the range are refused: a double there may stand for a number outside.
Value DoubleToInt(const Value* args, Context&) {
  const double number = args[0].AsDouble();
  const bool fits = number > -kPastInt && number < kPastInt;
  return fits ? Value::Int(static_cast<int64_t>(number)) : Overflow();
}

Value TimestampToInt(const Value* args, Context&) { return Value::Int(args[0].AsTime().seconds); }

Value IntToUint(const Value* args, Context&) {
  const int64_t number = args[0].AsInt();
  return number < 0 ? Overflow() : Value::Uint(static_cast<uint64_t>(number));
}

Value DoubleToUint(const Value* args, Context&) {
  const double number = args[0].AsDouble();
  const bool fits = number >= 0 && number < kPastUint;
  return fits ? Value::Uint(static_cast<uint64_t>(number)) : Overflow();
}

Value DecimalToUint(const Value* args, Context&) {
  const Decimal decimal = args[0].AsDecimal();
  if (!decimal.IsInteger()) return Failure(ErrorCode::kBadArgument);
  const __int128 whole = decimal.units() / Decimal::kOne;
  return whole < 0 || whole > UINT64_MAX ? Overflow() : Value::Uint(static_cast<uint64_t>(whole));
}

Value StringToUint(const Value* args, Context&) {
  uint64_t number = 0;
  const std::errc error = ReadNumber(args[0].AsText(), number);
  if (error == std::errc::result_out_of_range) return Overflow();
  return error == std::errc() ? Value::Uint(number) : BadText();
}

Value IntToDouble(const Value* args, Context&) {
  return Value::Double(static_cast<double>(args[0].AsInt()));
}

Value UintToDouble(const Value* args, Context&) {
  return Value::Double(static_cast<double>(args[0].AsUint()));
}

Value DecimalToDouble(const Value* args, Context&) {
  const std::string text = args[0].AsDecimal().ToString();
  double number = 0;
  return ReadNumber(text, number) == std::errc() ? Value::Double(number) : BadText();
}

// A number past the range is infinite or zero, as in a literal.
Value StringToDouble(const Value* args, Context&) {
  const std::string_view text = args[0].AsText();
  double number = 0;
  const std::errc error = ReadNumber(text, number);
  if (error == std::errc::result_out_of_range) return Overflow();
  return error == std::errc() ? Value::Double(number) : BadText();
}

Value UintToDecimal(const Value* args, Context& context) {
  const __int128 units = __int128{args[0].AsUint()} * Decimal::kOne;
  return Value::Decimal(Decimal::FromUnits(units), context.arena);
}

Value UintToString(const Value* args, Context& context) {
  return CopyText(context, std::to_string(args[0].AsUint()));
}

Value DoubleToString(const Value* args, Context& context) {
  char text[kDoubleText];
  const auto [end, error] = std::to_chars(text, text + sizeof(text), args[0].AsDouble());
  return CopyText(context, {text, static_cast<size_t>(end - text)});
}

Value BytesToString(const Value* args, Context& context) {
  const std::string_view bytes = args[0].AsText();
  if (!context.PayText(bytes.size())) return OutOfFuel();
  return CountCodePoints(bytes).has_value() ? Value::String(bytes) : BadText();
}

Value StringToBytes(const Value* args, Context&) { return Value::Bytes(args[0].AsText()); }

Value IntToTimestamp(const Value* args, Context&) {
  const int64_t seconds = args[0].AsInt();
  const bool fits = seconds >= kMinTimestampSeconds && seconds <= kMaxTimestampSeconds;
  return fits ? Value::Timestamp({seconds, 0}) : Overflow();
}

Value TypeOf(const Value* args, Context&) { return Value::TypeName(TypeNameOf(args[0])); }

}  // namespace writ::builtins
