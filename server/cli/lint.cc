#include "lang/lint/lint.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/sources.h"

namespace writ::cli {
namespace {

struct Totals {
  size_t files = 0;
  std::string text;                // as a person reads it
  std::vector<std::string> found;  // a JSON object each
};

std::string ToJson(const lang::Diagnostic& finding, const lang::SourceSet& sources) {
  const lang::SourceFile& file = sources.files[finding.span.file];
  const lang::LineColumn place = file.Locate(finding.span.begin);
  JsonObject object;
  object.Text("file", file.name()).Number("line", place.line).Number("column", place.column);
  object.Text("kind", lang::DiagnosticName(finding.id)).Text("text", finding.text);
  return object.Text("help", finding.help).Finish();
}

// False, with the diagnostics printed, when the bundle does not compile.
bool LintBundle(std::vector<lang::InputFile> files, Totals& totals, Shell& shell) {
  totals.files += files.size();
  const lang::LintResult result = lang::Lint(std::move(files), absl::ToUnixMicros(absl::Now()));
  shell.err << RenderDiagnostics(result.diagnostics, result.sources);
  totals.text += RenderDiagnostics(result.findings, result.sources);
  for (const lang::Diagnostic& finding : result.findings.Sorted()) {
    totals.found.push_back(ToJson(finding, result.sources));
  }
  return result.ok();
}

void Print(const Totals& totals, Shell& shell) {
  if (!shell.json) {
    shell.out << totals.text << Counted(totals.files, "file") << ", "
              << Counted(totals.found.size(), "finding") << '\n';
    return;
  }
  JsonObject object;
  object.Number("files", static_cast<int64_t>(totals.files));
  object.Raw("findings", absl::StrCat("[", absl::StrJoin(totals.found, ","), "]"));
  shell.out << object.Finish() << '\n';
}

ExitCode Lint(const std::vector<std::string>& paths, Shell& shell) {
  auto bundles = ReadBundles(paths);
  if (!bundles.ok()) return Fail(shell, bundles.status());
  Totals totals;
  for (std::vector<lang::InputFile>& bundle : *bundles) {
    if (!LintBundle(std::move(bundle), totals, shell)) return kUsage;
  }
  Print(totals, shell);
  return totals.found.empty() ? kOk : kDenied;
}

}  // namespace

void AddLint(CLI::App& app, Shell& shell) {
  CLI::App* command =
      AddCommand(app, "lint", "Find what compiles in policies and is probably not meant",
                 "writ lint policies/travel_agent");
  auto paths = std::make_shared<std::vector<std::string>>();
  command->add_option("PATHS", *paths, "Files (one bundle) and directories (a bundle each)")
      ->required();
  AddJsonOption(*command, shell);
  command->callback([paths, &shell] { shell.exit_code = Lint(*paths, shell); });
}

}  // namespace writ::cli
