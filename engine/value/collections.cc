// Copies of values, and sets and maps put into the canonical order.
#include <algorithm>

#include "engine/value/canonical.h"
#include "engine/value/nesting.h"

namespace writ {
namespace {

Value CopyAt(const Value& given, Arena& arena, int depth);

const Value* CopyItems(const Value& value, Arena& arena, int depth) {
  Value* items = arena.NewArray<Value>(value.size());
  for (uint32_t i = 0; i < value.size(); ++i) items[i] = CopyAt(value.items()[i], arena, depth);
  return items;
}

const MapRep* CopyMap(const MapRep& map, Arena& arena, int depth) {
  MapEntry* entries = arena.NewArray<MapEntry>(map.size);
  for (uint32_t i = 0; i < map.size; ++i) {
    entries[i].key = CopyAt(map.entries[i].key, arena, depth);
    entries[i].value = CopyAt(map.entries[i].value, arena, depth);
  }
  return arena.New(MapRep{map.size, entries});
}

const EntityRep* CopyEntity(const EntityRep& entity, Arena& arena, int depth) {
  const bool keep = entity.attributes != nullptr && depth < kMaxValueDepth;
  const MapRep* attributes = keep ? CopyMap(*entity.attributes, arena, depth + 1) : nullptr;
  return arena.New(EntityRep{arena.Copy(entity.type), arena.Copy(entity.id), attributes});
}

Value CopyAt(const Value& given, Arena& arena, int depth) {
  const Value value = WithinDepth(given, depth);
  switch (value.kind()) {
    case Kind::kAbsent:
    case Kind::kNull:
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDouble:
    case Kind::kTimestamp:
    case Kind::kDuration:
    case Kind::kDate:
    case Kind::kError:
      return value;
    case Kind::kString:
      return Value::String(arena.Copy(value.AsText()));
    case Kind::kBytes:
      return Value::Bytes(arena.Copy(value.AsText()));
    case Kind::kType:
      return Value::TypeName(arena.Copy(value.AsText()));
    case Kind::kNumber:
      return Value::Number(arena.Copy(value.AsText()));
    case Kind::kIp:
    case Kind::kCidr:
    case Kind::kUrl:
    case Kind::kEmail:
    case Kind::kPath:
      return Value::Identity(value.kind(), arena.Copy(value.AsText()));
    case Kind::kDecimal:
      return Value::Decimal(value.AsDecimal(), arena);
    case Kind::kMoney:
      return Value::Money(value.AsMoney(), arena);
    case Kind::kList:
      return Value::List(CopyItems(value, arena, depth + 1), value.size());
    case Kind::kSet:
      return Value::Set(CopyItems(value, arena, depth + 1), value.size());
    case Kind::kMap:
      return Value::Map(CopyMap(value.AsMap(), arena, depth + 1));
    case Kind::kEntity:
      return Value::Entity(CopyEntity(value.AsEntity(), arena, depth));
  }
  return Value();
}

}  // namespace

Value CopyInto(const Value& value, Arena& arena) { return CopyAt(value, arena, 0); }

Value MakeSet(const Value* items, uint32_t size, Arena& arena) {
  Value* sorted = arena.NewArray<Value>(size);
  std::copy_n(items, size, sorted);
  std::sort(sorted, sorted + size,
            [](const Value& a, const Value& b) { return CompareCanonical(a, b) < 0; });
  const Value* end = std::unique(sorted, sorted + size, [](const Value& a, const Value& b) {
    return CompareCanonical(a, b) == 0;
  });
  return Value::Set(sorted, static_cast<uint32_t>(end - sorted));
}

Value MakeMap(const MapEntry* entries, uint32_t size, Arena& arena) {
  MapEntry* sorted = arena.NewArray<MapEntry>(size);
  std::copy_n(entries, size, sorted);
  std::sort(sorted, sorted + size, [](const MapEntry& a, const MapEntry& b) {
    return CompareCanonical(a.key, b.key) < 0;
  });
  for (uint32_t i = 1; i < size; ++i) {
    if (CompareCanonical(sorted[i - 1].key, sorted[i].key) == 0) return Value();
  }
  return Value::Map(arena.New(MapRep{size, sorted}));
}

}  // namespace writ
