#include "lang/lint/lint.h"

#include <string>
#include <utility>

#include "lang/lint/subject.h"
#include "lang/sema/check.h"

namespace writ::lang {

LintResult Lint(std::vector<InputFile> files, std::optional<int64_t> now) {
  LintResult result;
  ParsedBundle parsed = ParseBundle(std::move(files), result.diagnostics);
  result.sources = std::move(parsed.sources);
  const std::vector<std::string> library = LibraryPackages();
  Analysis analysis(result.sources, parsed.files, library, result.diagnostics);
  analysis.CheckTests(parsed.given);
  if (!result.ok()) return result;
  const LintSubject subject{parsed.files, parsed.given, analysis.model(), result.findings, now};
  LintUnused(subject);
  LintRules(subject);
  LintReach(subject);
  return result;
}

}  // namespace writ::lang
