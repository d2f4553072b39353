// What the import tells the person who runs it.
#ifndef WRIT_SERVER_IMPORT_DIAGNOSTIC_H_
#define WRIT_SERVER_IMPORT_DIAGNOSTIC_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace writ::import {

enum class ImportSeverity : uint8_t {
  kNote,     // something was said in a simpler way; nothing is lost
  kWarning,  // a type is wider, or fewer calls can be made, than the schema says
  kError,    // the tool was left out: no policy can permit it
};
// "note", "warning", "error".
std::string_view ImportSeverityName(ImportSeverity severity);

struct ImportDiagnostic {
  ImportSeverity severity = ImportSeverity::kNote;
  std::string tool;  // name as the server says it; "#3" when it has none
  std::string path;  // in the tool: "inputSchema.properties.to"; empty for the whole
  std::string text;  // "a schema that refers to itself is taken as `dyn`"

  // "warning: tool `get-env`, at `inputSchema.properties.to`: ..." without a line end.
  // Text of the server is quoted and made safe to print.
  std::string ToString() const;
};

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_DIAGNOSTIC_H_
