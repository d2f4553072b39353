// Rules that can never hold.
#ifndef WRIT_LANG_PASSES_DEAD_H_
#define WRIT_LANG_PASSES_DEAD_H_

#include "lang/sema/model.h"

namespace writ::lang {

// The clause that is known to be false; null when there is none. The rule stays in the
// bundle, and the loader checks the claim (`Rule.never` in engine/bytecode/bundle.proto).
inline const RuleClause* FalseClause(const Rule& rule) {
  for (const RuleClause& clause : rule.clauses) {
    const Term& condition = *clause.condition;
    if (!condition.is_constant()) continue;
    if (clause.unless ? condition.value.IsTrue() : condition.value.IsFalse()) return &clause;
  }
  return nullptr;
}

}  // namespace writ::lang

#endif  // WRIT_LANG_PASSES_DEAD_H_
