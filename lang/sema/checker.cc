#include "lang/sema/checker.h"

#include <utility>

#include "engine/value/text.h"
#include "lang/sema/fold.h"

namespace writ::lang {

Checker::Checker(const SourceSet& sources, const Packages& packages, Types& types, Actions& actions,
                 Model& model, Diagnostics& diagnostics, const Dialect& dialect)
    : sources_(sources),
      packages_(packages),
      types_(types),
      actions_(actions),
      model_(model),
      diagnostics_(&diagnostics),
      dialect_(dialect) {
  const Type* text = Simple(TypeKind::kString);
  call_type_ = model_.types.Record({{"chain", model_.types.List(model_.agent_type)},
                                    {"id", text},
                                    {"ip", text},
                                    {"session", text},
                                    {"time", Simple(TypeKind::kTimestamp)}});
  tool_type_ = model_.types.Record({{"name", text}, {"server", text}});
  Term error;
  error.type = Simple(TypeKind::kError);
  error_ = model_.terms.Add(std::move(error));
  DeclareFacts();
}

const Type* Checker::AnyTask() {
  if (any_task_ == nullptr) any_task_ = model_.types.DeclareNamed(TypeKind::kTask, "task");
  return any_task_;
}

Env Checker::RuleEnv(const FileScope& scope, std::string_view place, std::vector<const Type*> tasks,
                     std::vector<uint32_t> actions) const {
  Env env;
  env.scope = &scope;
  env.place = place;
  env.tasks = std::move(tasks);
  env.actions = std::move(actions);
  for (Root root :
       {Root::kUser, Root::kAgent, Root::kTask, Root::kArgs, Root::kCall, Root::kTool}) {
    env.Allow(root);
  }
  return env;
}

const Term* Checker::Constant(Value value, const Type* type, uint32_t levels) {
  Term term;
  term.kind = TermKind::kConstant;
  term.value = value;
  term.levels = levels;
  term.type = type;
  return model_.terms.Add(std::move(term));
}

const Term* Checker::Computed(Value value, const Term& from) {
  Term term;
  term.kind = TermKind::kConstant;
  term.value = value;
  term.levels = from.levels;
  term.type = from.type;
  uint32_t size = 1;
  for (const Term* child : from.children) size += child->origin_size;
  if (size <= kMaxOriginSize) {
    term.origin = &from;
    term.origin_size = size;
  }
  return model_.terms.Add(std::move(term));
}

// False, reported, when a literal is longer than a text may be.
bool Checker::IsShort(const Expr& literal) {
  if (literal.text.size() <= kMaxLiteralBytes) return true;
  Report(DiagnosticId::kTooLarge, literal.span, {"this text"});
  return false;
}

const Term* Checker::TextConstant(std::string_view text) {
  return Constant(Value::String(model_.arena.Copy(text)), Simple(TypeKind::kString));
}

const Term* Checker::Finish(Term term, Span span) {
  for (const Term* child : term.children) {
    if (child->is_error()) return error_;
  }
  const Term* added = model_.terms.Add(std::move(term));
  if (added->size > kMaxTermSize || added->depth > kMaxTermDepth) {
    Report(DiagnosticId::kTooLarge, span, {"this expression"}).help =
        "functions are written out where they are called: split it, or call them less often";
    return error_;
  }
  if (added->loops > kMaxLoopDepth) {
    Report(DiagnosticId::kTooDeep, span, {std::to_string(kMaxLoopDepth)}).help =
        "macros stand inside each other here; ask of a fact that keeps a set with `in`";
    return error_;
  }
  if (added->levels > kMaxTermLevels) {
    Report(DiagnosticId::kTooDeep, span, {std::to_string(kMaxTermLevels)});
    return error_;
  }
  if (types_.Limited(added->type, span)->is(TypeKind::kError)) return error_;
  if (!IsFoldable(*added)) return added;
  const Value value = Fold(*added, model_.arena);
  if (!value.is_error()) return Computed(value, *added);
  if (dialect_.cel) return added;
  const std::string_view meaning = ErrorMeaning(value.AsError());
  Report(DiagnosticId::kConstantError, span, {std::string(meaning)});
  return error_;
}

const Term* Checker::Use(const Term* term, Span span) {
  if (term->is_error()) return error_;
  if (!term->type->is(TypeKind::kOptional)) return term;
  const std::string text = Text(span);
  Report(DiagnosticId::kUntestedOptional, span, {text, term->type->ToString()}).help =
      term->is(TermKind::kFieldOrAbsent)
          ? "test it first: `has(" + text + ") && ...`, or give a default: `" + text +
                ".orValue(...)`"
          : "give a default: `" + text + ".orValue(...)`";
  return error_;
}

const Term* Checker::Check(const Expr& expr, const Env& env, const Type* want) {
  const Term* term = CheckLoose(expr, env, want);
  return want == nullptr ? Use(term, expr.span) : Coerce(term, want, expr.span);
}

const Term* Checker::CheckBool(const Expr& expr, const Env& env) {
  const Term* term = Use(CheckLoose(expr, env), expr.span);
  if (term->is_error() || term->type->is(TypeKind::kBool)) return term;
  if (term->type->is(TypeKind::kDyn)) return TryCoerce(term, Simple(TypeKind::kBool));
  Report(DiagnosticId::kNotBool, expr.span, {term->type->ToString()}).help =
      "write a comparison, such as `" + Text(expr.span) + " == ...`";
  return error_;
}

bool Checker::FitsInCall(Span span) {
  if (++inlined_nodes_ <= kMaxInlinedNodes) return true;
  Report(DiagnosticId::kTooLarge, span, {"this expression"}).help =
      "functions are written out where they are called: call them less often";
  return false;
}

bool Checker::WriteOut(uint64_t parts, Span span) {
  written_out_ += parts;
  if (written_out_ <= kMaxWrittenOut) return true;
  Report(DiagnosticId::kTooLarge, span, {"the bundle, with functions and constants written out,"})
      .help = "call large functions, and refer to large constants, in fewer places";
  return false;
}

const Term* Checker::CheckLoose(const Expr& expr, const Env& env, const Type* hint) {
  if (inline_depth_ > 0 && !(WriteOut(1, expr.span) && FitsInCall(expr.span))) return error_;
  return dialect_.checked ? CheckConstruct(expr, env, hint) : CheckUnchecked(expr, env);
}

// What does not check is an error when it runs.
const Term* Checker::CheckUnchecked(const Expr& expr, const Env& env) {
  Diagnostics unseen;
  const Term* term;
  {
    Redirect redirect(*this, unseen);
    term = CheckConstruct(expr, env, nullptr);
  }
  if (!term->is_error()) return AsDyn(term);
  return Constant(Value::Error(ErrorCode::kTypeMismatch), Simple(TypeKind::kDyn));
}

const Term* Checker::CheckConstruct(const Expr& expr, const Env& env, const Type* hint) {
  switch (expr.kind) {
    case ExprKind::kNull:
      return Constant(Value::Null(), Simple(TypeKind::kNull));
    case ExprKind::kBool:
      return Constant(Value::Bool(expr.bool_value), Simple(TypeKind::kBool));
    case ExprKind::kInt:
      return CheckInt(expr, /*negative=*/false, hint);
    case ExprKind::kUint:
      return CheckUint(expr);
    case ExprKind::kDouble:
      return CheckDouble(expr, /*negative=*/false, hint);
    case ExprKind::kString:
      return IsShort(expr) ? TextConstant(expr.text) : error_;
    case ExprKind::kBytes:
      if (!IsShort(expr)) return error_;
      return Constant(Value::Bytes(model_.arena.Copy(expr.text)), Simple(TypeKind::kBytes));
    case ExprKind::kMoney:
      return CheckMoney(expr);
    case ExprKind::kDuration:
      return CheckDuration(expr);
    case ExprKind::kIdent:
      return CheckIdent(expr, env);
    case ExprKind::kSelect:
      return CheckSelect(expr, env);
    case ExprKind::kIndex:
      return CheckIndex(expr, env);
    case ExprKind::kCall:
      return CheckCall(expr, env);
    case ExprKind::kMethod:
      return CheckMethod(expr, env);
    case ExprKind::kHas:
      return CheckHas(expr, env);
    case ExprKind::kNot:
      return CheckNot(expr, env);
    case ExprKind::kNegate:
      return CheckNegate(expr, env, hint);
    case ExprKind::kAnd:
    case ExprKind::kOr:
      return CheckLogic(expr, env);
    case ExprKind::kCompare:
      return expr.op == Operator::kIn ? CheckIn(expr, env) : CheckCompare(expr, env);
    case ExprKind::kArithmetic:
      return CheckArithmetic(expr, env, hint);
    case ExprKind::kConditional:
      return CheckConditional(expr, env, hint);
    case ExprKind::kList:
      return CheckList(expr, env, hint);
    case ExprKind::kMap:
      return CheckMap(expr, env, hint);
    case ExprKind::kRecord:
      return CheckNamedRecord(expr, env, hint);
  }
  return error_;
}

}  // namespace writ::lang
