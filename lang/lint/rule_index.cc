#include "lang/lint/rule_index.h"

#include "lang/lint/rule_traits.h"

namespace writ::lang {
namespace {

bool IsArgument(const Term& term) {
  const bool field = term.is(TermKind::kField) || term.is(TermKind::kFieldOrAbsent) ||
                     term.is(TermKind::kHasField);
  return field && term.children[0]->is(TermKind::kRoot) && term.children[0]->root == Root::kArgs;
}

// Recursion is bounded by kMaxTermDepth.
void AddArguments(const Term* term, std::set<std::string_view>& names) {
  if (term == nullptr) return;
  if (IsArgument(*term)) names.insert(term->name);
  for (const Term* child : term->children) AddArguments(child, names);
}

}  // namespace

std::set<std::string_view> ArgumentsRead(const std::vector<RuleClause>& clauses) {
  std::set<std::string_view> names;
  for (const RuleClause& clause : clauses) AddArguments(clause.condition, names);
  return names;
}

RuleIndex::RuleIndex(const Model& model) : model_(model) {
  for (const Rule& rule : model.rules) {
    const bool permit = rule.effect == Effect::kPermit, forbid = rule.effect == Effect::kForbid;
    const bool plain = (permit || forbid) && HoldsAlways(rule);
    for (uint32_t action : rule.actions) {
      if (permit) permits_[action].push_back(&rule);
      if (plain) (permit ? plain_permits_ : plain_forbids_)[action].push_back(&rule);
    }
    if (!permit) AddReader(rule);
  }
}

void RuleIndex::AddReader(const Rule& rule) {
  Names names = ArgumentsRead(rule.clauses);
  const std::vector<uint32_t>* actions = &rule.actions;
  if (rule.limit) {
    const Fact& fact = model_.facts[rule.limit->subject->index];
    actions = &fact.actions;
    AddArguments(rule.limit->bound, names);
    const Names& kept = ArgumentsOf(fact);
    names.insert(kept.begin(), kept.end());
  }
  for (uint32_t action : *actions) {
    for (std::string_view name : names) readers_[{action, name}].push_back(&rule);
  }
}

const RuleIndex::Names& RuleIndex::ArgumentsOf(const Fact& fact) {
  auto [at, added] = read_by_facts_.try_emplace(&fact);
  if (!added) return at->second;
  Names& names = at->second;
  AddArguments(fact.element, names);
  AddArguments(fact.condition, names);
  for (const FactEach& each : fact.each) AddArguments(each.collection, names);
  for (const Term* key : fact.key_terms) AddArguments(key, names);
  return names;
}

}  // namespace writ::lang
