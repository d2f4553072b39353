// The option that leaves passes of the compiler out.
#ifndef WRIT_SERVER_CLI_PASSES_H_
#define WRIT_SERVER_CLI_PASSES_H_

#include <memory>
#include <string>

#include "lang/passes/passes.h"
#include "server/cli/shell.h"

namespace writ::cli {

// Adds `--no-pass NAME`, which takes a pass out of the result and may be given more than
// once. "all" is all of them; the help names them.
std::shared_ptr<const lang::Passes> AddPassOption(CLI::App& command);

// A line for each pass: its name and what it does.
std::string DescribePasses();

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_PASSES_H_
