// Whether a pattern can only match a whole text.
#ifndef WRIT_LANG_LINT_ANCHORS_H_
#define WRIT_LANG_LINT_ANCHORS_H_

#include <string_view>

namespace writ::lang {

// `pattern` is RE2. True when it starts with `^` or `\A` and ends in `$` or `\z`, and no
// alternative outside parentheses could do without one of them. Flags before it are
// skipped, but not `m`, with which the two match at every line.
bool IsAnchored(std::string_view pattern);

}  // namespace writ::lang

#endif  // WRIT_LANG_LINT_ANCHORS_H_
