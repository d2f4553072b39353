#include "lang/sema/rules.h"

#include <algorithm>
#include <utility>

#include "engine/bytecode/codes.h"

namespace writ::lang {
namespace {

struct EffectRow {
  RuleEffect decl;
  Effect effect;
  std::string_view name;   // of a rule without one, before its line
  std::string_view place;  // for diagnostics
};
constexpr EffectRow kEffects[] = {
    {RuleEffect::kForbid, Effect::kForbid, "forbid", "a rule"},
    {RuleEffect::kPermit, Effect::kPermit, "permit", "a rule"},
    {RuleEffect::kLimit, Effect::kLimit, "limit", "a limit"},
    {RuleEffect::kAsk, Effect::kAsk, "ask", "a rule"},
};

const EffectRow& RowOf(RuleEffect effect) {
  for (const EffectRow& row : kEffects) {
    if (row.decl == effect) return row;
  }
  return kEffects[0];
}

}  // namespace

void Rules::CheckAll() {
  for (const auto& scope : packages_.files()) {
    for (const RuleDecl& decl : scope->file->rules) CheckRule(decl, *scope);
  }
  for (const Rule& rule : model_.rules) {
    if (rule.effect == Effect::kLimit) WarnOfUnlimitedTasks(rule);
  }
}

std::string Rules::NameOf(const RuleDecl& decl, const FileScope& scope) {
  const std::string package = scope.package->name + ".";
  const Span span = decl.head.span;
  if (decl.head.name.text.empty()) {
    const uint32_t line = sources_.files[span.file].Locate(span.begin).line;
    const std::string name =
        package + std::string(RowOf(decl.effect).name) + "_" + std::to_string(line);
    // Two files of one package may have such rules on the same line.
    std::string free = name;
    for (int n = 2; !names_.try_emplace(free, &decl).second; ++n) {
      free = name + "_" + std::to_string(n);
    }
    return free;
  }
  const std::string name = package + decl.head.name.text;
  auto [at, added] = names_.try_emplace(name, &decl);
  if (added) return name;
  const DeclHead& first = at->second->head;
  checker_
      .Report(DiagnosticId::kDuplicateRule, decl.head.name.span,
              {decl.head.name.text, scope.package->name})
      .notes.push_back(
          {first.name.text.empty() ? first.span : first.name.span, "declared here first"});
  return "";
}

void Rules::CheckRule(const RuleDecl& decl, const FileScope& scope) {
  const EffectRow& row = RowOf(decl.effect);
  Rule rule;
  rule.name = NameOf(decl, scope);
  rule.effect = row.effect;
  rule.decl = &decl;
  if (decl.effect == RuleEffect::kLimit) {
    CheckLimit(decl, scope, rule);
  } else {
    CheckPlainRule(decl, scope, rule);
  }
  if (!rule.name.empty()) model_.rules.push_back(std::move(rule));
}

// False when tasks are named and none of them is one.
bool Rules::SetTasks(const RuleDecl& decl, const FileScope& scope, Rule& rule) {
  rule.every_task = decl.tasks.empty();
  for (const Name& name : decl.tasks) {
    if (const Type* task = types_.ResolveTask(name, scope)) rule.tasks.push_back(task);
  }
  std::sort(rule.tasks.begin(), rule.tasks.end(),
            [](const Type* a, const Type* b) { return a->index < b->index; });
  rule.tasks.erase(std::unique(rule.tasks.begin(), rule.tasks.end()), rule.tasks.end());
  return rule.every_task || !rule.tasks.empty();
}

void Rules::CheckPlainRule(const RuleDecl& decl, const FileScope& scope, Rule& rule) {
  rule.actions = actions_.Select(decl.actions, scope);
  // What names nothing was reported; then nothing can be said about the clauses.
  if (!SetTasks(decl, scope, rule) || rule.actions.empty()) return;
  Env env = checker_.RuleEnv(scope, RowOf(decl.effect).place,
                             rule.every_task ? model_.tasks : rule.tasks, rule.actions);
  for (const ClauseDecl& clause : decl.clauses) {
    if (clause.condition == nullptr) continue;
    const Term* condition = checker_.CheckBool(*clause.condition, env);
    rule.clauses.push_back({condition, clause.unless, clause.span});
    Checker::Narrow(*condition, !clause.unless, env.present);
  }
  SetLife(decl, scope, rule);
  if (decl.token) SetToken(decl, env, rule);
  if (decl.effect == RuleEffect::kAsk) SetAsk(decl, env, rule);
}

void Rules::SetAsk(const RuleDecl& decl, const Env& env, Rule& rule) {
  if (decl.approver == nullptr || decl.within == nullptr) {
    checker_.Report(DiagnosticId::kIncompleteAsk, decl.head.span).help =
        "write `of USER within DURATION`, as in `of user.manager within 15m`";
    return;
  }
  // Nobody to ask is an answer too: then the call is denied.
  const Type* approver = model_.types.Optional(model_.user_type);
  rule.ask = RuleAsk{checker_.Check(*decl.approver, env, approver), 0};
  const Expr& within = *decl.within;
  const Term* term = checker_.Check(within, env, checker_.Simple(TypeKind::kDuration));
  if (term->is_error()) return;
  const TimeParts time = term->is_constant() ? term->value.AsTime() : TimeParts{};
  if (!term->is_constant()) {
    checker_.Report(DiagnosticId::kNotConstant, within.span,
                    {"how long an approval is waited for"});
  } else if (time.nanos != 0 || time.seconds < 1 || time.seconds > kMaxAskSeconds) {
    checker_.Report(DiagnosticId::kAskTime, within.span, {checker_.Text(within.span)});
  } else {
    rule.ask->within_seconds = static_cast<uint32_t>(time.seconds);
  }
}

void Rules::SetLife(const RuleDecl& decl, const FileScope& scope, Rule& rule) {
  if (decl.from != nullptr) {
    rule.from = checker_.CheckMoment(*decl.from, scope, "when a rule begins").value_or(rule.from);
  }
  if (decl.until != nullptr) {
    rule.until = checker_.CheckMoment(*decl.until, scope, "when a rule ends").value_or(rule.until);
  }
  if (rule.from < rule.until) return;
  const std::string name(LastSegment(rule.name));
  checker_.Report(DiagnosticId::kNeverAlive, decl.until->span, {name})
      .notes.push_back({decl.from->span, "it begins here"});
}

void Rules::SetToken(const RuleDecl& decl, const Env& env, Rule& rule) {
  // The grammar has tokens on permits alone.
  if (decl.effect != RuleEffect::kPermit) return;
  rule.token = TokenTerms{kDefaultTokenSeconds, decl.token->once, env.scope->package->name};
  if (const auto& audience = decl.token->audience) {
    rule.token->audience = audience->text;
    if (audience->text.empty() || audience->text.size() > kMaxAudienceBytes) {
      checker_.Report(DiagnosticId::kTokenAudience, audience->span,
                      {std::to_string(kMaxAudienceBytes)});
    }
  }
  if (decl.token->ttl == nullptr) return;
  const Expr& ttl = *decl.token->ttl;
  const Term* term = checker_.Check(ttl, env, checker_.Simple(TypeKind::kDuration));
  if (term->is_error()) return;
  const TimeParts time = term->is_constant() ? term->value.AsTime() : TimeParts{};
  if (!term->is_constant()) {
    checker_.Report(DiagnosticId::kNotConstant, ttl.span, {"the life of a token"});
  } else if (time.nanos != 0 || time.seconds < 1 || time.seconds > kMaxTokenSeconds) {
    checker_.Report(DiagnosticId::kTokenLife, ttl.span,
                    {checker_.Text(ttl.span), std::to_string(kMaxTokenSeconds)});
  } else {
    rule.token->ttl_seconds = static_cast<uint32_t>(time.seconds);
  }
}

}  // namespace writ::lang
