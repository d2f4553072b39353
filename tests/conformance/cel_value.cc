#include "tests/conformance/cel_value.h"

#include <cstdlib>
#include <limits>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/value/base64.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"

namespace writ::conformance {
namespace {

using MaybeValue = absl::StatusOr<Value>;

absl::Status Bad(std::string_view kind, const Value& json) {
  return absl::InvalidArgumentError(absl::StrCat("no ", std::string(kind), ": ", ToJson(json)));
}

MaybeValue ReadBool(const Value& json, Arena&) {
  if (!json.is(Kind::kBool)) return Bad("bool", json);
  return json;
}

MaybeValue ReadNull(const Value&, Arena&) { return Value::Null(); }

MaybeValue ReadInt(const Value& json, Arena&) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(std::string(json.AsText()), &number)) return Bad("int", json);
  return Value::Int(number);
}

MaybeValue ReadUint(const Value& json, Arena&) {
  uint64_t number = 0;
  if (!absl::SimpleAtoi(std::string(json.AsText()), &number)) return Bad("uint", json);
  return Value::Uint(number);
}

MaybeValue ReadDouble(const Value& json, Arena&) {
  double number = 0;
  if (!absl::SimpleAtod(std::string(json.AsText()), &number)) return Bad("double", json);
  return Value::Double(number);
}

MaybeValue ReadString(const Value& json, Arena& arena) {
  if (!json.is(Kind::kString)) return Bad("string", json);
  return Value::String(arena.Copy(json.AsText()));
}

MaybeValue ReadBytes(const Value& json, Arena& arena) {
  const auto bytes = DecodeBase64(json.AsText());
  if (!bytes) return Bad("base64", json);
  return Value::Bytes(arena.Copy(*bytes));
}

MaybeValue ReadTypeName(const Value& json, Arena& arena) {
  if (!json.is(Kind::kString)) return Bad("type", json);
  return Value::TypeName(arena.Copy(json.AsText()));
}

absl::StatusOr<TimeParts> ReadParts(const Value& json) {
  TimeParts parts;
  int64_t nanos = 0;
  const bool pair = json.is(Kind::kList) && json.size() == 2;
  if (!pair || !absl::SimpleAtoi(std::string(json.items()[0].AsText()), &parts.seconds) ||
      !absl::SimpleAtoi(std::string(json.items()[1].AsText()), &nanos)) {
    return Bad("time", json);
  }
  // Of a negative span the nanoseconds are negative too.
  if (nanos < 0) --parts.seconds, nanos += 1'000'000'000;
  parts.nanos = static_cast<uint32_t>(nanos);
  return parts;
}

MaybeValue ReadTimestamp(const Value& json, Arena&) {
  WRIT_ASSIGN_OR_RETURN(const TimeParts parts, ReadParts(json));
  return Value::Timestamp(parts);
}

MaybeValue ReadDuration(const Value& json, Arena&) {
  WRIT_ASSIGN_OR_RETURN(const TimeParts parts, ReadParts(json));
  return Value::Duration(parts);
}

MaybeValue ReadList(const Value& json, Arena& arena) {
  if (!json.is(Kind::kList)) return Bad("list", json);
  Value* items = arena.NewArray<Value>(json.size());
  for (uint32_t i = 0; i < json.size(); ++i) {
    WRIT_ASSIGN_OR_RETURN(items[i], ReadValue(json.items()[i], arena));
  }
  return Value::List(items, json.size());
}

MaybeValue ReadMap(const Value& json, Arena& arena) {
  if (!json.is(Kind::kList)) return Bad("map", json);
  MapEntry* entries = arena.NewArray<MapEntry>(json.size());
  for (uint32_t i = 0; i < json.size(); ++i) {
    const Value& pair = json.items()[i];
    if (!pair.is(Kind::kList) || pair.size() != 2) return Bad("entry", pair);
    WRIT_ASSIGN_OR_RETURN(entries[i].key, ReadValue(pair.items()[0], arena));
    WRIT_ASSIGN_OR_RETURN(entries[i].value, ReadValue(pair.items()[1], arena));
  }
  const Value map = MakeMap(entries, json.size(), arena);
  if (map.is(Kind::kAbsent)) return Bad("map, a key occurs twice", json);
  return map;
}

struct Reader {
  std::string_view kind;
  MaybeValue (*read)(const Value& json, Arena& arena);
};
constexpr Reader kReaders[] = {
    {"bool", ReadBool},           {"null", ReadNull},     {"int", ReadInt},
    {"uint", ReadUint},           {"double", ReadDouble}, {"string", ReadString},
    {"bytes", ReadBytes},         {"type", ReadTypeName}, {"duration", ReadDuration},
    {"timestamp", ReadTimestamp}, {"list", ReadList},     {"map", ReadMap},
};

std::string Tagged(std::string_view kind, std::string_view text) {
  return absl::StrCat("{\"", std::string(kind), "\": ", std::string(text), "}");
}

std::string TimeText(TimeParts t) { return absl::StrCat("[", t.seconds, ", ", t.nanos, "]"); }

std::string DoubleText(double d) {
  char text[40];
  std::snprintf(text, sizeof(text), "%.17g", d);
  return text;
}

std::string ListText(const Value& list) {
  std::string text;
  for (uint32_t i = 0; i < list.size(); ++i) {
    text += (i == 0 ? "" : ", ") + ValueText(list.items()[i]);
  }
  return "[" + text + "]";
}

std::string MapText(const MapRep& map) {
  std::string text;
  for (uint32_t i = 0; i < map.size; ++i) {
    const MapEntry& entry = map.entries[i];
    text += (i == 0 ? "[" : ", [") + ValueText(entry.key) + ", " + ValueText(entry.value) + "]";
  }
  return "[" + text + "]";
}

// The inside of "list(T)" when `text` is a `name` of something.
std::optional<std::string_view> Inside(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || text.size() < name.size() + 2) return std::nullopt;
  if (text[name.size()] != '(' || text.back() != ')') return std::nullopt;
  return text.substr(name.size() + 1, text.size() - name.size() - 2);
}

// Where the first comma outside brackets is.
size_t OuterComma(std::string_view text) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    depth += (text[i] == '(') - (text[i] == ')');
    if (text[i] == ',' && depth == 0) return i;
  }
  return std::string_view::npos;
}

const Type* SimpleType(std::string_view text, const TypeTable& types) {
  if (text == "google.protobuf.Timestamp") text = "timestamp";
  if (text == "google.protobuf.Duration") text = "duration";
  for (const auto& type : types.types()) {
    if (type->kind <= TypeKind::kType && type->ToString() == text) return type.get();
  }
  return nullptr;
}

const Type* ReadMapType(std::string_view inside, TypeTable& types) {
  const size_t comma = OuterComma(inside);
  if (comma == std::string_view::npos) return nullptr;
  std::string_view rest = inside.substr(comma + 1);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const Type* key = ReadType(inside.substr(0, comma), types);
  const Type* element = ReadType(rest, types);
  return key == nullptr || element == nullptr ? nullptr : types.Map(key, element);
}

}  // namespace

absl::StatusOr<Value> ReadValue(const Value& json, Arena& arena) {
  if (!json.is(Kind::kMap) || json.AsMap().size != 1) return Bad("value", json);
  const MapEntry& entry = json.AsMap().entries[0];
  for (const Reader& reader : kReaders) {
    if (reader.kind == entry.key.AsText()) return reader.read(entry.value, arena);
  }
  return Bad("value", json);
}

std::string ValueText(const Value& value) {
  switch (value.kind()) {
    case Kind::kDouble:
      return Tagged("double", "\"" + DoubleText(value.AsDouble()) + "\"");
    case Kind::kType:
      return Tagged("type", QuoteJson(value.AsText()));
    case Kind::kBytes:
      return Tagged("bytes", QuoteJson(EncodeBase64(value.AsText())));
    case Kind::kTimestamp:
    case Kind::kDuration:
      return Tagged(KindName(value.kind()), TimeText(value.AsTime()));
    case Kind::kList:
    case Kind::kSet:
      return Tagged(KindName(value.kind()), ListText(value));
    case Kind::kMap:
      return Tagged("map", MapText(value.AsMap()));
    case Kind::kError:
      return "error: " + std::string(ErrorMeaning(value.AsError()));
    case Kind::kInt:
    case Kind::kUint:
      return Tagged(KindName(value.kind()), "\"" + ToJson(value) + "\"");
    case Kind::kNull:
      return Tagged("null", "true");
    default:
      return Tagged(KindName(value.kind()), ToJson(value));
  }
}

bool SameValue(const Value& a, const Value& b) { return CanonicalBytes(a) == CanonicalBytes(b); }

const Type* ReadType(std::string_view text, TypeTable& types) {
  if (auto inside = Inside(text, "list")) {
    const Type* element = ReadType(*inside, types);
    return element == nullptr ? nullptr : types.List(element);
  }
  if (auto inside = Inside(text, "optional_type")) {
    const Type* element = ReadType(*inside, types);
    return element == nullptr ? nullptr : types.Optional(element);
  }
  if (auto inside = Inside(text, "map")) return ReadMapType(*inside, types);
  return SimpleType(text, types);
}

std::string TypeText(const Type& type) {
  switch (type.kind) {
    case TypeKind::kTimestamp:
      return "google.protobuf.Timestamp";
    case TypeKind::kDuration:
      return "google.protobuf.Duration";
    case TypeKind::kList:
      return "list(" + TypeText(*type.element) + ")";
    case TypeKind::kMap:
      return "map(" + TypeText(*type.key) + ", " + TypeText(*type.element) + ")";
    case TypeKind::kOptional:
      return "optional_type(" + TypeText(*type.element) + ")";
    default:
      return type.ToString();
  }
}

}  // namespace writ::conformance
