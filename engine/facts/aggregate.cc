#include "engine/facts/aggregate.h"

#include <algorithm>

#include "engine/value/canonical.h"

namespace writ {
namespace {

Value SumInt(int64_t a, int64_t b) {
  int64_t sum;
  if (__builtin_add_overflow(a, b, &sum)) return Value::Error(ErrorCode::kOverflow);
  return Value::Int(sum);
}

Value SumDecimal(Decimal a, Decimal b, Arena& arena) {
  auto sum = a.Add(b);
  return sum ? Value::Decimal(*sum, arena) : Value::Error(ErrorCode::kOverflow);
}

// The currency-less zero of an empty sum takes the currency of what is added.
Value SumMoney(const Money& a, const Money& b, Arena& arena) {
  if (a.currency != 0 && b.currency != 0 && a.currency != b.currency) {
    return Value::Error(ErrorCode::kCurrencyMismatch);
  }
  auto sum = a.amount.Add(b.amount);
  if (!sum) return Value::Error(ErrorCode::kOverflow);
  return Value::Money({*sum, a.currency != 0 ? a.currency : b.currency}, arena);
}

Value Sum(const Value& a, const Value& b, Arena& arena) {
  if (b.is_error()) return b;
  if (a.is(Kind::kInt) && b.is(Kind::kInt)) return SumInt(a.AsInt(), b.AsInt());
  if (a.is(Kind::kMoney) && b.is(Kind::kMoney)) return SumMoney(a.AsMoney(), b.AsMoney(), arena);
  if (a.is(Kind::kDecimal) && b.is(Kind::kDecimal)) {
    return SumDecimal(a.AsDecimal(), b.AsDecimal(), arena);
  }
  // A sum of decimals may be given a whole number.
  if (a.is(Kind::kDecimal) && b.is(Kind::kInt)) {
    return SumDecimal(a.AsDecimal(), Decimal::FromInt(b.AsInt()), arena);
  }
  return Value::Error(ErrorCode::kTypeMismatch);
}

Value Negated(const Value& element, Arena& arena) {
  if (element.is(Kind::kInt)) {
    // INT64_MIN was never summed alone without being summable again.
    if (element.AsInt() == INT64_MIN) return Value::Error(ErrorCode::kOverflow);
    return Value::Int(-element.AsInt());
  }
  if (element.is(Kind::kDecimal)) {
    return Value::Decimal(Decimal::FromUnits(-element.AsDecimal().units()), arena);
  }
  if (element.is(Kind::kMoney)) {
    Money money = element.AsMoney();
    return Value::Money({Decimal::FromUnits(-money.amount.units()), money.currency}, arena);
  }
  return Value::Error(ErrorCode::kTypeMismatch);
}

// `sign` is 1 for the largest, -1 for the smallest.
Value Extreme(const Value& current, const Value& element, int sign) {
  if (current.is(Kind::kAbsent)) return element;
  Value order = Compare(element, current);
  if (order.is_error()) return order;
  return order.AsInt() * sign > 0 ? element : current;
}

// The elements of both, each once. An Error among the new ones is the result.
Value Union(const Value& current, absl::Span<const Value> elements, Arena& arena) {
  for (const Value& element : elements) {
    if (element.is_error()) return element;
  }
  Value added = MakeSet(elements.data(), static_cast<uint32_t>(elements.size()), arena);
  if (!current.is(Kind::kSet)) {
    return added.size() <= kMaxSetElements ? added : Value::Error(ErrorCode::kTooLarge);
  }
  auto less = [](const Value& a, const Value& b) { return CompareCanonical(a, b) < 0; };
  Value* items = arena.NewArray<Value>(current.size() + added.size());
  Value* end = std::set_union(current.items(), current.items() + current.size(), added.items(),
                              added.items() + added.size(), items, less);
  const auto size = static_cast<uint32_t>(end - items);
  if (size == current.size()) return current;
  return size <= kMaxSetElements ? Value::Set(items, size) : Value::Error(ErrorCode::kTooLarge);
}

Value IncludeOne(Aggregate aggregate, const Value& current, const Value& element, Arena& arena) {
  // Once it could not take a call into account, a fact stays an error.
  if (current.is_error()) return current;
  if (element.is_error()) return element;
  switch (aggregate) {
    case Aggregate::kCount:
      return current.is(Kind::kInt) ? SumInt(current.AsInt(), 1)
                                    : Value::Error(ErrorCode::kTypeMismatch);
    case Aggregate::kSum:
      return Sum(current, element, arena);
    case Aggregate::kAny:
      return Value::Bool(true);
    case Aggregate::kMin:
      return Extreme(current, element, -1);
    case Aggregate::kMax:
      return Extreme(current, element, 1);
    case Aggregate::kLast:
      return element;
    case Aggregate::kSet:
      return Union(current, {&element, 1}, arena);
    case Aggregate::kAsserted:
      break;
  }
  return Value::Error(ErrorCode::kTypeMismatch);
}

}  // namespace

Value Include(Aggregate aggregate, const Value& current, absl::Span<const Value> elements,
              Arena& arena) {
  if (current.is_error()) return current;
  if (aggregate == Aggregate::kSet) return Union(current, elements, arena);
  Value value = current;
  for (const Value& element : elements) value = IncludeOne(aggregate, value, element, arena);
  return value;
}

Value Exclude(Aggregate aggregate, const Value& current, const Value& element, Arena& arena) {
  if (current.is_error()) return current;
  if (aggregate == Aggregate::kCount && current.is(Kind::kInt)) return SumInt(current.AsInt(), -1);
  if (aggregate == Aggregate::kSum) return Sum(current, Negated(element, arena), arena);
  return Value::Error(ErrorCode::kTypeMismatch);
}

}  // namespace writ
