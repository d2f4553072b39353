// Builtins that turn one kind into another. What cannot be turned exactly is an error,
// never rounded and never guessed.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "engine/value/text.h"
#include "engine/vm/builtins.h"

namespace writ::builtins {
namespace {

constexpr int kMoneyPlaces = 2;
constexpr int kNanoDigits = 9;
constexpr uint32_t kNanosPerSecond = 1'000'000'000;

Value BadText() { return Failure(ErrorCode::kBadArgument); }

// ".5" for half a second; empty for none.
std::string FormatFraction(uint32_t nanos) {
  if (nanos == 0) return "";
  std::string digits = std::to_string(nanos);
  digits.insert(0, static_cast<size_t>(kNanoDigits) - digits.size(), '0');
  digits.erase(digits.find_last_not_of('0') + 1);
  return "." + digits;
}

// Nanoseconds count up from the second, so the size of a negative span is one second
// less and the rest of the nanoseconds.
std::string FormatSeconds(TimeParts t) {
  const bool negative = t.seconds < 0;
  if (!negative) return std::to_string(t.seconds) + FormatFraction(t.nanos) + "s";
  const uint64_t size = uint64_t{0} - static_cast<uint64_t>(t.seconds);
  if (t.nanos == 0) return "-" + std::to_string(size) + "s";
  return "-" + std::to_string(size - 1) + FormatFraction(kNanosPerSecond - t.nanos) + "s";
}

}  // namespace

Value ToInt(const Value* args, Context&) {
  const Decimal decimal = args[0].AsDecimal();
  if (!decimal.IsInteger()) return Failure(ErrorCode::kBadArgument);
  const std::optional<int64_t> number = decimal.ToInt();
  return number.has_value() ? Value::Int(*number) : Failure(ErrorCode::kOverflow);
}

Value StringToInt(const Value* args, Context&) {
  const std::string_view text = args[0].AsText();
  int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (at != end || error == std::errc::invalid_argument) return BadText();
  return error == std::errc() ? Value::Int(number) : Failure(ErrorCode::kOverflow);
}

Value IntToDecimal(const Value* args, Context& context) {
  return Value::Decimal(Decimal::FromInt(args[0].AsInt()), context.arena);
}

Value StringToDecimal(const Value* args, Context& context) {
  const std::optional<Decimal> decimal = Decimal::Parse(args[0].AsText());
  return decimal.has_value() ? Value::Decimal(*decimal, context.arena) : BadText();
}

Value DecimalSame(const Value* args, Context&) { return args[0]; }
Value IntSame(const Value* args, Context&) { return args[0]; }
Value StringSame(const Value* args, Context&) { return args[0]; }

Value IntToString(const Value* args, Context& context) {
  return CopyText(context, std::to_string(args[0].AsInt()));
}

Value DecimalToString(const Value* args, Context& context) {
  return CopyText(context, args[0].AsDecimal().ToString());
}

// The empty sum has no currency to name.
Value MoneyToString(const Value* args, Context& context) {
  const Money money = args[0].AsMoney();
  const std::string amount = money.amount.ToString(kMoneyPlaces);
  if (money.currency == 0) return CopyText(context, amount);
  return CopyText(context, amount + " " + CurrencyName(money.currency));
}

Value BoolToString(const Value* args, Context&) {
  return Value::String(args[0].AsBool() ? "true" : "false");
}

Value DateToString(const Value* args, Context& context) {
  return CopyText(context, FormatDate(args[0].AsDate()));
}

Value TimestampToString(const Value* args, Context& context) {
  return CopyText(context, FormatTimestamp(args[0].AsTime()));
}

Value DurationToString(const Value* args, Context& context) {
  return CopyText(context, FormatSeconds(args[0].AsTime()));
}

Value ParseDate(const Value* args, Context&) {
  const std::optional<int64_t> days = writ::ParseDate(args[0].AsText());
  return days.has_value() ? Value::Date(*days) : BadText();
}

Value ParseTimestamp(const Value* args, Context&) {
  const std::optional<TimeParts> time = writ::ParseTimestamp(args[0].AsText());
  return time.has_value() ? Value::Timestamp(*time) : BadText();
}

Value ParseDuration(const Value* args, Context&) {
  const std::optional<TimeParts> time = writ::ParseDuration(args[0].AsText());
  return time.has_value() ? Value::Duration(*time) : BadText();
}

Value MakeMoney(const Value* args, Context& context) {
  const std::optional<CurrencyCode> currency = ParseCurrency(args[1].AsText());
  if (!currency.has_value()) return BadText();
  return Value::Money({args[0].AsDecimal(), *currency}, context.arena);
}

Value MoneyAmount(const Value* args, Context& context) {
  return Value::Decimal(args[0].AsMoney().amount, context.arena);
}

Value MoneyCurrency(const Value* args, Context& context) {
  const CurrencyCode currency = args[0].AsMoney().currency;
  return currency == 0 ? Value::String({}) : CopyText(context, CurrencyName(currency));
}

}  // namespace writ::builtins
