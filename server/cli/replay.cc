#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/programs.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  uint64_t from = 0, to = 0;
  std::string policies;
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

void PrintChanges(const v1::WhatIfReply& reply, Shell& shell) {
  for (const v1::ChangedVerdict& change : reply.changes()) {
    shell.out << "d" << change.index() << " " << change.action() << ": " << change.verdict_before()
              << " (" << change.reason_before() << ") becomes " << change.verdict_after() << " ("
              << change.reason_after() << ")";
    if (!change.rule().empty()) shell.out << ", by " << change.rule();
    if (change.money_size() > 0) shell.out << ", " << absl::StrJoin(change.money(), " and ");
    shell.out << '\n';
  }
}

void PrintTotals(const v1::WhatIfReply& reply, Shell& shell) {
  for (const std::string& note : reply.notes()) shell.out << "note: " << note << '\n';
  for (const v1::MoneyDifference& money : reply.money()) {
    shell.out << money.currency() << " in permitted calls: " << money.before() << " then, "
              << money.after() << " now, difference " << money.difference() << '\n';
  }
  shell.out << reply.changed() << " of " << reply.decisions() << " verdicts change\n";
}

void AddChanges(const v1::WhatIfReply& reply, std::vector<std::string>& changes) {
  for (const v1::ChangedVerdict& change : reply.changes()) {
    changes.push_back(absl::StrCat("d", change.index(), " ", change.verdict_before(), " ",
                                   change.verdict_after(), " ", change.rule()));
  }
}

void PrintJson(const v1::WhatIfReply& reply, const std::vector<std::string>& changes,
               Shell& shell) {
  std::vector<std::string> money;
  for (const v1::MoneyDifference& sum : reply.money()) {
    money.push_back(absl::StrCat(sum.difference(), " ", sum.currency()));
  }
  JsonObject object;
  object.Number("decisions", static_cast<int64_t>(reply.decisions()));
  object.Number("changed", static_cast<int64_t>(reply.changed()));
  shell.out << object.List("changes", changes).List("money", money).Finish() << '\n';
}

ExitCode WhatIf(const Options& options, Shell& shell) {
  auto program = LoadDirectory(options.policies, shell.err);
  if (!program.ok()) return Fail(shell, program.status());
  v1::WhatIfReply last;
  std::vector<std::string> changes;
  absl::Status status =
      Client(shell.server).WhatIf((*program)->bytes(), [&](const v1::WhatIfReply& reply) {
        shell.json ? AddChanges(reply, changes) : PrintChanges(reply, shell);
        if (reply.complete()) last = reply;
      });
  if (!status.ok()) return Fail(shell, status);
  shell.json ? PrintJson(last, changes, shell) : PrintTotals(last, shell);
  return last.changed() == 0 ? kOk : kDenied;
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
  command
      ->add_option("--policies", options->policies,
                   "Another policy: what would it have decided? Runs the whole log again")
      ->excludes("--from")
      ->excludes("--to");
  AddClientOptions(*command, shell);
  command->callback([options, &shell] {
    shell.exit_code = options->policies.empty() ? Replay(*options, shell) : WhatIf(*options, shell);
  });
}

}  // namespace writ::cli
