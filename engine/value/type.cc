// Interning: the key of a type is spelled from its kind and the indexes of its parts,
// which are interned already.
#include "engine/value/type.h"

#include <algorithm>

namespace writ {
namespace {

struct SimpleType {
  TypeKind kind;
  std::string_view name;
};
// In order of kind; a kind from kIp on stands behind kType.
constexpr SimpleType kSimpleTypes[] = {
    {TypeKind::kError, "error"},       {TypeKind::kDyn, "dyn"},
    {TypeKind::kNull, "null_type"},    {TypeKind::kBool, "bool"},
    {TypeKind::kInt, "int"},           {TypeKind::kUint, "uint"},
    {TypeKind::kDouble, "double"},     {TypeKind::kString, "string"},
    {TypeKind::kBytes, "bytes"},       {TypeKind::kDecimal, "decimal"},
    {TypeKind::kMoney, "money"},       {TypeKind::kTimestamp, "timestamp"},
    {TypeKind::kDuration, "duration"}, {TypeKind::kDate, "date"},
    {TypeKind::kType, "type"},         {TypeKind::kIp, "ip"},
    {TypeKind::kCidr, "cidr"},         {TypeKind::kUrl, "url"},
    {TypeKind::kEmail, "email"},       {TypeKind::kPath, "path"},
};

size_t PlaceOf(TypeKind simple) {
  const size_t number = static_cast<size_t>(simple);
  constexpr size_t kFirst = static_cast<size_t>(TypeKind::kIp);
  constexpr size_t kBefore = static_cast<size_t>(TypeKind::kType) + 1;
  return number < kFirst ? number : number - kFirst + kBefore;
}

void SortByName(std::vector<Field>& fields) {
  std::sort(fields.begin(), fields.end(),
            [](const Field& a, const Field& b) { return a.name < b.name; });
}

std::string Key(TypeKind kind) { return std::to_string(static_cast<int>(kind)); }
std::string Part(const Type* type) { return " " + std::to_string(type->index); }

// The length stands before the name, so that no name can imitate two fields.
std::string RecordKey(const std::vector<Field>& fields) {
  std::string key = Key(TypeKind::kRecord);
  for (const Field& field : fields) {
    key += " " + std::to_string(field.name.size()) + ":" + field.name + Part(field.type);
  }
  return key;
}

std::string FieldsToString(const std::vector<Field>& fields) {
  if (fields.empty()) return "{}";
  std::string text = "{ ";
  for (const Field& field : fields) {
    if (&field != &fields.front()) text += ", ";
    text += field.name + ": " + field.type->ToString();
  }
  return text + " }";
}

}  // namespace

const Field* Type::FindField(std::string_view name, uint32_t* hint) const {
  const auto at = std::lower_bound(fields.begin(), fields.end(), name,
                                   [](const Field& f, std::string_view n) { return f.name < n; });
  if (at == fields.end() || at->name != name) return nullptr;
  if (hint != nullptr) *hint = static_cast<uint32_t>(at - fields.begin());
  return &*at;
}

std::string Type::ToString() const {
  switch (kind) {
    case TypeKind::kError:
    case TypeKind::kDyn:
    case TypeKind::kNull:
    case TypeKind::kBool:
    case TypeKind::kInt:
    case TypeKind::kUint:
    case TypeKind::kDouble:
    case TypeKind::kString:
    case TypeKind::kBytes:
    case TypeKind::kDecimal:
    case TypeKind::kMoney:
    case TypeKind::kTimestamp:
    case TypeKind::kDuration:
    case TypeKind::kDate:
    case TypeKind::kType:
    case TypeKind::kIp:
    case TypeKind::kCidr:
    case TypeKind::kUrl:
    case TypeKind::kEmail:
    case TypeKind::kPath:
      return std::string(kSimpleTypes[PlaceOf(kind)].name);
    case TypeKind::kList:
      return "list<" + element->ToString() + ">";
    case TypeKind::kSet:
      return "set<" + element->ToString() + ">";
    case TypeKind::kMap:
      return "map<" + key->ToString() + ", " + element->ToString() + ">";
    case TypeKind::kRecord:
      return FieldsToString(fields);
    case TypeKind::kOptional:
      return element->ToString() + "?";
    case TypeKind::kEntity:
    case TypeKind::kTask:
    case TypeKind::kEnum:
      return name;
  }
  return "unknown";
}

TypeTable::TypeTable() {
  for (const SimpleType& simple : kSimpleTypes) {
    Type type;
    type.kind = simple.kind;
    Intern(Key(simple.kind), std::move(type));
  }
}

const Type* TypeTable::Simple(TypeKind kind) const { return types_[PlaceOf(kind)].get(); }

const Type* TypeTable::Intern(std::string key, Type type) {
  const auto [at, is_new] = interned_.try_emplace(std::move(key), nullptr);
  if (is_new) {
    type.index = static_cast<uint32_t>(types_.size());
    types_.push_back(std::make_unique<Type>(std::move(type)));
    at->second = types_.back().get();
  }
  return at->second;
}

const Type* TypeTable::List(const Type* element) {
  Type type;
  type.kind = TypeKind::kList;
  type.element = element;
  return Intern(Key(type.kind) + Part(element), std::move(type));
}

const Type* TypeTable::Set(const Type* element) {
  Type type;
  type.kind = TypeKind::kSet;
  type.element = element;
  return Intern(Key(type.kind) + Part(element), std::move(type));
}

const Type* TypeTable::Map(const Type* key, const Type* element) {
  Type type;
  type.kind = TypeKind::kMap;
  type.key = key;
  type.element = element;
  return Intern(Key(type.kind) + Part(key) + Part(element), std::move(type));
}

const Type* TypeTable::Record(std::vector<Field> fields) {
  SortByName(fields);
  std::string key = RecordKey(fields);
  Type type;
  type.kind = TypeKind::kRecord;
  type.fields = std::move(fields);
  return Intern(std::move(key), std::move(type));
}

const Type* TypeTable::Optional(const Type* element) {
  if (element->is(TypeKind::kOptional)) return element;
  Type type;
  type.kind = TypeKind::kOptional;
  type.element = element;
  return Intern(Key(type.kind) + Part(element), std::move(type));
}

Type* TypeTable::DeclareNamed(TypeKind kind, std::string name) {
  const auto [at, is_new] = named_.try_emplace(name, nullptr);
  if (!is_new) return nullptr;
  auto type = std::make_unique<Type>();
  type->kind = kind;
  type->index = static_cast<uint32_t>(types_.size());
  type->name = std::move(name);
  at->second = type.get();
  types_.push_back(std::move(type));
  return at->second;
}

const Type* TypeTable::FindNamed(std::string_view name) const {
  const auto at = named_.find(absl::string_view(name.data(), name.size()));
  return at == named_.end() ? nullptr : at->second;
}

void TypeTable::SetFields(Type* type, std::vector<Field> fields) {
  SortByName(fields);
  type->fields = std::move(fields);
}

}  // namespace writ
