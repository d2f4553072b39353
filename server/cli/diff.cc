#include "lang/diff/diff.h"

#include <memory>

#include "absl/strings/str_join.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/sources.h"

namespace writ::cli {
namespace {

const char* KindText(lang::ChangeKind kind) {
  switch (kind) {
    case lang::ChangeKind::kAdded:
      return "added";
    case lang::ChangeKind::kRemoved:
      return "removed";
    case lang::ChangeKind::kChanged:
      return "changed";
  }
  return "";
}

std::string ToJson(const lang::Change& change) {
  JsonObject object;
  object.Text("change", KindText(change.kind)).Text("what", change.what).Text("name", change.name);
  object.Text("file", change.file).Number("line", change.line);
  return object.List("before", change.before).List("after", change.after).Finish();
}

void Print(const lang::Change& change, Shell& shell) {
  shell.out << KindText(change.kind) << ' ' << change.what << ' ' << change.name;
  if (change.line != 0) shell.out << "  (" << change.file << ':' << change.line << ')';
  shell.out << '\n';
  for (const std::string& line : change.before) shell.out << "  - " << line << '\n';
  for (const std::string& line : change.after) shell.out << "  + " << line << '\n';
}

void Print(const lang::DiffResult& result, Shell& shell) {
  if (!shell.json) {
    for (const lang::Change& change : result.changes) Print(change, shell);
    return;
  }
  std::vector<std::string> changes;
  for (const lang::Change& change : result.changes) changes.push_back(ToJson(change));
  JsonObject object;
  shell.out << object.Raw("changes", "[" + absl::StrJoin(changes, ",") + "]").Finish() << '\n';
}

ExitCode Diff(const std::string& before, const std::string& after, Shell& shell) {
  auto old_files = ReadDirectory(before), new_files = ReadDirectory(after);
  if (!old_files.ok()) return Fail(shell, old_files.status());
  if (!new_files.ok()) return Fail(shell, new_files.status());
  const lang::DiffResult result = lang::Diff(*std::move(old_files), *std::move(new_files));
  if (!result.ok()) {
    shell.err << RenderDiagnostics(result.old_diagnostics, result.old_sources)
              << RenderDiagnostics(result.new_diagnostics, result.new_sources);
    return kUsage;
  }
  Print(result, shell);
  return result.changes.empty() ? kOk : kDenied;
}

}  // namespace

void AddDiff(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(
      app, "diff", "Say what two versions of a policy mean differently; exit code 1 if they do",
      "writ diff policies/old policies/new");
  auto before = std::make_shared<std::string>(), after = std::make_shared<std::string>();
  command->add_option("OLD", *before, "Directory of *.writ files")->required();
  command->add_option("NEW", *after, "Directory of *.writ files")->required();
  AddJsonOption(*command, shell);
  command->callback([before, after, &shell] { shell.exit_code = Diff(*before, *after, shell); });
}

}  // namespace writ::cli
