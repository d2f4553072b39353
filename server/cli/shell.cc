#include "server/cli/shell.h"

#include <algorithm>
#include <iomanip>

#include "absl/time/time.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

// Whether the failure lies in what the user asked for. Who may not do a thing is told
// apart: see Fail.
bool IsInput(absl::StatusCode code) {
  return code == absl::StatusCode::kInvalidArgument || code == absl::StatusCode::kNotFound ||
         code == absl::StatusCode::kFailedPrecondition ||
         code == absl::StatusCode::kAlreadyExists || code == absl::StatusCode::kOutOfRange;
}

}  // namespace

std::string TimeText(int64_t micros) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMicros(micros), absl::UTCTimeZone());
}

ExitCode Fail(Shell& shell, const absl::Status& status) {
  shell.err << "writ: " << std::string(status.message()) << '\n';
  if (absl::IsPermissionDenied(status)) return kDenied;
  return IsInput(status.code()) ? kUsage : kFailed;
}

std::string Counted(size_t count, std::string_view thing) {
  return absl::StrCat(count, " ", absl::string_view(thing.data(), thing.size()),
                      count == 1 ? "" : "s");
}

CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& what,
                     const std::string& example) {
  CLI::App* command = parent.add_subcommand(name, what);
  command->footer("Example:\n  " + example);
  return command;
}

void AddJsonOption(CLI::App& command, Shell& shell) {
  command.add_flag("--json", shell.json, "Print one JSON object");
}

void AddClientOptions(CLI::App& command, Shell& shell) {
  shell.server = kDefaultServer;
  command.add_option("--server", shell.server, "Address of the server")
      ->envname("WRIT_SERVER")
      ->capture_default_str();
  AddJsonOption(command, shell);
}

void PrintColumns(Shell& shell, const std::vector<std::pair<std::string, std::string>>& rows) {
  size_t width = 0;
  for (const auto& [name, value] : rows) width = std::max(width, name.size());
  for (const auto& [name, value] : rows) {
    if (value.empty()) continue;
    shell.out << std::left << std::setw(static_cast<int>(width) + 2) << name << value << '\n';
  }
}

}  // namespace writ::cli
