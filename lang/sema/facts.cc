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

// Of `on unknown release` without a time.
constexpr Micros kDefaultLease = Micros{10} * 60 * 1'000'000;

WindowUnit UnitOf(std::string_view word) {
  if (word == "hour") return WindowUnit::kHour;
  if (word == "day") return WindowUnit::kDay;
  return word == "week" ? WindowUnit::kWeek : WindowUnit::kMonth;
}

// Whether it takes a call into account only when its success is reported: rule R6.
bool WaitsForSuccess(const FactDecl& decl) {
  auto mentions = [](const ExprPtr& expr) { return expr != nullptr && Mentions(*expr, "result"); };
  return decl.succeeded || mentions(decl.element) || mentions(decl.condition) ||
         std::any_of(decl.keys.begin(), decl.keys.end(), mentions) ||
         std::any_of(decl.each.begin(), decl.each.end(),
                     [&](const ForEachDecl& each) { return mentions(each.collection); });
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
  bool ok = CheckForEach(decl, env, fact);
  if (!ok) return false;
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
  ok = CheckWindow(decl, scope, fact) && ok;
  ok = CheckOnUnknown(decl, scope, fact) && ok;
  if (decl.settle != nullptr) {
    if (fact.on_success || row.aggregate != Aggregate::kSum || !fact.each.empty()) {
      Report(DiagnosticId::kSettleNotHere, decl.settle->span, {name}).help =
          fact.on_success     ? "it is summed when success is reported: sum the final amount"
          : fact.each.empty() ? ""
                              : "it promises several amounts, which one cannot replace: "
                                "sum what the result says";
      return false;
    }
    const Type* want = fact.type->is(TypeKind::kError) ? nullptr : fact.type;
    fact.settle = Check(*decl.settle, settled, want);
    ok = ok && !fact.settle->is_error();
  }
  return ok;
}

// A span of time that is known now; nothing, reported, when it is not.
std::optional<Micros> Checker::CheckLength(const Expr& expr, const FileScope& scope,
                                           std::string_view place) {
  Env env;
  env.scope = &scope;
  env.place = place;
  const Term* term = Check(expr, env, Simple(TypeKind::kDuration));
  if (term->is_error()) return std::nullopt;
  if (!term->is_constant()) {
    Report(DiagnosticId::kNotConstant, expr.span, {std::string(place)});
    return std::nullopt;
  }
  const TimeParts time = term->value.AsTime();
  // Far from every bound, and no number that overflows.
  if (time.seconds < 0 || time.seconds > kMaxWindow) return Micros{0};
  return time.seconds * 1'000'000 + time.nanos / 1000;
}

bool Checker::CheckWindow(const FactDecl& decl, const FileScope& scope, Fact& fact) {
  if (!decl.window) return true;
  if (decl.window->length != nullptr) {
    const Expr& expr = *decl.window->length;
    const std::optional<Micros> length = CheckLength(expr, scope, "the length of a window");
    if (!length) return false;
    if (*length < kMinWindow || *length > kMaxWindow) {
      Report(DiagnosticId::kWindowLength, expr.span, {Text(expr.span)});
      return false;
    }
    fact.window = Window::Sliding(*length);
    return true;
  }
  auto window = Window::Calendar(UnitOf(decl.window->unit), decl.window->zone);
  if (!window.ok()) {
    Report(DiagnosticId::kUnknownZone, decl.window->zone_span, {decl.window->zone}).help =
        "a calendar is of a place in the tz database, as `Europe/Madrid`, or `UTC`";
    return false;
  }
  fact.window = *std::move(window);
  return true;
}

bool Checker::CheckOnUnknown(const FactDecl& decl, const FileScope& scope, Fact& fact) {
  if (!decl.on_unknown) return true;
  if (fact.on_success) {
    Report(DiagnosticId::kNothingReserved, decl.on_unknown->span,
           {std::string(RowOf(decl.aggregate).name)})
        .help = "remove `on unknown`";
    return false;
  }
  if (!decl.on_unknown->release) return true;
  fact.release = kDefaultLease;
  if (decl.on_unknown->after == nullptr) return true;
  const Expr& expr = *decl.on_unknown->after;
  const std::optional<Micros> lease = CheckLength(expr, scope, "the time until a release");
  if (!lease) return false;
  if (*lease < kMinLease || *lease > kMaxLease) {
    Report(DiagnosticId::kLeaseLength, expr.span, {Text(expr.span)});
    return false;
  }
  fact.release = *lease;
  return true;
}

// Declares the elements of `for each` in `env`; a list may come from an element before.
bool Checker::CheckForEach(const FactDecl& decl, Env& env, Fact& fact) {
  if (decl.each.size() > kMaxForEach) {
    Report(DiagnosticId::kTooDeep, decl.each[kMaxForEach].span, {"this `for each`"}).help =
        "a fact goes through at most " + std::to_string(kMaxForEach) + " lists inside each other";
    return false;
  }
  for (const ForEachDecl& each : decl.each) {
    const Term* collection = Check(*each.collection, env);
    if (collection->is_error()) return false;
    const Term* element = NewElement(each.variable, *collection, each.collection->span, env);
    if (element->is_error()) return false;
    env.locals.push_back({element->name, element});
    fact.each.push_back({element, collection});
  }
  return true;
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
    for (const FactEach& each : fact.each) {
      text += " for each " + each.element->name + " in " + ToSource(*each.collection);
    }
    if (fact.condition != nullptr) text += " when " + ToSource(*fact.condition);
    if (fact.settle != nullptr) text += " settle " + ToSource(*fact.settle);
    if (fact.window.is_sliding()) text += " within " + std::to_string(fact.window.length());
    if (fact.window.is_calendar()) {
      text += " each " + decl.window->unit + " in " + fact.window.zone();
    }
    if (fact.release != 0) text += " release " + std::to_string(fact.release);
  }
  fact.identity = std::string(AsBytes(Sha256(text)).substr(0, 8));
}

}  // namespace writ::lang
