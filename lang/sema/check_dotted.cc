// Functions whose names have a dot: `math.abs(x)`, `optional.of(x)`, `cel.bind(x, e, f)`.
//
// A name before the dot that is declared, a root or a variable comes first: then it is a
// method of that. `cel.bind` and `cel.block` give names to expressions; like the parameters
// of functions, the names are written out where they are used.
#include <algorithm>

#include "engine/bytecode/codes.h"
#include "lang/sema/checker.h"

namespace writ::lang {
namespace {

bool IsBuiltin(std::string_view name) {
  return std::any_of(Builtins().begin(), Builtins().end(), [name](const BuiltinInfo& info) {
    return info.source == name && info.style != BuiltinStyle::kMethod;
  });
}

std::vector<std::string> NamesBehind(const std::string& prefix) {
  std::vector<std::string> names;
  for (const BuiltinInfo& info : Builtins()) {
    if (info.source.starts_with(prefix + ".")) names.emplace_back(info.source);
  }
  if (prefix == "optional") names.insert(names.end(), {"optional.of", "optional.none"});
  if (prefix == "cel") names.insert(names.end(), {"cel.bind", "cel.block", "cel.index"});
  return names;
}

bool IsNumber(const Type& type) {
  return type.is(TypeKind::kInt) || type.is(TypeKind::kUint) || type.is(TypeKind::kDouble) ||
         type.is(TypeKind::kDecimal) || type.is(TypeKind::kDyn);
}

// "@it:0:1" of `cel.iterVar(0, 1)`: no author can write such a name.
std::string NumberedName(const Expr& expr) {
  std::string name = "@" + expr.name;
  for (size_t i = 1; i < expr.children.size(); ++i) {
    if (expr.children[i]->kind != ExprKind::kInt) return "";
    name += ":" + expr.children[i]->text;
  }
  return name;
}

}  // namespace

std::string Checker::NameOfVariable(const Expr& expr) {
  if (expr.kind == ExprKind::kIdent) return expr.name;
  const bool numbered = expr.kind == ExprKind::kMethod && expr.children.size() == 3 &&
                        expr.children[0]->kind == ExprKind::kIdent &&
                        expr.children[0]->name == "cel" &&
                        (expr.name == "iterVar" || expr.name == "accuVar");
  return numbered ? NumberedName(expr) : "";
}

// In a policy a variable hides nothing; CEL lets it hide what stands around it.
bool Checker::BindLocal(const Expr& name, const Term* term, Env& env) {
  const std::string text = NameOfVariable(name);
  if (!dialect_.cel && IsHidden(text, env)) {
    Report(DiagnosticId::kHidesName, name.span,
           {text, FindLocal(text, env) != nullptr ? "a variable" : "a root of the language"})
        .help = "choose another name";
    return false;
  }
  env.locals.push_back({text, term});
  return true;
}

const Term* Checker::CheckDottedCall(const Expr& expr, const std::string& prefix, const Env& env) {
  if (prefix.empty()) return nullptr;
  const std::string first = prefix.substr(0, prefix.find('.'));
  if (IsHidden(first, env) || Packages::Find(*env.scope, first) != nullptr) return nullptr;
  const std::string name = prefix + "." + expr.name;
  if (name == "cel.bind") return CheckBind(expr, env);
  if (name == "cel.block") return CheckBlock(expr, env);
  if (prefix == "cel") return ReadLocal(NumberedName(expr), expr, env);
  if (name == "optional.of" || name == "optional.none") return CheckOptionalCall(expr, env);
  if (name == "math.greatest" || name == "math.least") return CheckExtreme(expr, name, env);
  if (IsBuiltin(name)) return CheckDottedBuiltin(expr, name, env);
  const std::vector<std::string> names = NamesBehind(prefix);
  if (names.empty()) return nullptr;
  Diagnostic& diagnostic = Report(DiagnosticId::kUnknownFunction, expr.name_span, {name});
  Suggest(diagnostic, name, [&](NearestName& nearest) {
    for (const std::string& one : names) nearest.Consider(one);
  });
  return error_;
}

const Term* Checker::CheckDottedBuiltin(const Expr& expr, const std::string& name, const Env& env) {
  Expr call;
  call.kind = ExprKind::kCall;
  call.span = expr.span;
  call.name_span = expr.name_span;
  call.name = name;
  Arguments arguments;
  for (size_t i = 1; i < expr.children.size(); ++i) arguments.push_back(expr.children[i].get());
  return CallBuiltin(call, arguments, /*method=*/false, env);
}

// The largest or smallest of the arguments, or of a list of them. Numbers of two kinds
// compare by their value, and the result is one of them.
const Term* Checker::CheckExtreme(const Expr& expr, const std::string& name, const Env& env) {
  const Builtin builtin = name == "math.greatest" ? Builtin::kMathGreatest : Builtin::kMathLeast;
  const Type* dyn = Simple(TypeKind::kDyn);
  if (expr.children.size() == 2) {
    const Expr& only = *expr.children[1];
    const Type* hint =
        only.kind == ExprKind::kList && dialect_.cel ? model_.types.List(dyn) : nullptr;
    const Term* term = Use(CheckLoose(only, env, hint), only.span);
    if (term->is_error()) return error_;
    if (term->type->is(TypeKind::kList) && IsNumber(*term->type->element)) {
      return Builtin1(builtin, term->type->element, {term}, expr.span);
    }
    if (IsNumber(*term->type)) return term;
    return NoOverloadOf(name, "numbers, or a list of them", {term}, expr.span);
  }
  std::vector<const Term*> terms;
  for (size_t i = 1; i < expr.children.size(); ++i) {
    terms.push_back(Use(CheckLoose(*expr.children[i], env), expr.children[i]->span));
    if (terms.back()->is_error()) return error_;
  }
  const bool numbers = std::all_of(terms.begin(), terms.end(),
                                   [](const Term* term) { return IsNumber(*term->type); });
  if (terms.empty() || !numbers) {
    return NoOverloadOf(name, "numbers, or a list of them", terms, expr.span);
  }
  const bool same = std::all_of(terms.begin(), terms.end(),
                                [&](const Term* term) { return term->type == terms[0]->type; });
  Term list;
  list.kind = TermKind::kList;
  list.type = model_.types.List(same ? terms[0]->type : dyn);
  for (const Term* term : terms) list.children.push_back(same ? term : TryCoerce(term, dyn));
  const Term* all = Finish(std::move(list), expr.span);
  if (all->is_error()) return error_;
  return Builtin1(builtin, all->type->element, {all}, expr.span);
}

const Term* Checker::NoOverloadOf(const std::string& name, const std::string& takes,
                                  const std::vector<const Term*>& terms, Span span) {
  std::string given;
  for (const Term* term : terms) given += (given.empty() ? "" : ", ") + term->type->ToString();
  Report(DiagnosticId::kNoOverload, span, {name, given}).help = "it takes " + takes;
  return error_;
}

const Term* Checker::CheckOptionalCall(const Expr& expr, const Env& env) {
  const size_t expected = expr.name == "of" ? 1 : 0;
  if (expr.children.size() != expected + 1) {
    Report(DiagnosticId::kWrongArgumentCount, expr.span,
           {"optional." + expr.name, expected == 1 ? "1 argument" : "0 arguments",
            std::to_string(expr.children.size() - 1)});
    return error_;
  }
  if (expected == 0) return None();
  const Expr& child = *expr.children[1];
  const Term* term = Use(CheckLoose(child, env), child.span);
  if (term->is_error()) return error_;
  return Relabel(term, model_.types.Optional(term->type));
}

const Term* Checker::CheckBind(const Expr& expr, const Env& env) {
  if (expr.children.size() != 4 || NameOfVariable(*expr.children[1]).empty()) {
    Report(DiagnosticId::kWrongArgumentCount, expr.span,
           {"cel.bind", "3 arguments", std::to_string(expr.children.size() - 1)})
        .help = "write `cel.bind(x, VALUE, EXPRESSION)`, with a name for the value";
    return error_;
  }
  const Term* value = CheckLoose(*expr.children[2], env);
  if (value->is_error()) return error_;
  Env inner = env;
  if (!BindLocal(*expr.children[1], value, inner)) return error_;
  return CheckLoose(*expr.children[3], inner);
}

// cel.block([e0, e1, ...], e): each sees those before it as `cel.index(n)`.
const Term* Checker::CheckBlock(const Expr& expr, const Env& env) {
  if (expr.children.size() != 3 || expr.children[1]->kind != ExprKind::kList) {
    Report(DiagnosticId::kWrongArgumentCount, expr.span,
           {"cel.block", "2 arguments", std::to_string(expr.children.size() - 1)})
        .help = "write `cel.block([A, B], EXPRESSION)`";
    return error_;
  }
  Env inner = env;
  const auto& items = expr.children[1]->children;
  for (size_t i = 0; i < items.size(); ++i) {
    const Term* item = CheckLoose(*items[i], inner);
    if (item->is_error()) return error_;
    inner.locals.push_back({"@index:" + std::to_string(i), item});
  }
  return CheckLoose(*expr.children[2], inner);
}

const Term* Checker::ReadLocal(const std::string& name, const Expr& expr, const Env& env) {
  if (const Term* local = FindLocal(name, env)) return local;
  Report(DiagnosticId::kUnknownName, expr.span, {Text(expr.span)});
  return error_;
}

}  // namespace writ::lang
