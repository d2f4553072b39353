#include <memory>

#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/print_task.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

void Print(const v1::WatchEvent& event, Shell& shell) {
  if (shell.json) {
    JsonObject object;
    object.Bool("ended", event.ended()).Text("reason", event.reason()).Text("what", event.what());
    shell.out << object.Number("expires_micros", event.expires_micros()).Finish() << std::endl;
  } else if (event.ended()) {
    shell.out << "ended: " << event.reason() << "  " << event.what() << std::endl;
  } else {
    shell.out << "open until " << TimeText(event.expires_micros()) << std::endl;
  }
}

ExitCode Watch(const v1::WatchRequest& request, Shell& shell) {
  absl::Status status = Client(shell.server).Watch(request, [&shell](const v1::WatchEvent& event) {
    Print(event, shell);
  });
  return status.ok() ? kDenied : Fail(shell, status);
}

}  // namespace

void AddWatch(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(app, "watch", "Wait until calls in a task are over, and say why",
                                 "writ watch t1\n  writ watch t1 --action flights.purchase");
  auto request = std::make_shared<v1::WatchRequest>();
  command->add_option("TASK", *request->mutable_task_id(), "Id of the task")->required();
  command->add_option("--action", *request->mutable_action(), "Also until its tool is revoked");
  AddClientOptions(*command, shell);
  command->callback([request, &shell] { shell.exit_code = Watch(*request, shell); });
}

}  // namespace writ::cli
