#include "server/import/schema.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "engine/base/arena.h"
#include "server/import/mcp.h"
#include "server/import/names.h"
#include "server/import/safe_text.h"
#include "server/import/schema_merge.h"
#include "server/import/schema_values.h"

namespace writ::import {
namespace {

using MaybeType = std::optional<SchemaType>;

std::string Quoted(std::string_view text) { return "`" + OneLine(text, kMaxShownBytes) + "`"; }

std::string TextOf(const Value& value) {
  return value.is(Kind::kString) ? std::string(value.AsText()) : std::string();
}

// One reading of one schema with all that it refers to. Recursion is bounded by
// kMaxSchemaDepth, work by kMaxSchemaVisits.
class Reader {
 public:
  Reader(const Value& root, const SchemaPlace& place, std::vector<ImportDiagnostic>& diagnostics)
      : root_(root), place_(place), diagnostics_(diagnostics) {}

  MaybeType Read(const Value& schema, const std::string& path, int depth);

 private:
  enum class Expansion : uint8_t { kDone, kInsideItself, kFailed };
  struct At {
    const MapRep& schema;
    const std::string& path;
    int depth;
    Value Find(std::string_view keyword) const { return schema.FindField(keyword); }
    bool Has(std::string_view keyword) const { return !Find(keyword).is(Kind::kAbsent); }
  };

  MaybeType ReadParts(const MapRep& schema, const std::string& path, int depth);
  Expansion Expand(const MapRep& schema, const std::string& path, int depth);
  Expansion ExpandValue(const Value& schema, const std::string& path, int depth);
  Expansion ExpandReference(const Value& reference, const std::string& path, int depth);
  MaybeType Typed(const At& at);
  MaybeType Values(const At& at);
  MaybeType Alternatives(const At& at, std::string_view keyword);
  bool IsNarrowing(const At& at, std::string_view keyword);
  MaybeType ByTypes(const At& at, const Value& types);
  MaybeType ByType(const At& at, std::string_view type);
  MaybeType Inferred(const At& at);
  MaybeType Text(const At& at);
  MaybeType Array(const At& at);
  MaybeType Object(const At& at);
  MaybeType OpenObject(const At& at);
  MaybeType Record(const At& at, const MapRep& properties);
  bool AddField(const At& at, std::string_view name, const Value& schema, bool required,
                SchemaType& record);
  std::vector<std::string_view> Required(const At& at);

  void Report(ImportSeverity severity, const std::string& path, std::string text) {
    diagnostics_.push_back({severity, place_.tool, path, std::move(text)});
  }
  std::nullopt_t Fail(const std::string& path, std::string text) {
    Report(place_.failure, path, std::move(text));
    return std::nullopt;
  }
  MaybeType Dyn(const std::string& path, ImportSeverity severity, const std::string& why) {
    Report(severity, path, why + ": taken as `dyn`");
    return Simple("dyn");
  }

  const Value& root_;
  const SchemaPlace& place_;
  std::vector<ImportDiagnostic>& diagnostics_;
  Arena arena_;
  size_t visits_ = 0;
  // Schemas around the one that is read, and what it is made of so far.
  std::vector<const MapRep*> active_;
  std::vector<const MapRep*> parts_;
};

MaybeType Reader::Read(const Value& schema, const std::string& path, int depth) {
  if (schema.IsTrue()) return Dyn(path, ImportSeverity::kNote, "a schema that allows anything");
  if (schema.IsFalse()) return Fail(path, "the schema allows no value");
  if (!schema.is(Kind::kMap)) return Fail(path, "this is not a schema");
  const size_t active = active_.size();
  std::vector<const MapRep*> outer = std::exchange(parts_, {});
  MaybeType type = ReadParts(schema.AsMap(), path, depth);
  parts_ = std::move(outer);
  active_.resize(active);
  return type;
}

MaybeType Reader::ReadParts(const MapRep& schema, const std::string& path, int depth) {
  switch (Expand(schema, path, depth)) {
    case Expansion::kFailed:
      return std::nullopt;
    case Expansion::kInsideItself:
      return Dyn(path, ImportSeverity::kWarning, "a schema inside itself");
    case Expansion::kDone:
      break;
  }
  const auto merged = MergeSchemas(parts_, arena_);
  if (!merged) {
    return Dyn(path, ImportSeverity::kWarning, "schemas that contradict each other");
  }
  const At at{**merged, path, depth};
  MaybeType type = Typed(at);
  if (!type) return type;
  if (at.Find("nullable").IsTrue()) type->optional = true;
  type->doc = TextOf(at.Find("description"));
  return type;
}

Reader::Expansion Reader::Expand(const MapRep& schema, const std::string& path, int depth) {
  if (depth >= kMaxSchemaDepth || ++visits_ > kMaxSchemaVisits) {
    Fail(path, depth >= kMaxSchemaDepth
                   ? "schemas are nested more than " + std::to_string(kMaxSchemaDepth) + " deep"
                   : "there are more than " + std::to_string(kMaxSchemaVisits) + " schemas");
    return Expansion::kFailed;
  }
  if (std::find(active_.begin(), active_.end(), &schema) != active_.end()) {
    return Expansion::kInsideItself;
  }
  active_.push_back(&schema);
  parts_.push_back(&schema);
  const Value reference = schema.FindField("$ref");
  if (!reference.is(Kind::kAbsent)) {
    const Expansion expansion = ExpandReference(reference, path, depth + 1);
    if (expansion != Expansion::kDone) return expansion;
  }
  const Value all = schema.FindField("allOf");
  for (uint32_t i = 0; all.is(Kind::kList) && i < all.size(); ++i) {
    const std::string part = path + ".allOf[" + std::to_string(i) + "]";
    const Expansion expansion = ExpandValue(all.items()[i], part, depth + 1);
    if (expansion != Expansion::kDone) return expansion;
  }
  return Expansion::kDone;
}

Reader::Expansion Reader::ExpandReference(const Value& reference, const std::string& path,
                                          int depth) {
  const auto target = ResolveReference(root_, TextOf(reference));
  if (target) return ExpandValue(*target, path, depth);
  Fail(path, "the reference " + Quoted(TextOf(reference)) + " leads nowhere in this schema");
  return Expansion::kFailed;
}

Reader::Expansion Reader::ExpandValue(const Value& schema, const std::string& path, int depth) {
  if (schema.is(Kind::kMap)) return Expand(schema.AsMap(), path, depth);
  if (schema.IsTrue()) return Expansion::kDone;
  Fail(path, schema.IsFalse() ? "the schema allows no value" : "this is not a schema");
  return Expansion::kFailed;
}

MaybeType Reader::Typed(const At& at) {
  if (at.Has("const") || at.Has("enum")) return Values(at);
  for (const char* keyword : {"anyOf", "oneOf"}) {
    if (at.Has(keyword) && !IsNarrowing(at, keyword)) return Alternatives(at, keyword);
  }
  const Value type = at.Find("type");
  if (type.is(Kind::kAbsent)) return Inferred(at);
  if (type.is(Kind::kString)) return ByType(at, type.AsText());
  if (type.is(Kind::kList) && type.size() > 0) return ByTypes(at, type);
  return Fail(at.path, "`type` is neither a name nor a list of names");
}

MaybeType Reader::Values(const At& at) {
  const Value constant = at.Find("const");
  if (!constant.is(Kind::kAbsent)) return TypeOfValues(&constant, 1);
  const Value values = at.Find("enum");
  if (!values.is(Kind::kList)) return Fail(at.path, "`enum` is not a list");
  if (values.size() == 0) return Fail(at.path, "the schema allows no value");
  SchemaType type = TypeOfValues(values.items(), values.size());
  if (type.form != Form::kEnum) {
    Report(ImportSeverity::kNote, at.path, "the values are no enum: taken as `" + type.name + "`");
  }
  return type;
}

// Alternatives beside a type of their own only say more about it.
bool Reader::IsNarrowing(const At& at, std::string_view keyword) {
  if (!at.Has("type") && !at.Has("properties")) return false;
  Report(ImportSeverity::kWarning, at.path,
         "what `" + std::string(keyword) + "` says beside the type is not checked");
  return true;
}

MaybeType Reader::Alternatives(const At& at, std::string_view keyword) {
  const Value list = at.Find(keyword);
  if (!list.is(Kind::kList) || list.size() == 0) {
    return Fail(at.path, "`" + std::string(keyword) + "` is not a list of schemas");
  }
  std::vector<SchemaType> types;
  for (uint32_t i = 0; i < list.size(); ++i) {
    const std::string path = at.path + "." + std::string(keyword) + "[" + std::to_string(i) + "]";
    MaybeType type = Read(list.items()[i], path, at.depth + 1);
    if (!type) return type;
    types.push_back(*std::move(type));
  }
  MaybeType common = CommonType(types);
  return common ? common : Dyn(at.path, ImportSeverity::kWarning, "several types");
}

MaybeType Reader::ByTypes(const At& at, const Value& names) {
  std::vector<SchemaType> types;
  for (uint32_t i = 0; i < names.size(); ++i) {
    MaybeType type = ByType(at, TextOf(names.items()[i]));
    if (!type) return type;
    types.push_back(*std::move(type));
  }
  MaybeType common = CommonType(types);
  return common ? common : Dyn(at.path, ImportSeverity::kWarning, "several types");
}

MaybeType Reader::ByType(const At& at, std::string_view type) {
  if (type == "string") return Text(at);
  if (type == "integer") return Simple("int");
  if (type == "number") return Simple("decimal");
  if (type == "boolean") return Simple("bool");
  if (type == "null") return Simple("null_type");
  if (type == "array") return Array(at);
  if (type == "object") return Object(at);
  return Fail(at.path, Quoted(type) + " is not a type of JSON Schema");
}

MaybeType Reader::Inferred(const At& at) {
  if (at.Has("properties") || at.Has("additionalProperties")) return Object(at);
  if (at.Has("items") || at.Has("prefixItems")) return Array(at);
  return Dyn(at.path, ImportSeverity::kNote, "a schema that does not say its type");
}

MaybeType Reader::Text(const At& at) {
  struct Format {
    std::string_view format;
    const char* type;
    const char* note;
  };
  constexpr Format kFormats[] = {
      {"date", "date", ""},        {"date-time", "timestamp", ""}, {"email", "email", ""},
      {"uri", "string", "A URL."}, {"url", "string", "A URL."},
  };
  const std::string format = TextOf(at.Find("format"));
  const auto row = std::find_if(std::begin(kFormats), std::end(kFormats),
                                [&](const Format& f) { return f.format == format; });
  if (row == std::end(kFormats)) return Simple("string");
  SchemaType type = Simple(row->type);
  type.note = row->note;
  return type;
}

MaybeType Reader::Array(const At& at) {
  const Form form = at.Find("uniqueItems").IsTrue() ? Form::kSet : Form::kList;
  const Value items = at.Find("items");
  if (at.Has("prefixItems") || items.is(Kind::kList)) {
    MaybeType any = Dyn(at.path, ImportSeverity::kWarning, "each item of a tuple");
    return Container(form, *std::move(any));
  }
  if (items.is(Kind::kAbsent)) {
    MaybeType any = Dyn(at.path, ImportSeverity::kNote, "items of no given type");
    return Container(form, *std::move(any));
  }
  MaybeType element = Read(items, at.path + ".items", at.depth + 1);
  if (!element) return element;
  return Container(form, *std::move(element));
}

MaybeType Reader::Object(const At& at) {
  const Value properties = at.Find("properties");
  const Value additional = at.Find("additionalProperties");
  if (!properties.is(Kind::kAbsent) && !properties.is(Kind::kMap)) {
    return Fail(at.path, "`properties` is not an object");
  }
  const Value required = at.Find("required");
  if (!required.is(Kind::kAbsent) && !required.is(Kind::kList)) {
    Report(ImportSeverity::kWarning, at.path, "`required` is not a list of names: none is");
  }
  const bool none = properties.is(Kind::kAbsent) || properties.AsMap().size == 0;
  if (none && !additional.IsFalse() && Required(at).empty()) return OpenObject(at);
  if (!additional.is(Kind::kAbsent) && !additional.IsFalse()) {
    Report(ImportSeverity::kWarning, at.path, "properties that are not named here are refused");
  }
  return Record(at, properties.is(Kind::kMap) ? properties.AsMap() : MapRep{});
}

MaybeType Reader::OpenObject(const At& at) {
  const Value additional = at.Find("additionalProperties");
  if (!additional.is(Kind::kMap)) return Container(Form::kMap, Simple("dyn"));
  MaybeType element = Read(additional, at.path + ".additionalProperties", at.depth + 1);
  if (!element) return element;
  return Container(Form::kMap, *std::move(element));
}

std::vector<std::string_view> Reader::Required(const At& at) {
  std::vector<std::string_view> names;
  const Value required = at.Find("required");
  for (uint32_t i = 0; required.is(Kind::kList) && i < required.size(); ++i) {
    const Value& name = required.items()[i];
    if (!name.is(Kind::kString)) continue;
    if (std::find(names.begin(), names.end(), name.AsText()) == names.end()) {
      names.push_back(name.AsText());
    }
  }
  return names;
}

// Required fields first, as `required` has them, then the others by name: an order that
// does not hang on the order of keys.
MaybeType Reader::Record(const At& at, const MapRep& properties) {
  SchemaType record;
  record.form = Form::kRecord;
  const std::vector<std::string_view> required = Required(at);
  for (std::string_view name : required) {
    if (!AddField(at, name, properties.FindField(name), true, record)) return std::nullopt;
  }
  const std::set<std::string_view> done(required.begin(), required.end());
  for (uint32_t i = 0; i < properties.size; ++i) {
    const std::string_view name = properties.entries[i].key.AsText();
    if (done.contains(name)) continue;
    if (!AddField(at, name, properties.entries[i].value, false, record)) return std::nullopt;
  }
  return record;
}

bool Reader::AddField(const At& at, std::string_view name, const Value& schema, bool required,
                      SchemaType& record) {
  const std::string path = at.path + ".properties." + std::string(name);
  if (!CanBeName(name)) {
    Report(required ? place_.failure : ImportSeverity::kWarning, path,
           required ? "this name cannot be written in Writ"
                    : "this name cannot be written in Writ: calls that give it are denied");
    return !required;
  }
  if (schema.IsFalse() && !required) return true;
  const bool described = !schema.is(Kind::kAbsent);
  MaybeType type = described ? Read(schema, path, at.depth + 1)
                             : Dyn(path, ImportSeverity::kNote, "a required property of no schema");
  if (!type) return false;
  const bool has_default =
      schema.is(Kind::kMap) && !schema.AsMap().FindField("default").is(Kind::kAbsent);
  if (!required || has_default) type->optional = true;
  record.fields.push_back({std::string(name), *std::move(type)});
  return true;
}

}  // namespace

std::optional<SchemaType> TypeOfSchema(const Value& schema, const SchemaPlace& place,
                                       std::vector<ImportDiagnostic>& diagnostics) {
  MaybeType type = Reader(schema, place, diagnostics).Read(schema, place.path, 0);
  if (!type) return type;
  const TypeExtent extent = ExtentOf(*type);
  if (extent.levels <= kMaxTypeLevels && extent.parts <= kMaxTypeParts) return type;
  diagnostics.push_back({place.failure, place.tool, place.path, "the type is too large"});
  return std::nullopt;
}

}  // namespace writ::import
