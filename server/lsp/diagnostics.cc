// What the compiler and the linter say, file by file.
#include <vector>

#include "absl/strings/str_join.h"
#include "lang/compiler/compiler.h"
#include "lang/lint/lint.h"
#include "server/cli/json_object.h"
#include "server/lsp/features.h"
#include "server/lsp/ranges.h"

namespace writ::lsp {
namespace {

using Lists = std::map<std::string, std::vector<std::string>>;

std::string ToJson(const lang::Diagnostic& diagnostic, const lang::SourceSet& sources) {
  std::vector<std::string> notes;
  for (const lang::Note& note : diagnostic.notes) {
    cli::JsonObject related;
    related.Raw("location", LocationJson(sources, note.span)).Text("message", note.text);
    notes.push_back(related.Finish());
  }
  const bool error = lang::DiagnosticSeverity(diagnostic.id) == lang::Severity::kError;
  cli::JsonObject object;
  object.Raw("range", RangeJson(sources, diagnostic.span)).Number("severity", error ? 1 : 2);
  object.Text("code", lang::DiagnosticName(diagnostic.id)).Text("source", "writ");
  object.Text("message",
              diagnostic.text + (diagnostic.help.empty() ? "" : "\nhelp: " + diagnostic.help));
  return object.Raw("relatedInformation", "[" + absl::StrJoin(notes, ",") + "]").Finish();
}

void Add(const lang::Diagnostics& diagnostics, const lang::SourceSet& sources, Lists& lists) {
  for (const lang::Diagnostic& diagnostic : diagnostics.Sorted()) {
    if (diagnostic.span.file >= sources.files.size()) continue;
    lists[sources.files[diagnostic.span.file].name()].push_back(ToJson(diagnostic, sources));
  }
}

}  // namespace

std::map<std::string, std::string> DiagnosticsOf(std::vector<lang::InputFile> files) {
  Lists lists;
  for (const lang::InputFile& file : files) lists[file.name];
  const lang::CompileResult compiled = lang::Compile(files);
  Add(compiled.diagnostics, compiled.sources, lists);
  if (compiled.ok()) {
    const lang::LintResult linted = lang::Lint(std::move(files));
    Add(linted.findings, linted.sources, lists);
  }
  std::map<std::string, std::string> arrays;
  for (const auto& [path, list] : lists) arrays[path] = "[" + absl::StrJoin(list, ",") + "]";
  return arrays;
}

}  // namespace writ::lsp
