// The `writ` command line.
#ifndef WRIT_SERVER_CLI_CLI_H_
#define WRIT_SERVER_CLI_CLI_H_

#include <ostream>

#include "engine/base/clock.h"

namespace writ::cli {

// Runs one command and gives the exit code of the process. Never throws. A server that it
// starts decides by `clock`.
int Run(int argc, const char* const* argv, std::ostream& out, std::ostream& err, Clock& clock);

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_CLI_H_
