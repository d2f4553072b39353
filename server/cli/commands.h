// The subcommands of `writ`, each in the file of its name. Each adds itself to the
// command line; when chosen, it runs and leaves its exit code in the shell.
#ifndef WRIT_SERVER_CLI_COMMANDS_H_
#define WRIT_SERVER_CLI_COMMANDS_H_

#include "server/cli/shell.h"

namespace writ::cli {

void AddCheck(CLI::App& app, Shell& shell);
void AddLint(CLI::App& app, Shell& shell);
void AddFmt(CLI::App& app, Shell& shell);
void AddTest(CLI::App& app, Shell& shell);
void AddEval(CLI::App& app, Shell& shell);
void AddRepl(CLI::App& app, Shell& shell);
void AddLsp(CLI::App& app, Shell& shell);
void AddDiff(CLI::App& app, Shell& shell);
void AddImport(CLI::App& app, Shell& shell);
void AddDisasm(CLI::App& app, Shell& shell);
void AddServe(CLI::App& app, Shell& shell);
void AddGrant(CLI::App& app, Shell& shell);
void AddRevoke(CLI::App& app, Shell& shell);
void AddWatch(CLI::App& app, Shell& shell);
void AddTasks(CLI::App& app, Shell& shell);
void AddDecide(CLI::App& app, Shell& shell);
void AddReport(CLI::App& app, Shell& shell);
void AddFacts(CLI::App& app, Shell& shell);
void AddApprovals(CLI::App& app, Shell& shell);
void AddTokens(CLI::App& app, Shell& shell);
void AddExplain(CLI::App& app, Shell& shell);
void AddReplay(CLI::App& app, Shell& shell);
void AddPolicy(CLI::App& app, Shell& shell);
void AddAudit(CLI::App& app, Shell& shell);
// Parts of `writ audit`: what asks a server, and what reads a copy of the data.
void AddAuditOfServer(CLI::App& audit, Shell& shell);
void AddAuditOfData(CLI::App& audit, Shell& shell);

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_COMMANDS_H_
