// Terms for people.
#ifndef WRIT_LANG_EXPLAIN_SHOWN_TEXT_H_
#define WRIT_LANG_EXPLAIN_SHOWN_TEXT_H_

#include <string>

#include "lang/sema/term.h"

namespace writ::lang {

// As an author writes it, `args.price.currency()`, where ToSource names the function that
// was chosen, and so has another text for every other term.
std::string ShownText(const Term& term);

}  // namespace writ::lang

#endif  // WRIT_LANG_EXPLAIN_SHOWN_TEXT_H_
