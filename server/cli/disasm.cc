#include <memory>

#include "engine/base/sha256.h"
#include "engine/bytecode/disassembler.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/passes.h"
#include "server/cli/programs.h"

namespace writ::cli {
namespace {

ExitCode Disassemble(const std::string& directory, const lang::Passes& passes, Shell& shell) {
  auto program = LoadDirectory(directory, shell.err, passes);
  if (!program.ok()) return Fail(shell, program.status());
  std::string digest = ToHex((*program)->digest()), text = writ::Disassemble(**program);
  if (shell.json) {
    shell.out << JsonObject().Text("digest", digest).Text("code", text).Finish() << '\n';
  } else {
    shell.out << "bundle " << digest << '\n' << text;
  }
  return kOk;
}

}  // namespace

void AddDisasm(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(app, "disasm", "Show the code that policies compile to",
                                 "writ disasm policies/travel_agent");
  auto directory = std::make_shared<std::string>();
  command->add_option("DIRECTORY", *directory, "Directory of *.writ files")->required();
  const auto passes = AddPassOption(*command);
  AddJsonOption(*command, shell);
  command->callback(
      [directory, passes, &shell] { shell.exit_code = Disassemble(*directory, *passes, shell); });
}

}  // namespace writ::cli
