// The white space between two tokens of one line.
#ifndef WRIT_LANG_FORMAT_SPACES_H_
#define WRIT_LANG_FORMAT_SPACES_H_

#include <cstddef>

#include "lang/syntax/tokenize.h"

namespace writ::lang {

// How many spaces stand between them: 0, 1, or 2 before a comment.
size_t SpacesBetween(const Token& left, const Token& right);

// Marks the `:` of every `a ? b : c` as an operator, so that it stands apart.
void MarkConditionals(std::vector<Token>& tokens);

}  // namespace writ::lang

#endif  // WRIT_LANG_FORMAT_SPACES_H_
