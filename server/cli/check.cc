#include <memory>

#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/passes.h"
#include "server/cli/sources.h"

namespace writ::cli {
namespace {

ExitCode Check(const std::vector<std::string>& paths, bool list_passes, Shell& shell) {
  if (list_passes) {
    shell.out << DescribePasses();
    return kOk;
  }
  auto bundles = ReadBundles(paths);
  if (!bundles.ok()) return Fail(shell, bundles.status());
  size_t files = 0, errors = 0;
  std::string text;
  for (std::vector<lang::InputFile>& bundle : *bundles) {
    files += bundle.size();
    lang::CompileResult result = lang::Compile(std::move(bundle));
    errors += result.diagnostics.errors();
    text += RenderDiagnostics(result);
  }
  if (shell.json) {
    JsonObject object;
    object.Number("files", static_cast<int64_t>(files))
        .Number("errors", static_cast<int64_t>(errors));
    shell.out << object.Text("diagnostics", text).Finish() << '\n';
  } else {
    shell.out << text << Counted(files, "file") << ", " << Counted(errors, "error") << '\n';
  }
  return errors == 0 ? kOk : kUsage;
}

}  // namespace

void AddCheck(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(app, "check", "Compile policies and print what is wrong in them",
                                 "writ check policies/travel_agent");
  auto paths = std::make_shared<std::vector<std::string>>();
  command->add_option("PATHS", *paths, "Files (one bundle) and directories (a bundle each)");
  auto list_passes = std::make_shared<bool>(false);
  command->add_flag("--passes", *list_passes, "Only list the passes that make code faster");
  AddJsonOption(*command, shell);
  command->callback([paths, list_passes, &shell] {
    if (paths->empty() && !*list_passes) throw CLI::RequiredError("PATHS");
    shell.exit_code = Check(*paths, *list_passes, shell);
  });
}

}  // namespace writ::cli
