// Tests in the language: grants, calls, facts and expectations, step by step.
#ifndef WRIT_LANG_SEMA_SCENARIOS_H_
#define WRIT_LANG_SEMA_SCENARIOS_H_

#include <string>

#include "lang/sema/checker.h"
#include "lang/sema/model.h"
#include "lang/sema/packages.h"
#include "lang/sema/scopes.h"
#include "lang/sema/scratch.h"

namespace writ::lang {

// Checks tests against the rules, facts and actions of a model that has them already.
// The arguments of calls are not held to the signature: a test may send a wrong call
// to see it denied.
class Scenarios {
 public:
  // With `scratch`, an `expect` takes an expression of any type, and names it.
  Scenarios(const Packages& packages, Types& types, Actions& actions, Checker& checker,
            Model& model, const ScratchNames* scratch)
      : packages_(packages),
        types_(types),
        checker_(checker),
        model_(model),
        scopes_(actions, checker),
        scratch_(scratch) {}

  // Fills the tests of the model from the files that `is_tested` takes.
  template <typename Filter>
  void CheckAll(const Filter& is_tested) {
    for (const auto& scope : packages_.files()) {
      if (!is_tested(*scope->file)) continue;
      for (const TestDecl& test : scope->file->tests) CheckTest(test, *scope);
    }
  }

 private:
  struct Running {
    Env env;
    Test test;
    size_t expectations = 0;
  };

  void CheckTest(const TestDecl& decl, const FileScope& scope);
  void CheckStep(const TestStep& step, Running& running);
  const Term* CheckExpectation(const Expr& condition, Running& running);
  void CheckGrant(const GrantStep& grant, Running& running, ModelStep& out);
  void CheckCall(const CallStep& call, Running& running, ModelStep& out);
  void CheckRuleName(const CallStep& call, const FileScope& scope, ModelStep& out);
  void CheckSetFact(const SetFactStep& set, const Running& running, ModelStep& out);
  bool CheckSetEntity(const SetFactStep& set, const Running& running, ModelStep& out);
  void FindVariable(const Name& name, const Running& running, ModelStep& out);
  const Term* CheckDuration(const ExprPtr& expr, const Env& env);
  const Rule* FindRule(const std::string& name, const FileScope& scope) const;

  const Packages& packages_;
  Types& types_;
  Checker& checker_;
  Model& model_;
  Scopes scopes_;
  const ScratchNames* scratch_;  // null: a test like any other
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_SCENARIOS_H_
