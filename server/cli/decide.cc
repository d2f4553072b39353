#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string task, agent, args = "{}", key, action;
  std::string ticket;
  bool explain = false, token = false;
};

v1::DecideRequest ToRequest(const Options& options) {
  v1::DecideRequest request;
  request.set_task_id(options.task);
  request.set_agent(options.agent);
  request.set_action(options.action);
  request.set_args_json(options.args);
  request.set_idempotency_key(options.key);
  request.set_explain(options.explain);
  request.set_ticket(options.ticket);
  if (options.token) request.mutable_token();
  return request;
}

const char* VerdictText(v1::Verdict verdict) {
  if (verdict == v1::VERDICT_PERMIT) return "permit";
  return verdict == v1::VERDICT_ASK ? "ask" : "deny";
}

// The first whole second at which asking again can help.
std::string UntilText(int64_t micros) {
  return micros == 0 ? std::string() : TimeText(micros + 999'999);
}

void PrintTrace(const v1::Trace& trace, Shell& shell) {
  for (const v1::RuleTrace& rule : trace.rules()) {
    shell.out << rule.effect() << ' ' << rule.rule() << '\n';
    for (const v1::ClauseTrace& clause : rule.clauses()) {
      const std::string& result = clause.error().empty() ? clause.result() : clause.error();
      shell.out << "  " << result << "  " << (clause.file().empty() ? "limit" : clause.text());
      if (!clause.file().empty()) {
        shell.out << "  (" << clause.file() << ':' << clause.line() << ':' << clause.column()
                  << ')';
      }
      shell.out << '\n';
    }
  }
  for (const v1::FactReading& fact : trace.facts()) {
    shell.out << fact.fact() << fact.key() << " = " << fact.before();
    if (!fact.after().empty()) shell.out << " -> " << fact.after();
    shell.out << '\n';
  }
}

void PrintUnmet(const v1::Remedy& remedy, Shell& shell) {
  for (const v1::UnmetRule& unmet : remedy.unmet()) {
    shell.out << "unmet      " << unmet.rule() << ' ' << unmet.clause() << '\n';
    for (const v1::MissingFact& fact : unmet.facts()) {
      shell.out << "  " << fact.fact() << fact.key() << " = " << fact.value() << '\n';
    }
  }
}

void Print(const v1::DecideReply& reply, Shell& shell) {
  PrintColumns(shell, {{"verdict", VerdictText(reply.verdict())},
                       {"reason", reply.reason()},
                       {"rules", absl::StrJoin(reply.rules(), ", ")},
                       {"message", reply.message()},
                       {"detail", reply.detail()},
                       {"remaining", reply.remedy().remaining()},
                       {"until", UntilText(reply.remedy().wait_until_micros())},
                       {"ask", absl::StrJoin(reply.remedy().approvers(), ", ")},
                       {"decision", reply.recorded() ? reply.decision_id() : "not recorded"},
                       {"arguments", reply.canonical_args()},
                       {"ticket", reply.approval().ticket()},
                       {"token", reply.token()}});
  PrintUnmet(reply.remedy(), shell);
  PrintTrace(reply.trace(), shell);
}

void PrintJson(const v1::DecideReply& reply, Shell& shell) {
  JsonObject object;
  object.Text("verdict", VerdictText(reply.verdict())).Text("reason", reply.reason());
  object.List("rules", reply.rules()).Text("message", reply.message());
  object.Text("detail", reply.detail()).Text("remaining", reply.remedy().remaining());
  object.Text("decision_id", reply.decision_id()).Bool("recorded", reply.recorded());
  object.Number("time_micros", reply.time_micros()).Text("token", reply.token());
  object.Text("ticket", reply.approval().ticket());
  object.Number("wait_until_micros", reply.remedy().wait_until_micros());
  shell.out << object.Raw("canonical_args", reply.canonical_args()).Finish() << '\n';
}

ExitCode Decide(const Options& options, Shell& shell) {
  auto reply = Client(shell.server).Decide(ToRequest(options));
  if (!reply.ok()) return Fail(shell, reply.status());
  shell.json ? PrintJson(*reply, shell) : Print(*reply, shell);
  return reply->verdict() == v1::VERDICT_PERMIT ? kOk : kDenied;
}

}  // namespace

void AddDecide(CLI::App& app, Shell& shell) {
  CLI::App* command =
      AddCommand(app, "decide", "Ask whether a call may run; exit code 1 if not",
                 "writ decide --task t1 --agent travel-1 --args '{\"hold\": \"H1\", "
                 "\"to\": \"SFO\", \"price\": \"389 USD\"}' flights.purchase");
  auto options = std::make_shared<Options>();
  command->add_option("ACTION", options->action, "Name of the action")->required();
  command->add_option("--task", options->task, "Id of the task")->required();
  command->add_option("--agent", options->agent, "Id of the agent")->required();
  command->add_option("--args", options->args, "Arguments, a JSON object")->capture_default_str();
  command->add_option("--key", options->key, "Idempotency key");
  command->add_option("--ticket", options->ticket, "An approval ticket of this very call");
  command->add_flag("--token", options->token, "Ask for a token for this one call");
  command->add_flag("--explain", options->explain, "Show every clause and fact");
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Decide(*options, shell); });
}

}  // namespace writ::cli
