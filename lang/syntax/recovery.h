// What to say about a place where parsing stopped, and where to go on. Works on the
// text alone and knows nothing of the grammar.
#ifndef WRIT_LANG_SYNTAX_RECOVERY_H_
#define WRIT_LANG_SYNTAX_RECOVERY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "lang/diagnostics/diagnostics.h"
#include "lang/source/source.h"

namespace writ::lang {

// The token at `at`, for a message: "`foo`", "a string", "the end of the file".
std::string DescribeToken(std::string_view text, size_t at);
// Its bytes; empty at the end.
Span TokenSpan(std::string_view text, uint32_t file, size_t at);

// Whether a declaration may start at `at`, the first byte of a line.
bool StartsDeclaration(std::string_view text, size_t at);
// Whether a line starts at `at` that is a declaration and no operand: `permit buy`,
// but not `task.to` or `task in x`.
bool IsDeclarationLine(std::string_view text, size_t at);
// The first line after `at` that starts a declaration, or the end.
size_t NextDeclaration(std::string_view text, size_t at);
// Whether only blanks stand before `at` in its line.
bool FirstInLine(std::string_view text, size_t at);

// Reports the word at `at`, where a declaration had to start.
void ReportNoDeclaration(std::string_view text, Span at, bool after_declaration,
                         Diagnostics& diagnostics);

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_RECOVERY_H_
