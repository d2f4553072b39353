#include <iostream>

#include "server/cli/commands.h"
#include "server/lsp/server.h"

namespace writ::cli {

void AddLsp(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(app, "lsp", "Serve editors over standard input and output",
                                 "writ lsp    # started by the editor; see docs/editors");
  command->callback([&shell] {
    std::ios::sync_with_stdio(false);
    shell.exit_code = lsp::Server(std::cin, std::cout).Run() == 0 ? kOk : kDenied;
  });
}

}  // namespace writ::cli
