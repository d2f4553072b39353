// Functions, which are inlined, and constants, which are computed.
#include <algorithm>

#include "engine/value/canonical.h"
#include "lang/sema/checker.h"

namespace writ::lang {
namespace {

// Bytes of a constant that cost as much as a part of an expression.
constexpr size_t kBytesOfPart = 128;

}  // namespace

// False, reported, when definitions stand on one another without end.
bool Checker::Enter(Span use) {
  if (reference_depth_ == kMaxReferenceDepth) {
    Report(DiagnosticId::kTooDeep, use, {std::to_string(kMaxReferenceDepth)}).help =
        "functions, constants and facts stand on one another here";
    return false;
  }
  ++reference_depth_;
  return true;
}

std::string Checker::CircleFrom(const Symbol& symbol) const {
  auto at = std::find(running_.begin(), running_.end(), &symbol);
  std::string circle;
  for (; at != running_.end(); ++at) circle += "`" + (*at)->head->name.text + "` -> ";
  return circle + "`" + symbol.head->name.text + "`";
}

Checker::Fn& Checker::FnOf(const Symbol& symbol) {
  auto [at, added] = fns_.try_emplace(symbol.decl);
  if (added) {
    at->second.symbol = &symbol;
    at->second.decl = static_cast<const FnDecl*>(symbol.decl);
  }
  return at->second;
}

// The body once, with parameters that stand for any argument.
void Checker::CheckFn(Fn& fn) {
  fn.running = true;
  running_.push_back(fn.symbol);
  const FileScope& scope = *fn.symbol->scope;
  Env env;
  env.scope = &scope;
  env.place = "a function";
  types_.ResolveFields(fn.decl->params, scope);
  for (const FieldDecl& param : fn.decl->params) {
    Term term;
    term.kind = TermKind::kParameter;
    term.name = param.name.text;
    term.type = param.type ? types_.Resolve(*param.type, scope) : Simple(TypeKind::kError);
    fn.broken = fn.broken || term.type->is(TypeKind::kError);
    fn.params.push_back(term.type);
    if (term.type->is(TypeKind::kError)) term.kind = TermKind::kError;
    env.locals.push_back({param.name.text, model_.terms.Add(std::move(term))});
  }
  if (fn.decl->result) fn.result = types_.Resolve(*fn.decl->result, scope);
  const bool typed = fn.result != nullptr && !fn.result->is(TypeKind::kError);
  if (fn.decl->body != nullptr) {
    const Term* body = Check(*fn.decl->body, env, typed ? fn.result : nullptr);
    fn.broken = fn.broken || body->is_error();
    if (fn.result == nullptr) fn.result = body->type;
  }
  fn.broken = fn.broken || fn.decl->body == nullptr || fn.result == nullptr ||
              fn.result->is(TypeKind::kError);
  running_.pop_back();
  fn.running = false;
  fn.done = true;
}

const Term* Checker::CallFn(const Symbol& symbol, const Expr& expr, const Arguments& arguments,
                            const Env& env) {
  Fn& fn = FnOf(symbol);
  const std::string& name = symbol.head->name.text;
  if (fn.running) {
    Report(DiagnosticId::kRecursion, expr.span, {CircleFrom(symbol)}).help =
        "evaluation must end: a function cannot call itself";
    fn.broken = true;
    return error_;
  }
  if (!Enter(expr.span)) return error_;
  if (!fn.done) CheckFn(fn);
  Leave();
  Env inner;
  inner.scope = symbol.scope;
  inner.place = "a function";
  inner.present = env.present;
  bool ok = CheckArity(expr, name, fn.params.size(), arguments.size(), symbol.head->name.span);
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Type* want = i < fn.params.size() ? fn.params[i] : nullptr;
    if (want != nullptr && want->is(TypeKind::kError)) want = nullptr;
    const Term* argument = Check(*arguments[i], env, want);
    ok = ok && !argument->is_error();
    if (i < fn.params.size()) inner.locals.push_back({fn.decl->params[i].name.text, argument});
  }
  return ok && !fn.broken ? Inline(fn, inner, expr) : error_;
}

// The body with the arguments in place of the parameters. The body alone was found
// right, so what is wrong now is wrong because of them.
const Term* Checker::Inline(const Fn& fn, const Env& inner, const Expr& call) {
  if (!Enter(call.span)) return error_;
  if (inline_depth_++ == 0) inlined_nodes_ = 0;
  Diagnostics inside;
  const Term* body;
  {
    Redirect redirect(*this, inside);
    running_.push_back(fn.symbol);
    body = Check(*fn.decl->body, inner, fn.result);
    running_.pop_back();
  }
  --inline_depth_;
  Leave();
  if (!inside.has_errors()) return body;
  const Diagnostic first = inside.Sorted().front();
  const bool told = first.id == DiagnosticId::kBadInCall || first.id == DiagnosticId::kTooDeep ||
                    first.id == DiagnosticId::kTooLarge;
  Diagnostic& diagnostic = Report(told ? first.id : DiagnosticId::kBadInCall, call.span,
                                  {fn.symbol->head->name.text, first.text});
  if (told) {
    diagnostic.text = first.text;
    diagnostic.help = first.help;
    diagnostic.notes = first.notes;
  } else {
    diagnostic.notes.push_back({first.span, "in this part of the function"});
  }
  return error_;
}

const Term* Checker::ConstOf(const Symbol& symbol, Span use) {
  auto [at, added] = consts_.try_emplace(symbol.decl);
  if (!added) {
    if (at->second.term != nullptr) {
      return WriteOut(at->second.parts, use) ? at->second.term : error_;
    }
    Report(DiagnosticId::kRecursion, use, {CircleFrom(symbol)}).help =
        "a constant cannot stand on itself";
    return error_;
  }
  if (!Enter(use)) return at->second.term = error_;
  running_.push_back(&symbol);
  const ConstDecl& decl = *static_cast<const ConstDecl*>(symbol.decl);
  Env env;
  env.scope = symbol.scope;
  env.place = "a constant";
  const Type* type = decl.type ? types_.Resolve(*decl.type, *symbol.scope) : nullptr;
  const Term* term = error_;
  if (decl.value != nullptr && (type == nullptr || !type->is(TypeKind::kError))) {
    term = Check(*decl.value, env, type);
  }
  if (!term->is_error() && !term->is_constant()) {
    Report(DiagnosticId::kNotConstant, decl.value->span, {"a constant"});
    term = error_;
  }
  running_.pop_back();
  Leave();
  // The map may have grown; the entry stays where it is.
  if (!term->is_error()) at->second.parts = 1 + CanonicalBytes(term->value).size() / kBytesOfPart;
  return at->second.term = term;
}

void Checker::CheckDefinitions() {
  for (const auto& [package_name, package] : packages_.packages()) {
    for (const auto& [name, symbol] : package.symbols) {
      if (symbol.kind == SymbolKind::kConst) ConstOf(symbol, symbol.head->name.span);
      if (symbol.kind == SymbolKind::kFact) FactOf(symbol, symbol.head->name.span);
      if (symbol.kind == SymbolKind::kFn) {
        Fn& fn = FnOf(symbol);
        if (!fn.done && !fn.running) CheckFn(fn);
      }
    }
  }
}

}  // namespace writ::lang
