// `&&`, `||`, `!` and `? :`, and what their left sides tell about their right sides.
#include "engine/bytecode/codes.h"
#include "lang/sema/checker.h"

namespace writ::lang {

const Term* Checker::CheckNot(const Expr& expr, const Env& env) {
  const Term* operand = CheckBool(*expr.children[0], env);
  if (operand->is_error()) return error_;
  Term term;
  term.kind = TermKind::kUnary;
  term.op = Op::kNot;
  term.type = Simple(TypeKind::kBool);
  term.children = {operand};
  return Finish(std::move(term), expr.span);
}

// The right of `&&` is asked only when the left holds, the right of `||` only when
// it does not.
const Term* Checker::CheckLogic(const Expr& expr, const Env& env) {
  const bool conjunction = expr.kind == ExprKind::kAnd;
  Env inner = env;
  Term term;
  term.kind = conjunction ? TermKind::kAnd : TermKind::kOr;
  term.type = Simple(TypeKind::kBool);
  for (const ExprPtr& child : expr.children) {
    const Term* operand = CheckBool(*child, inner);
    term.children.push_back(operand);
    Narrow(*operand, conjunction, inner.present);
  }
  return Finish(std::move(term), expr.span);
}

const Term* Checker::CheckConditional(const Expr& expr, const Env& env, const Type* hint) {
  const Term* condition = CheckBool(*expr.children[0], env);
  Env then_env = env, else_env = env;
  Narrow(*condition, true, then_env.present);
  Narrow(*condition, false, else_env.present);
  const Term* yes = CheckLoose(*expr.children[1], then_env, hint);
  const Term* no = CheckLoose(*expr.children[2], else_env, hint);
  if (condition->is_error() || yes->is_error() || no->is_error()) return error_;
  const Type* type = Join(yes, no);
  if (type == nullptr) {
    Report(DiagnosticId::kBranchesDiffer, expr.span, {yes->type->ToString(), no->type->ToString()});
    return error_;
  }
  if (condition->is_constant() && condition->value.is(Kind::kBool)) {
    return condition->value.AsBool() ? yes : no;
  }
  Term term;
  term.kind = TermKind::kConditional;
  term.type = type;
  term.children = {condition, yes, no};
  return Finish(std::move(term), expr.span);
}

}  // namespace writ::lang
