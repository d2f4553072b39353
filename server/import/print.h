// Imported tools as Writ source.
#ifndef WRIT_SERVER_IMPORT_PRINT_H_
#define WRIT_SERVER_IMPORT_PRINT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "server/import/names.h"
#include "server/import/tool_list.h"

namespace writ::import {

inline constexpr size_t kColumns = 100;

// Appends the enums that the tool needs and its action. `type_names` are the package's.
void PrintTool(Tool tool, UniqueNames& type_names, std::string& out);

// `text` as comment lines: `prefix` is "// " or "/// ", perhaps indented.
void PrintComment(const std::string& prefix, const std::string& text, std::string& out);

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_PRINT_H_
