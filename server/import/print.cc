// Recursion over types is bounded by kMaxTypeLevels.
#include "server/import/print.h"

#include <algorithm>
#include <utility>

#include "engine/value/text.h"
#include "server/import/safe_text.h"

namespace writ::import {
namespace {

struct NamedEnum {
  std::string name;
  std::string where;  // "messageType"
  std::vector<std::string> values;
};

// Gives every enum in the type a name, made of the names on the way to it.
void NameEnums(SchemaType& type, const std::string& path, const std::string& where,
               UniqueNames& names, std::vector<NamedEnum>& enums) {
  if (type.form == Form::kEnum) {
    const bool is_name = IsIdentifier(path);
    type.name = names.Claim(is_name ? path : "Enum" + path);
    enums.push_back({type.name, where, type.values});
  }
  for (SchemaType& element : type.element) NameEnums(element, path, where, names, enums);
  for (SchemaField& field : type.fields) {
    NameEnums(field.type, path + ToTypeName(field.name), where + "." + field.name, names, enums);
  }
}

std::string Pad(size_t indent) { return std::string(indent, ' '); }

std::string Flat(const SchemaType& type);

std::string FlatFields(const std::vector<SchemaField>& fields) {
  std::string text;
  for (const SchemaField& field : fields) {
    text += (text.empty() ? "" : ", ") + WriteName(field.name) + ": " + Flat(field.type);
  }
  return text;
}

std::string FlatBody(const std::vector<SchemaField>& fields) {
  return fields.empty() ? "{}" : "{ " + FlatFields(fields) + " }";
}

// What stands before the element of a container.
std::string Opening(Form form) {
  if (form == Form::kMap) return "map<string, ";
  return form == Form::kSet ? "set<" : "list<";
}

std::string Flat(const SchemaType& type) {
  const std::string mark = type.optional ? "?" : "";
  switch (type.form) {
    case Form::kSimple:
    case Form::kEnum:
      return type.name + mark;
    case Form::kRecord:
      return FlatBody(type.fields) + mark;
    case Form::kList:
    case Form::kSet:
    case Form::kMap:
      return Opening(type.form) + Flat(type.element[0]) + ">" + mark;
  }
  return "dyn";
}

std::string DocOf(const SchemaType& type) {
  const std::string doc = FirstParagraph(type.doc);
  const std::string note = OneLine(type.note, kMaxDocBytes);
  return doc.empty() || note.empty() ? doc + note : doc + " " + note;
}

std::string Layout(const SchemaType& type, size_t indent, size_t column);

std::string Broken(const SchemaType& type, size_t indent, size_t column) {
  if (type.form == Form::kRecord) {
    std::string text = "{\n";
    for (const SchemaField& field : type.fields) {
      const std::string start = Pad(indent + 2) + WriteName(field.name) + ": ";
      const bool last = &field == &type.fields.back();
      text += start + Layout(field.type, indent + 2, start.size()) + (last ? "\n" : ",\n");
    }
    return text + Pad(indent) + "}";
  }
  const std::string opening = Opening(type.form);
  return opening + Layout(type.element[0], indent, column + opening.size()) + ">";
}

// The type with its first line begun at `column` and the others indented.
std::string Layout(const SchemaType& type, size_t indent, size_t column) {
  const std::string flat = Flat(type);
  const bool breakable = !type.element.empty() || !type.fields.empty();
  // One column for a comma.
  if (column + flat.size() < kColumns || !breakable) return flat;
  return Broken(type, indent, column) + (type.optional ? "?" : "");
}

std::string DocumentedFields(const std::vector<SchemaField>& fields) {
  std::string text;
  for (const SchemaField& field : fields) {
    PrintComment("  /// ", DocOf(field.type), text);
    const std::string start = "  " + WriteName(field.name) + ": ";
    text += start + Layout(field.type, 2, start.size());
    text += &field == &fields.back() ? "\n" : ",\n";
  }
  return text;
}

bool HasDocs(const std::vector<SchemaField>& fields) {
  return std::any_of(fields.begin(), fields.end(),
                     [](const SchemaField& field) { return !DocOf(field.type).empty(); });
}

std::string Signature(const Tool& tool) {
  const bool documented = HasDocs(tool.args) || HasDocs(tool.result);
  const std::string result = tool.result.empty() ? "" : " -> " + FlatBody(tool.result);
  const std::string flat = "action " + tool.action + "(" + FlatFields(tool.args) + ")" + result;
  if (!documented && flat.size() <= kColumns) return flat + "\n";
  std::string text = "action " + tool.action + "(";
  if (!tool.args.empty()) text += "\n" + DocumentedFields(tool.args);
  text += ")";
  if (tool.result.empty()) return text + "\n";
  if (!HasDocs(tool.result) && result.size() < kColumns) return text + result + "\n";
  return text + " -> {\n" + DocumentedFields(tool.result) + "}\n";
}

void PrintEnum(const NamedEnum& named, const Tool& tool, std::string& out) {
  PrintComment("/// ", "`" + named.where + "` of the tool `" + tool.name + "`.", out);
  std::string flat;
  std::string lines;
  for (const std::string& value : named.values) {
    flat += (flat.empty() ? "" : ", ") + WriteName(value);
    lines += (lines.empty() ? "  " : ",\n  ") + WriteName(value);
  }
  const std::string start = "enum " + named.name + " {";
  const bool fits = start.size() + flat.size() + 3 <= kColumns;
  out += start + (fits ? " " + flat + " }\n" : "\n" + lines + "\n}\n") + "\n";
}

void PrintAnnotation(const char* name, const std::string& value, std::string& out) {
  out += std::string("@") + name + "(" + QuoteJson(value) + ")\n";
}

}  // namespace

void PrintComment(const std::string& prefix, const std::string& text, std::string& out) {
  for (const std::string& line : Wrap(text, kColumns - prefix.size())) out += prefix + line + "\n";
}

void PrintTool(Tool tool, UniqueNames& type_names, std::string& out) {
  std::vector<NamedEnum> enums;
  const std::string path = ToTypeName(tool.name);
  for (std::vector<SchemaField>* fields : {&tool.args, &tool.result}) {
    for (SchemaField& field : *fields) {
      NameEnums(field.type, path + ToTypeName(field.name), field.name, type_names, enums);
    }
  }
  for (const NamedEnum& named : enums) PrintEnum(named, tool, out);
  PrintComment("/// ", FirstParagraph(tool.description), out);
  PrintAnnotation("tool", tool.name, out);
  PrintAnnotation("schema", tool.digest, out);
  for (const std::string& hint : tool.hints) PrintAnnotation("hint", hint, out);
  out += Signature(tool);
}

}  // namespace writ::import
