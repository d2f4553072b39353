#include "server/cli/print_task.h"

#include "server/cli/json_object.h"

namespace writ::cli {

std::string StatusOf(const v1::Task& task) {
  return task.revoked() ? "revoked" : task.closed() ? "closed" : "open";
}

std::string TaskJson(const v1::Task& task) {
  JsonObject object;
  object.Text("task", task.task_id()).Text("type", task.type()).Raw("params", task.params_json());
  object.Text("user", task.user()).Text("agent", task.agent());
  object.Text("parent", task.parent()).Number("levels", task.levels());
  object.Text("only", task.only()).Text("status", StatusOf(task));
  return object.Number("expires_micros", task.expires_micros()).Finish();
}

void PrintTask(const v1::Task& task, Shell& shell) {
  if (shell.json) {
    shell.out << TaskJson(task) << '\n';
    return;
  }
  const std::string status = StatusOf(task);
  PrintColumns(shell, {{"task", task.task_id()},
                       {"type", task.type()},
                       {"params", task.params_json()},
                       {"user", task.user()},
                       {"agent", task.agent()},
                       {"parent", task.parent()},
                       {"only", task.only()},
                       {"status", status == "open" ? "" : status},
                       {"expires", TimeText(task.expires_micros())}});
}

}  // namespace writ::cli
