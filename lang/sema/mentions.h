// What a syntax tree speaks of, before it is typed. Pure.
#ifndef WRIT_LANG_SEMA_MENTIONS_H_
#define WRIT_LANG_SEMA_MENTIONS_H_

#include <algorithm>
#include <string_view>

#include "lang/ast/ast.h"

namespace writ::lang {

// Whether the name stands anywhere in `expr` as a variable.
inline bool Mentions(const Expr& expr, std::string_view name) {
  if (expr.kind == ExprKind::kIdent && expr.name == name) return true;
  return std::any_of(expr.children.begin(), expr.children.end(),
                     [name](const ExprPtr& child) { return child && Mentions(*child, name); });
}

// Whether a field of the variable is taken anywhere in `expr`.
inline bool MentionsFieldOf(const Expr& expr, std::string_view name) {
  if (expr.kind == ExprKind::kSelect && expr.children[0]->kind == ExprKind::kIdent &&
      expr.children[0]->name == name) {
    return true;
  }
  return std::any_of(expr.children.begin(), expr.children.end(), [name](const ExprPtr& child) {
    return child && MentionsFieldOf(*child, name);
  });
}

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_MENTIONS_H_
