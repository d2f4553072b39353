#include "engine/decision/rule_index.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"

namespace writ {
namespace {

// What `rule` is found by; empty when its guard cannot be used.
std::vector<GuardKey> GuardKeys(const Program& program, const RuleDef& rule) {
  std::vector<GuardKey> keys;
  if (!rule.guard) return keys;
  for (uint32_t constant : rule.guard->constants) {
    const std::optional<GuardKey> key = GuardKeyOf(program.constants[constant]);
    if (!key) return {};
    keys.push_back(*key);
  }
  return keys;
}

GuardGroup& GroupOf(const Program& program, Candidates& candidates, const GuardDef& guard,
                    absl::flat_hash_map<std::string_view, size_t>& by_subject) {
  auto [entry, added] = by_subject.try_emplace(guard.subject_text, candidates.groups.size());
  if (added) candidates.groups.emplace_back().subject = &guard.subject;
  return candidates.groups[entry->second];
}

void AddRule(const Program& program, uint32_t index, Candidates& candidates,
             absl::flat_hash_map<std::string_view, size_t>& by_subject) {
  const RuleDef& rule = program.rules[index];
  const std::vector<GuardKey> keys = GuardKeys(program, rule);
  if (keys.empty()) {
    candidates.unguarded.push_back(index);
    return;
  }
  GuardGroup& group = GroupOf(program, candidates, *rule.guard, by_subject);
  for (const GuardKey& key : keys) {
    std::vector<uint32_t>& found = group.by_constant[key];
    // A constant may stand in a bundle twice.
    if (found.empty() || found.back() != index) found.push_back(index);
  }
  group.all.push_back(index);
}

bool AppliesTo(const RuleDef& rule, const Type* task) {
  if (rule.never) return false;
  return rule.every_task ||
         std::find(rule.tasks.begin(), rule.tasks.end(), task) != rule.tasks.end();
}

Plan MakePlan(const Program& program, const std::vector<uint32_t>& rules, const Type* task,
              const std::vector<uint32_t>& updates) {
  Plan plan;
  plan.updates = updates;
  absl::flat_hash_map<std::string_view, size_t> forbid_subjects, permit_subjects, ask_subjects;
  for (uint32_t index : rules) {
    if (!AppliesTo(program.rules[index], task)) continue;
    switch (program.rules[index].effect) {
      case Effect::kForbid:
        AddRule(program, index, plan.forbids, forbid_subjects);
        break;
      case Effect::kPermit:
        AddRule(program, index, plan.permits, permit_subjects);
        break;
      case Effect::kLimit:
        plan.limits.push_back(index);
        break;
      case Effect::kAsk:
        AddRule(program, index, plan.asks, ask_subjects);
        break;
    }
  }
  return plan;
}

}  // namespace

std::optional<GuardKey> GuardKeyOf(const Value& value) {
  if (value.is(Kind::kString)) return GuardKey{Kind::kString, 0, value.AsText()};
  if (value.is(Kind::kInt)) return GuardKey{Kind::kInt, value.AsInt(), {}};
  if (value.is(Kind::kBool)) return GuardKey{Kind::kBool, value.AsBool() ? 1 : 0, {}};
  if (value.is(Kind::kDate)) return GuardKey{Kind::kDate, value.AsDate(), {}};
  return std::nullopt;
}

RuleIndex::RuleIndex(const Program& program)
    : actions_(program.actions.size()), on_success_(program.actions.size()) {
  std::vector<std::vector<uint32_t>> rules(program.actions.size()),
      at_permit(program.actions.size());
  for (uint32_t i = 0; i < program.rules.size(); ++i) {
    for (uint32_t action : program.rules[i].actions) rules[action].push_back(i);
  }
  for (uint32_t i = 0; i < program.facts.size(); ++i) {
    const FactUpdate& update = program.facts[i].update;
    for (uint32_t action : update.actions) {
      (update.on_success ? on_success_ : at_permit)[action].push_back(i);
    }
  }
  for (size_t action = 0; action < actions_.size(); ++action) {
    absl::flat_hash_set<const Type*> named;
    for (uint32_t rule : rules[action]) {
      named.insert(program.rules[rule].tasks.begin(), program.rules[rule].tasks.end());
    }
    actions_[action].any_task = MakePlan(program, rules[action], nullptr, at_permit[action]);
    for (const Type* task : named) {
      actions_[action].by_task.emplace(task,
                                       MakePlan(program, rules[action], task, at_permit[action]));
    }
  }
}

const Plan& RuleIndex::Find(uint32_t action, const Type* task) const {
  const ActionPlans& plans = actions_[action];
  auto found = plans.by_task.find(task);
  return found == plans.by_task.end() ? plans.any_task : found->second;
}

}  // namespace writ
