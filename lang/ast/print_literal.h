// Literals and names in their one spelling, for print.cc.
#ifndef WRIT_LANG_AST_PRINT_LITERAL_H_
#define WRIT_LANG_AST_PRINT_LITERAL_H_

#include <string>
#include <string_view>

#include "lang/ast/ast.h"

namespace writ::lang {

// Of a kind from kNull to kDuration.
std::string PrintLiteral(const Expr& literal);

// In backquotes when it is no plain identifier, or when `reserved`.
std::string QuoteName(std::string_view name, bool reserved);
// The same for each part of a name with points.
std::string QuoteDottedName(std::string_view name);

}  // namespace writ::lang

#endif  // WRIT_LANG_AST_PRINT_LITERAL_H_
