#include "lang/explain/explain.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/storage/store.h"
#include "lang/testing/runner.h"
#include "server/cli/commands.h"
#include "server/cli/programs.h"
#include "server/cli/sources.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string subject;  // a decision's id, or a call
  std::string data, policies, task, agent = "agent", user = "user";
  std::vector<std::string> before;  // steps
};

struct Told {
  std::string text, json;
};

absl::StatusOr<Told> Tell(const absl::StatusOr<lang::Explanation>& explanation) {
  if (!explanation.ok()) return explanation.status();
  return Told{ToText(*explanation), ToJson(*explanation)};
}

absl::StatusOr<Told> FromData(const Options& options) {
  WRIT_ASSIGN_OR_RETURN(uint64_t index, lang::DecisionIndex(options.subject));
  WRIT_ASSIGN_OR_RETURN(auto store, OpenRocksStore(options.data));
  WRIT_ASSIGN_OR_RETURN(RecordedDecision recorded, ReadRecorded(*store, index));
  return Tell(lang::Explain(recorded, [&](std::shared_ptr<const Program> program) {
    return Examine(*store, index, std::move(program));
  }));
}

absl::StatusOr<Told> FromServer(const Options& options, const Shell& shell) {
  WRIT_ASSIGN_OR_RETURN(v1::ExplainReply reply, Client(shell.server).Explain(options.subject));
  return Told{reply.text(), reply.json()};
}

// The call as the last step of a test under the policies.
std::string StepsOf(const Options& options, const std::string& package) {
  std::string text = absl::StrCat("package ", package, "\ntest \"explain\" {\n");
  absl::StrAppend(&text, "task t = ", options.task, " by agent \"", options.agent, "\" for user \"",
                  options.user, "\"\n");
  for (const std::string& step : options.before) absl::StrAppend(&text, step, "\n");
  const bool arrow = options.subject.find("->") != std::string::npos;
  return absl::StrCat(text, options.subject, arrow ? "" : " -> permit", "\n}\n");
}

absl::StatusOr<Told> FromCall(const Options& options, Shell& shell) {
  if (options.task.empty()) {
    return absl::InvalidArgumentError("--task: say in which task, like 'BookTrip { ... }'");
  }
  WRIT_ASSIGN_OR_RETURN(auto program, LoadDirectory(options.policies, shell.err));
  if (program->tasks.empty()) return absl::InvalidArgumentError("the policies have no task");
  const std::string& task = program->tasks.front()->name;
  WRIT_ASSIGN_OR_RETURN(auto files, ReadDirectory(options.policies));
  files.push_back({"~explain.writ", StepsOf(options, task.substr(0, task.rfind('.')))});
  const lang::ScratchNames names;
  const lang::CompileResult compiled = lang::Compile(std::move(files), {.scratch = &names});
  shell.err << RenderDiagnostics(compiled);
  if (!compiled.ok()) return absl::InvalidArgumentError("the call does not compile");
  absl::StatusOr<Told> told = absl::InvalidArgumentError("no call was made");
  lang::TestOptions run;
  run.selects = [](const std::string& title) { return title == "explain"; };
  run.show = true;
  run.decided = [&](const Engine& engine, const Decision& decision) {
    auto recorded = engine.GetDecision(decision.log_index);
    if (!recorded.ok()) return void(told = recorded.status());
    told = Tell(lang::Explain(*recorded, [&](std::shared_ptr<const Program> examined) {
      return engine.ExamineDecision(decision.log_index, std::move(examined));
    }));
  };
  const auto results = lang::RunTests(compiled.tests, run);
  if (!results.empty() && !results.back().passed()) {
    return absl::InvalidArgumentError(results.back().failure->got);
  }
  return told;
}

ExitCode Explain(const Options& options, Shell& shell) {
  const absl::StatusOr<Told> told = !options.policies.empty() ? FromCall(options, shell)
                                    : !options.data.empty()   ? FromData(options)
                                                              : FromServer(options, shell);
  if (!told.ok()) return Fail(shell, told.status());
  shell.out << (shell.json ? told->json + "\n" : told->text);
  return kOk;
}

}  // namespace

void AddExplain(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(
      app, "explain", "Say why a call got its verdict, clause by clause, with values",
      "writ explain d42\n  writ explain d42 --data /var/lib/writ\n  writ explain --policies "
      "policies/shop --task 'Refund { order: \"o1\" }' 'shop.refund(order: \"o2\")'");
  auto options = std::make_shared<Options>();
  command
      ->add_option("SUBJECT", options->subject,
                   "Id of a recorded decision, or a call as in a `test`")
      ->required();
  CLI::Option* data = command->add_option("--data", options->data,
                                          "Directory of a database that no server has open");
  command->add_option("--policies", options->policies, "Directory of *.writ files, for a call")
      ->excludes(data);
  command->add_option("--task", options->task, "Task of the call: its type and parameters");
  command->add_option("--agent", options->agent, "Who makes the call")->capture_default_str();
  command->add_option("--user", options->user, "On whose behalf")->capture_default_str();
  command
      ->add_option("--before", options->before,
                   "A step of a `test` before the call: another call, a fact set, a wait")
      ->allow_extra_args(false);
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Explain(*options, shell); });
}

}  // namespace writ::cli
