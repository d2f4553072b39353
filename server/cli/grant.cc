#include <memory>

#include "absl/time/time.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string type, params = "{}", user, agent, task_id, lifetime = "1h";
};

absl::StatusOr<v1::GrantRequest> ToRequest(const Options& options) {
  absl::Duration lifetime;
  if (!absl::ParseDuration(options.lifetime, &lifetime)) {
    return absl::InvalidArgumentError("--lifetime must be a duration like 90m");
  }
  v1::GrantRequest request;
  request.set_type(options.type);
  request.set_params_json(options.params);
  request.set_user(options.user);
  request.set_agent(options.agent);
  request.set_task_id(options.task_id);
  request.set_lifetime_seconds(absl::ToInt64Seconds(lifetime));
  return request;
}

void Print(const v1::Task& task, Shell& shell) {
  std::string expires = absl::FormatTime(
      "%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMicros(task.expires_micros()), absl::UTCTimeZone());
  if (!shell.json) {
    return PrintColumns(shell, {{"task", task.task_id()},
                                {"type", task.type()},
                                {"params", task.params_json()},
                                {"user", task.user()},
                                {"agent", task.agent()},
                                {"expires", expires}});
  }
  JsonObject object;
  object.Text("task", task.task_id()).Text("type", task.type()).Raw("params", task.params_json());
  object.Text("user", task.user()).Text("agent", task.agent());
  shell.out << object.Number("expires_micros", task.expires_micros()).Finish() << '\n';
}

ExitCode Grant(const Options& options, Shell& shell) {
  auto request = ToRequest(options);
  if (!request.ok()) return Fail(shell, request.status());
  auto task = Client(shell.server).Grant(*request);
  if (!task.ok()) return Fail(shell, task.status());
  Print(*task, shell);
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
  command->add_option("--user", options->user, "On whose behalf")->required();
  command->add_option("--agent", options->agent, "The only agent that may act in it")->required();
  command->add_option("--params", options->params, "Parameters, a JSON object")
      ->capture_default_str();
  command->add_option("--lifetime", options->lifetime, "Until it expires")->capture_default_str();
  command->add_option("--id", options->task_id, "Id of the task; the server names it if not given");
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Grant(*options, shell); });
}

}  // namespace writ::cli
