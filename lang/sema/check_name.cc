// Names, roots and fields; `has`, and what it tells about what follows.
#include <algorithm>

#include "engine/bytecode/codes.h"
#include "engine/value/identity.h"
#include "lang/sema/checker.h"
#include "lang/sema/type_names.h"

namespace writ::lang {
namespace {

constexpr std::string_view kRootNames[kRootCount] = {"user", "agent", "task",  "args",
                                                     "call", "tool",  "result"};

std::optional<Root> RootNamed(std::string_view name) {
  for (size_t i = 0; i < kRootCount; ++i) {
    if (kRootNames[i] == name) return static_cast<Root>(i);
  }
  return std::nullopt;
}

std::string NameOf(Root root) { return std::string(kRootNames[static_cast<size_t>(root)]); }

bool IsUnion(Root root) {
  return root == Root::kTask || root == Root::kArgs || root == Root::kResult;
}

std::string PathOf(const Term& base, const std::string& name) {
  return ToSource(base) + "." + name;
}

// "a.b.c" for names with points between them; empty for anything else, also for a name
// that has a point in it.
std::string DottedName(const Expr& expr) {
  std::string dotted;
  const Expr* at = &expr;
  for (; at->kind == ExprKind::kSelect; at = at->children[0].get()) {
    if (at->name.find('.') != std::string::npos) return "";
    dotted = "." + at->name + dotted;
  }
  return at->kind == ExprKind::kIdent ? at->name + dotted : std::string();
}

const Expr& Innermost(const Expr& expr) {
  const Expr* at = &expr;
  while (at->kind == ExprKind::kSelect) at = at->children[0].get();
  return *at;
}

// What the language says of a root where it has no meaning.
std::string RootHelp(Root root, std::string_view place) {
  if (root == Root::kResult) return "`result` is known to derived facts, once success is reported";
  if (place == "a function") return "give it to the function as a parameter";
  if (place == "a test")
    return "name who you mean, as in `user(\"ana\")`, or a task that was granted";
  return "it belongs to a call: rules and derived facts see it";
}

}  // namespace

const Term* Checker::FindLocal(std::string_view name, const Env& env) {
  // The innermost one, where one may hide another.
  const auto found = std::find_if(env.locals.rbegin(), env.locals.rend(),
                                  [name](const Local& local) { return local.name == name; });
  return found == env.locals.rend() ? nullptr : found->term;
}

// A variable of a macro hides those whose dotted names start with its own.
const Term* Checker::FindDotted(const Expr& select, const Env& env) {
  const std::string dotted = DottedName(select);
  if (dotted.empty()) return nullptr;
  const std::string_view first = std::string_view(dotted).substr(0, dotted.find('.'));
  for (auto local = env.locals.rbegin(); local != env.locals.rend(); ++local) {
    if (local->name == dotted) return local->term;
    if (local->name == first && local->term->is(TermKind::kElement)) return nullptr;
  }
  return nullptr;
}

bool Checker::IsHidden(std::string_view name, const Env& env) const {
  return FindLocal(name, env) != nullptr || RootNamed(name).has_value();
}

const Term* Checker::CheckIdent(const Expr& expr, const Env& env) {
  if (const Term* local = FindLocal(expr.name, env)) return local;
  if (auto root = RootNamed(expr.name)) return CheckRoot(*root, env, expr.span);
  if (const Symbol* symbol = Packages::Find(*env.scope, expr.name)) {
    return CheckSymbol(*symbol, expr.span);
  }
  if (const Term* type = TypeValue(expr.name)) return type;
  return UnknownName(expr, env);
}

// `int`, as in `type(x) == int`. Null for what names no type of the language.
const Term* Checker::TypeValue(std::string_view name) {
  const std::string_view value = TypeValueNamed(name);
  return value.empty() ? nullptr : Constant(Value::TypeName(value), Simple(TypeKind::kType));
}

const Term* Checker::CheckSymbol(const Symbol& symbol, Span span) {
  const std::string& name = symbol.head->name.text;
  if (symbol.kind == SymbolKind::kConst) return ConstOf(symbol, span);
  Diagnostic& diagnostic =
      Report(DiagnosticId::kNotAValue, span, {name, std::string(SymbolKindName(symbol.kind))});
  diagnostic.notes.push_back({symbol.head->name.span, "declared here"});
  if (symbol.kind == SymbolKind::kFact || symbol.kind == SymbolKind::kFn) {
    diagnostic.help = "call it: `" + name + "(...)`";
  }
  return error_;
}

const Term* Checker::UnknownName(const Expr& expr, const Env& env) {
  Diagnostic& diagnostic = Report(DiagnosticId::kUnknownName, expr.span, {expr.name});
  Suggest(diagnostic, expr.name, [&](NearestName& nearest) {
    for (const Local& local : env.locals) nearest.Consider(local.name);
    for (size_t i = 0; i < kRootCount; ++i) {
      if (env.Allows(static_cast<Root>(i))) nearest.Consider(kRootNames[i]);
    }
    for (const auto& [name, symbol] : env.scope->package->symbols) nearest.Consider(name);
    for (const auto& [prefix, package] : env.scope->prefixes) nearest.Consider(prefix);
  });
  return error_;
}

std::vector<const Type*> Checker::RootTypes(Root root, const Env& env) const {
  if (root == Root::kTask) return env.tasks;
  std::vector<const Type*> types;
  for (uint32_t action : env.actions) {
    const Action& a = model_.actions[action];
    types.push_back(root == Root::kArgs ? a.args : a.result);
  }
  std::sort(types.begin(), types.end(),
            [](const Type* a, const Type* b) { return a->index < b->index; });
  types.erase(std::unique(types.begin(), types.end()), types.end());
  return types;
}

const Term* Checker::CheckRoot(Root root, const Env& env, Span span) {
  if (!env.Allows(root)) {
    Report(DiagnosticId::kRootNotHere, span, {NameOf(root), std::string(env.place)}).help =
        RootHelp(root, env.place);
    return error_;
  }
  Term term;
  term.kind = TermKind::kRoot;
  term.root = root;
  switch (root) {
    case Root::kUser:
      term.type = model_.user_type;
      break;
    case Root::kAgent:
      term.type = model_.agent_type;
      break;
    case Root::kCall:
      term.type = call_type_;
      break;
    case Root::kTool:
      term.type = tool_type_;
      break;
    case Root::kTask:
      term.type = env.tasks.size() == 1 ? env.tasks[0] : AnyTask();
      break;
    case Root::kArgs:
    case Root::kResult: {
      const std::vector<const Type*> types = RootTypes(root, env);
      if (types.size() != 1) {
        Report(DiagnosticId::kNotAValue, span, {NameOf(root), "of several types here"}).help =
            "use its fields: `" + NameOf(root) + ".NAME`";
        return error_;
      }
      term.type = types[0];
      break;
    }
  }
  return model_.terms.Add(std::move(term));
}

// `Color.red`, `p.NAME`, `p.Color.red`.
const Term* Checker::CheckQualified(const Expr& expr, const Env& env) {
  const Expr& first = Innermost(expr);
  if (first.kind != ExprKind::kIdent || IsHidden(first.name, env)) return nullptr;
  const std::string owner = DottedName(*expr.children[0]);
  if (const Symbol* symbol = Packages::Find(*env.scope, owner)) {
    if (symbol->kind != SymbolKind::kEnum) return nullptr;
    const Term* text = TextConstant(expr.name);
    return Coerce(text, types_.TypeOf(*symbol), expr.name_span);
  }
  const Package* package = Packages::FindPrefix(*env.scope, owner);
  if (package == nullptr) return nullptr;
  auto found = package->symbols.find(expr.name);
  if (found != package->symbols.end()) return CheckSymbol(found->second, expr.span);
  Diagnostic& diagnostic =
      Report(DiagnosticId::kNotInPackage, expr.name_span, {expr.name, package->name});
  Suggest(diagnostic, expr.name, [&](NearestName& nearest) {
    for (const auto& [name, symbol] : package->symbols) nearest.Consider(name);
  });
  return error_;
}

const Term* Checker::CheckSelect(const Expr& expr, const Env& env) {
  if (expr.optional) return CheckOptionalSelect(expr, env);
  if (const Term* variable = FindDotted(expr, env)) return variable;
  if (const Term* qualified = CheckQualified(expr, env)) return qualified;
  const std::string dotted = DottedName(expr);
  if (!dotted.empty() && !IsHidden(Innermost(expr).name, env)) {
    if (const Term* type = TypeValue(dotted)) return type;
  }
  const Member member = FindMember(expr, env);
  if (member.value != nullptr) return member.value;
  if (member.base == nullptr) return error_;
  Term term;
  term.kind = TermKind::kField;
  term.type = member.type;
  term.name = expr.name;
  term.hint = member.hint;
  term.children = {member.base};
  if (member.type->is(TypeKind::kOptional)) {
    const std::string path = PathOf(*member.base, expr.name);
    const bool present =
        std::find(env.present.begin(), env.present.end(), path) != env.present.end();
    if (present) term.type = member.type->element;
    if (!present) term.kind = TermKind::kFieldOrAbsent;
  }
  return Finish(std::move(term), expr.span);
}

Checker::Member Checker::FindMember(const Expr& select, const Env& env) {
  const Expr& owner = *select.children[0];
  if (owner.kind == ExprKind::kIdent && FindLocal(owner.name, env) == nullptr) {
    if (auto root = RootNamed(owner.name); root && IsUnion(*root)) {
      return FindUnionMember(select, env, *root);
    }
  }
  const Term* base = CheckLoose(owner, env);
  if (Chains(*base)) {
    return {nullptr, nullptr, 0, OptionalPart(base, TextConstant(select.name), select)};
  }
  base = Use(base, owner.span);
  if (base->is_error()) return {};
  if (const Term* part = FindProperty(base, select)) return {nullptr, nullptr, 0, part};
  if (IdentityOfType(base->type->kind)) {
    UnknownField(select, base->type->ToString(), PropertiesOf(*base->type));
    return {};
  }
  return FindMemberOf(base, select);
}

Checker::Member Checker::FindMemberOf(const Term* base, const Expr& select) {
  const Type* type = base->type;
  if (type->is(TypeKind::kDyn)) return {base, type, 0};
  const bool texts = type->is(TypeKind::kMap) &&
                     (type->key->is(TypeKind::kString) || type->key->is(TypeKind::kDyn));
  if (texts) return {base, type->element, 0};
  uint32_t hint = 0;
  const Field* field = type->FindField(select.name, &hint);
  if (field == nullptr) {
    UnknownField(select, type->ToString(), type->fields);
    return {};
  }
  if (field->type->is(TypeKind::kError)) return {};
  if (!type->is(TypeKind::kEntity)) return {base, field->type, hint};
  Term attributes;
  attributes.kind = TermKind::kAttributes;
  attributes.type = model_.types.Record(type->fields);
  attributes.children = {base};
  const Term* read = model_.terms.Add(std::move(attributes));
  if (!IsKnownBefore(*read, select)) return {};
  return {read, field->type, hint};
}

// The task, or the first action, that `type` is of.
std::string Checker::OwnerOf(Root root, const Type& type, const Env& env) const {
  for (uint32_t action : env.actions) {
    const Action& a = model_.actions[action];
    if (root != Root::kTask && (root == Root::kArgs ? a.args : a.result) == &type) return a.name;
  }
  return type.ToString();
}

// A field of `task`, `args` or `result`, which every type that it may have here must
// have alike.
Checker::Member Checker::FindUnionMember(const Expr& select, const Env& env, Root root) {
  const Span span = select.children[0]->span;
  if (!env.Allows(root)) {
    CheckRoot(root, env, span);
    return {};
  }
  const std::vector<const Type*> types = RootTypes(root, env);
  Member member;
  std::vector<Field> all;
  const Type* without = nullptr;
  for (const Type* type : types) {
    all.insert(all.end(), type->fields.begin(), type->fields.end());
    uint32_t hint = 0;
    const Field* field = type->FindField(select.name, &hint);
    if (field == nullptr) {
      without = type;
    } else if (member.type == nullptr) {
      member.type = field->type;
      member.hint = hint;
    } else if (member.type != field->type) {
      Report(DiagnosticId::kFieldTypesDiffer, select.span,
             {Text(select.span), member.type->ToString(), field->type->ToString()});
      return {};
    }
  }
  if (member.type == nullptr) {
    UnknownField(select, types.size() == 1 ? types[0]->ToString() : "`" + NameOf(root) + "`", all);
    return {};
  }
  if (without != nullptr) {
    Report(DiagnosticId::kFieldNotInAll, select.name_span,
           {select.name, NameOf(root), OwnerOf(root, *without, env)})
        .help = root == Root::kTask ? "name the tasks that the rule is for: `for TASK`"
                                    : "write one rule for the actions that have it";
    return {};
  }
  if (member.type->is(TypeKind::kError)) return {};
  Term base;
  base.kind = TermKind::kRoot;
  base.root = root;
  base.type = types.size() == 1 ? types[0] : Simple(TypeKind::kDyn);
  member.base = model_.terms.Add(std::move(base));
  return member;
}

const Term* Checker::UnknownField(const Expr& select, const std::string& owner,
                                  const std::vector<Field>& fields) {
  Diagnostic& diagnostic =
      Report(DiagnosticId::kUnknownField, select.name_span, {owner, select.name});
  Suggest(diagnostic, select.name, [&](NearestName& nearest) {
    for (const Field& field : fields) nearest.Consider(field.name);
  });
  return error_;
}

const Term* Checker::CheckHas(const Expr& expr, const Env& env) {
  const Expr& select = *expr.children[0];
  // The parser has reported it.
  if (select.kind != ExprKind::kSelect) return error_;
  if (select.optional) return HasValueOf(CheckOptionalSelect(select, env), expr.span);
  // What a fact over no calls does not have, it has no field of: `has(order_of(task, id).status)`.
  const Term* fact = OptionalFact(*select.children[0], env);
  const Member member = fact != nullptr ? FindMemberOf(fact, select) : FindMember(select, env);
  if (member.value != nullptr && !member.value->is_error()) {
    if (member.value->type->is(TypeKind::kOptional)) return HasValueOf(member.value, expr.span);
    Report(DiagnosticId::kAlwaysThere, select.span, {Text(select.span)});
    return Constant(Value::Bool(true), Simple(TypeKind::kBool));
  }
  if (member.base == nullptr) return error_;
  const bool open =
      fact != nullptr || member.base->type->is(TypeKind::kMap) || member.type->is(TypeKind::kDyn);
  if (!open && !member.type->is(TypeKind::kOptional)) {
    Report(DiagnosticId::kAlwaysThere, select.span, {Text(select.span)});
  }
  Term term;
  term.kind = TermKind::kHasField;
  term.type = Simple(TypeKind::kBool);
  term.name = select.name;
  term.hint = member.hint;
  term.children = {member.base};
  return Finish(std::move(term), expr.span);
}

// A fact that is a record, or nothing over no calls, as if it were there; else null.
const Term* Checker::OptionalFact(const Expr& expr, const Env& env) {
  if (expr.kind != ExprKind::kCall || IsMacro(expr.name)) return nullptr;
  const Term* fact = CheckLoose(expr, env);
  if (!fact->is(TermKind::kFact) || !fact->type->is(TypeKind::kOptional)) return nullptr;
  if (!fact->type->element->is(TypeKind::kRecord)) return nullptr;
  Term there = *fact;
  there.type = fact->type->element;
  return model_.terms.Add(std::move(there));
}

// `a && b` holds when both do; `a || b` does not hold when neither does.
void Checker::Narrow(const Term& condition, bool held, std::vector<std::string>& present) {
  if (condition.is(TermKind::kHasField) && held) {
    const Term& owner = *condition.children[0];
    present.push_back(PathOf(owner, condition.name));
    if (owner.is(TermKind::kFact)) present.push_back(ToSource(owner));
  }
  if (condition.is(TermKind::kUnary) && condition.op == Op::kNot) {
    Narrow(*condition.children[0], !held, present);
  }
  if (condition.is(held ? TermKind::kAnd : TermKind::kOr)) {
    for (const Term* child : condition.children) Narrow(*child, held, present);
  }
}

}  // namespace writ::lang
