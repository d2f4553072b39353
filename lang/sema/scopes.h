// Scopes of grants: `only flights.search` and `only flights.purchase when ...`.
//
// Each line becomes a permit over the call and the task alone. It reads no facts: what
// the engine remembers is for the policy to judge.
#ifndef WRIT_LANG_SEMA_SCOPES_H_
#define WRIT_LANG_SEMA_SCOPES_H_

#include <vector>

#include "lang/sema/actions.h"
#include "lang/sema/checker.h"
#include "lang/sema/model.h"

namespace writ::lang {

class Scopes {
 public:
  Scopes(Actions& actions, Checker& checker) : actions_(actions), checker_(checker) {}

  // The permits of a task of type `task`. What is wrong is reported and left out.
  std::vector<Rule> Check(const std::vector<RuleDecl>& decls, const FileScope& scope,
                          const Type& task);

 private:
  void CheckClause(const ClauseDecl& clause, Env& env, Rule& rule);

  Actions& actions_;
  Checker& checker_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_SCOPES_H_
