#include <memory>

#include "absl/strings/str_cat.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/print_task.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string kind, id, reason;
  bool restore = false;
};

ExitCode RevokeTask(const Options& options, Shell& shell) {
  if (options.restore) {
    return Fail(shell,
                absl::InvalidArgumentError("a revoked task cannot be restored: grant another"));
  }
  auto task = Client(shell.server).RevokeTask(options.id, options.reason);
  if (!task.ok()) return Fail(shell, task.status());
  PrintTask(*task, shell);
  return kOk;
}

v1::PrincipalKind KindOf(const std::string& kind) {
  if (kind == "agent") return v1::PRINCIPAL_KIND_AGENT;
  if (kind == "user") return v1::PRINCIPAL_KIND_USER;
  return kind == "tool" ? v1::PRINCIPAL_KIND_TOOL : v1::PRINCIPAL_KIND_SERVER;
}

ExitCode Revoke(const Options& options, Shell& shell) {
  if (options.kind == "task") return RevokeTask(options, shell);
  v1::RevokePrincipalRequest request;
  request.set_kind(KindOf(options.kind));
  request.set_id(options.id);
  request.set_reason(options.reason);
  auto reply = Client(shell.server).SetPrincipal(request, !options.restore);
  if (!reply.ok()) return Fail(shell, reply.status());
  const std::string status = reply->revoked() ? "revoked" : "in good standing";
  if (shell.json) {
    JsonObject object;
    object.Text("kind", options.kind).Text("id", reply->id()).Bool("revoked", reply->revoked());
    shell.out << object.Text("reason", reply->reason()).Finish() << '\n';
  } else {
    PrintColumns(shell,
                 {{options.kind, reply->id()}, {"status", status}, {"reason", reply->reason()}});
  }
  return kOk;
}

}  // namespace

void AddRevoke(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(
      app, "revoke", "Take a task away with everything under it, or revoke an agent, user or tool",
      "writ revoke task t1 --reason 'no longer wanted'\n  writ revoke agent travel-1\n"
      "  writ revoke agent travel-1 --restore");
  auto options = std::make_shared<Options>();
  command->add_option("KIND", options->kind, "task, agent, user, tool (an action) or server")
      ->required()
      ->check(CLI::IsMember({"task", "agent", "user", "tool", "server"}));
  command->add_option("ID", options->id, "Its id or name")->required();
  command->add_option("--reason", options->reason, "For people and the log");
  command->add_flag("--restore", options->restore, "Undo it; not for tasks");
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Revoke(*options, shell); });
}

}  // namespace writ::cli
