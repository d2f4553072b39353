#include <memory>

#include "absl/strings/str_cat.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string decision, agent, result;
  bool succeeded = false, failed = false;
};

ExitCode Report(const Options& options, Shell& shell) {
  v1::ReportOutcomeRequest request;
  request.set_decision_id(options.decision);
  request.set_agent(options.agent);
  request.set_succeeded(options.succeeded);
  request.set_result_json(options.result);
  auto reply = Client(shell.server).ReportOutcome(request);
  if (!reply.ok()) return Fail(shell, reply.status());
  if (!shell.json) {
    PrintColumns(shell, {{"event", absl::StrCat(reply->log_index())},
                         {"repeated", reply->repeated() ? "yes" : "no"},
                         {"overrun", reply->overrun() ? "yes" : ""}});
    return kOk;
  }
  JsonObject object;
  object.Number("log_index", static_cast<int64_t>(reply->log_index()));
  object.Bool("repeated", reply->repeated()).Bool("overrun", reply->overrun());
  shell.out << object.Finish() << '\n';
  return kOk;
}

}  // namespace

void AddReport(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(app, "report", "Report what came of a permitted call",
                                 "writ report d42 --agent travel-1 --succeeded --result "
                                 "'{\"ticket\": \"T1\", \"charged\": \"391.50 USD\"}'");
  auto options = std::make_shared<Options>();
  command->add_option("DECISION", options->decision, "Id of the decision")->required();
  command->add_option("--agent", options->agent, "The agent that made the call")->required();
  CLI::Option_group* outcome = command->add_option_group("outcome");
  outcome->add_flag("--succeeded", options->succeeded, "It did what it was to do");
  outcome->add_flag("--failed", options->failed, "It did not");
  outcome->require_option(1);
  command->add_option("--result", options->result, "What it returned, a JSON object");
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Report(*options, shell); });
}

}  // namespace writ::cli
