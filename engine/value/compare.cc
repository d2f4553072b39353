// Equality and order of the language. Allocates nothing; recursion is bounded by
// kMaxValueDepth, past which the answer is an Error and never a guess.
#include "engine/value/canonical.h"
#include "engine/value/lookup.h"
#include "engine/value/numeric.h"
#include "engine/value/value.h"

namespace writ {
namespace {

Value EqualAt(const Value& a, const Value& b, int depth);

// The conjunction of many comparisons: one difference decides, else the first error.
class AllEqual {
 public:
  // False when the answer is known to be "not equal".
  bool Take(Value equal) {
    if (equal.is_error() && !result_.is_error()) result_ = equal;
    return !equal.IsFalse();
  }
  Value result() const { return result_; }

 private:
  Value result_ = Value::Bool(true);
};

bool SameCurrency(const Money& a, const Money& b) {
  return a.currency == b.currency || (a.currency == 0 && a.amount == Decimal()) ||
         (b.currency == 0 && b.amount == Decimal());
}

Value EqualMoney(const Money& a, const Money& b) {
  if (!SameCurrency(a, b)) return Value::Error(ErrorCode::kCurrencyMismatch);
  return Value::Bool(a.amount == b.amount);
}

Value EqualLists(const Value& a, const Value& b, int depth) {
  if (a.size() != b.size()) return Value::Bool(false);
  AllEqual all;
  for (uint32_t i = 0; i < a.size(); ++i) {
    if (!all.Take(EqualAt(a.items()[i], b.items()[i], depth))) return Value::Bool(false);
  }
  return all.result();
}

bool SameElements(const Value& a, const Value& b) {
  for (uint32_t i = 0; i < a.size(); ++i) {
    if (CompareCanonical(a.items()[i], b.items()[i]) != 0) return false;
  }
  return true;
}

bool HoldsAll(const Value& set, const Value& elements) {
  for (uint32_t i = 0; i < elements.size(); ++i) {
    if (!SetHolds(set, elements.items()[i])) return false;
  }
  return true;
}

// Both ways, since {1, 1u} has no element that {1, 2} lacks.
bool EqualSets(const Value& a, const Value& b) {
  if (a.size() != b.size()) return false;
  return SameElements(a, b) || (HoldsAll(a, b) && HoldsAll(b, a));
}

// The entry of `map` under `key`, which most often stands at the same place.
const MapEntry* Counterpart(const MapRep& map, uint32_t place, const Value& key) {
  const MapEntry& same_place = map.entries[place];
  if (CompareCanonical(same_place.key, key) == 0) return &same_place;
  return FindEntry(map, key);
}

bool HasAllKeys(const MapRep& map, const MapRep& keys) {
  for (uint32_t i = 0; i < keys.size; ++i) {
    if (Counterpart(map, i, keys.entries[i].key) == nullptr) return false;
  }
  return true;
}

// Keys both ways, as for sets.
Value EqualMaps(const MapRep& a, const MapRep& b, int depth) {
  if (a.size != b.size || !HasAllKeys(a, b)) return Value::Bool(false);
  AllEqual all;
  for (uint32_t i = 0; i < a.size; ++i) {
    const MapEntry* other = Counterpart(b, i, a.entries[i].key);
    if (other == nullptr) return Value::Bool(false);
    if (!all.Take(EqualAt(a.entries[i].value, other->value, depth))) return Value::Bool(false);
  }
  return all.result();
}

bool EqualEntities(const EntityRep& a, const EntityRep& b) {
  return a.type == b.type && a.id == b.id;
}

Value EqualSameKind(const Value& a, const Value& b, int depth) {
  switch (a.kind()) {
    case Kind::kAbsent:
    case Kind::kError:
      return Value::Error(ErrorCode::kAbsent);
    case Kind::kNull:
      return Value::Bool(true);
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDate:
      return Value::Bool(a.AsUint() == b.AsUint());
    case Kind::kDouble:
      return Value::Bool(a.AsDouble() == b.AsDouble());
    case Kind::kDecimal:
      return Value::Bool(a.AsDecimal() == b.AsDecimal());
    case Kind::kMoney:
      return EqualMoney(a.AsMoney(), b.AsMoney());
    case Kind::kTimestamp:
    case Kind::kDuration:
      return Value::Bool(a.AsTime() == b.AsTime());
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kType:
    case Kind::kNumber:
    case Kind::kIp:
    case Kind::kCidr:
    case Kind::kUrl:
    case Kind::kEmail:
    case Kind::kPath:
      return Value::Bool(a.AsText() == b.AsText());
    case Kind::kList:
      return EqualLists(a, b, depth + 1);
    case Kind::kSet:
      return Value::Bool(EqualSets(a, b));
    case Kind::kMap:
      return EqualMaps(a.AsMap(), b.AsMap(), depth + 1);
    case Kind::kEntity:
      return Value::Bool(EqualEntities(a.AsEntity(), b.AsEntity()));
  }
  return Value::Error(ErrorCode::kTypeMismatch);
}

// The error that an operand makes of the whole comparison; Absent when there is none.
Value OperandError(const Value& a, const Value& b) {
  if (a.is_error()) return a;
  if (b.is_error()) return b;
  if (a.is(Kind::kAbsent) || b.is(Kind::kAbsent)) return Value::Error(ErrorCode::kAbsent);
  return Value();
}

Value EqualAt(const Value& a, const Value& b, int depth) {
  // Lists and maps inside each other may hold nothing where an optional is not given.
  if (depth > 0 && a.is(Kind::kAbsent) && b.is(Kind::kAbsent)) return Value::Bool(true);
  if (depth > 0 && (a.is(Kind::kAbsent) || b.is(Kind::kAbsent))) {
    return a.is_error() ? a : b.is_error() ? b : Value::Bool(false);
  }
  if (Value error = OperandError(a, b); error.is_error()) return error;
  if (depth > kMaxValueDepth) return Value::Error(ErrorCode::kTooLarge);
  if (a.kind() == b.kind()) return EqualSameKind(a, b, depth);
  const bool numbers = IsNumeric(a.kind()) && IsNumeric(b.kind());
  return Value::Bool(numbers && CompareNumbers(a, b) == 0);
}

template <typename T>
Value Ordered(const T& a, const T& b) {
  return Value::Int((a > b) - (a < b));
}

Value CompareMoney(const Money& a, const Money& b) {
  if (!SameCurrency(a, b)) return Value::Error(ErrorCode::kCurrencyMismatch);
  return Ordered(a.amount, b.amount);
}

Value CompareNumeric(const Value& a, const Value& b) {
  const std::partial_ordering order = CompareNumbers(a, b);
  if (order == std::partial_ordering::unordered) return Value::Error(ErrorCode::kBadArgument);
  return Value::Int((order > 0) - (order < 0));
}

Value CompareSameKind(const Value& a, const Value& b) {
  switch (a.kind()) {
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDouble:
    case Kind::kDecimal:
      return CompareNumeric(a, b);
    case Kind::kBool:
      return Ordered(a.AsBool(), b.AsBool());
    case Kind::kDate:
      return Ordered(a.AsDate(), b.AsDate());
    case Kind::kMoney:
      return CompareMoney(a.AsMoney(), b.AsMoney());
    case Kind::kTimestamp:
    case Kind::kDuration:
      return Ordered(a.AsTime(), b.AsTime());
    case Kind::kString:
    case Kind::kBytes:
      return Ordered(a.AsText(), b.AsText());
    case Kind::kAbsent:
    case Kind::kNull:
    case Kind::kList:
    case Kind::kSet:
    case Kind::kMap:
    case Kind::kEntity:
    case Kind::kType:
    case Kind::kNumber:
    case Kind::kIp:
    case Kind::kCidr:
    case Kind::kUrl:
    case Kind::kEmail:
    case Kind::kPath:
    case Kind::kError:
      break;
  }
  return Value::Error(ErrorCode::kTypeMismatch);
}

}  // namespace

namespace internal {

Value EqualSlow(const Value& a, const Value& b) { return EqualAt(a, b, 0); }

Value CompareSlow(const Value& a, const Value& b) {
  if (Value error = OperandError(a, b); error.is_error()) return error;
  if (a.kind() == b.kind()) return CompareSameKind(a, b);
  if (IsNumeric(a.kind()) && IsNumeric(b.kind())) return CompareNumeric(a, b);
  return Value::Error(ErrorCode::kTypeMismatch);
}

}  // namespace internal
}  // namespace writ
