// Containers and the walk; conform_scalar.cc has the scalars.
//
// The path of a misfit is put together on the way out, so that a value that fits
// costs no text.
#include "engine/value/conform.h"

#include <utility>

#include "engine/value/canonical.h"
#include "engine/value/conform_scalar.h"
#include "engine/value/nesting.h"
#include "engine/value/text.h"

namespace writ {
namespace {

using Result = std::variant<Value, Misfit>;

constexpr size_t kMaxShownKey = 64;

bool IsMisfit(const Result& result) { return std::holds_alternative<Misfit>(result); }

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// A key as a part of a path: as it is when it looks like a name, else quoted, and
// shortened: it may be anything that a caller sent.
std::string KeyPart(std::string_view key) {
  bool plain = !key.empty() && key.size() <= kMaxShownKey;
  for (char c : key) plain = plain && IsWordCharacter(c);
  if (plain) return std::string(key);
  return "[" + QuoteJson(key.substr(0, kMaxShownKey)) + "]";
}

std::string KeyPart(const Value& key) {
  return key.is(Kind::kString) ? KeyPart(key.AsText()) : "[" + ToSource(key) + "]";
}

Misfit Within(std::string part, Misfit misfit) {
  const bool joined = misfit.path.empty() || misfit.path.front() == '[';
  misfit.path = std::move(part) + (joined ? "" : ".") + misfit.path;
  return misfit;
}

Misfit Within(std::string part, Result result) {
  return Within(std::move(part), std::get<Misfit>(std::move(result)));
}

class Conformer {
 public:
  explicit Conformer(Arena& arena) : arena_(arena) {}

  // `depth` counts the containers around the value.
  Result Fit(const Value& raw, const Type& type, int depth) {
    const bool optional = type.is(TypeKind::kOptional);
    if (raw.is(Kind::kAbsent)) return optional ? Result(Value()) : Misfit{"", "is missing"};
    if (optional) return raw.is(Kind::kNull) ? Result(Value()) : Fit(raw, *type.element, depth);
    if (raw.is(Kind::kNull) && !TakesNull(type)) return Misfit{"", "is null"};
    if (depth >= kMaxValueDepth && IsContainerType(type, raw)) {
      return Misfit{"", "is nested too deeply"};
    }
    return FitPresent(raw, type, depth);
  }

 private:
  static bool TakesNull(const Type& type) {
    return type.is(TypeKind::kNull) || type.is(TypeKind::kDyn);
  }

  // An object of money is no container.
  static bool IsContainerType(const Type& type, const Value& raw) {
    return IsContainer(raw) && !(raw.is(Kind::kMap) && type.is(TypeKind::kMoney));
  }

  Result FitPresent(const Value& raw, const Type& type, int depth) {
    switch (type.kind) {
      case TypeKind::kDyn:
        return FitDyn(raw, type, depth);
      case TypeKind::kList:
      case TypeKind::kSet:
        return FitItems(raw, type, depth);
      case TypeKind::kMap:
        return FitMap(raw, type, depth);
      case TypeKind::kRecord:
        return FitRecord(raw, type, depth);
      case TypeKind::kMoney:
        return raw.is(Kind::kMap) ? FitMoneyObject(raw.AsMap()) : FitScalar(raw, type, arena_);
      case TypeKind::kOptional:
      case TypeKind::kError:
      case TypeKind::kNull:
      case TypeKind::kBool:
      case TypeKind::kInt:
      case TypeKind::kUint:
      case TypeKind::kDouble:
      case TypeKind::kString:
      case TypeKind::kBytes:
      case TypeKind::kDecimal:
      case TypeKind::kTimestamp:
      case TypeKind::kDuration:
      case TypeKind::kDate:
      case TypeKind::kType:
      case TypeKind::kIp:
      case TypeKind::kCidr:
      case TypeKind::kUrl:
      case TypeKind::kEmail:
      case TypeKind::kPath:
      case TypeKind::kEntity:
      case TypeKind::kTask:
      case TypeKind::kEnum:
        return FitScalar(raw, type, arena_);
    }
    return Misfit{"", "has no type"};
  }

  // Every element by `element`; a Misfit, or nothing and `items` filled.
  std::optional<Misfit> FitAll(const Value& raw, const Type& element, Value* items, int depth) {
    for (uint32_t i = 0; i < raw.size(); ++i) {
      Result item = Fit(raw.items()[i], element, depth);
      if (IsMisfit(item)) return Within("[" + std::to_string(i) + "]", std::move(item));
      items[i] = std::get<Value>(item);
    }
    return std::nullopt;
  }

  Result FitItems(const Value& raw, const Type& type, int depth) {
    if (!raw.is(Kind::kList) && !raw.is(Kind::kSet)) return Misfit{"", "must be a list"};
    Value* items = arena_.NewArray<Value>(raw.size());
    if (auto misfit = FitAll(raw, *type.element, items, depth + 1)) return *std::move(misfit);
    if (type.is(TypeKind::kSet)) return MakeSet(items, raw.size(), arena_);
    return Value::List(items, raw.size());
  }

  Result FitMap(const Value& raw, const Type& type, int depth) {
    if (!raw.is(Kind::kMap)) return Misfit{"", "must be an object"};
    const MapRep& given = raw.AsMap();
    MapEntry* entries = arena_.NewArray<MapEntry>(given.size);
    uint32_t size = 0;
    for (uint32_t i = 0; i < given.size; ++i) {
      const MapEntry& entry = given.entries[i];
      Result key = FitKey(entry.key, *type.key, arena_);
      if (IsMisfit(key)) return Within(KeyPart(entry.key), std::move(key));
      Result value = Fit(entry.value, *type.element, depth + 1);
      if (IsMisfit(value)) return Within(KeyPart(entry.key), std::move(value));
      if (std::get<Value>(value).is(Kind::kAbsent)) continue;
      entries[size++] = {std::get<Value>(key), std::get<Value>(value)};
    }
    const Value map = MakeMap(entries, size, arena_);
    if (map.is(Kind::kAbsent)) return Misfit{"", "has two keys of the same value"};
    return map;
  }

  Result FitRecord(const Value& raw, const Type& type, int depth) {
    if (!raw.is(Kind::kMap)) return Misfit{"", "must be an object"};
    const MapRep& given = raw.AsMap();
    MapEntry* entries = arena_.NewArray<MapEntry>(type.fields.size());
    uint32_t size = 0;
    // Fields and entries are in the same order, so one walk meets all pairs.
    uint32_t next = 0;
    for (const Field& field : type.fields) {
      if (IsUndeclared(given, next, field.name)) break;
      const bool there = next < given.size && given.entries[next].key.AsText() == field.name;
      Result value = Fit(there ? given.entries[next].value : Value(), *field.type, depth + 1);
      if (IsMisfit(value)) return Within(KeyPart(field.name), std::move(value));
      if (!std::get<Value>(value).is(Kind::kAbsent)) {
        entries[size++] = {given.entries[next].key, std::get<Value>(value)};
      }
      if (there) ++next;
    }
    if (next < given.size) return Undeclared(given.entries[next].key);
    return Value::Map(arena_.New(MapRep{size, entries}));
  }

  // Whether the entry comes before the field, and so belongs to no field.
  static bool IsUndeclared(const MapRep& given, uint32_t next, std::string_view field) {
    if (next >= given.size) return false;
    const Value& key = given.entries[next].key;
    return !key.is(Kind::kString) || key.AsText() < field;
  }

  static Misfit Undeclared(const Value& key) { return Misfit{KeyPart(key), "is not declared"}; }

  Result FitMoneyObject(const MapRep& given) {
    for (uint32_t i = 0; i < given.size; ++i) {
      const Value& key = given.entries[i].key;
      const bool known =
          key.is(Kind::kString) && (key.AsText() == "amount" || key.AsText() == "currency");
      if (!known) return Undeclared(key);
    }
    Money money;
    if (auto misfit = FitAmount(given.FindField("amount", 0), money)) {
      return Within("amount", *std::move(misfit));
    }
    if (auto misfit = FitCurrency(given.FindField("currency", 1), money)) {
      return Within("currency", *std::move(misfit));
    }
    return Value::Money(money, arena_);
  }

  Result FitDyn(const Value& raw, const Type& dyn, int depth) {
    if (!IsContainer(raw)) return FitDynScalar(raw, arena_);
    return raw.is(Kind::kMap) ? FitDynMap(raw.AsMap(), dyn, depth) : FitDynItems(raw, dyn, depth);
  }

  Result FitDynItems(const Value& raw, const Type& dyn, int depth) {
    Value* items = arena_.NewArray<Value>(raw.size());
    if (auto misfit = FitAll(raw, dyn, items, depth + 1)) return *std::move(misfit);
    return raw.is(Kind::kSet) ? MakeSet(items, raw.size(), arena_) : Value::List(items, raw.size());
  }

  // Keys stay as they are, so their order does too.
  Result FitDynMap(const MapRep& given, const Type& dyn, int depth) {
    MapEntry* entries = arena_.NewArray<MapEntry>(given.size);
    for (uint32_t i = 0; i < given.size; ++i) {
      Result value = Fit(given.entries[i].value, dyn, depth + 1);
      if (IsMisfit(value)) return Within(KeyPart(given.entries[i].key), std::move(value));
      entries[i] = {given.entries[i].key, std::get<Value>(value)};
    }
    return Value::Map(arena_.New(MapRep{given.size, entries}));
  }

  Arena& arena_;
};

}  // namespace

std::string Misfit::ToString() const {
  return path.empty() ? "the value " + reason : "`" + path + "` " + reason;
}

std::variant<Value, Misfit> Conform(const Value& raw, const Type& type, Arena& arena) {
  return Conformer(arena).Fit(raw, type, 0);
}

}  // namespace writ
