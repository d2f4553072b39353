// Computes at compile time what does not depend on a call, on the very machine that
// would compute it at run time: there is no second arithmetic.
#ifndef WRIT_LANG_SEMA_FOLD_H_
#define WRIT_LANG_SEMA_FOLD_H_

#include "engine/base/arena.h"
#include "engine/value/value.h"
#include "lang/sema/term.h"

namespace writ::lang {

// Fuel of one operation on constants.
inline constexpr uint64_t kFoldFuel = 1'000'000;

// Whether `term` is an operation that stands on constants alone.
bool IsFoldable(const Term& term);

// The value of a foldable term, in `arena`; an Error when it has none.
Value Fold(const Term& term, Arena& arena);

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_FOLD_H_
