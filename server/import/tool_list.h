// The tools in an answer to `tools/list`.
#ifndef WRIT_SERVER_IMPORT_TOOL_LIST_H_
#define WRIT_SERVER_IMPORT_TOOL_LIST_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/value/value.h"
#include "server/import/diagnostic.h"
#include "server/import/schema_type.h"

namespace writ::import {

struct Tool {
  std::string name;         // on the wire
  std::string action;       // in Writ; given by the importer
  std::string description;  // as the server says it
  std::string digest;       // "sha256:..." of what is pinned
  std::vector<std::string> hints;
  std::vector<SchemaField> args;
  std::vector<SchemaField> result;  // empty: nothing
};

// The list itself, in any of the forms that ImportMcp takes.
absl::StatusOr<Value> FindToolList(const Value& answer);

// Nothing, with an error among the diagnostics, when it cannot be an action.
// `number` counts from 1 and names a tool without a name.
std::optional<Tool> ReadTool(const Value& entry, size_t number,
                             std::vector<ImportDiagnostic>& diagnostics);

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_TOOL_LIST_H_
