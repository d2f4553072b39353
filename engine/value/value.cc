// Names of kinds, errors and currencies, and the values that need memory or bits.
#include "engine/value/value.h"

#include <bit>
#include <cmath>
#include <limits>

namespace writ {

std::string_view KindName(Kind kind) {
  switch (kind) {
#define WRIT_KIND(number, name, text) \
  case Kind::k##name:                 \
    return text;
#include "engine/value/kinds.def"
#undef WRIT_KIND
  }
  return "unknown";
}

bool IsKind(uint8_t number) {
  switch (number) {
#define WRIT_KIND(number, name, text) case number:
#include "engine/value/kinds.def"
#undef WRIT_KIND
    return true;
  }
  return false;
}

std::string_view ErrorName(ErrorCode code) {
  switch (code) {
#define WRIT_ERROR(number, name, code, meaning) \
  case ErrorCode::k##name:                      \
    return code;
#include "engine/value/errors.def"
#undef WRIT_ERROR
  }
  return "unknown";
}

std::string_view ErrorMeaning(ErrorCode code) {
  switch (code) {
#define WRIT_ERROR(number, name, code, meaning) \
  case ErrorCode::k##name:                      \
    return meaning;
#include "engine/value/errors.def"
#undef WRIT_ERROR
  }
  return "unknown error";
}

bool IsErrorCode(uint16_t number) {
  switch (number) {
#define WRIT_ERROR(number, name, code, meaning) case number:
#include "engine/value/errors.def"
#undef WRIT_ERROR
    return true;
  }
  return false;
}

std::optional<CurrencyCode> ParseCurrency(std::string_view text) {
  if (text.size() != 3) return std::nullopt;
  CurrencyCode code = 0;
  for (char c : text) {
    if (c < 'A' || c > 'Z') return std::nullopt;
    code = code << 8 | static_cast<uint8_t>(c);
  }
  return code;
}

std::string CurrencyName(CurrencyCode code) {
  if (code == 0) return "";
  return {static_cast<char>(code >> 16), static_cast<char>(code >> 8), static_cast<char>(code)};
}

Value Value::Double(double d) {
  if (std::isnan(d)) d = std::numeric_limits<double>::quiet_NaN();
  return Value(Kind::kDouble, 0, std::bit_cast<uint64_t>(d));
}

double Value::AsDouble() const { return std::bit_cast<double>(payload_); }

Value Value::Decimal(writ::Decimal decimal, Arena& arena) {
  return Value(Kind::kDecimal, 0, Address(arena.New(decimal)));
}

Value Value::Money(writ::Money money, Arena& arena) {
  return Value(Kind::kMoney, money.currency, Address(arena.New(money.amount)));
}

}  // namespace writ
