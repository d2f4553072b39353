// Syntax trees as text, normalised: one spelling for each meaning.
//
// Two expressions with the same text mean the same wherever both can stand: white
// space, comments, redundant parentheses, the way a number or a string is spelled
// make no difference. So the text serves as the identity of facts, to compute equal
// reads once, and to show clauses. It parses back to an equal tree.
#ifndef WRIT_LANG_AST_PRINT_H_
#define WRIT_LANG_AST_PRINT_H_

#include <string>
#include <string_view>

#include "lang/ast/ast.h"

namespace writ::lang {

std::string ToSource(const Expr& expr);
std::string ToSource(const TypeExpr& type);

// "==" and the like; empty for kNone.
std::string_view OperatorText(Operator op);

// Words that are no name in an expression unless they stand in backquotes or after a
// point: `true false null in when unless else`.
bool IsReserved(std::string_view word);

}  // namespace writ::lang

#endif  // WRIT_LANG_AST_PRINT_H_
