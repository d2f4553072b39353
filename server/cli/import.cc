#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/sources.h"
#include "server/import/mcp.h"

namespace writ::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string file, package, directory;
  bool no_prefix = false;
};

absl::Status WriteFile(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path.string(), ": cannot be written"));
}

// Actions are generated and may be written again; a policy is somebody's work.
absl::Status WriteBundle(const import::ImportResult& result, const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  WRIT_RETURN_IF_ERROR(WriteFile(directory / "actions.writ", result.actions_source));
  const fs::path policy = directory / "policy.writ";
  if (fs::exists(policy, error)) return absl::OkStatus();
  return WriteFile(policy, result.policy_source);
}

absl::StatusOr<import::ImportResult> ReadAndWrite(const Options& options) {
  WRIT_ASSIGN_OR_RETURN(std::string json, ReadFile(options.file, import::kMaxImportBytes));
  auto result =
      import::ImportMcp(json, {.package = options.package, .prefix_actions = !options.no_prefix});
  if (!result.ok()) {
    return absl::Status(result.status().code(),
                        absl::StrCat(options.file, ": ", result.status().message()));
  }
  WRIT_RETURN_IF_ERROR(WriteBundle(*result, options.directory));
  return result;
}

void Print(const import::ImportResult& result, Shell& shell) {
  std::vector<std::string> lines;
  for (const import::ImportDiagnostic& diagnostic : result.diagnostics) {
    lines.push_back(diagnostic.ToString());
  }
  if (!shell.json) {
    for (const std::string& line : lines) shell.err << line << '\n';
    shell.out << "imported " << result.imported << " of " << result.tools << " tools\n";
    return;
  }
  JsonObject object;
  object.Number("tools", static_cast<int64_t>(result.tools));
  object.Number("imported", static_cast<int64_t>(result.imported));
  shell.out << object.List("diagnostics", lines).Finish() << '\n';
}

ExitCode Import(const Options& options, Shell& shell) {
  auto result = ReadAndWrite(options);
  if (!result.ok()) return Fail(shell, result.status());
  Print(*result, shell);
  return kOk;
}

void AddMcp(CLI::App& import, Shell& shell) {
  CLI::App* command = AddCommand(
      import, "mcp", "From the answer of an MCP server to `tools/list`",
      "writ import mcp tools.json --package github --out policies/github\n\n"
      "Writes actions.writ, and policy.writ unless it is there already. A tool that cannot be\n"
      "typed is left out and named: no policy can permit it.");
  auto options = std::make_shared<Options>();
  command->add_option("FILE", options->file, "The answer, JSON")->required();
  command->add_option("--package", options->package, "Package of the actions")->required();
  command->add_option("--out", options->directory, "Directory of the bundle")->required();
  command->add_flag("--no-prefix", options->no_prefix, "Name actions after the tools alone");
  AddJsonOption(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Import(*options, shell); });
}

}  // namespace

void AddImport(CLI::App& app, Shell& shell) {
  CLI::App* import =
      AddCommand(app, "import", "Make actions from descriptions of tools",
                 "writ import mcp tools.json --package github --out policies/github");
  import->require_subcommand(1);
  AddMcp(*import, shell);
}

}  // namespace writ::cli
