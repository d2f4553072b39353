#include "server/import/diagnostic.h"

#include "server/import/safe_text.h"

namespace writ::import {

std::string_view ImportSeverityName(ImportSeverity severity) {
  switch (severity) {
    case ImportSeverity::kNote:
      return "note";
    case ImportSeverity::kWarning:
      return "warning";
    case ImportSeverity::kError:
      return "error";
  }
  return "error";
}

std::string ImportDiagnostic::ToString() const {
  std::string line(ImportSeverityName(severity));
  line += ": tool `" + OneLine(tool, kMaxShownBytes) + "`";
  if (!path.empty()) line += ", at `" + OneLine(path, 4 * kMaxShownBytes) + "`";
  return line + ": " + OneLine(text, 8 * kMaxShownBytes);
}

}  // namespace writ::import
