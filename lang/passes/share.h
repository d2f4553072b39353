// Common subexpressions of one block.
#ifndef WRIT_LANG_PASSES_SHARE_H_
#define WRIT_LANG_PASSES_SHARE_H_

#include <vector>

#include "lang/sema/term.h"

namespace writ::lang {

// Registers that a block may spend on what it keeps.
inline constexpr size_t kMaxShared = 24;

struct SharedTerm {
  // Equal parts are one and the same term.
  const Term* term = nullptr;
  // Parts that are worth computing first and keeping; inner ones first.
  std::vector<const Term*> kept;
};

// What a term computes is pure, and an Error is a value like any other, so computing a
// part early changes no result. A part is kept when it stands there twice and is computed
// in any case, or when it is a path like `task.people` in a macro's body, which would be
// walked again for each element.
SharedTerm ShareCommon(const Term* term, TermPool& pool);

}  // namespace writ::lang

#endif  // WRIT_LANG_PASSES_SHARE_H_
