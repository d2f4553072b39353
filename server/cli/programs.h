// Policies of a directory, compiled and verified.
#ifndef WRIT_SERVER_CLI_PROGRAMS_H_
#define WRIT_SERVER_CLI_PROGRAMS_H_

#include <memory>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "engine/bytecode/program.h"
#include "lang/passes/passes.h"

namespace writ::cli {

// Prints the compiler's diagnostics, warnings too, to `err`. InvalidArgument when there
// are errors among them.
absl::StatusOr<std::shared_ptr<const Program>> LoadDirectory(const std::string& directory,
                                                             std::ostream& err,
                                                             const lang::Passes& passes = {});

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_PROGRAMS_H_
