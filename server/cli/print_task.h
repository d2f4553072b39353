// A task as `writ` shows it.
#ifndef WRIT_SERVER_CLI_PRINT_TASK_H_
#define WRIT_SERVER_CLI_PRINT_TASK_H_

#include <string>

#include "server/api/writ/v1/tasks.pb.h"
#include "server/cli/shell.h"

namespace writ::cli {

void PrintTask(const v1::Task& task, Shell& shell);
// As one JSON object.
std::string TaskJson(const v1::Task& task);
// "open", "closed", "revoked".
std::string StatusOf(const v1::Task& task);

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_PRINT_TASK_H_
