#include <re2/re2.h>

#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lang/testing/runner.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/junit.h"
#include "server/cli/passes.h"
#include "server/cli/sources.h"

namespace writ::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::string filter, junit;
  bool coverage = false;
  uint32_t min_coverage = 0;
  std::shared_ptr<const lang::Passes> passes;
};

struct Totals {
  std::vector<Suite> suites;
  std::vector<lang::ClauseCoverage> clauses;
  uint32_t percent = 100;  // of the bundle that is covered worst
  int64_t passed = 0, failed = 0;
};

std::string Describe(const lang::TestResult& result, const lang::TestFailure& failure) {
  std::string text =
      absl::StrCat(result.file, ":", failure.line, ":", failure.column, ": ", failure.step,
                   "\n    expected ", failure.expected, "\n    got      ", failure.got, "\n");
  for (const std::string& line : failure.trace) absl::StrAppend(&text, "      ", line, "\n");
  return text;
}

void Count(const lang::TestResult& result, Totals& totals, Shell& shell) {
  ++(result.passed() ? totals.passed : totals.failed);
  if (shell.json) return;
  shell.out << (result.passed() ? "pass  " : "FAIL  ") << result.title << '\n';
  if (!result.passed()) shell.out << "  " << Describe(result, *result.failure);
}

// False, with the diagnostics printed, when the bundle does not compile.
bool RunBundle(std::vector<lang::InputFile> files, const Options& options, const RE2& filter,
               Totals& totals, Shell& shell) {
  const std::string name = files.front().name;
  lang::Passes passes = *options.passes;
  // A rule that is ruled out at a look is not judged, and coverage wants to see it.
  if (options.coverage) passes.guards = passes.dead = false;
  lang::CompileResult result = lang::Compile(std::move(files), {.passes = passes});
  shell.err << RenderDiagnostics(result);
  if (!result.ok()) return false;
  lang::Coverage coverage(*result.tests.program);
  auto selects = [&](const std::string& title) { return RE2::PartialMatch(title, filter); };
  totals.suites.push_back({name, lang::RunTests(result.tests, {selects, &coverage})});
  for (const lang::TestResult& test : totals.suites.back().results) Count(test, totals, shell);
  totals.percent = std::min(totals.percent, coverage.Percent());
  const auto& clauses = coverage.clauses();
  totals.clauses.insert(totals.clauses.end(), clauses.begin(), clauses.end());
  return true;
}

// ---- what is printed ----

std::string ToJson(const lang::TestResult& result) {
  JsonObject object;
  object.Text("title", result.title).Text("file", result.file).Number("line", result.line);
  object.Bool("passed", result.passed());
  if (result.passed()) return object.Finish();
  const lang::TestFailure& failure = *result.failure;
  object.Number("step_line", failure.line).Number("step_column", failure.column);
  object.Text("step", failure.step).Text("expected", failure.expected).Text("got", failure.got);
  return object.List("trace", failure.trace).Finish();
}

std::string ToJson(const lang::ClauseCoverage& clause) {
  JsonObject object;
  object.Text("rule", clause.rule).Text("file", clause.file).Number("line", clause.line);
  object.Text("clause", clause.text).Bool("seen_true", clause.seen_true);
  object.Bool("seen_false", clause.seen_false).Bool("covered", clause.covered());
  return object.Text("excused", clause.excused).Finish();
}

std::string CoverageJson(const Totals& totals) {
  std::vector<std::string> clauses;
  for (const lang::ClauseCoverage& clause : totals.clauses) clauses.push_back(ToJson(clause));
  JsonObject object;
  object.Number("percent", totals.percent);
  return object.Raw("clauses", "[" + absl::StrJoin(clauses, ",") + "]").Finish();
}

void PrintJson(const Totals& totals, const Options& options, Shell& shell) {
  std::vector<std::string> tests, failures;
  for (const Suite& suite : totals.suites) {
    for (const lang::TestResult& result : suite.results) {
      tests.push_back(ToJson(result));
      if (!result.passed()) failures.push_back(Describe(result, *result.failure));
    }
  }
  JsonObject object;
  object.Number("passed", totals.passed).Number("failed", totals.failed);
  object.List("failures", failures).Raw("tests", "[" + absl::StrJoin(tests, ",") + "]");
  if (options.coverage) object.Raw("coverage", CoverageJson(totals));
  shell.out << object.Finish() << '\n';
}

void PrintCoverage(const Totals& totals, Shell& shell) {
  shell.out << "coverage " << totals.percent << " %\n";
  for (const lang::ClauseCoverage& clause : totals.clauses) {
    if (clause.covered()) continue;
    shell.out << "  " << clause.file << ':' << clause.line << ": " << clause.rule << ": `"
              << clause.text << "` was " << clause.Missing();
    if (!clause.excused.empty()) shell.out << " (excused: " << clause.excused << ')';
    shell.out << '\n';
  }
}

void Print(const Totals& totals, const Options& options, Shell& shell) {
  if (shell.json) return PrintJson(totals, options, shell);
  shell.out << totals.passed << " passed, " << totals.failed << " failed\n";
  if (options.coverage) PrintCoverage(totals, shell);
}

absl::Status WriteJUnit(const std::string& path, const Totals& totals) {
  if (path.empty()) return absl::OkStatus();
  std::ofstream out(path, std::ios::binary);
  out << JUnitXml(totals.suites);
  out.close();
  return out ? absl::OkStatus() : absl::InternalError(absl::StrCat(path, ": cannot be written"));
}

ExitCode Result(const Totals& totals, const Options& options, Shell& shell) {
  if (totals.failed > 0) return kDenied;
  if (totals.percent >= options.min_coverage) return kOk;
  shell.err << "writ: coverage is " << totals.percent << " %, below " << options.min_coverage
            << " %\n";
  return kDenied;
}

ExitCode Test(const Options& options, Shell& shell) {
  const RE2 filter(options.filter, RE2::Quiet);
  if (!filter.ok()) return Fail(shell, absl::InvalidArgumentError("--filter: " + filter.error()));
  auto bundles = ReadBundles(options.paths);
  if (!bundles.ok()) return Fail(shell, bundles.status());
  Totals totals;
  for (std::vector<lang::InputFile>& bundle : *bundles) {
    if (!RunBundle(std::move(bundle), options, filter, totals, shell)) return kUsage;
  }
  absl::Status written = WriteJUnit(options.junit, totals);
  if (!written.ok()) return Fail(shell, written);
  Print(totals, options, shell);
  return Result(totals, options, shell);
}

}  // namespace

void AddTest(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(app, "test", "Run the `test` blocks of policies",
                                 "writ test policies/travel_agent --filter '^double' --coverage");
  auto options = std::make_shared<Options>();
  command->add_option("PATHS", options->paths, "Files (one bundle) and directories (a bundle each)")
      ->required();
  command->add_option("--filter", options->filter, "Only tests whose title matches this RE2");
  options->passes = AddPassOption(*command);
  command->add_flag("--coverage", options->coverage,
                    "Say which clauses no test has seen both true and false");
  command->add_option("--min-coverage", options->min_coverage, "Fail below so many percent")
      ->check(CLI::Range(0, 100));
  command->add_option("--junit", options->junit, "Write the results to this file as JUnit XML");
  AddJsonOption(*command, shell);
  command->callback([options, &shell] {
    options->coverage = options->coverage || options->min_coverage > 0;
    shell.exit_code = Test(*options, shell);
  });
}

}  // namespace writ::cli
