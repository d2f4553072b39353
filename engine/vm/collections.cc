#include "engine/vm/collections.h"

#include <algorithm>
#include <bit>

#include "engine/value/canonical.h"
#include "engine/value/lookup.h"

namespace writ {
namespace {

// Weights are counted up to here; no budget comes near.
constexpr uint64_t kMaxWeight = uint64_t{1} << 31;

bool IsCollection(const Value& v) {
  return v.is(Kind::kList) || v.is(Kind::kSet) || v.is(Kind::kMap);
}

// Elements of a value, and of those inside it; at most a little over `cap`. Values nest
// no deeper than the verifier allows (kMaxBuiltDepth).
uint64_t Weight(const Value& v, uint64_t cap) {
  if (!IsCollection(v)) return 0;
  if (v.is(Kind::kMap)) {
    const MapRep& map = v.AsMap();
    uint64_t weight = map.size;
    for (uint32_t i = 0; i < map.size && weight <= cap; ++i) {
      weight += Weight(map.entries[i].value, cap - weight);
    }
    return weight;
  }
  uint64_t weight = v.size();
  for (uint32_t i = 0; i < v.size() && weight <= cap; ++i) {
    weight += Weight(v.items()[i], cap - weight);
  }
  return weight;
}

uint64_t Weight(const Value& v, const Context& context) {
  return Weight(v, std::min(context.budget.left(), kMaxWeight));
}

// The fields of a map or task; null for what has none.
const MapRep* FieldsOf(const Value& owner) {
  if (owner.is(Kind::kMap)) return &owner.AsMap();
  return owner.is(Kind::kEntity) ? owner.AsEntity().attributes : nullptr;
}

bool IsGiven(const Value& v) { return !v.is(Kind::kAbsent) && !v.is(Kind::kNull); }

// A double counts as the whole number that it is.
Value ElementAtDouble(const Value& list, double index) {
  if (!(index >= 0 && index < list.size())) return Failure(ErrorCode::kIndexOutOfRange);
  const auto at = static_cast<uint32_t>(index);
  return at == index ? list.items()[at] : Failure(ErrorCode::kBadArgument);
}

Value ElementAt(const Value& list, const Value& index) {
  if (index.is(Kind::kDouble)) return ElementAtDouble(list, index.AsDouble());
  if (!index.is(Kind::kInt) && !index.is(Kind::kUint)) return Misuse(index);
  // A negative int is past every end as an unsigned number.
  const uint64_t at = index.is(Kind::kInt) ? static_cast<uint64_t>(index.AsInt()) : index.AsUint();
  if (at >= list.size()) return Failure(ErrorCode::kIndexOutOfRange);
  return list.items()[at];
}

Value FindInSet(const Value& item, const Value& set, Context& context) {
  if (!context.Pay(static_cast<uint64_t>(std::bit_width(set.size())))) return OutOfFuel();
  return Value::Bool(SetHolds(set, item));
}

// One after the other. An element that is equal beats one that cannot be compared.
Value FindByEqual(const Value& item, const Value& items, Context& context) {
  if (!context.Pay(items.size() * (1 + Weight(item, context)))) return OutOfFuel();
  Value result = Value::Bool(false);
  for (uint32_t i = 0; i < items.size(); ++i) {
    const Value equal = Equal(item, items.items()[i]);
    if (equal.IsTrue()) return equal;
    if (equal.is_error() && !result.is_error()) result = equal;
  }
  return result;
}

// The smaller key first, at each step. False when a key of one is in the other.
bool Merge(const MapRep& a, const MapRep& b, MapEntry* out) {
  uint32_t i = 0, j = 0;
  while (i < a.size || j < b.size) {
    const bool left =
        j == b.size || (i < a.size && CompareCanonical(a.entries[i].key, b.entries[j].key) < 0);
    *out++ = left ? a.entries[i++] : b.entries[j++];
    if (!left && FindEntry(a, b.entries[j - 1].key) != nullptr) return false;
  }
  return true;
}

bool CanBeKey(const Value& v) {
  return !IsCollection(v) && !v.is(Kind::kNull) && !v.is(Kind::kDouble) && !v.is(Kind::kMoney);
}

}  // namespace

Value GetField(const Value& owner, std::string_view name, uint32_t hint) {
  const MapRep* fields = FieldsOf(owner);
  if (fields == nullptr) return Misuse(owner);
  const Value found = fields->FindField(name, hint);
  return found.is(Kind::kAbsent) ? Failure(ErrorCode::kNoSuchField) : found;
}

Value GetFieldOrAbsent(const Value& owner, std::string_view name, uint32_t hint) {
  const MapRep* fields = FieldsOf(owner);
  if (fields == nullptr) return Misuse(owner);
  const Value found = fields->FindField(name, hint);
  return IsGiven(found) ? found : Value();
}

Value HasField(const Value& owner, std::string_view name, uint32_t hint) {
  const MapRep* fields = FieldsOf(owner);
  // What is not there has no fields.
  if (owner.is(Kind::kAbsent)) return Value::Bool(false);
  if (fields == nullptr) return Misuse(owner);
  return Value::Bool(IsGiven(fields->FindField(name, hint)));
}

Value Index(const Value& owner, const Value& key) {
  if (!IsPresent(owner) || !IsPresent(key)) return Misuse(owner, key);
  if (owner.is(Kind::kList)) return ElementAt(owner, key);
  if (!owner.is(Kind::kMap)) return Misuse(owner, key);
  const Value found = owner.AsMap().Find(key);
  return found.is(Kind::kAbsent) ? Failure(ErrorCode::kNoSuchKey) : found;
}

Value AreEqual(const Value& b, const Value& c, Context& context) {
  if (!IsPresent(b) || !IsPresent(c)) return Misuse(b, c);
  if (IsCollection(b) && !context.Pay(Weight(b, context))) return OutOfFuel();
  return Equal(b, c);
}

Value IsIn(const Value& b, const Value& c, Context& context) {
  if (!IsPresent(b) || !IsPresent(c) || !IsCollection(c)) return Misuse(b, c);
  if (c.is(Kind::kMap)) return Value::Bool(FindEntry(c.AsMap(), b) != nullptr);
  // A set is halved for what is one number or one text. Two currencies must err, and
  // what holds numbers of two kinds may be equal out of order: those are looked through.
  const bool halve = c.is(Kind::kSet) && !IsCollection(b) && !b.is(Kind::kMoney);
  return halve ? FindInSet(b, c, context) : FindByEqual(b, c, context);
}

Value Concatenate(const Value& b, const Value& c, Context& context) {
  const size_t size = size_t{b.size()} + c.size();
  if (size > kMaxItems) return Failure(ErrorCode::kTooLarge);
  if (!context.Pay(size)) return OutOfFuel();
  Value* items = context.arena.NewArray<Value>(size);
  std::copy_n(c.items(), c.size(), std::copy_n(b.items(), b.size(), items));
  if (b.is(Kind::kSet)) return MakeSet(items, static_cast<uint32_t>(size), context.arena);
  return Value::List(items, static_cast<uint32_t>(size));
}

Value Append(const Value& list, const Value& item, Context& context) {
  if (!IsPresent(list) || !IsPresent(item) || !list.is(Kind::kList)) return Misuse(list, item);
  return Concatenate(list, Value::List(&item, 1), context);
}

Value PutKey(const Value& map, const Value& key, const Value& item, Context& context) {
  if (!map.is(Kind::kMap)) return Misuse(map, key);
  if (!IsPresent(key) || !IsPresent(item)) return Misuse(key, item);
  if (!CanBeKey(key)) return Misuse(key);
  const MapRep& old = map.AsMap();
  if (FindEntry(old, key) != nullptr) return Failure(ErrorCode::kBadArgument);
  if (old.size >= kMaxItems) return Failure(ErrorCode::kTooLarge);
  if (!context.Pay(uint64_t{old.size} + 1)) return OutOfFuel();
  MapEntry* entries = context.arena.NewArray<MapEntry>(old.size + 1);
  const MapEntry* end = old.entries + old.size;
  const MapEntry* at = std::lower_bound(
      old.entries, end, key,
      [](const MapEntry& e, const Value& k) { return CompareCanonical(e.key, k) < 0; });
  MapEntry* out = std::copy(old.entries, at, entries);
  *out++ = {key, item};
  std::copy(at, end, out);
  return Value::Map(context.arena.New(MapRep{old.size + 1, entries}));
}

Value PutAll(const Value& map, const Value& more, Context& context) {
  if (!map.is(Kind::kMap) || !more.is(Kind::kMap)) return Misuse(map, more);
  const MapRep &a = map.AsMap(), &b = more.AsMap();
  const uint64_t size = uint64_t{a.size} + b.size;
  if (size > kMaxItems) return Failure(ErrorCode::kTooLarge);
  if (!context.Pay(size)) return OutOfFuel();
  MapEntry* entries = context.arena.NewArray<MapEntry>(size);
  if (!Merge(a, b, entries)) return Failure(ErrorCode::kBadArgument);
  return Value::Map(context.arena.New(MapRep{static_cast<uint32_t>(size), entries}));
}

}  // namespace writ
