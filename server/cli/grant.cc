#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/cli/commands.h"
#include "server/cli/print_task.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string type, params = "{}", user, agent, task_id, lifetime, parent;
  std::vector<std::string> only;
  std::optional<uint32_t> levels;
};

absl::StatusOr<v1::GrantRequest> ToRequest(const Options& options) {
  absl::Duration lifetime;
  if (!options.lifetime.empty() && !absl::ParseDuration(options.lifetime, &lifetime)) {
    return absl::InvalidArgumentError("--lifetime must be a duration like 90m");
  }
  v1::GrantRequest request;
  request.set_type(options.type);
  request.set_params_json(options.params);
  request.set_user(options.user);
  request.set_agent(options.agent);
  request.set_task_id(options.task_id);
  request.set_lifetime_seconds(absl::ToInt64Seconds(lifetime));
  request.set_parent(options.parent);
  if (options.levels) request.set_levels(*options.levels);
  for (const std::string& only : options.only) {
    request.set_only(absl::StrCat(request.only(), "only ", only, "\n"));
  }
  return request;
}

ExitCode Grant(const Options& options, Shell& shell) {
  auto request = ToRequest(options);
  if (!request.ok()) return Fail(shell, request.status());
  auto task = Client(shell.server).Grant(*request);
  if (!task.ok()) return Fail(shell, task.status());
  PrintTask(*task, shell);
  return kOk;
}

}  // namespace

void AddGrant(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(
      app, "grant", "Grant a task to an agent",
      "writ grant BookTrip --user ana --agent travel-1 --lifetime 2h --params '{\"from\": \"JFK\", "
      "\"to\": \"SFO\", \"depart\": \"2026-12-01\", \"budget\": \"600 USD\"}'");
  auto options = std::make_shared<Options>();
  command->add_option("TYPE", options->type, "Task type")->required();
  command->add_option("--user", options->user, "On whose behalf; under a parent, that task's user");
  command->add_option("--agent", options->agent, "The only agent that may act in it")->required();
  command->add_option("--params", options->params, "Parameters, a JSON object")
      ->capture_default_str();
  command->add_option("--lifetime", options->lifetime,
                      "Until it expires: 1h if not given, or until its parent does");
  command->add_option("--parent", options->parent, "Id of the task to grant it under");
  command->add_option("--levels", options->levels, "Levels of tasks that may be granted under it");
  command->add_option("--only", options->only,
                      "What it is for, a line of its scope: `flights.purchase when args.price <= "
                      "400 USD`; may be given several times");
  command->add_option("--id", options->task_id, "Id of the task; the server names it if not given");
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Grant(*options, shell); });
}

}  // namespace writ::cli
