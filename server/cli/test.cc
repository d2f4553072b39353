#include <memory>

#include "absl/strings/str_cat.h"
#include "lang/testing/runner.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/passes.h"
#include "server/cli/sources.h"

namespace writ::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::string filter;
  std::shared_ptr<const lang::Passes> passes;
};

struct Totals {
  int64_t passed = 0, failed = 0;
  std::vector<std::string> failures;  // what is printed of each
};

std::string Describe(const lang::TestResult& result, const lang::TestFailure& failure) {
  std::string text =
      absl::StrCat(result.file, ":", failure.line, ":", failure.column, ": ", failure.step,
                   "\n    expected ", failure.expected, "\n    got      ", failure.got, "\n");
  for (const std::string& line : failure.trace) absl::StrAppend(&text, "      ", line, "\n");
  return text;
}

void Count(const lang::TestResult& result, Totals& totals, Shell& shell) {
  std::string text;
  if (result.passed()) {
    ++totals.passed;
  } else {
    ++totals.failed;
    text = Describe(result, *result.failure);
    totals.failures.push_back(text);
  }
  if (shell.json) return;
  shell.out << (result.passed() ? "pass  " : "FAIL  ") << result.title << '\n';
  if (!text.empty()) shell.out << "  " << text;
}

// False, with the diagnostics printed, when the bundle does not compile.
bool RunBundle(std::vector<lang::InputFile> files, const Options& options, Totals& totals,
               Shell& shell) {
  lang::CompileResult result = lang::Compile(std::move(files), {.passes = *options.passes});
  shell.err << RenderDiagnostics(result);
  if (!result.ok()) return false;
  for (const lang::TestResult& test : lang::RunTests(result.tests, options.filter)) {
    Count(test, totals, shell);
  }
  return true;
}

void Print(const Totals& totals, Shell& shell) {
  if (!shell.json) {
    shell.out << totals.passed << " passed, " << totals.failed << " failed\n";
    return;
  }
  JsonObject object;
  object.Number("passed", totals.passed).Number("failed", totals.failed);
  shell.out << object.List("failures", totals.failures).Finish() << '\n';
}

ExitCode Test(const Options& options, Shell& shell) {
  auto bundles = ReadBundles(options.paths);
  if (!bundles.ok()) return Fail(shell, bundles.status());
  Totals totals;
  for (std::vector<lang::InputFile>& bundle : *bundles) {
    if (!RunBundle(std::move(bundle), options, totals, shell)) return kUsage;
  }
  Print(totals, shell);
  return totals.failed == 0 ? kOk : kDenied;
}

}  // namespace

void AddTest(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(app, "test", "Run the `test` blocks of policies",
                                 "writ test policies/travel_agent --filter budget");
  auto options = std::make_shared<Options>();
  command->add_option("PATHS", options->paths, "Files (one bundle) and directories (a bundle each)")
      ->required();
  command->add_option("--filter", options->filter, "Only tests whose title contains this");
  options->passes = AddPassOption(*command);
  AddJsonOption(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Test(*options, shell); });
}

}  // namespace writ::cli
