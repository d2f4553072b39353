// A type of Writ, on its way from a JSON Schema to source.
#ifndef WRIT_SERVER_IMPORT_SCHEMA_TYPE_H_
#define WRIT_SERVER_IMPORT_SCHEMA_TYPE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace writ::import {

// What the compiler takes, with room for the record of the arguments around it.
inline constexpr int kMaxTypeLevels = 30;
inline constexpr size_t kMaxTypeParts = 1'500;

enum class Form : uint8_t { kSimple, kList, kSet, kMap, kRecord, kEnum };

struct SchemaField;

struct SchemaType {
  Form form = Form::kSimple;
  bool optional = false;
  std::string name;                 // kSimple: "string"
  std::vector<SchemaType> element;  // one, of kList, kSet, kMap (whose keys are texts)
  std::vector<SchemaField> fields;  // kRecord
  std::vector<std::string> values;  // kEnum

  // What the schema says to people; not part of the type.
  std::string doc;
  // What the type does not say: "one of `a.b`, `c.d`".
  std::string note;
};

struct SchemaField {
  std::string name;
  SchemaType type;
};

SchemaType Simple(std::string name);
// Of kList, kSet or kMap.
SchemaType Container(Form form, SchemaType element);

// Two types are the same when their keys are.
std::string TypeKey(const SchemaType& type);

struct TypeExtent {
  int levels = 0;
  size_t parts = 0;
};
TypeExtent ExtentOf(const SchemaType& type);

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_SCHEMA_TYPE_H_
