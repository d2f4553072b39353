// Facts: what the engine remembers, and how calls change it.
#include <algorithm>

#include "engine/base/sha256.h"
#include "engine/value/text.h"
#include "lang/sema/checker.h"
#include "lang/sema/mentions.h"

namespace writ::lang {
namespace {

struct AggregateRow {
  AggregateKind kind;
  Aggregate aggregate;
  std::string_view name;
};
constexpr AggregateRow kAggregates[] = {
    {AggregateKind::kCount, Aggregate::kCount, "count"},
    {AggregateKind::kSum, Aggregate::kSum, "sum"},
    {AggregateKind::kAny, Aggregate::kAny, "any"},
    {AggregateKind::kMin, Aggregate::kMin, "min"},
    {AggregateKind::kMax, Aggregate::kMax, "max"},
    {AggregateKind::kLast, Aggregate::kLast, "last"},
    {AggregateKind::kSet, Aggregate::kSet, "set"},
};

const AggregateRow& RowOf(AggregateKind kind) {
  for (const AggregateRow& row : kAggregates) {
    if (row.kind == kind) return row;
  }
  return kAggregates[0];
}

template <size_t N>
bool IsOneOf(const Type& type, const TypeKind (&kinds)[N]) {
  return std::find(std::begin(kinds), std::end(kinds), type.kind) != std::end(kinds);
}

// Their canonical bytes are equal exactly when the language calls them equal.
constexpr TypeKind kKeyKinds[] = {TypeKind::kBool,    TypeKind::kInt,   TypeKind::kUint,
                                  TypeKind::kString,  TypeKind::kBytes, TypeKind::kTimestamp,
                                  TypeKind::kDate,    TypeKind::kMoney, TypeKind::kDuration,
                                  TypeKind::kEntity,  TypeKind::kTask,  TypeKind::kEnum,
                                  TypeKind::kDecimal, TypeKind::kIp,    TypeKind::kCidr,
                                  TypeKind::kUrl,     TypeKind::kEmail, TypeKind::kPath};
constexpr TypeKind kSummable[] = {TypeKind::kInt, TypeKind::kDecimal, TypeKind::kMoney};
constexpr TypeKind kOrdered[] = {TypeKind::kInt,     TypeKind::kUint,      TypeKind::kDouble,
                                 TypeKind::kDecimal, TypeKind::kMoney,     TypeKind::kString,
                                 TypeKind::kDate,    TypeKind::kTimestamp, TypeKind::kDuration};

// Whether it takes a call into account only when its success is reported: rule R6.
bool WaitsForSuccess(const FactDecl& decl) {
  auto mentions = [](const ExprPtr& expr) { return expr != nullptr && Mentions(*expr, "result"); };
  return decl.succeeded || mentions(decl.element) || mentions(decl.condition) ||
         std::any_of(decl.keys.begin(), decl.keys.end(), mentions);
}

}  // namespace

void Checker::DeclareFacts() {
  std::vector<const Symbol*> symbols;
  for (const auto& [package_name, package] : packages_.packages()) {
    for (const auto& [name, symbol] : package.symbols) {
      if (symbol.kind == SymbolKind::kFact) symbols.push_back(&symbol);
    }
  }
  std::sort(symbols.begin(), symbols.end(),
            [](const Symbol* a, const Symbol* b) { return a->qualified < b->qualified; });
  for (const Symbol* symbol : symbols) {
    facts_[symbol->decl].index = static_cast<uint32_t>(model_.facts.size());
    Fact& fact = model_.facts.emplace_back();
    fact.name = symbol->qualified;
    fact.decl = static_cast<const FactDecl*>(symbol->decl);
  }
}

const Fact* Checker::FactOf(const Symbol& symbol, Span use) {
  FactState& state = facts_[symbol.decl];
  Fact& fact = model_.facts[state.index];
  if (state.running) {
    Report(DiagnosticId::kRecursion, use, {CircleFrom(symbol)}).help =
        "a fact cannot be defined by itself";
    state.broken = true;
    return nullptr;
  }
  if (!state.done) {
    if (!Enter(use)) return nullptr;
    state.running = true;
    running_.push_back(&symbol);
    if (!CheckFact(symbol, fact)) state.broken = true;
    running_.pop_back();
    state.running = false;
    state.done = true;
    Leave();
  }
  return state.broken ? nullptr : &fact;
}

bool Checker::CheckFact(const Symbol& symbol, Fact& fact) {
  const FactDecl& decl = *fact.decl;
  // Reported once, where it is declared, whoever needs it first.
  const bool ok = decl.derived ? CheckDerived(decl, *symbol.scope, fact)
                               : CheckAsserted(decl, *symbol.scope, fact);
  if (ok) SetIdentity(fact);
  return ok;
}

bool Checker::CheckAsserted(const FactDecl& decl, const FileScope& scope, Fact& fact) {
  bool ok = true;
  for (const TypeExprPtr& key : decl.key_types) {
    const Type* type = types_.Resolve(*key, scope);
    if (!type->is(TypeKind::kError) && !IsOneOf(*type, kKeyKinds)) {
      Report(DiagnosticId::kBadFactKey, key->span, {type->ToString()});
      type = Simple(TypeKind::kError);
    }
    ok = ok && !type->is(TypeKind::kError);
    fact.keys.push_back(type);
  }
  fact.type = decl.type ? types_.Resolve(*decl.type, scope) : Simple(TypeKind::kError);
  if (fact.type->is(TypeKind::kError) || decl.initial == nullptr) return false;
  Env env;
  env.scope = &scope;
  env.place = "a default";
  const Term* initial = Check(*decl.initial, env, fact.type);
  if (initial->is_error()) return false;
  if (!initial->is_constant()) {
    Report(DiagnosticId::kNotConstant, decl.initial->span, {"the default of a fact"});
    return false;
  }
  fact.initial = initial->value;
  return ok && (decl.ttl == nullptr || CheckTtl(*decl.ttl, env, fact));
}

bool Checker::CheckTtl(const Expr& ttl, const Env& env, Fact& fact) {
  constexpr int64_t kMostSeconds = int64_t{366} * 86'400;
  const Term* term = Check(ttl, env, Simple(TypeKind::kDuration));
  if (term->is_error()) return false;
  if (!term->is_constant()) {
    Report(DiagnosticId::kNotConstant, ttl.span, {"the life of a value"});
    return false;
  }
  const TimeParts time = term->value.AsTime();
  if (time.seconds < 1 || time.seconds > kMostSeconds) {
    Report(DiagnosticId::kTimeToLive, ttl.span, {Text(ttl.span)});
    return false;
  }
  fact.ttl = time.seconds * 1'000'000 + time.nanos / 1'000;
  return true;
}

bool Checker::CheckDerived(const FactDecl& decl, const FileScope& scope, Fact& fact) {
  const AggregateRow& row = RowOf(decl.aggregate);
  const std::string name(row.name);
  fact.aggregate = row.aggregate;
  fact.on_success = WaitsForSuccess(decl);
  fact.actions = actions_.Select(decl.actions, scope);
  if (fact.actions.empty()) return false;
  Env env = RuleEnv(scope, "a derived fact", model_.tasks, fact.actions);
  Env settled = env;
  settled.Allow(Root::kResult);
  if (fact.on_success) env.Allow(Root::kResult);
  bool ok = true;
  if (decl.condition != nullptr) {
    fact.condition = CheckBool(*decl.condition, env);
    ok = !fact.condition->is_error();
    Narrow(*fact.condition, true, env.present);
    Narrow(*fact.condition, true, settled.present);
  }
  for (const ExprPtr& key : decl.keys) {
    const Term* term = Check(*key, env);
    if (!term->is_error() && !IsOneOf(*term->type, kKeyKinds)) {
      Report(DiagnosticId::kBadFactKey, key->span, {term->type->ToString()});
      term = error_;
    }
    ok = ok && !term->is_error();
    fact.key_terms.push_back(term);
    fact.keys.push_back(term->type);
  }
  const bool plain = row.aggregate == Aggregate::kCount || row.aggregate == Aggregate::kAny;
  if (!plain && decl.element == nullptr) return false;
  if (!plain) fact.element = Check(*decl.element, env);
  fact.type = AggregateType(decl, fact.element == nullptr ? *error_ : *fact.element);
  fact.type = types_.Limited(fact.type, decl.head.name.span);
  ok = ok && !fact.type->is(TypeKind::kError);
  const bool reversible = row.aggregate == Aggregate::kCount || row.aggregate == Aggregate::kSum;
  if (!fact.on_success && !reversible) {
    Report(DiagnosticId::kNeedsSuccess, decl.head.name.span, {name}).help =
        "a call that fails is taken out again, which `" + name +
        "` cannot do: write `of succeeded ...`";
    ok = false;
  }
  if (decl.settle != nullptr) {
    if (fact.on_success || row.aggregate != Aggregate::kSum) {
      Report(DiagnosticId::kSettleNotHere, decl.settle->span, {name}).help =
          fact.on_success ? "it is summed when success is reported: sum the final amount" : "";
      return false;
    }
    const Type* want = fact.type->is(TypeKind::kError) ? nullptr : fact.type;
    fact.settle = Check(*decl.settle, settled, want);
    ok = ok && !fact.settle->is_error();
  }
  return ok;
}

// The type of the fact; sets its value over no calls too.
const Type* Checker::AggregateType(const FactDecl& decl, const Term& element) {
  Fact& fact = model_.facts[facts_[&decl].index];
  const AggregateRow& row = RowOf(decl.aggregate);
  const Type* type = element.type;
  const Type* error = Simple(TypeKind::kError);
  if (row.aggregate == Aggregate::kCount) {
    fact.initial = Value::Int(0);
    return Simple(TypeKind::kInt);
  }
  if (row.aggregate == Aggregate::kAny) {
    fact.initial = Value::Bool(false);
    return Simple(TypeKind::kBool);
  }
  if (type->is(TypeKind::kError)) return error;
  const bool sum = row.aggregate == Aggregate::kSum;
  const bool extreme = row.aggregate == Aggregate::kMin || row.aggregate == Aggregate::kMax;
  if ((sum && !IsOneOf(*type, kSummable)) || (extreme && !IsOneOf(*type, kOrdered))) {
    Report(DiagnosticId::kBadAggregate, decl.element->span,
           {std::string(row.name), type->ToString()})
        .help = sum ? "sums are of `int`, `decimal` or `money`" : "";
    return error;
  }
  if (row.aggregate == Aggregate::kSet) {
    fact.initial = Value::Set(nullptr, 0);
    return model_.types.Set(type);
  }
  if (!sum) {
    // Over no calls there is none, so whoever reads it must test it.
    fact.initial = Value();
    return model_.types.Optional(type);
  }
  fact.initial = type->is(TypeKind::kInt)       ? Value::Int(0)
                 : type->is(TypeKind::kDecimal) ? Value::Decimal(Decimal(), model_.arena)
                                                : Value::Money(Money(), model_.arena);
  return type;
}

// Name and normalised definition, as rule R10's last line says: what an editor cannot
// see does not count, and neither does the order of actions.
void Checker::SetIdentity(Fact& fact) const {
  const FactDecl& decl = *fact.decl;
  std::string text = "fact " + fact.name + "(";
  for (const Type* key : fact.keys) text += key->ToString() + ", ";
  for (const Term* key : fact.key_terms) text += ToSource(*key) + ", ";
  text += "): " + fact.type->ToString() + " = ";
  if (!decl.derived) {
    text += writ::ToSource(fact.initial);
  } else {
    text += std::string(RowOf(decl.aggregate).name) + "(";
    if (fact.element != nullptr) text += ToSource(*fact.element);
    text += fact.on_success ? ") of succeeded" : ") of";
    for (uint32_t action : fact.actions) text += " " + model_.actions[action].name;
    if (fact.condition != nullptr) text += " when " + ToSource(*fact.condition);
    if (fact.settle != nullptr) text += " settle " + ToSource(*fact.settle);
  }
  fact.identity = std::string(AsBytes(Sha256(text)).substr(0, 8));
}

}  // namespace writ::lang
