#include <unistd.h>

#include <functional>
#include <iostream>
#include <map>
#include <memory>

#include "lang/session/session.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/sources.h"

namespace writ::cli {
namespace {

constexpr char kHelp[] = R"(An expression shows its value and names it: _1, _2 and on.
  let x = 3                     names a value
  fn f(n: int): int = n + 1     declares; the same name again replaces it
  use std.time                  imports
  task t = T { ... } by agent "a" for user "u"
  a.b(x: 1)                     decides a call in the task, under the policies loaded
  set, wait, close              as in a test
  :load DIR    policies from a directory     :type E      the type of an expression
  :bindings    named values                  :history     what was typed
  :help        this                          :quit        end
)";

class Prompt {
 public:
  Prompt(std::istream& in, bool interactive, Shell& shell)
      : in_(in), interactive_(interactive), shell_(shell) {}

  ExitCode Run() {
    std::string text, line;
    while (!done_ && (Show(text), std::getline(in_, line))) {
      text += line;
      const bool command = text.starts_with(':');
      if (!command && lang::Session::IsUnfinished(text)) {
        text += '\n';
        continue;
      }
      command ? Command(text) : Tell(session_.Enter(text));
      text.clear();
    }
    if (!text.empty() && !done_) Tell(session_.Enter(text));
    return interactive_ || refused_ == 0 ? kOk : kUsage;
  }

  void Load(const std::string& directory) {
    auto files = ReadDirectory(directory);
    if (files.ok()) return Tell(session_.Load(*std::move(files)));
    lang::Answer answer;
    answer.text = std::string(files.status().message()) + "\n";
    Tell(answer);
  }

 private:
  void Show(const std::string& begun) {
    if (interactive_) shell_.out << (begun.empty() ? "writ> " : "  ... ") << std::flush;
  }

  void Tell(const lang::Answer& answer) {
    if (!answer.ok) ++refused_;
    if (!shell_.json) {
      (answer.ok || interactive_ ? shell_.out : shell_.err) << answer.text << std::flush;
      return;
    }
    JsonObject object;
    object.Bool("ok", answer.ok).Text("text", answer.text);
    if (!answer.type.empty()) {
      object.Text("name", answer.name).Text("type", answer.type).Text("source", answer.source);
      object.Raw("value", answer.json);
    }
    shell_.out << object.Finish() << std::endl;
  }

  void Lines(const std::vector<std::string>& lines) {
    lang::Answer answer;
    answer.ok = true;
    for (const std::string& line : lines) answer.text += line + "\n";
    Tell(answer);
  }

  // `text` starts with a colon.
  void Command(const std::string& text) {
    const size_t space = text.find(' ');
    const std::string word = text.substr(1, space - 1);
    const std::string rest = space == std::string::npos ? "" : text.substr(space + 1);
    const std::map<std::string, std::function<void()>> commands = {
        {"help", [&] { Lines({kHelp}); }},
        {"load", [&] { Load(rest); }},
        {"type", [&] { Tell(session_.TypeOf(rest)); }},
        {"bindings", [&] { Lines(session_.Bindings()); }},
        {"history", [&] { Lines(session_.History()); }},
        {"quit", [&] { done_ = true; }},
    };
    auto found = commands.find(word);
    if (found != commands.end()) return found->second();
    std::vector<std::string> names;
    for (const auto& [name, run] : commands) names.push_back(name);
    const std::string near = lang::DidYouMean(word, names);
    lang::Answer answer;
    answer.text = "there is no command `:" + word + "`; " +
                  (near.empty() ? "`:help` lists them\n" : "did you mean `:" + near + "`?\n");
    Tell(answer);
  }

  std::istream& in_;
  const bool interactive_;
  Shell& shell_;
  lang::Session session_;
  bool done_ = false;
  size_t refused_ = 0;
};

}  // namespace

void AddRepl(CLI::App& app, Shell& shell) {
  CLI::App* command =
      AddCommand(app, "repl", "Try expressions, declarations and calls; also with piped input",
                 "writ repl --policies policies/travel_agent");
  auto directory = std::make_shared<std::string>();
  command->add_option("--policies", *directory, "Directory of *.writ files to load first");
  command->add_flag("--json", shell.json, "Print one JSON object for each line");
  command->callback([directory, &shell] {
    Prompt prompt(std::cin, isatty(STDIN_FILENO) != 0, shell);
    if (!directory->empty()) prompt.Load(*directory);
    shell.exit_code = prompt.Run();
  });
}

}  // namespace writ::cli
