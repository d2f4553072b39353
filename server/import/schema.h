// JSON Schema (drafts 4 to 2020-12, as far as tools use it) to a type of Writ.
//
//   string                    string; date and date-time: date and timestamp
//   integer, number, boolean  int, decimal, bool
//   array                     list<T>, with uniqueItems set<T>; a tuple is list<dyn>
//   object with properties    a record; what is not required, or has a default, is T?
//   object without            map<string, T> of additionalProperties, else of dyn
//   enum, const               an enum when all are texts that can be names; else the type
//                             of the values
//   ["T", "null"], anyOf with null, nullable      T?
//   $ref, allOf               followed and merged; a schema inside itself is dyn
//   anyOf, oneOf              the one type that all are, or dyn
// Bounds on values (minimum, pattern ...) are not part of a type: the tool checks them.
#ifndef WRIT_SERVER_IMPORT_SCHEMA_H_
#define WRIT_SERVER_IMPORT_SCHEMA_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/value/value.h"
#include "server/import/diagnostic.h"
#include "server/import/schema_type.h"

namespace writ::import {

struct SchemaPlace {
  std::string tool;
  std::string path;  // of the schema in the tool: "inputSchema"
  // Of what keeps the schema from being typed.
  ImportSeverity failure = ImportSeverity::kError;
};

// Nothing, with one diagnostic of severity `failure`, when the schema cannot be typed.
std::optional<SchemaType> TypeOfSchema(const Value& schema, const SchemaPlace& place,
                                       std::vector<ImportDiagnostic>& diagnostics);

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_SCHEMA_H_
