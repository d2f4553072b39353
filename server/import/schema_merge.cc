#include "server/import/schema_merge.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <string>

#include "engine/value/canonical.h"
#include "server/import/canonical_json.h"

namespace writ::import {
namespace {

using Keywords = std::map<std::string_view, Value>;

// They change the type; of all others the first one stands.
constexpr std::string_view kTyping[] = {"type",  "enum",        "const",  "items", "prefixItems",
                                        "anyOf", "uniqueItems", "format", "oneOf", "nullable"};

bool IsTyping(std::string_view keyword) {
  return std::find(std::begin(kTyping), std::end(kTyping), keyword) != std::end(kTyping);
}

// `~1` is `/` and `~0` is `~`.
std::string UnescapeStep(std::string_view step) {
  std::string key;
  for (size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size();
    if (!escape) {
      key += step[i];
    } else {
      key += step[++i] == '1' ? '/' : '~';
    }
  }
  return key;
}

Value StepInto(const Value& value, std::string_view step) {
  if (value.is(Kind::kMap)) return value.AsMap().FindField(UnescapeStep(step));
  if (!value.is(Kind::kList)) return Value{};
  uint32_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  const bool found = error == std::errc() && end == step.data() + step.size();
  return found && index < value.size() ? value.items()[index] : Value{};
}

bool SameJson(const Value& a, const Value& b) { return CanonicalJson(a) == CanonicalJson(b); }

Value ToMap(const Keywords& keywords, Arena& arena) {
  std::vector<MapEntry> entries;
  for (const auto& [name, value] : keywords) entries.push_back({Value::String(name), value});
  return MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena);
}

// False when a property is described in two ways.
bool JoinProperties(Value& into, const Value& other, Arena& arena) {
  if (!into.is(Kind::kMap) || !other.is(Kind::kMap)) return SameJson(into, other);
  Keywords joined;
  for (const Value& part : {into, other}) {
    const MapRep& map = part.AsMap();
    for (uint32_t i = 0; i < map.size; ++i) {
      const auto [at, added] = joined.emplace(map.entries[i].key.AsText(), map.entries[i].value);
      if (!added && !SameJson(at->second, map.entries[i].value)) return false;
    }
  }
  into = ToMap(joined, arena);
  return true;
}

bool JoinRequired(Value& into, const Value& other, Arena& arena) {
  if (!into.is(Kind::kList) || !other.is(Kind::kList)) return SameJson(into, other);
  const uint32_t size = into.size() + other.size();
  Value* items = arena.NewArray<Value>(size);
  std::copy_n(other.items(), other.size(), std::copy_n(into.items(), into.size(), items));
  into = Value::List(items, size);
  return true;
}

// The narrower of two: false, then a schema, then anything.
bool JoinAdditional(Value& into, const Value& other) {
  if (other.IsFalse() || into.IsTrue()) into = other;
  return into.IsFalse() || other.IsTrue() || SameJson(into, other);
}

bool JoinType(Value& into, const Value& other) {
  if (SameJson(into, other)) return true;
  auto is = [](const Value& v, std::string_view name) {
    return v.is(Kind::kString) && v.AsText() == name;
  };
  if (is(into, "number") && is(other, "integer")) into = other;
  return is(into, "integer") && (is(other, "number") || is(other, "integer"));
}

bool Join(std::string_view keyword, Value& into, const Value& other, Arena& arena) {
  if (keyword == "properties") return JoinProperties(into, other, arena);
  if (keyword == "required") return JoinRequired(into, other, arena);
  if (keyword == "additionalProperties") return JoinAdditional(into, other);
  if (keyword == "type") return JoinType(into, other);
  return !IsTyping(keyword) || SameJson(into, other);
}

}  // namespace

std::optional<Value> ResolveReference(const Value& root, std::string_view reference) {
  if (reference.empty() || reference[0] != '#') return std::nullopt;
  std::string_view path = reference.substr(1);
  Value at = root;
  while (!path.empty()) {
    if (path[0] != '/') return std::nullopt;
    const size_t end = std::min(path.find('/', 1), path.size());
    at = StepInto(at, path.substr(1, end - 1));
    if (at.is(Kind::kAbsent)) return std::nullopt;
    path.remove_prefix(end);
  }
  return at;
}

std::optional<const MapRep*> MergeSchemas(const std::vector<const MapRep*>& parts, Arena& arena) {
  if (parts.size() == 1) return parts[0];
  Keywords merged;
  for (const MapRep* part : parts) {
    for (uint32_t i = 0; i < part->size; ++i) {
      const MapEntry& entry = part->entries[i];
      const auto [at, added] = merged.emplace(entry.key.AsText(), entry.value);
      if (!added && !Join(at->first, at->second, entry.value, arena)) return std::nullopt;
    }
  }
  return &ToMap(merged, arena).AsMap();
}

}  // namespace writ::import
