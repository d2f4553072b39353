#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "lang/format/format.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/sources.h"

namespace writ::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> paths;
  bool check = false, to_stdout = false;
};

struct Formatted {
  size_t files = 0, errors = 0;
  std::vector<std::string> changed;  // or, with --check, what would change
  std::string diagnostics;
};

// Beside the file first and then in its place, so that it is never half written.
absl::Status Replace(const std::string& path, const std::string& text) {
  const std::string beside = path + ".formatted";
  std::ofstream out(beside, std::ios::binary);
  out << text;
  out.close();
  std::error_code error;
  if (out) fs::permissions(beside, fs::status(path, error).permissions(), error);
  if (out && !error) fs::rename(beside, path, error);
  if (out && !error) return absl::OkStatus();
  fs::remove(beside, error);
  return absl::InternalError(absl::StrCat(path, ": cannot be written"));
}

absl::Status FormatOne(lang::InputFile file, const Options& options, Formatted& formatted,
                       Shell& shell) {
  ++formatted.files;
  const std::string name = file.name, before = file.text;
  const lang::FormatResult result = lang::Format(std::move(file));
  formatted.errors += result.diagnostics.errors();
  formatted.diagnostics += RenderDiagnostics(result.diagnostics, result.sources);
  if (options.to_stdout) shell.out << result.text;
  if (result.text == before) return absl::OkStatus();
  formatted.changed.push_back(name);
  return options.check || options.to_stdout ? absl::OkStatus() : Replace(name, result.text);
}

void Print(const Formatted& formatted, const Options& options, Shell& shell) {
  if (shell.json) {
    JsonObject object;
    object.Number("files", static_cast<int64_t>(formatted.files))
        .Number("errors", static_cast<int64_t>(formatted.errors))
        .List(options.check ? "would_change" : "changed", formatted.changed);
    shell.out << object.Text("diagnostics", formatted.diagnostics).Finish() << '\n';
    return;
  }
  shell.err << formatted.diagnostics;
  if (options.to_stdout) return;
  for (const std::string& name : formatted.changed) {
    shell.out << (options.check ? "would change " : "formatted ") << name << '\n';
  }
}

ExitCode Fmt(const Options& options, Shell& shell) {
  auto bundles = ReadBundles(options.paths);
  if (!bundles.ok()) return Fail(shell, bundles.status());
  Formatted formatted;
  for (std::vector<lang::InputFile>& bundle : *bundles) {
    for (lang::InputFile& file : bundle) {
      absl::Status status = FormatOne(std::move(file), options, formatted, shell);
      if (!status.ok()) return Fail(shell, status);
    }
  }
  Print(formatted, options, shell);
  if (formatted.errors > 0) return kUsage;
  return options.check && !formatted.changed.empty() ? kDenied : kOk;
}

}  // namespace

void AddFmt(CLI::App& app, Shell& shell) {
  CLI::App* command =
      AddCommand(app, "fmt", "Put the white space of policies in order", "writ fmt policies");
  auto options = std::make_shared<Options>();
  command->add_option("PATHS", options->paths, "Files, and directories with *.writ files")
      ->required();
  command->add_flag("--check", options->check,
                    "Change nothing; exit code 1 when a file would change");
  command->add_flag("--stdout", options->to_stdout, "Print the formatted files, write none");
  AddJsonOption(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Fmt(*options, shell); });
}

}  // namespace writ::cli
