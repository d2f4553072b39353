#include "lang/sema/scopes.h"

#include <string>
#include <utility>

namespace writ::lang {

std::vector<Rule> Scopes::Check(const std::vector<RuleDecl>& decls, const FileScope& scope,
                                const Type& task) {
  std::vector<Rule> rules;
  for (const RuleDecl& decl : decls) {
    Rule rule;
    rule.name = "only_" + std::to_string(rules.size() + 1);
    rule.effect = Effect::kPermit;
    rule.decl = &decl;
    rule.every_task = true;
    rule.actions = actions_.Select(decl.actions, scope);
    if (rule.actions.empty()) continue;
    Env env = checker_.RuleEnv(scope, "a scope", {&task}, rule.actions);
    for (const ClauseDecl& clause : decl.clauses) CheckClause(clause, env, rule);
    rules.push_back(std::move(rule));
  }
  return rules;
}

void Scopes::CheckClause(const ClauseDecl& clause, Env& env, Rule& rule) {
  if (clause.condition == nullptr) return;
  const Term* condition = checker_.CheckBool(*clause.condition, env);
  bool reads = false;
  ForEachRead(*condition, [&](const Term& read) {
    if (!std::exchange(reads, true)) {
      checker_.Report(DiagnosticId::kScopeReadsFact, clause.condition->span, {ToSource(read)});
    }
  });
  if (reads) return;
  rule.clauses.push_back({condition, clause.unless, clause.span});
  Checker::Narrow(*condition, !clause.unless, env.present);
}

}  // namespace writ::lang
