// What the operators give, kind by kind.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "engine/bytecode/codes.h"
#include "engine/value/canonical.h"
#include "engine/value/decimal.h"
#include "engine/value/text.h"
#include "tests/oracle/decimals.h"
#include "tests/oracle/walker.h"

namespace writ::oracle {
namespace {

using Wide = __int128;

constexpr Wide kNanos = 1'000'000'000;
constexpr Wide kDay = Wide{86'400} * kNanos;

Value Error(ErrorCode code) { return Value::Error(code); }

Value IntOrOverflow(Wide wide) {
  if (wide < std::numeric_limits<int64_t>::min() || wide > std::numeric_limits<int64_t>::max()) {
    return Error(ErrorCode::kOverflow);
  }
  return Value::Int(static_cast<int64_t>(wide));
}

Value UintOrOverflow(Wide wide) {
  if (wide < 0 || wide > Wide{std::numeric_limits<uint64_t>::max()}) {
    return Error(ErrorCode::kOverflow);
  }
  return Value::Uint(static_cast<uint64_t>(wide));
}

// Whole numbers fit in 128 bits, but for the product of the largest: those overflow in
// any case, and are told by their size.
Value Whole(Op op, Wide b, Wide c, Value (*fit)(Wide)) {
  if (op == Op::kAdd) return fit(b + c);
  if (op == Op::kSubtract) return fit(b - c);
  if (op == Op::kMultiply) {
    Wide product;
    if (__builtin_mul_overflow(b, c, &product)) return Error(ErrorCode::kOverflow);
    return fit(product);
  }
  if (c == 0) return Error(ErrorCode::kDivideByZero);
  if (op == Op::kDivide) return fit(b / c);
  return fit(b % c);
}

Value OnDoubles(Op op, double b, double c) {
  if (op == Op::kAdd) return Value::Double(b + c);
  if (op == Op::kSubtract) return Value::Double(b - c);
  if (op == Op::kMultiply) return Value::Double(b * c);
  if (op == Op::kDivide) return Value::Double(b / c);
  return Error(ErrorCode::kTypeMismatch);
}

std::optional<Decimal> Exact(const Value& v) {
  if (v.is(Kind::kDecimal)) return v.AsDecimal();
  if (v.is(Kind::kInt)) return Decimal::FromInt(v.AsInt());
  if (v.is(Kind::kUint)) return Decimal::FromUnits(Wide{v.AsUint()} * Decimal::kOne);
  return std::nullopt;
}

Value DecimalOrOverflow(std::optional<Decimal> d, Arena& arena) {
  return d ? Value::Decimal(*d, arena) : Error(ErrorCode::kOverflow);
}

// ---- money ----

// The zero of an empty sum has no currency and goes with every other.
bool SameCurrency(const Money& b, const Money& c) {
  return b.currency == 0 || c.currency == 0 || b.currency == c.currency;
}

Value MoneyOrOverflow(std::optional<Decimal> amount, CurrencyCode currency, Arena& arena) {
  return amount ? Value::Money({*amount, currency}, arena) : Error(ErrorCode::kOverflow);
}

Value OnMoney(Op op, const Money& b, const Money& c, Arena& arena) {
  if (op == Op::kMultiply || op == Op::kModulo) return Error(ErrorCode::kTypeMismatch);
  const bool zero = c.amount == Decimal();
  if (op == Op::kDivide && zero) return Error(ErrorCode::kDivideByZero);
  if (!SameCurrency(b, c)) return Error(ErrorCode::kCurrencyMismatch);
  if (op == Op::kDivide) return DecimalOrOverflow(OnDecimals(op, b.amount, c.amount), arena);
  const CurrencyCode currency = b.currency != 0 ? b.currency : c.currency;
  return MoneyOrOverflow(OnDecimals(op, b.amount, c.amount), currency, arena);
}

Value ScaleMoney(Op op, const Money& money, Decimal factor, Arena& arena) {
  if (op == Op::kDivide && factor == Decimal()) return Error(ErrorCode::kDivideByZero);
  return MoneyOrOverflow(OnDecimals(op, money.amount, factor), money.currency, arena);
}

// ---- times ----

Wide NanosOf(const Value& v) { return Wide{v.AsTime().seconds} * kNanos + v.AsTime().nanos; }

TimeParts PartsOf(Wide nanos) {
  Wide rest = nanos % kNanos;
  if (rest < 0) rest += kNanos;
  return {static_cast<int64_t>((nanos - rest) / kNanos), static_cast<uint32_t>(rest)};
}

Value NewTimestamp(Wide nanos) {
  // The years 1 to 9999.
  const Wide first = Wide{-719'162} * kDay, last = Wide{2'932'897} * kDay - 1;
  if (nanos < first || nanos > last) return Error(ErrorCode::kOverflow);
  return Value::Timestamp(PartsOf(nanos));
}

Value NewDuration(Wide nanos) {
  const Wide most = Wide{kMaxDurationSeconds} * kNanos;
  if (nanos < -most || nanos > most) return Error(ErrorCode::kOverflow);
  return Value::Duration(PartsOf(nanos));
}

Value MoveDate(const Value& date, Wide nanos) {
  if (nanos % kDay != 0) return Error(ErrorCode::kBadArgument);
  const Wide days = date.AsDate() + nanos / kDay;
  if (days < -719'162 || days > 2'932'896) return Error(ErrorCode::kOverflow);
  return Value::Date(static_cast<int64_t>(days));
}

std::optional<Value> OnTimes(Op op, const Value& b, const Value& c) {
  const bool add = op == Op::kAdd;
  if (!add && op != Op::kSubtract) return std::nullopt;
  auto are = [&](Kind kb, Kind kc) { return b.is(kb) && c.is(kc); };
  auto with = [&](Wide left, Wide right) { return add ? left + right : left - right; };
  if (are(Kind::kTimestamp, Kind::kDuration)) return NewTimestamp(with(NanosOf(b), NanosOf(c)));
  if (are(Kind::kDuration, Kind::kDuration)) return NewDuration(with(NanosOf(b), NanosOf(c)));
  if (are(Kind::kDate, Kind::kDuration)) return MoveDate(b, with(0, NanosOf(c)));
  if (add && are(Kind::kDuration, Kind::kTimestamp)) return NewTimestamp(NanosOf(b) + NanosOf(c));
  if (add && are(Kind::kDuration, Kind::kDate)) return MoveDate(c, NanosOf(b));
  if (!add && are(Kind::kTimestamp, Kind::kTimestamp)) return NewDuration(NanosOf(b) - NanosOf(c));
  if (!add && are(Kind::kDate, Kind::kDate)) {
    return NewDuration((Wide{b.AsDate()} - c.AsDate()) * kDay);
  }
  return std::nullopt;
}

// ---- texts and collections ----

Value JoinTexts(const Value& b, const Value& c, Arena& arena) {
  const std::string joined = std::string(b.AsText()) + std::string(c.AsText());
  const std::string_view kept = arena.Copy(joined);
  return b.is(Kind::kString) ? Value::String(kept) : Value::Bytes(kept);
}

Value JoinItems(const Value& b, const Value& c, Arena& arena) {
  Value* items = arena.NewArray<Value>(size_t{b.size()} + c.size());
  uint32_t size = 0;
  for (const Value& side : {b, c}) {
    for (uint32_t i = 0; i < side.size(); ++i) items[size++] = side.items()[i];
  }
  return b.is(Kind::kSet) ? MakeSet(items, size, arena) : Value::List(items, size);
}

Value Arithmetic(Op op, const Value& b, const Value& c, Arena& arena) {
  if (b.is(Kind::kInt) && c.is(Kind::kInt)) return Whole(op, b.AsInt(), c.AsInt(), IntOrOverflow);
  if (b.is(Kind::kUint) && c.is(Kind::kUint)) {
    return Whole(op, b.AsUint(), c.AsUint(), UintOrOverflow);
  }
  if (b.is(Kind::kDouble) && c.is(Kind::kDouble)) return OnDoubles(op, b.AsDouble(), c.AsDouble());
  const std::optional<Decimal> left = Exact(b), right = Exact(c);
  if (left && right && op != Op::kModulo && (b.is(Kind::kDecimal) || c.is(Kind::kDecimal))) {
    if (op == Op::kDivide && *right == Decimal()) return Error(ErrorCode::kDivideByZero);
    return DecimalOrOverflow(OnDecimals(op, *left, *right), arena);
  }
  if (b.is(Kind::kMoney) && c.is(Kind::kMoney)) return OnMoney(op, b.AsMoney(), c.AsMoney(), arena);
  const bool scales = op == Op::kMultiply || op == Op::kDivide;
  if (scales && b.is(Kind::kMoney) && right) return ScaleMoney(op, b.AsMoney(), *right, arena);
  if (op == Op::kMultiply && left && c.is(Kind::kMoney)) {
    return ScaleMoney(op, c.AsMoney(), *left, arena);
  }
  if (const std::optional<Value> time = OnTimes(op, b, c)) return *time;
  if (op != Op::kAdd || b.kind() != c.kind()) return Misuse({b, c});
  if (b.is(Kind::kString) || b.is(Kind::kBytes)) return JoinTexts(b, c, arena);
  if (b.is(Kind::kList) || b.is(Kind::kSet)) return JoinItems(b, c, arena);
  return Misuse({b, c});
}

Value NegateOf(const Value& b, Arena& arena) {
  if (b.is(Kind::kInt)) return IntOrOverflow(-Wide{b.AsInt()});
  if (b.is(Kind::kDouble)) return Value::Double(-b.AsDouble());
  if (b.is(Kind::kDecimal))
    return DecimalOrOverflow(OnDecimals(Op::kSubtract, Decimal(), b.AsDecimal()), arena);
  if (b.is(Kind::kMoney)) {
    return MoneyOrOverflow(OnDecimals(Op::kSubtract, Decimal(), b.AsMoney().amount),
                           b.AsMoney().currency, arena);
  }
  if (b.is(Kind::kDuration)) return NewDuration(-NanosOf(b));
  return Misuse({b});
}

// ---- comparison, membership, index ----

std::optional<Value> Ordered(Op op, const Value& b, const Value& c) {
  if (op != Op::kLess && op != Op::kLessEqual && op != Op::kGreater && op != Op::kGreaterEqual) {
    return std::nullopt;
  }
  const Value order = Compare(b, c);
  if (order.is_error()) return order;
  const int64_t sign = order.AsInt();
  if (op == Op::kLess) return Value::Bool(sign < 0);
  if (op == Op::kLessEqual) return Value::Bool(sign <= 0);
  return Value::Bool(op == Op::kGreater ? sign > 0 : sign >= 0);
}

// An element that is equal beats one that cannot be compared.
Value IsAmong(const Value& b, const Value& c) {
  if (!c.is(Kind::kList) && !c.is(Kind::kSet) && !c.is(Kind::kMap)) return Misuse({b, c});
  const uint32_t size = c.is(Kind::kMap) ? c.AsMap().size : c.size();
  Value result = Value::Bool(false);
  for (uint32_t i = 0; i < size; ++i) {
    const Value equal = Equal(b, c.is(Kind::kMap) ? c.AsMap().entries[i].key : c.items()[i]);
    if (equal.IsTrue()) return equal;
    if (equal.is_error() && !result.is_error()) result = equal;
  }
  return result;
}

Value Index(const Value& owner, const Value& key) {
  if (owner.is(Kind::kList)) {
    if (!key.is(Kind::kInt) && !key.is(Kind::kUint)) return Misuse({key});
    const Wide at = key.is(Kind::kInt) ? Wide{key.AsInt()} : Wide{key.AsUint()};
    if (at < 0 || at >= owner.size()) return Error(ErrorCode::kIndexOutOfRange);
    return owner.items()[static_cast<size_t>(at)];
  }
  if (!owner.is(Kind::kMap)) return Misuse({owner, key});
  for (uint32_t i = 0; i < owner.AsMap().size; ++i) {
    const MapEntry& entry = owner.AsMap().entries[i];
    if (Equal(entry.key, key).IsTrue()) return entry.value;
  }
  return Error(ErrorCode::kNoSuchKey);
}

bool IsGiven(const Value& v) { return !v.is_error() && !v.is(Kind::kAbsent); }

}  // namespace

Value Operate(Op op, const Value& b, const Value& c, Arena& arena) {
  if (op == Op::kNegate) return IsGiven(b) ? NegateOf(b, arena) : Misuse({b});
  if (!IsGiven(b) || !IsGiven(c)) return Misuse({b, c});
  if (op == Op::kEqual) return Equal(b, c);
  if (op == Op::kNotEqual) {
    const Value equal = Equal(b, c);
    return equal.is_error() ? equal : Value::Bool(!equal.AsBool());
  }
  if (const std::optional<Value> ordered = Ordered(op, b, c)) return *ordered;
  if (op == Op::kIn) return IsAmong(b, c);
  if (op == Op::kIndex) return Index(b, c);
  return Arithmetic(op, b, c, arena);
}

}  // namespace writ::oracle
