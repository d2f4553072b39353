#include "tests/score/result_adapter.h"

#include <variant>

#include "engine/value/conform.h"
#include "engine/value/text.h"
#include "tests/score/recorded_text.h"

namespace writ::score {
namespace {

// A recorded text as a structure if it is one.
Value Structured(const Value& recorded, Arena& arena) {
  if (!recorded.is(Kind::kString)) return recorded;
  const std::string_view text = Unwrap(recorded.AsText());
  if (const auto list = ParseBlockList(text, arena)) return *list;
  if (const auto literal = ParsePythonLiteral(text, arena)) return *literal;
  return Value::String(text);
}

Value OneField(const std::string& name, const Value& value, Arena& arena) {
  const MapEntry* entry = arena.New<MapEntry>({Value::String(name), value});
  return Value::Map(arena.New<MapRep>({1, entry}));
}

// Those entries that the type declares.
Value Narrowed(const MapRep& map, const Type& declared, Arena& arena) {
  MapEntry* entries = arena.NewArray<MapEntry>(map.size);
  uint32_t size = 0;
  for (uint32_t i = 0; i < map.size; ++i) {
    if (declared.FindField(map.entries[i].key.AsText()) != nullptr) {
      entries[size++] = map.entries[i];
    }
  }
  return Value::Map(arena.New<MapRep>({size, entries}));
}

const Type& Bare(const Type& type) { return type.is(TypeKind::kOptional) ? *type.element : type; }

std::optional<std::string> Fit(const Value& value, const Type& declared, Arena& arena) {
  const auto fitted = Conform(value, declared, arena);
  const Value* result = std::get_if<Value>(&fitted);
  return result == nullptr ? std::nullopt : std::optional(ToJson(*result));
}

std::optional<std::string> FitOneField(const Value& recorded, const Value& structured,
                                       const Type& declared, Arena& arena) {
  const Field& field = declared.fields[0];
  if (!Bare(*field.type).is(TypeKind::kString)) {
    return Fit(OneField(field.name, structured, arena), declared, arena);
  }
  const std::string text =
      recorded.is(Kind::kString) ? std::string(Unwrap(recorded.AsText())) : ToBlockText(recorded);
  return Fit(OneField(field.name, Value::String(text), arena), declared, arena);
}

}  // namespace

std::optional<std::string> AdaptResult(const Value& recorded, const Type& declared) {
  if (declared.fields.empty()) return "{}";
  if (recorded.is(Kind::kAbsent)) return std::nullopt;
  Arena arena;
  const Value structured = Structured(recorded, arena);
  if (structured.is(Kind::kMap)) {
    auto fitted = Fit(Narrowed(structured.AsMap(), declared, arena), declared, arena);
    if (fitted) return fitted;
  }
  if (declared.fields.size() != 1) return std::nullopt;
  return FitOneField(recorded, structured, declared, arena);
}

}  // namespace writ::score
