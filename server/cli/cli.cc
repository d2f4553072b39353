#include "server/cli/cli.h"

#include <exception>

#include "absl/strings/str_cat.h"
#include "engine/bytecode/program.h"
#include "server/cli/commands.h"

namespace writ::cli {
namespace {

// Raised with what a release changes for its users; docs/decisions say why.
constexpr char kVersion[] = "0.4.0";

void AddAll(CLI::App& app, Shell& shell) {
  AddCheck(app, shell);
  AddLint(app, shell);
  AddFmt(app, shell);
  AddTest(app, shell);
  AddEval(app, shell);
  AddRepl(app, shell);
  AddLsp(app, shell);
  AddDiff(app, shell);
  AddImport(app, shell);
  AddDisasm(app, shell);
  AddServe(app, shell);
  AddPolicy(app, shell);
  AddGrant(app, shell);
  AddRevoke(app, shell);
  AddTasks(app, shell);
  AddWatch(app, shell);
  AddDecide(app, shell);
  AddReport(app, shell);
  AddFacts(app, shell);
  AddApprovals(app, shell);
  AddTokens(app, shell);
  AddExplain(app, shell);
  AddReplay(app, shell);
  AddAudit(app, shell);
}

// Usage mistakes and requests for help come as exceptions of the library.
int Parse(int argc, const char* const* argv, CLI::App& app, Shell& shell) {
  try {
    app.parse(argc, argv);
    return shell.exit_code;
  } catch (const CLI::ParseError& error) {
    return app.exit(error, shell.out, shell.err) == 0 ? kOk : kUsage;
  }
}

}  // namespace

int Run(int argc, const char* const* argv, std::ostream& out, std::ostream& err, Clock& clock) try {
  Shell shell{out, err, clock};
  CLI::App app("Writ: says, call by call, what an agent may do", "writ");
  app.require_subcommand(1);
  app.set_version_flag("--version",
                       absl::StrCat("writ ", kVersion, ", bundle format ", kBundleFormat));
  app.footer("`writ COMMAND --help` shows an example of each.");
  AddAll(app, shell);
  return Parse(argc, argv, app, shell);
} catch (const std::exception& error) {
  err << "writ: " << error.what() << '\n';
  return kFailed;
}

}  // namespace writ::cli
