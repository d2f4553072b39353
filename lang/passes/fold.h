// Constants: the checker has computed every one (it must, to refuse those that err); this
// pass decides whether code uses the values.
#ifndef WRIT_LANG_PASSES_FOLD_H_
#define WRIT_LANG_PASSES_FOLD_H_

#include "lang/sema/term.h"

namespace writ::lang {

// `term` without the conditions of `&&` and `||` that cannot change their result, and
// without those that are never reached.
const Term* FoldConstants(const Term* term, TermPool& pool);

// `term` with what the checker computed written out again, but where the machine wants a
// constant: the pattern of `matches`, a time zone.
const Term* UnfoldConstants(const Term* term, TermPool& pool);

}  // namespace writ::lang

#endif  // WRIT_LANG_PASSES_FOLD_H_
