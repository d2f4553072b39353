#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/value/text.h"
#include "lang/session/session.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/sources.h"
#include "server/json/json.h"

namespace writ::cli {
namespace {

struct Options {
  std::string expression, policies;
  std::vector<std::string> bindings;  // NAME=JSON
};

// `text` is NAME=JSON; the value stands in the session as the literal that it is.
absl::Status Bind(const std::string& text, lang::Session& session) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat("--bind ", text, ": write NAME=JSON"));
  }
  const std::string name = text.substr(0, equals);
  auto value = ReadJson(std::string_view(text).substr(equals + 1));
  if (!value.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--bind ", name, ": ", std::string(value.status().message())));
  }
  const lang::Answer answer = session.Bind(name, ToSource((*value)->value));
  if (answer.ok) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("--bind ", name, ":\n", answer.text));
}

absl::Status Prepare(const Options& options, lang::Session& session) {
  if (!options.policies.empty()) {
    auto files = ReadDirectory(options.policies);
    if (!files.ok()) return files.status();
    const lang::Answer loaded = session.Load(*std::move(files));
    if (!loaded.ok) {
      return absl::InvalidArgumentError(
          absl::StrCat("the policies in ", options.policies, " do not compile\n", loaded.text));
    }
  }
  for (const std::string& binding : options.bindings) {
    absl::Status bound = Bind(binding, session);
    if (!bound.ok()) return bound;
  }
  return absl::OkStatus();
}

void Print(const lang::Answer& answer, Shell& shell) {
  if (!shell.json) {
    shell.out << answer.source << '\n';
    return;
  }
  JsonObject object;
  object.Text("type", answer.type).Text("source", answer.source);
  object.Bool("error", answer.negative).Raw("value", answer.json);
  shell.out << object.Finish() << '\n';
}

ExitCode Eval(const Options& options, Shell& shell) {
  lang::Session session;
  absl::Status prepared = Prepare(options, session);
  if (!prepared.ok()) return Fail(shell, prepared);
  const lang::Answer answer = session.Value(options.expression);
  if (!answer.ok) {
    shell.err << answer.text;
    return kUsage;
  }
  Print(answer, shell);
  return answer.negative ? kDenied : kOk;
}

}  // namespace

void AddEval(CLI::App& app, Shell& shell) {
  CLI::App* command =
      AddCommand(app, "eval", "Say what an expression is; exit code 1 if it is an error",
                 "writ eval 'items.all(i, i > 1)' --bind 'items=[2, 3]'");
  auto options = std::make_shared<Options>();
  command->add_option("EXPRESSION", options->expression, "As in a rule, without its roots")
      ->required();
  command->add_option("--policies", options->policies,
                      "Directory whose functions, constants and types it can use");
  command->add_option("--bind", options->bindings, "NAME=JSON, a value under a name")
      ->allow_extra_args(false);
  AddJsonOption(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Eval(*options, shell); });
}

}  // namespace writ::cli
