// What is known of a condition without running it.
//
// Careful: `kUnknown` unless it is sure for every call for which the condition has a
// value at all.
#ifndef WRIT_LANG_LINT_TRUTH_H_
#define WRIT_LANG_LINT_TRUTH_H_

#include <optional>
#include <string>
#include <vector>

#include "lang/sema/model.h"
#include "lang/sema/term.h"

namespace writ::lang {

enum class Truth { kUnknown, kTrue, kFalse };

Truth TruthOf(const Term& condition);
// With `unless` turned around.
Truth TruthOf(const RuleClause& clause);

// Two places of a conjunction that cannot hold together.
struct Exclusion {
  Span first, second;
};

// The first two of `clauses` or of their parts that exclude each other: `a` and `!a`,
// or `a == 1` and `a == 2`.
std::optional<Exclusion> FindExclusion(const std::vector<RuleClause>& clauses);

}  // namespace writ::lang

#endif  // WRIT_LANG_LINT_TRUTH_H_
