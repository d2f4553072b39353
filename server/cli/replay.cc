#include <memory>

#include "absl/strings/str_cat.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  uint64_t from = 0, to = 0;
};

void Print(const v1::ReplayReply& reply, Shell& shell) {
  for (const v1::Difference& difference : reply.differences()) {
    shell.out << "event " << difference.index() << ": " << difference.what() << '\n';
  }
  if (!reply.tree_matches()) shell.out << "the log does not match its tree head\n";
  shell.out << "replayed " << reply.decisions() << " decisions: " << reply.equal() << " equal, "
            << reply.different() << " different\n";
}

void PrintJson(const v1::ReplayReply& reply, Shell& shell) {
  std::vector<std::string> differences;
  for (const v1::Difference& difference : reply.differences()) {
    differences.push_back(absl::StrCat("event ", difference.index(), ": ", difference.what()));
  }
  JsonObject object;
  object.Number("decisions", static_cast<int64_t>(reply.decisions()));
  object.Number("equal", static_cast<int64_t>(reply.equal()));
  object.Number("different", static_cast<int64_t>(reply.different()));
  object.List("differences", differences).Bool("tree_matches", reply.tree_matches());
  shell.out << object.Finish() << '\n';
}

ExitCode Replay(const Options& options, Shell& shell) {
  auto reply = Client(shell.server).Replay(options.from, options.to);
  if (!reply.ok()) return Fail(shell, reply.status());
  shell.json ? PrintJson(*reply, shell) : Print(*reply, shell);
  return reply->different() == 0 && reply->tree_matches() ? kOk : kDenied;
}

}  // namespace

void AddReplay(CLI::App& app, Shell& shell) {
  CLI::App* command =
      AddCommand(app, "replay", "Decide every recorded decision again and compare byte by byte",
                 "writ replay --from 0 --to 1000");
  auto options = std::make_shared<Options>();
  command->add_option("--from", options->from, "Index of the first event")->capture_default_str();
  command->add_option("--to", options->to, "Index behind the last event; 0: the log's end")
      ->capture_default_str();
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Replay(*options, shell); });
}

}  // namespace writ::cli
