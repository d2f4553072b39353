// One function a type: the value in the type's form, or Absent when it does not fit.
// What to say then stands in one table.
#include "engine/value/conform_scalar.h"

#include <algorithm>
#include <cmath>

#include "engine/value/base64.h"
#include "engine/value/identity.h"
#include "engine/value/number_text.h"
#include "engine/value/text.h"

namespace writ {
namespace {

using Result = std::variant<Value, Misfit>;

constexpr std::string_view kDecimalForm =
    "must be a number of at most 18 digits after the point and less than 1.7e20";

// The number that `raw` is, exactly. A double is none: it has been rounded.
std::optional<Decimal> ExactNumber(const Value& raw) {
  if (raw.is(Kind::kNumber)) return Decimal::Parse(raw.AsText());
  if (raw.is(Kind::kInt)) return Decimal::FromInt(raw.AsInt());
  if (raw.is(Kind::kUint)) {
    return Decimal::FromUnits(static_cast<__int128>(raw.AsUint()) * Decimal::kOne);
  }
  if (raw.is(Kind::kDecimal)) return raw.AsDecimal();
  return std::nullopt;
}

std::optional<Decimal> NumberOrText(const Value& raw) {
  return raw.is(Kind::kString) ? Decimal::Parse(raw.AsText()) : ExactNumber(raw);
}

Value FitInt(const Value& raw) {
  if (raw.is(Kind::kInt)) return raw;
  const auto number = ExactNumber(raw);
  const auto whole = number ? number->ToInt() : std::nullopt;
  return whole ? Value::Int(*whole) : Value();
}

Value FitUint(const Value& raw) {
  if (raw.is(Kind::kUint)) return raw;
  const auto number = ExactNumber(raw);
  const auto whole = number ? number->ToUint() : std::nullopt;
  return whole ? Value::Uint(*whole) : Value();
}

Value FitDouble(const Value& raw) {
  if (raw.is(Kind::kDouble)) return std::isfinite(raw.AsDouble()) ? raw : Value();
  if (raw.is(Kind::kNumber)) {
    const auto number = ParseDouble(raw.AsText());
    return number ? Value::Double(*number) : Value();
  }
  const auto exact = ExactNumber(raw);
  const auto number = exact ? ParseDouble(exact->ToString()) : std::nullopt;
  return number ? Value::Double(*number) : Value();
}

Value FitDecimal(const Value& raw, Arena& arena) {
  if (raw.is(Kind::kDecimal)) return raw;
  const auto number = NumberOrText(raw);
  return number ? Value::Decimal(*number, arena) : Value();
}

Value FitMoney(const Value& raw, Arena& arena) {
  if (raw.is(Kind::kMoney)) return raw;
  const auto money = raw.is(Kind::kString) ? ParseMoney(raw.AsText()) : std::nullopt;
  return money ? Value::Money(*money, arena) : Value();
}

Value FitBytes(const Value& raw, Arena& arena) {
  if (raw.is(Kind::kBytes)) return raw;
  const auto bytes = raw.is(Kind::kString) ? DecodeBase64(raw.AsText()) : std::nullopt;
  return bytes ? Value::Bytes(arena.Copy(*bytes)) : Value();
}

Value FitTimestamp(const Value& raw) {
  if (raw.is(Kind::kTimestamp)) return raw;
  const auto time = raw.is(Kind::kString) ? ParseTimestamp(raw.AsText()) : std::nullopt;
  return time ? Value::Timestamp(*time) : Value();
}

Value FitDuration(const Value& raw) {
  if (raw.is(Kind::kDuration)) return raw;
  const auto span = raw.is(Kind::kString) ? ParseDuration(raw.AsText()) : std::nullopt;
  return span ? Value::Duration(*span) : Value();
}

Value FitDate(const Value& raw) {
  if (raw.is(Kind::kDate)) return raw;
  const auto days = raw.is(Kind::kString) ? ParseDate(raw.AsText()) : std::nullopt;
  return days ? Value::Date(*days) : Value();
}

Value FitEntity(const Value& raw, const Type& type, Arena& arena) {
  if (raw.is(Kind::kEntity)) return raw.AsEntity().type == type.name ? raw : Value();
  if (!raw.is(Kind::kString) || raw.size() == 0) return Value();
  return Value::Entity(arena.New(EntityRep{arena.Copy(type.name), raw.AsText(), nullptr}));
}

Value FitEnum(const Value& raw, const Type& type) {
  if (!raw.is(Kind::kString)) return Value();
  const bool known =
      std::find(type.values.begin(), type.values.end(), raw.AsText()) != type.values.end();
  return known ? raw : Value();
}

// Says itself what is wrong: a person can mend a URL only if told what it may not have.
Result FitIdentity(const Value& raw, Kind kind, Arena& arena) {
  if (raw.is(kind)) return raw;
  if (!raw.is(Kind::kString)) return Misfit{"", std::string(IdentityForm(kind))};
  const Spelling spelling = ReadIdentity(kind, raw.AsText());
  if (!spelling.ok()) return Misfit{"", std::string(spelling.misfit)};
  return Value::Identity(kind, arena.Copy(spelling.stored));
}

Value Only(Kind kind, const Value& raw) { return raw.is(kind) ? raw : Value(); }

// Absent when it does not fit.
Value Fitted(const Value& raw, const Type& type, Arena& arena) {
  switch (type.kind) {
    case TypeKind::kNull:
      return Only(Kind::kNull, raw);
    case TypeKind::kBool:
      return Only(Kind::kBool, raw);
    case TypeKind::kString:
      return Only(Kind::kString, raw);
    case TypeKind::kType:
      return Only(Kind::kType, raw);
    case TypeKind::kInt:
      return FitInt(raw);
    case TypeKind::kUint:
      return FitUint(raw);
    case TypeKind::kDouble:
      return FitDouble(raw);
    case TypeKind::kBytes:
      return FitBytes(raw, arena);
    case TypeKind::kDecimal:
      return FitDecimal(raw, arena);
    case TypeKind::kMoney:
      return FitMoney(raw, arena);
    case TypeKind::kTimestamp:
      return FitTimestamp(raw);
    case TypeKind::kDuration:
      return FitDuration(raw);
    case TypeKind::kDate:
      return FitDate(raw);
    case TypeKind::kEntity:
    case TypeKind::kTask:
      return FitEntity(raw, type, arena);
    case TypeKind::kEnum:
      return FitEnum(raw, type);
    case TypeKind::kError:
    case TypeKind::kDyn:
    case TypeKind::kList:
    case TypeKind::kSet:
    case TypeKind::kMap:
    case TypeKind::kRecord:
    case TypeKind::kOptional:
    case TypeKind::kIp:
    case TypeKind::kCidr:
    case TypeKind::kUrl:
    case TypeKind::kEmail:
    case TypeKind::kPath:
      break;
  }
  return Value();
}

std::string Listed(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + QuoteJson(value);
  return text;
}

struct Expected {
  TypeKind kind;
  std::string_view form;
};
constexpr Expected kExpected[] = {
    {TypeKind::kNull, "must be null"},
    {TypeKind::kBool, "must be true or false"},
    {TypeKind::kInt, "must be a whole number from -9223372036854775808 to 9223372036854775807"},
    {TypeKind::kUint, "must be a whole number from 0 to 18446744073709551615"},
    {TypeKind::kDouble, "must be a finite number"},
    {TypeKind::kString, "must be a string"},
    {TypeKind::kBytes, "must be bytes in base64, with padding"},
    {TypeKind::kDecimal, kDecimalForm},
    {TypeKind::kMoney,
     "must be money like {\"amount\": 389.50, \"currency\": \"USD\"} or \"389.50 USD\""},
    {TypeKind::kTimestamp, "must be a time like 2026-12-01T09:30:00Z"},
    {TypeKind::kDuration, "must be a duration like 1h30m"},
    {TypeKind::kDate, "must be a date like 2026-12-01"},
    {TypeKind::kType, "must be a type"},
};

std::string Expectation(const Type& type) {
  if (type.is(TypeKind::kEnum)) return "must be one of " + Listed(type.values);
  if (type.is(TypeKind::kEntity) || type.is(TypeKind::kTask)) {
    return "must be the id of a " + type.name;
  }
  for (const Expected& row : kExpected) {
    if (row.kind == type.kind) return std::string(row.form);
  }
  return "is of no type that a value can have";
}

// "missing" and "null" come before any question of form.
std::optional<Misfit> NotThere(const Value& raw) {
  if (raw.is(Kind::kAbsent)) return Misfit{"", "is missing"};
  if (raw.is(Kind::kNull)) return Misfit{"", "is null"};
  return std::nullopt;
}

// A text that stands for a number or a bool in the key of an object.
Value KeyFromText(const Value& raw, const Type& type) {
  const std::string_view text = raw.AsText();
  const bool number =
      type.is(TypeKind::kInt) || type.is(TypeKind::kUint) || type.is(TypeKind::kDouble);
  if (number) return Value::Number(text);
  const bool boolean = type.is(TypeKind::kBool) && (text == "true" || text == "false");
  return boolean ? Value::Bool(text == "true") : raw;
}

}  // namespace

Result FitScalar(const Value& raw, const Type& type, Arena& arena) {
  if (const auto kind = IdentityOfType(type.kind)) return FitIdentity(raw, *kind, arena);
  const Value fitted = Fitted(raw, type, arena);
  if (!fitted.is(Kind::kAbsent)) return fitted;
  return Misfit{"", Expectation(type)};
}

Result FitKey(const Value& raw, const Type& type, Arena& arena) {
  if (auto misfit = NotThere(raw)) return *std::move(misfit);
  const Value key = raw.is(Kind::kString) ? KeyFromText(raw, type) : raw;
  return type.is(TypeKind::kDyn) ? FitDynScalar(key, arena) : FitScalar(key, type, arena);
}

Result FitDynScalar(const Value& raw, Arena& arena) {
  if (raw.is(Kind::kDouble) && !std::isfinite(raw.AsDouble())) {
    return Misfit{"", "must be a finite number"};
  }
  if (raw.is_error()) return Misfit{"", "is an error"};
  if (!raw.is(Kind::kNumber)) return raw;
  const auto number = Decimal::Parse(raw.AsText());
  if (!number) return Misfit{"", std::string(kDecimalForm)};
  if (const auto whole = number->ToInt()) return Value::Int(*whole);
  return Value::Decimal(*number, arena);
}

std::optional<Misfit> FitAmount(const Value& raw, Money& money) {
  if (auto misfit = NotThere(raw)) return misfit;
  const auto amount = NumberOrText(raw);
  if (!amount) return Misfit{"", std::string(kDecimalForm)};
  money.amount = *amount;
  return std::nullopt;
}

std::optional<Misfit> FitCurrency(const Value& raw, Money& money) {
  if (auto misfit = NotThere(raw)) return misfit;
  const auto code = raw.is(Kind::kString) ? ParseCurrency(raw.AsText()) : std::nullopt;
  if (!code) return Misfit{"", "must be a currency of three capital letters, like USD"};
  money.currency = *code;
  return std::nullopt;
}

}  // namespace writ
