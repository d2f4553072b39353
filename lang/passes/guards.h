// Guards: comparisons with constants by which the engine finds candidate rules.
#ifndef WRIT_LANG_PASSES_GUARDS_H_
#define WRIT_LANG_PASSES_GUARDS_H_

#include <optional>
#include <vector>

#include "lang/sema/model.h"

namespace writ::lang {

// A guard with more constants is none: such a rule is a candidate for most calls.
inline constexpr size_t kMaxGuardConstants = 256;

// The rule holds only if the subject, a path from a root, equals one of the constants.
struct RuleGuard {
  const Term* subject = nullptr;
  std::vector<Value> constants;
};

// The guard with the fewest constants among the conditions that must hold, all of which
// are looked through; nothing when there is none. Known are `path == constant`, `path in
// [constants]`, and `||` between those on one path, for texts, enums, ints, bools and
// dates.
std::optional<RuleGuard> FindGuard(const std::vector<RuleClause>& clauses);

}  // namespace writ::lang

#endif  // WRIT_LANG_PASSES_GUARDS_H_
