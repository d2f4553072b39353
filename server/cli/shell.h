// What every subcommand of `writ` shares: where it writes, how it ends, and the two
// options of those that talk to a server.
#ifndef WRIT_SERVER_CLI_SHELL_H_
#define WRIT_SERVER_CLI_SHELL_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/clock.h"

namespace writ::cli {

enum ExitCode {
  kOk = 0,
  // A call or an answer was denied, a test failed, a replay differed, or the linter found
  // something.
  kDenied = 1,
  // Usage or input: the message names the option, file, line or field.
  kUsage = 2,
  // The server or the machine failed; nothing was decided.
  kFailed = 3,
};

struct Shell {
  std::ostream& out;
  std::ostream& err;
  Clock& clock;  // of a server
  std::string server;
  bool json = false;
  ExitCode exit_code = kOk;
};

// Microseconds since 1970 as "2026-11-23T18:02:00Z"; a part of a second is left out.
std::string TimeText(int64_t micros);

// Prints "writ: …" and gives the exit code that fits.
ExitCode Fail(Shell& shell, const absl::Status& status);

// A subcommand whose help ends in an example.
CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& what,
                     const std::string& example);
// --json
void AddJsonOption(CLI::App& command, Shell& shell);
// --server and --json
void AddClientOptions(CLI::App& command, Shell& shell);

// "1 file", "2 files".
std::string Counted(size_t count, std::string_view thing);

// Prints names and values in two columns; leaves out empty values.
void PrintColumns(Shell& shell, const std::vector<std::pair<std::string, std::string>>& rows);

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_SHELL_H_
