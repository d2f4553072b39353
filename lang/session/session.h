// Expressions, declarations and calls one after the other, as a person at a prompt types
// them: what `writ eval` and `writ repl` run.
//
// A session is a bundle and a test that grows by a step with each line, and is run again
// from its beginning on the engine with a store in memory: there is no second semantics,
// and a line that is refused leaves no trace. Deterministic.
#ifndef WRIT_LANG_SESSION_SESSION_H_
#define WRIT_LANG_SESSION_SESSION_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lang/compiler/compiler.h"

namespace writ::lang {

// Lines that a session keeps; one more is refused.
inline constexpr size_t kMaxSessionLines = 1000;

struct Answer {
  bool ok = false;
  // What to print: the value, the verdict with its trace, or what is wrong.
  std::string text;
  // Of a value.
  std::string name, type, source, json;
  // A value that is an error of the language, or a call that was not permitted.
  bool negative = false;
};

class Session {
 public:
  Session() = default;

  // Replaces the policies, which are whole files; keeps what was typed. Their package is
  // the session's, that of the first file by name.
  Answer Load(std::vector<InputFile> files);

  // A declaration, a step of a test (a call may leave out its `->`), `let NAME = e`, or
  // an expression, whose value is named `_1`, `_2` ... . A declaration takes the place
  // of an earlier one of its name.
  Answer Enter(std::string_view line);
  // Names a value. InvalidArgument as an Answer when the name cannot be one.
  Answer Bind(const std::string& name, const std::string& expression);
  // The value of an expression; nothing is kept.
  Answer Value(std::string_view expression) const;
  // The type of an expression; nothing is kept.
  Answer TypeOf(std::string_view expression) const;

  // What was typed and is kept, a line each.
  std::vector<std::string> History() const;
  // Names of values, with their expressions.
  std::vector<std::string> Bindings() const;

  // Whether more must follow: a bracket is open.
  static bool IsUnfinished(std::string_view text);

 private:
  struct Declared {
    std::string name;  // "fn f"
    std::string text;
  };
  struct Step {
    std::string text;  // as a step of a test
    std::string name;  // of the value; empty: none
  };

  Answer AddDeclaration(std::string_view text);
  Answer AddStep(std::string text, std::string name);
  Answer AddValue(std::string_view expression, std::string name);
  std::vector<InputFile> Files(const std::vector<Step>& steps) const;
  // Compiles and runs everything with `steps`; tells of the last one.
  Answer Run(const std::vector<Step>& steps) const;
  std::string Header() const;

  std::string package_ = "session";
  std::vector<InputFile> policies_;
  std::vector<std::string> uses_;
  std::vector<Declared> declarations_;
  std::vector<Step> steps_;
  size_t values_ = 0;  // named `_1` and on
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SESSION_SESSION_H_
