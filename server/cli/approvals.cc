#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string ticket, by, note, after;
  uint32_t limit = 0;
};

// "bo (travel.manager): approved at 2026-11-23T18:02:00Z"
std::string NeededText(const v1::NeededApproval& needed) {
  std::string text = absl::StrCat(needed.approver(), " (", needed.rule(), "): ");
  if (needed.answered_micros() == 0) return text + "no answer yet";
  return absl::StrCat(text, needed.answer(), " at ", TimeText(needed.answered_micros()));
}

std::string ToJson(const v1::Approval& approval) {
  std::string needed;
  for (const v1::NeededApproval& one : approval.needed()) {
    JsonObject object;
    object.Text("rule", one.rule()).Text("approver", one.approver()).Text("answer", one.answer());
    absl::StrAppend(&needed, needed.empty() ? "" : ",",
                    object.Number("answered_micros", one.answered_micros()).Finish());
  }
  JsonObject object;
  object.Text("ticket", approval.ticket()).Text("standing", approval.standing());
  object.Text("task_id", approval.task_id()).Text("user", approval.user());
  object.Text("agent", approval.agent()).Text("action", approval.action());
  object.Raw("args", approval.args_json()).Number("asked_micros", approval.asked_micros());
  object.Number("expires_micros", approval.expires_micros());
  return object.Raw("needed", absl::StrCat("[", needed, "]")).Finish();
}

void Print(const v1::Approval& approval, Shell& shell) {
  if (shell.json) {
    shell.out << ToJson(approval) << '\n';
    return;
  }
  std::vector<std::pair<std::string, std::string>> rows = {
      {"ticket", approval.ticket()},
      {"standing", approval.standing()},
      {"call", absl::StrCat(approval.action(), " ", approval.args_json())},
      {"task", approval.task_id()},
      {"user", approval.user()},
      {"agent", approval.agent()},
      {"until", TimeText(approval.expires_micros())}};
  for (const v1::NeededApproval& needed : approval.needed()) {
    rows.emplace_back("needs", NeededText(needed));
  }
  PrintColumns(shell, rows);
}

ExitCode PrintOne(const absl::StatusOr<v1::Approval>& approval, Shell& shell) {
  if (!approval.ok()) return Fail(shell, approval.status());
  Print(*approval, shell);
  return kOk;
}

ExitCode List(const Options& options, Shell& shell) {
  v1::ListApprovalsRequest request;
  request.set_approver(options.by);
  request.set_limit(options.limit);
  request.set_after(options.after);
  auto reply = Client(shell.server).ListApprovals(request);
  if (!reply.ok()) return Fail(shell, reply.status());
  for (const v1::Approval& approval : reply->approvals()) Print(approval, shell);
  if (!reply->next().empty()) shell.err << "more: --after " << reply->next() << '\n';
  return kOk;
}

v1::AnswerRequest ToRequest(const Options& options) {
  v1::AnswerRequest request;
  request.set_ticket(options.ticket);
  request.set_approver(options.by);
  request.set_note(options.note);
  return request;
}

void AddList(CLI::App& approvals, Shell& shell) {
  CLI::App* command =
      AddCommand(approvals, "list", "Show what waits for approval", "writ approvals list --by bo");
  auto options = std::make_shared<Options>();
  command->add_option("--by", options->by, "Only what waits for this user");
  command->add_option("--limit", options->limit, "At most so many; 0 means 100");
  command->add_option("--after", options->after, "Where the list before this one ended");
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = List(*options, shell); });
}

void AddGet(CLI::App& approvals, Shell& shell) {
  CLI::App* command = AddCommand(approvals, "get", "Show one ticket", "writ approvals get a42");
  auto options = std::make_shared<Options>();
  command->add_option("TICKET", options->ticket, "Id of the ticket")->required();
  AddClientOptions(*command, shell);
  command->callback([options, &shell] {
    shell.exit_code = PrintOne(Client(shell.server).GetApproval(options->ticket), shell);
  });
}

void AddAnswer(CLI::App& approvals, Shell& shell, const std::string& name, const char* what,
               absl::StatusOr<v1::Approval> (Client::*method)(const v1::AnswerRequest&)) {
  CLI::App* command =
      AddCommand(approvals, name, what, absl::StrCat("writ approvals ", name, " a42 --by bo"));
  auto options = std::make_shared<Options>();
  command->add_option("TICKET", options->ticket, "Id of the ticket")->required();
  command->add_option("--by", options->by, "Id of the user who answers")->required();
  command->add_option("--note", options->note, "Why, for the audit");
  AddClientOptions(*command, shell);
  command->callback([options, method, &shell] {
    Client client(shell.server);
    shell.exit_code = PrintOne((client.*method)(ToRequest(*options)), shell);
  });
}

}  // namespace

void AddApprovals(CLI::App& app, Shell& shell) {
  CLI::App* approvals = AddCommand(app, "approvals", "List and answer what waits for approval",
                                   "writ approvals list --by bo");
  approvals->require_subcommand(1);
  AddList(*approvals, shell);
  AddGet(*approvals, shell);
  AddAnswer(*approvals, shell, "approve", "Approve a call", &Client::Approve);
  AddAnswer(*approvals, shell, "refuse", "Refuse a call", &Client::Refuse);
}

}  // namespace writ::cli
