// Calls: of functions and facts that are declared, of entities, of `now`.
#include <algorithm>
#include <array>

#include "lang/sema/checker.h"

namespace writ::lang {
namespace {

// Macros of CEL that the language does not have.
bool IsLaterMacro(std::string_view name) { return name == "sortBy"; }

std::vector<const Expr*> ArgumentsFrom(const Expr& expr, size_t first) {
  std::vector<const Expr*> arguments;
  for (size_t i = first; i < expr.children.size(); ++i) arguments.push_back(expr.children[i].get());
  return arguments;
}

// "a.b" of a receiver that is names with points between them; empty otherwise.
std::string Prefix(const Expr& receiver) {
  if (receiver.kind == ExprKind::kIdent) return receiver.name;
  if (receiver.kind != ExprKind::kSelect) return "";
  if (receiver.name.find('.') != std::string::npos) return "";
  const std::string owner = Prefix(*receiver.children[0]);
  return owner.empty() ? "" : owner + "." + receiver.name;
}

std::string Plural(size_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

}  // namespace

const Term* Checker::CheckCall(const Expr& expr, const Env& env) {
  const Arguments arguments = ArgumentsFrom(expr, 0);
  if (expr.name == "now") return Now(expr, env);
  if (expr.name == "dyn") return CallDyn(expr, arguments, env);
  if (const Term* declared = CallDeclared(expr, arguments, env)) return declared;
  if (expr.name == "user") return CallEntity(model_.user_type, expr, arguments);
  if (expr.name == "agent") return CallEntity(model_.agent_type, expr, arguments);
  if (const Symbol* symbol = Packages::Find(*env.scope, expr.name)) {
    return CallSymbol(*symbol, expr, arguments, env);
  }
  if (const Type* entity = types_.Principal(expr.name)) return CallEntity(entity, expr, arguments);
  return CallBuiltin(expr, arguments, /*method=*/false, env);
}

const Term* Checker::CheckMethod(const Expr& expr, const Env& env) {
  const Arguments arguments = ArgumentsFrom(expr, 1);
  const std::string prefix = Prefix(*expr.children[0]);
  const std::string first = prefix.substr(0, prefix.find('.'));
  const Package* package =
      prefix.empty() || IsHidden(first, env) ? nullptr : Packages::FindPrefix(*env.scope, prefix);
  if (package != nullptr) {
    auto found = package->symbols.find(expr.name);
    if (found != package->symbols.end()) return CallSymbol(found->second, expr, arguments, env);
    Diagnostic& diagnostic =
        Report(DiagnosticId::kNotInPackage, expr.name_span, {expr.name, package->name});
    Suggest(diagnostic, expr.name, [&](NearestName& nearest) {
      for (const auto& [name, symbol] : package->symbols) nearest.Consider(name);
    });
    return error_;
  }
  if (const Term* call = CheckDottedCall(expr, prefix, env)) return call;
  if (dialect_.macros && IsMacro(expr.name)) return CheckMacro(expr, env);
  if (dialect_.macros && (expr.name == "optMap" || expr.name == "optFlatMap"))
    return CheckOptMap(expr, env);
  if (IsLaterMacro(expr.name)) {
    Report(DiagnosticId::kNotInThisVersion, expr.name_span, {"macros such as `" + expr.name + "`"});
    return error_;
  }
  const bool known_name = FindLocal(first, env) != nullptr || IsHidden(first, env) ||
                          Packages::Find(*env.scope, first) != nullptr;
  const bool std_package = !known_name && prefix.starts_with("std.");
  if (std_package) {
    Report(DiagnosticId::kUnknownName, expr.children[0]->span, {prefix}).help =
        "write `use " + prefix + "` at the start of the file";
    return error_;
  }
  return CallBuiltin(expr, ArgumentsFrom(expr, 0), /*method=*/true, env);
}

bool Checker::CheckArity(const Expr& expr, const std::string& name, size_t expected, size_t given,
                         Span declared) {
  if (expected == given) return true;
  Report(DiagnosticId::kWrongArgumentCount, expr.span,
         {name, Plural(expected, "argument"), std::to_string(given)})
      .notes.push_back({declared, "declared here"});
  return false;
}

const Term* Checker::CallSymbol(const Symbol& symbol, const Expr& expr, const Arguments& arguments,
                                const Env& env) {
  switch (symbol.kind) {
    case SymbolKind::kFact:
      return CallFact(symbol, expr, arguments, env);
    case SymbolKind::kFn:
      return CallFn(symbol, expr, arguments, env);
    case SymbolKind::kEntity:
      return CallEntity(types_.TypeOf(symbol), expr, arguments);
    case SymbolKind::kTask:
    case SymbolKind::kEnum:
    case SymbolKind::kAlias:
    case SymbolKind::kConst:
    case SymbolKind::kGroup:
      break;
  }
  Report(DiagnosticId::kNotAFunction, expr.name_span,
         {symbol.head->name.text, std::string(SymbolKindName(symbol.kind))})
      .notes.push_back({symbol.head->name.span, "declared here"});
  return error_;
}

// User("ana"): an identity that the policy names. Its id is a literal, so that nobody
// but the author makes one.
const Term* Checker::CallEntity(const Type* entity, const Expr& expr, const Arguments& arguments) {
  if (arguments.size() != 1 || arguments[0]->kind != ExprKind::kString) {
    Report(DiagnosticId::kEntityNeedsId, expr.span, {entity->ToString()}).help =
        "write `" + expr.name + "(\"id\")`";
    return error_;
  }
  EntityRep rep{model_.arena.Copy(entity->name), model_.arena.Copy(arguments[0]->text), nullptr};
  return Constant(Value::Entity(model_.arena.New(rep)), entity);
}

const Term* Checker::CallFact(const Symbol& symbol, const Expr& expr, const Arguments& arguments,
                              const Env& env) {
  const Fact* fact = FactOf(symbol, expr.span);
  if (fact == nullptr) {
    for (const Expr* argument : arguments) CheckLoose(*argument, env);
    return error_;
  }
  if (!CheckArity(expr, symbol.head->name.text, fact->keys.size(), arguments.size(),
                  symbol.head->name.span)) {
    return error_;
  }
  Term term;
  term.kind = TermKind::kFact;
  term.index = static_cast<uint32_t>(fact - model_.facts.data());
  term.name = fact->name;
  term.type = fact->type;
  for (size_t i = 0; i < arguments.size(); ++i) {
    term.children.push_back(Check(*arguments[i], env, fact->keys[i]));
  }
  if (term.type->is(TypeKind::kOptional)) {
    const std::string path = ToSource(term);
    const bool present =
        std::find(env.present.begin(), env.present.end(), path) != env.present.end();
    if (present) term.type = term.type->element;
  }
  const Term* read = Finish(std::move(term), expr.span);
  return IsKnownBefore(*read, expr) ? read : error_;
}

const Term* Checker::CallDeclared(const Expr& expr, const Arguments& arguments, const Env& env) {
  for (const DeclaredFunction& function : env.functions) {
    if (function.name != expr.name || function.params.size() != arguments.size()) continue;
    Term term;
    term.kind = TermKind::kParameter;
    term.name = expr.name;
    term.type = function.result;
    for (size_t i = 0; i < arguments.size(); ++i) {
      term.children.push_back(Check(*arguments[i], env, function.params[i]));
    }
    return Finish(std::move(term), expr.span);
  }
  return nullptr;
}

// dyn(x): x, of which nothing is known before it runs.
const Term* Checker::CallDyn(const Expr& expr, const Arguments& arguments, const Env& env) {
  if (arguments.size() == 1) return AsDyn(Check(*arguments[0], env));
  Report(DiagnosticId::kWrongArgumentCount, expr.span,
         {"dyn", "1 argument", std::to_string(arguments.size())});
  return error_;
}

const Term* Checker::Now(const Expr& expr, const Env& env) {
  if (!expr.children.empty()) {
    Report(DiagnosticId::kWrongArgumentCount, expr.span,
           {"now", "0 arguments", std::to_string(expr.children.size())});
    return error_;
  }
  const Term* call = CheckRoot(Root::kCall, env, expr.span);
  if (call->is_error()) return error_;
  Term term;
  term.kind = TermKind::kField;
  term.name = "time";
  const Field* field = call_type_->FindField("time", &term.hint);
  term.type = field->type;
  term.children = {call};
  return Finish(std::move(term), expr.span);
}

}  // namespace writ::lang
