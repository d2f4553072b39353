// Literals: their exact values, in the form that is wanted where they stand.
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "engine/value/text.h"
#include "lang/sema/checker.h"

namespace writ::lang {
namespace {

constexpr uint64_t kMaxMagnitude = uint64_t{1} << 63;

std::optional<uint64_t> Magnitude(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  uint64_t value = 0;
  const char* end = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), end, value, hex ? 16 : 10);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

// A literal takes the form of an optional's element too.
const Type* Stripped(const Type* hint) {
  return hint != nullptr && hint->is(TypeKind::kOptional) ? hint->element : hint;
}

bool Wants(const Type* hint, TypeKind kind) {
  hint = Stripped(hint);
  return hint != nullptr && hint->is(kind);
}

}  // namespace

const Term* Checker::BadLiteral(const Expr& expr, const std::string& what) {
  Report(DiagnosticId::kBadLiteral, expr.span, {Text(expr.span), what});
  return error_;
}

const Term* Checker::CheckInt(const Expr& expr, bool negative, const Type* hint) {
  const auto magnitude = Magnitude(expr.text);
  if (!magnitude || *magnitude > kMaxMagnitude - (negative ? 0 : 1)) {
    return BadLiteral(expr, "an int: it is over 9223372036854775807");
  }
  const int64_t value = static_cast<int64_t>(negative ? 0 - *magnitude : *magnitude);
  if (dialect_.cel) return Constant(Value::Int(value), Simple(TypeKind::kInt));
  if (Wants(hint, TypeKind::kDecimal)) {
    return Constant(Value::Decimal(Decimal::FromInt(value), model_.arena),
                    Simple(TypeKind::kDecimal));
  }
  if (Wants(hint, TypeKind::kDouble)) {
    return Constant(Value::Double(static_cast<double>(value)), Simple(TypeKind::kDouble));
  }
  if (Wants(hint, TypeKind::kUint) && value >= 0) {
    return Constant(Value::Uint(*magnitude), Simple(TypeKind::kUint));
  }
  return Constant(Value::Int(value), Simple(TypeKind::kInt));
}

const Term* Checker::CheckUint(const Expr& expr) {
  const auto magnitude = Magnitude(expr.text);
  if (!magnitude) return BadLiteral(expr, "a uint: it is over 18446744073709551615");
  return Constant(Value::Uint(*magnitude), Simple(TypeKind::kUint));
}

const Term* Checker::CheckDouble(const Expr& expr, bool negative, const Type* hint) {
  const std::string text = (negative ? "-" : "") + expr.text;
  if (Wants(hint, TypeKind::kDouble) || (dialect_.cel && !Wants(hint, TypeKind::kDecimal))) {
    const double value = std::strtod(text.c_str(), nullptr);
    if (!std::isfinite(value)) return BadLiteral(expr, "a finite double");
    return Constant(Value::Double(value), Simple(TypeKind::kDouble));
  }
  // The grammar of JSON numbers has no point without digits around it.
  std::string exact = text;
  const size_t point = exact.find('.');
  if (point == 0 || (point == 1 && negative)) exact.insert(point, 1, '0');
  const auto value = Decimal::Parse(exact);
  if (!value) return BadLiteral(expr, "a decimal: it is too large, or has over 18 places");
  return Constant(Value::Decimal(*value, model_.arena), Simple(TypeKind::kDecimal));
}

const Term* Checker::CheckMoney(const Expr& expr) {
  const auto amount = Decimal::Parse(expr.text);
  const auto currency = ParseCurrency(expr.name);
  if (!amount) return BadLiteral(expr, "an amount: it is too large, or has over 18 places");
  if (!currency) return BadLiteral(expr, "an amount of money in a currency of three capitals");
  return Constant(Value::Money({*amount, *currency}, model_.arena), Simple(TypeKind::kMoney));
}

const Term* Checker::CheckDuration(const Expr& expr) {
  const auto span = ParseDuration(expr.text);
  if (!span) return BadLiteral(expr, "a duration like `1h30m`");
  return Constant(Value::Duration(*span), Simple(TypeKind::kDuration));
}

}  // namespace writ::lang
