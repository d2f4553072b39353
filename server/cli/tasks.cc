#include <memory>

#include "server/cli/commands.h"
#include "server/cli/print_task.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string user, agent, parent;
  bool all = false;
};

void PrintRow(const v1::Task& task, Shell& shell) {
  if (shell.json) {
    shell.out << TaskJson(task) << '\n';
    return;
  }
  shell.out << task.task_id() << "  " << task.type() << "  agent " << task.agent() << "  user "
            << task.user();
  if (!task.parent().empty()) shell.out << "  under " << task.parent();
  shell.out << "  " << StatusOf(task) << " until " << TimeText(task.expires_micros()) << '\n';
}

ExitCode List(const Options& options, Shell& shell) {
  Client client(shell.server);
  v1::ListTasksRequest request;
  request.set_user(options.user);
  request.set_agent(options.agent);
  request.set_parent(options.parent);
  request.set_open_only(!options.all);
  do {
    auto page = client.ListTasks(request);
    if (!page.ok()) return Fail(shell, page.status());
    for (const v1::Task& task : page->tasks()) PrintRow(task, shell);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return kOk;
}

}  // namespace

void AddTasks(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(app, "tasks", "List tasks, one a line",
                                 "writ tasks --agent travel-1\n  writ tasks --parent t1 --all");
  auto options = std::make_shared<Options>();
  command->add_option("--user", options->user, "Of this user only");
  command->add_option("--agent", options->agent, "Of this agent only");
  command->add_option("--parent", options->parent, "Granted under this task only");
  command->add_flag("--all", options->all, "Also those that are closed, revoked or expired");
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = List(*options, shell); });
}

}  // namespace writ::cli
