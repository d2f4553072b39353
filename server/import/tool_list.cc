#include "server/import/tool_list.h"

#include <algorithm>
#include <utility>

#include "engine/base/sha256.h"
#include "server/import/canonical_json.h"
#include "server/import/names.h"
#include "server/import/safe_text.h"
#include "server/import/schema.h"

namespace writ::import {
namespace {

constexpr char kInput[] = "inputSchema";
constexpr char kOutput[] = "outputSchema";

Value Find(const Value& object, std::string_view key) {
  return object.is(Kind::kMap) ? object.AsMap().FindField(key) : Value{};
}

std::string TextOf(const Value& value) {
  return value.is(Kind::kString) ? std::string(value.AsText()) : std::string();
}

Value InputSchema(const Value& entry) {
  const Value schema = Find(entry, kInput);
  return schema.is(Kind::kAbsent) ? Find(entry, "schema") : schema;
}

// What a change of must be noticed: what the tool is called, says of itself, takes, gives.
std::string DigestOf(const Value& entry) {
  const std::pair<std::string_view, Value> pinned[] = {
      {"description", Find(entry, "description")},
      {kInput, InputSchema(entry)},
      {"name", Find(entry, "name")},
      {kOutput, Find(entry, kOutput)},
  };
  std::string text;
  for (const auto& [key, value] : pinned) {
    if (value.is(Kind::kAbsent)) continue;
    text += text.empty() ? "{\"" : ",\"";
    text += std::string(key) + "\":" + CanonicalJson(value);
  }
  return "sha256:" + ToHex(Sha256(text + "}"));
}

std::vector<std::string> HintsOf(const Value& annotations) {
  struct Hint {
    std::string_view key;
    bool value;
    const char* text;
  };
  // The other values are what a tool without the hint is taken for.
  constexpr Hint kHints[] = {
      {"readOnlyHint", true, "readOnly"},     {"destructiveHint", true, "destructive"},
      {"destructiveHint", false, "additive"}, {"idempotentHint", true, "idempotent"},
      {"openWorldHint", true, "openWorld"},   {"openWorldHint", false, "closedWorld"},
  };
  std::vector<std::string> hints;
  for (const Hint& hint : kHints) {
    const Value value = Find(annotations, hint.key);
    if (value.is(Kind::kBool) && value.AsBool() == hint.value) hints.emplace_back(hint.text);
  }
  return hints;
}

// What is wrong with the name; empty when nothing is.
std::string NameFault(const Value& name) {
  if (name.is(Kind::kAbsent)) return "the tool has no name";
  if (!name.is(Kind::kString) || name.AsText().empty()) return "the tool's name is no text";
  if (name.AsText().size() > kMaxNameBytes) return "the tool's name is too long";
  return HasUnsafe(name.AsText()) ? "the tool's name has invisible characters" : "";
}

// One tool, with where to report.
class ToolReader {
 public:
  ToolReader(const Value& entry, std::string label, std::vector<ImportDiagnostic>& diagnostics)
      : entry_(entry), label_(std::move(label)), diagnostics_(diagnostics) {}

  std::optional<std::vector<SchemaField>> Args() {
    const Value schema = InputSchema(entry_);
    if (schema.is(Kind::kAbsent)) return Fail("", "the tool has no input schema");
    auto type = TypeOfSchema(schema, {label_, kInput, ImportSeverity::kError}, diagnostics_);
    if (!type) return std::nullopt;
    if (IsObject(*type)) return std::move(type->fields);
    return Fail(kInput, "the arguments are not an object");
  }

  std::vector<SchemaField> Result() {
    const Value schema = Find(entry_, kOutput);
    if (schema.is(Kind::kAbsent)) return {};
    auto type = TypeOfSchema(schema, {label_, kOutput, ImportSeverity::kWarning}, diagnostics_);
    if (type && type->form == Form::kRecord && !type->optional) return std::move(type->fields);
    Report(ImportSeverity::kWarning, kOutput, "the result is taken as nothing");
    return {};
  }

 private:
  // An object of no named properties: a call without arguments.
  bool IsObject(const SchemaType& type) {
    if (type.optional) return false;
    if (type.form != Form::kMap) return type.form == Form::kRecord;
    const Value additional = Find(InputSchema(entry_), "additionalProperties");
    if (!additional.is(Kind::kAbsent)) {
      Report(ImportSeverity::kWarning, kInput, "arguments that are not named here are refused");
    }
    return true;
  }

  void Report(ImportSeverity severity, std::string path, std::string text) {
    diagnostics_.push_back({severity, label_, std::move(path), std::move(text)});
  }
  std::nullopt_t Fail(std::string path, std::string text) {
    Report(ImportSeverity::kError, std::move(path), std::move(text));
    return std::nullopt;
  }

  const Value& entry_;
  const std::string label_;
  std::vector<ImportDiagnostic>& diagnostics_;
};

}  // namespace

absl::StatusOr<Value> FindToolList(const Value& answer) {
  if (answer.is(Kind::kList)) return answer;
  for (const Value& holder : {answer, Find(answer, "result")}) {
    const Value tools = Find(holder, "tools");
    if (tools.is(Kind::kList)) return tools;
  }
  return absl::InvalidArgumentError("there is no list `tools`");
}

std::optional<Tool> ReadTool(const Value& entry, size_t number,
                             std::vector<ImportDiagnostic>& diagnostics) {
  const Value name = Find(entry, "name");
  const std::string fault = entry.is(Kind::kMap) ? NameFault(name) : "this is not an object";
  const std::string label = fault.empty() ? TextOf(name) : "#" + std::to_string(number);
  if (!fault.empty()) {
    diagnostics.push_back({ImportSeverity::kError, label, "", fault});
    return std::nullopt;
  }
  ToolReader reader(entry, label, diagnostics);
  auto args = reader.Args();
  if (!args) return std::nullopt;
  Tool tool;
  tool.name = label;
  tool.description = TextOf(Find(entry, "description"));
  tool.digest = DigestOf(entry);
  tool.hints = HintsOf(Find(entry, "annotations"));
  tool.args = *std::move(args);
  tool.result = reader.Result();
  return tool;
}

}  // namespace writ::import
