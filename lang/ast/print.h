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

// Declarations, without their documentation: what they mean. Annotations stand before.
std::string ToSource(const EntityDecl& decl);
std::string ToSource(const TaskDecl& decl);
std::string ToSource(const ActionDecl& decl);
std::string ToSource(const GroupDecl& decl);
std::string ToSource(const EnumDecl& decl);
std::string ToSource(const TypeDecl& decl);
std::string ToSource(const ConstDecl& decl);
std::string ToSource(const FnDecl& decl);
std::string ToSource(const FactDecl& decl);
std::string ToSource(const RuleDecl& decl);
std::string ToSource(const TestDecl& decl);
// A whole file with documentation, kind by kind, for comparison: two files with the same
// text are the same.
std::string ToSource(const File& file);

// "==" and the like; empty for kNone.
std::string_view OperatorText(Operator op);

// Words that are no name in an expression unless they stand in backquotes or after a
// point: `true false null in when unless else`.
bool IsReserved(std::string_view word);

}  // namespace writ::lang

#endif  // WRIT_LANG_AST_PRINT_H_
