// Recursion is bounded: a type is at most as deep as the schema it was read from.
#include "server/import/schema_type.h"

#include <algorithm>
#include <utility>

#include "engine/value/text.h"

namespace writ::import {

SchemaType Simple(std::string name) {
  SchemaType type;
  type.name = std::move(name);
  return type;
}

SchemaType Container(Form form, SchemaType element) {
  SchemaType type;
  type.form = form;
  type.element.push_back(std::move(element));
  return type;
}

std::string TypeKey(const SchemaType& type) {
  std::string key = std::to_string(static_cast<int>(type.form)) + type.name;
  if (type.optional) key += '?';
  for (const std::string& value : type.values) key += QuoteJson(value);
  for (const SchemaType& element : type.element) key += "<" + TypeKey(element) + ">";
  for (const SchemaField& field : type.fields) {
    key += QuoteJson(field.name) + "(" + TypeKey(field.type) + ")";
  }
  return key;
}

TypeExtent ExtentOf(const SchemaType& type) {
  TypeExtent extent;
  auto add = [&extent](const SchemaType& part) {
    const TypeExtent inner = ExtentOf(part);
    extent.levels = std::max(extent.levels, inner.levels);
    extent.parts += inner.parts;
  };
  for (const SchemaType& element : type.element) add(element);
  for (const SchemaField& field : type.fields) add(field.type);
  extent.levels += type.optional ? 2 : 1;
  extent.parts += type.form == Form::kMap ? 3 : 2;
  return extent;
}

}  // namespace writ::import
