#include "engine/vm/arithmetic.h"

#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>

#include "engine/vm/collections.h"
#include "engine/vm/time_arithmetic.h"

namespace writ {
namespace {

constexpr int64_t kMinInt = std::numeric_limits<int64_t>::min();

Value Overflow() { return Failure(ErrorCode::kOverflow); }
Value ZeroDivision() { return Failure(ErrorCode::kDivideByZero); }

Value NewDecimal(std::optional<Decimal> d, Context& context) {
  return d.has_value() ? Value::Decimal(*d, context.arena) : Overflow();
}
Value NewMoney(std::optional<Decimal> d, CurrencyCode currency, Context& context) {
  return d.has_value() ? Value::Money({*d, currency}, context.arena) : Overflow();
}

// The exact number as a decimal; nothing for other kinds.
std::optional<Decimal> Exact(const Value& v) {
  if (v.is(Kind::kDecimal)) return v.AsDecimal();
  if (v.is(Kind::kInt)) return Decimal::FromInt(v.AsInt());
  if (v.is(Kind::kUint)) return Decimal::FromUnits(__int128{v.AsUint()} * Decimal::kOne);
  return std::nullopt;
}

// What one operator does to two numbers of each kind. `OnDecimals` gives nothing on
// overflow; Division checks for zero before it is asked.
struct Addition {
  static Value OnInts(int64_t b, int64_t c) {
    int64_t sum;
    return __builtin_add_overflow(b, c, &sum) ? Overflow() : Value::Int(sum);
  }
  static Value OnUints(uint64_t b, uint64_t c) {
    uint64_t sum;
    return __builtin_add_overflow(b, c, &sum) ? Overflow() : Value::Uint(sum);
  }
  static Value OnDoubles(double b, double c) { return Value::Double(b + c); }
  static std::optional<Decimal> OnDecimals(Decimal b, Decimal c) { return b.Add(c); }
};

struct Subtraction {
  static Value OnInts(int64_t b, int64_t c) {
    int64_t difference;
    return __builtin_sub_overflow(b, c, &difference) ? Overflow() : Value::Int(difference);
  }
  static Value OnUints(uint64_t b, uint64_t c) { return b < c ? Overflow() : Value::Uint(b - c); }
  static Value OnDoubles(double b, double c) { return Value::Double(b - c); }
  static std::optional<Decimal> OnDecimals(Decimal b, Decimal c) { return b.Subtract(c); }
};

struct Multiplication {
  static Value OnInts(int64_t b, int64_t c) {
    int64_t product;
    return __builtin_mul_overflow(b, c, &product) ? Overflow() : Value::Int(product);
  }
  static Value OnUints(uint64_t b, uint64_t c) {
    uint64_t product;
    return __builtin_mul_overflow(b, c, &product) ? Overflow() : Value::Uint(product);
  }
  static Value OnDoubles(double b, double c) { return Value::Double(b * c); }
  static std::optional<Decimal> OnDecimals(Decimal b, Decimal c) { return b.Multiply(c); }
};

struct Division {
  static Value OnInts(int64_t b, int64_t c) {
    if (c == 0) return ZeroDivision();
    return b == kMinInt && c == -1 ? Overflow() : Value::Int(b / c);
  }
  static Value OnUints(uint64_t b, uint64_t c) {
    return c == 0 ? ZeroDivision() : Value::Uint(b / c);
  }
  static Value OnDoubles(double b, double c) { return Value::Double(b / c); }
  static std::optional<Decimal> OnDecimals(Decimal b, Decimal c) { return b.Divide(c); }
};

// Two numbers; nothing when one is of another kind.
template <typename Operator>
std::optional<Value> OnNumbers(const Value& b, const Value& c, Context& context) {
  if (b.is(Kind::kInt) && c.is(Kind::kInt)) return Operator::OnInts(b.AsInt(), c.AsInt());
  if (b.is(Kind::kUint) && c.is(Kind::kUint)) return Operator::OnUints(b.AsUint(), c.AsUint());
  if (b.is(Kind::kDouble) && c.is(Kind::kDouble)) {
    return Operator::OnDoubles(b.AsDouble(), c.AsDouble());
  }
  if (!b.is(Kind::kDecimal) && !c.is(Kind::kDecimal)) return std::nullopt;
  const std::optional<Decimal> left = Exact(b), right = Exact(c);
  if (!left.has_value() || !right.has_value()) return std::nullopt;
  return NewDecimal(Operator::OnDecimals(*left, *right), context);
}

// An empty sum has no currency and goes with every other.
bool IsEmptySum(const Money& m) { return m.currency == 0 && m.amount == Decimal(); }

// The currency of a sum; nothing for two different ones.
std::optional<CurrencyCode> CommonCurrency(const Money& b, const Money& c) {
  if (IsEmptySum(b)) return c.currency;
  if (IsEmptySum(c) || b.currency == c.currency) return b.currency;
  return std::nullopt;
}

template <typename Operator>
Value OnMoney(const Value& b, const Value& c, Context& context) {
  const Money left = b.AsMoney(), right = c.AsMoney();
  const std::optional<CurrencyCode> currency = CommonCurrency(left, right);
  if (!currency.has_value()) return Failure(ErrorCode::kCurrencyMismatch);
  return NewMoney(Operator::OnDecimals(left.amount, right.amount), *currency, context);
}

bool IsZero(const Value& v) {
  if (v.is(Kind::kMoney)) return v.AsMoney().amount == Decimal();
  const std::optional<Decimal> number = Exact(v);
  return number.has_value() && *number == Decimal();
}

// Money by an exact number. Nothing when `number` is none.
template <typename Operator>
std::optional<Value> Scale(const Value& money, const Value& number, Context& context) {
  const std::optional<Decimal> factor = Exact(number);
  if (!factor.has_value()) return std::nullopt;
  const Money m = money.AsMoney();
  return NewMoney(Operator::OnDecimals(m.amount, *factor), m.currency, context);
}

Value Join(const Value& b, const Value& c, Context& context) {
  const std::string_view left = b.AsText(), right = c.AsText();
  if (right.empty()) return b;
  Value failure;
  char* text = NewText(context, left.size() + right.size(), failure);
  if (text == nullptr) return failure;
  if (!left.empty()) std::memcpy(text, left.data(), left.size());
  std::memcpy(text + left.size(), right.data(), right.size());
  const std::string_view joined(text, left.size() + right.size());
  return b.is(Kind::kString) ? Value::String(joined) : Value::Bytes(joined);
}

}  // namespace

Value Add(const Value& b, const Value& c, Context& context) {
  if (auto sum = OnNumbers<Addition>(b, c, context)) return *sum;
  if (auto time = AddTimes(b, c)) return *time;
  if (b.kind() != c.kind()) return Misuse(b, c);
  if (b.is(Kind::kMoney)) return OnMoney<Addition>(b, c, context);
  if (b.is(Kind::kString) || b.is(Kind::kBytes)) return Join(b, c, context);
  if (b.is(Kind::kList) || b.is(Kind::kSet)) return Concatenate(b, c, context);
  return Misuse(b, c);
}

Value Subtract(const Value& b, const Value& c, Context& context) {
  if (auto difference = OnNumbers<Subtraction>(b, c, context)) return *difference;
  if (auto time = SubtractTimes(b, c)) return *time;
  if (b.is(Kind::kMoney) && c.is(Kind::kMoney)) return OnMoney<Subtraction>(b, c, context);
  return Misuse(b, c);
}

Value Multiply(const Value& b, const Value& c, Context& context) {
  if (auto product = OnNumbers<Multiplication>(b, c, context)) return *product;
  if (b.is(Kind::kMoney)) {
    if (auto scaled = Scale<Multiplication>(b, c, context)) return *scaled;
  }
  if (c.is(Kind::kMoney)) {
    if (auto scaled = Scale<Multiplication>(c, b, context)) return *scaled;
  }
  return Misuse(b, c);
}

Value Divide(const Value& b, const Value& c, Context& context) {
  const bool exact = b.is(Kind::kMoney) || Exact(b).has_value();
  if (exact && IsZero(c) && (b.is(Kind::kMoney) || !c.is(Kind::kMoney))) return ZeroDivision();
  if (auto quotient = OnNumbers<Division>(b, c, context)) return *quotient;
  if (!b.is(Kind::kMoney)) return Misuse(b, c);
  if (auto scaled = Scale<Division>(b, c, context)) return *scaled;
  if (!c.is(Kind::kMoney)) return Misuse(b, c);
  const Money left = b.AsMoney(), right = c.AsMoney();
  if (!CommonCurrency(left, right).has_value()) return Failure(ErrorCode::kCurrencyMismatch);
  return NewDecimal(left.amount.Divide(right.amount), context);
}

Value Modulo(const Value& b, const Value& c, Context&) {
  if (b.is(Kind::kInt) && c.is(Kind::kInt)) {
    if (c.AsInt() == 0) return ZeroDivision();
    return c.AsInt() == -1 ? Value::Int(0) : Value::Int(b.AsInt() % c.AsInt());
  }
  if (b.is(Kind::kUint) && c.is(Kind::kUint)) {
    return c.AsUint() == 0 ? ZeroDivision() : Value::Uint(b.AsUint() % c.AsUint());
  }
  return Misuse(b, c);
}

Value Negate(const Value& b, Context& context) {
  if (b.is(Kind::kInt)) return Subtraction::OnInts(0, b.AsInt());
  if (b.is(Kind::kDouble)) return Value::Double(-b.AsDouble());
  if (b.is(Kind::kDecimal)) return NewDecimal(Decimal().Subtract(b.AsDecimal()), context);
  if (b.is(Kind::kMoney)) {
    const Money money = b.AsMoney();
    return NewMoney(Decimal().Subtract(money.amount), money.currency, context);
  }
  if (b.is(Kind::kDuration)) return *SubtractTimes(Value::Duration({}), b);
  return Misuse(b);
}

}  // namespace writ
