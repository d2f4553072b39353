#include "server/import/schema_values.h"

#include <algorithm>
#include <string>

#include "engine/value/decimal.h"
#include "server/import/canonical_json.h"
#include "server/import/names.h"

namespace writ::import {
namespace {

bool All(const std::vector<Value>& values, Kind kind) {
  return std::all_of(values.begin(), values.end(), [kind](const Value& v) { return v.is(kind); });
}

bool IsWhole(const Value& number) {
  const std::optional<Decimal> decimal = Decimal::Parse(number.AsText());
  return decimal && decimal->ToInt().has_value();
}

bool IsEnum(const std::vector<Value>& values) {
  return All(values, Kind::kString) &&
         std::all_of(values.begin(), values.end(),
                     [](const Value& v) { return CanBeName(v.AsText()); });
}

std::string NameOfKind(const std::vector<Value>& values) {
  if (All(values, Kind::kString)) return "string";
  if (All(values, Kind::kBool)) return "bool";
  if (!All(values, Kind::kNumber)) return "dyn";
  return std::all_of(values.begin(), values.end(), IsWhole) ? "int" : "decimal";
}

void AddValue(std::vector<std::string>& values, const std::string& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

SchemaType EnumOf(const std::vector<Value>& values) {
  SchemaType type;
  type.form = Form::kEnum;
  for (const Value& value : values) AddValue(type.values, std::string(value.AsText()));
  return type;
}

std::string NoteOn(const std::vector<Value>& values) {
  std::string note = values.size() == 1 ? "Always " : "One of ";
  for (size_t i = 0; i < values.size(); ++i) {
    note += (i > 0 ? ", " : "") + CanonicalJson(values[i]);
  }
  return note + ".";
}

bool IsSimple(const SchemaType& type, std::string_view name) {
  return type.form == Form::kSimple && type.name == name;
}

bool AllOf(const std::vector<SchemaType>& types, bool (*holds)(const SchemaType&)) {
  return std::all_of(types.begin(), types.end(), holds);
}

bool IsEnumType(const SchemaType& type) { return type.form == Form::kEnum; }
bool IsText(const SchemaType& type) { return IsEnumType(type) || IsSimple(type, "string"); }
bool IsNumber(const SchemaType& type) { return IsSimple(type, "int") || IsSimple(type, "decimal"); }
bool IsNull(const SchemaType& type) { return IsSimple(type, "null_type"); }

// Of types without optionals and null.
std::optional<SchemaType> Common(const std::vector<SchemaType>& types) {
  const std::string key = TypeKey(types[0]);
  const bool same = std::all_of(types.begin(), types.end(),
                                [&key](const SchemaType& type) { return TypeKey(type) == key; });
  if (same) return types[0];
  if (AllOf(types, IsEnumType)) {
    SchemaType all = types[0];
    for (const SchemaType& type : types) {
      for (const std::string& value : type.values) AddValue(all.values, value);
    }
    return all;
  }
  if (AllOf(types, IsText)) return Simple("string");
  if (AllOf(types, IsNumber)) return Simple("decimal");
  return std::nullopt;
}

}  // namespace

SchemaType TypeOfValues(const Value* values, uint32_t size) {
  std::vector<Value> given(values, values + size);
  const auto end = std::remove_if(given.begin(), given.end(),
                                  [](const Value& value) { return value.is(Kind::kNull); });
  const bool nullable = end != given.end();
  given.erase(end, given.end());
  if (given.empty()) return Simple("null_type");
  SchemaType type = IsEnum(given) ? EnumOf(given) : Simple(NameOfKind(given));
  if (type.form != Form::kEnum) type.note = NoteOn(given);
  type.optional = nullable;
  return type;
}

std::optional<SchemaType> CommonType(const std::vector<SchemaType>& types) {
  bool optional = false;
  std::vector<SchemaType> given;
  for (const SchemaType& type : types) {
    optional = optional || type.optional || IsNull(type);
    if (IsNull(type)) continue;
    given.push_back(type);
    given.back().optional = false;
  }
  if (given.empty()) return types[0];
  std::optional<SchemaType> common = Common(given);
  if (common) common->optional = optional;
  return common;
}

}  // namespace writ::import
