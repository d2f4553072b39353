#include "tests/oracle/judge.h"

#include <algorithm>
#include <utility>

#include "engine/bytecode/codes.h"
#include "engine/value/canonical.h"

namespace writ::oracle {
namespace {

using lang::Rule;

Value TypeMismatch() { return Value::Error(ErrorCode::kTypeMismatch); }

bool SameKeys(const std::vector<Value>& a, const std::vector<Value>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (CanonicalBytes(a[i]) != CanonicalBytes(b[i])) return false;
  }
  return true;
}

class Bench {
 public:
  Bench(const Case& call, Arena& arena) : call_(call), arena_(arena) {}

  Ruling Run() {
    if (Forbidden() || !Permitted() || OverLimit()) return std::move(ruling_);
    ruling_.verdict = Verdict::kPermit;
    ruling_.reason = Reason::kPermitted;
    ruling_.rules = permits_;
    return std::move(ruling_);
  }

 private:
  bool Applies(const Rule& rule, Effect effect) const {
    const bool task = rule.every_task || std::find(rule.tasks.begin(), rule.tasks.end(),
                                                   here().task) != rule.tasks.end();
    return rule.effect == effect && task &&
           std::find(rule.actions.begin(), rule.actions.end(), call_.action) != rule.actions.end();
  }

  const Level& here() const { return call_.levels[level_]; }

  // A clause that is false makes the rule false, whatever erred before it.
  ClauseResult JudgeRule(uint32_t index) {
    ClauseResult result = ClauseResult::kTrue;
    std::vector<ClauseTrace>& trace = ruling_.trace[{level_, index}];
    for (const lang::RuleClause& clause : call_.model.rules[index].clauses) {
      const Value value = Walker(here().world, arena_).Evaluate(*clause.condition);
      ClauseTrace part;
      if (value.is(Kind::kBool)) {
        part.result = value.AsBool() != clause.unless ? ClauseResult::kTrue : ClauseResult::kFalse;
      } else {
        part.result = ClauseResult::kError;
        part.error = value.is_error() ? value.AsError() : ErrorCode::kTypeMismatch;
      }
      trace.push_back(part);
      if (part.result == ClauseResult::kFalse) return part.result;
      if (part.result == ClauseResult::kError) result = part.result;
    }
    return result;
  }

  // Each level is asked, from the call's own task up; the first that denies decides.
  bool Forbidden() {
    for (level_ = 0; level_ < call_.levels.size(); ++level_) {
      if (Forbids()) return true;
    }
    return false;
  }

  bool Permitted() {
    for (level_ = 0; level_ < call_.levels.size(); ++level_) {
      if (!Permits()) return false;
    }
    return true;
  }

  bool OverLimit() {
    if (!Updates()) return true;
    for (level_ = 0; level_ < call_.levels.size(); ++level_) {
      if (Limits()) return true;
    }
    // A limit names the fact and did not stop the call: nothing may stand on an Error.
    return broken_ && Deny(Reason::kFactError, {});
  }

  // Whether it denies.
  bool Forbids() {
    std::vector<std::string> hold, err;
    for (uint32_t i = 0; i < call_.model.rules.size(); ++i) {
      const Rule& rule = call_.model.rules[i];
      if (!Applies(rule, Effect::kForbid)) continue;
      const ClauseResult result = JudgeRule(i);
      if (result == ClauseResult::kTrue) hold.push_back(rule.name);
      if (result == ClauseResult::kError) err.push_back(rule.name);
    }
    if (!hold.empty()) return Deny(Reason::kForbidden, hold);
    return !err.empty() && Deny(Reason::kRuleError, err);
  }

  // Whether a permit holds.
  bool Permits() {
    bool holds = false;
    for (uint32_t i = 0; i < call_.model.rules.size(); ++i) {
      const Rule& rule = call_.model.rules[i];
      if (!Applies(rule, Effect::kPermit) || JudgeRule(i) != ClauseResult::kTrue) continue;
      holds = true;
      if (std::find(permits_.begin(), permits_.end(), rule.name) == permits_.end()) {
        permits_.push_back(rule.name);
      }
    }
    return holds || !Deny(Reason::kNoPermit, {});
  }

  // The facts as the call would leave them; false, denied, when that cannot be said.
  bool Updates() {
    Value error;
    ruling_.contributions = ContributionsOf(call_, /*on_success=*/false, error, arena_);
    if (error.is_error()) return !Deny(Reason::kFactError, {});
    bool known = true;
    for (const Contribution& c : ruling_.contributions) {
      const Value before = call_.levels[0].world.fact(c.fact, c.keys);
      after_.push_back(Including(call_.model.facts[c.fact].aggregate, before, c.element, arena_));
      if (!after_.back().is_error()) continue;
      broken_ = true;
      known = known && IsLimited(c.fact);
    }
    return known || !Deny(Reason::kFactError, {});
  }

  // Whether it denies.
  bool Limits() {
    std::vector<std::string> over, err;
    for (const Rule& rule : call_.model.rules) {
      if (!Applies(rule, Effect::kLimit)) continue;
      const ClauseResult result = JudgeLimit(rule);
      if (result == ClauseResult::kFalse) over.push_back(rule.name);
      if (result == ClauseResult::kError) err.push_back(rule.name);
    }
    if (!over.empty()) return Deny(Reason::kLimit, over);
    return !err.empty() && Deny(Reason::kRuleError, err);
  }

  // By a limit at any level.
  bool IsLimited(uint32_t fact) {
    for (level_ = 0; level_ < call_.levels.size(); ++level_) {
      for (const Rule& rule : call_.model.rules) {
        if (Applies(rule, Effect::kLimit) && rule.limit->subject->index == fact) return true;
      }
    }
    return false;
  }

  // What the call makes of a fact; null when it leaves it.
  const Value* After(uint32_t fact, const std::vector<Value>& keys) const {
    for (size_t i = 0; i < ruling_.contributions.size(); ++i) {
      const Contribution& c = ruling_.contributions[i];
      if (c.fact == fact && SameKeys(c.keys, keys)) return &after_[i];
    }
    return nullptr;
  }

  ClauseResult JudgeLimit(const Rule& rule) {
    const lang::Term& subject = *rule.limit->subject;
    std::vector<Value> keys;
    for (const lang::Term* key : subject.children) {
      keys.push_back(Walker(here().world, arena_).Evaluate(*key));
      if (keys.back().is_error() || keys.back().is(Kind::kAbsent)) return ClauseResult::kError;
    }
    const Value* after = After(subject.index, keys);
    if (after == nullptr) return ClauseResult::kTrue;
    World then = here().world;
    then.fact = [this](uint32_t fact, const std::vector<Value>& k) {
      const Value* changed = After(fact, k);
      return changed != nullptr ? *changed : here().world.fact(fact, k);
    };
    const Value bound = Walker(then, arena_).Evaluate(*rule.limit->bound);
    if (after->is_error() || bound.is_error()) return ClauseResult::kError;
    const Op op = rule.limit->comparison;
    if (op == Op::kEqual) {
      const Value order = Compare(*after, bound);
      if (order.is_error()) return ClauseResult::kError;
      return order.AsInt() == 0 ? ClauseResult::kTrue : ClauseResult::kFalse;
    }
    const Value holds = Operate(op, *after, bound, arena_);
    if (!holds.is(Kind::kBool)) return ClauseResult::kError;
    return holds.AsBool() ? ClauseResult::kTrue : ClauseResult::kFalse;
  }

  bool Deny(Reason reason, std::vector<std::string> rules) {
    ruling_.reason = reason;
    ruling_.rules = std::move(rules);
    if (ruling_.rules.size() > 16) ruling_.rules.resize(16);
    ruling_.contributions.clear();
    return true;
  }

  const Case& call_;
  Arena& arena_;
  size_t level_ = 0;
  bool broken_ = false;  // a fact would become an Error
  Ruling ruling_;
  std::vector<std::string> permits_;
  std::vector<Value> after_;
};

Value Extreme(const Value& current, const Value& element, bool largest) {
  if (current.is(Kind::kAbsent)) return element;
  const Value order = Compare(element, current);
  if (order.is_error()) return order;
  return (largest ? order.AsInt() > 0 : order.AsInt() < 0) ? element : current;
}

Value WithElement(const Value& set, const Value& element, Arena& arena) {
  std::vector<Value> items(set.items(), set.items() + set.size());
  items.push_back(element);
  return MakeSet(items.data(), static_cast<uint32_t>(items.size()), arena);
}

}  // namespace

Value Including(Aggregate aggregate, const Value& current, const Value& element, Arena& arena) {
  if (current.is_error()) return current;
  if (element.is_error()) return element;
  switch (aggregate) {
    case Aggregate::kCount:
      return Operate(Op::kAdd, current, Value::Int(1), arena);
    case Aggregate::kSum:
      return Operate(Op::kAdd, current, element, arena);
    case Aggregate::kAny:
      return Value::Bool(true);
    case Aggregate::kMin:
    case Aggregate::kMax:
      return Extreme(current, element, aggregate == Aggregate::kMax);
    case Aggregate::kLast:
      return element;
    case Aggregate::kSet:
      return WithElement(current, element, arena);
    case Aggregate::kAsserted:
      break;
  }
  return TypeMismatch();
}

namespace {

bool Updates(const lang::Fact& fact, uint32_t action, bool on_success) {
  return fact.aggregate != Aggregate::kAsserted && fact.on_success == on_success &&
         std::find(fact.actions.begin(), fact.actions.end(), action) != fact.actions.end();
}

// The first key that errs or is not there, as the Error that it is; else Absent.
Value KeysOf(const lang::Fact& fact, const World& world, Arena& arena, std::vector<Value>& keys) {
  for (const lang::Term* term : fact.key_terms) {
    keys.push_back(Walker(world, arena).Evaluate(*term));
    if (keys.back().is_error()) return keys.back();
    if (keys.back().is(Kind::kAbsent)) return Value::Error(ErrorCode::kAbsent);
  }
  return Value();
}

// What a fact makes of a call. False when it leaves it out; an Error in `wrong` when it
// cannot say.
bool TakesPart(const lang::Fact& fact, const World& world, Arena& arena, Value& element,
               Value& wrong) {
  if (fact.condition != nullptr) {
    const Value holds = Walker(world, arena).Evaluate(*fact.condition);
    if (holds.IsFalse()) return false;
    if (!holds.IsTrue()) wrong = holds.is_error() ? holds : TypeMismatch();
    if (wrong.is_error()) return true;
  }
  if (fact.element != nullptr) element = Walker(world, arena).Evaluate(*fact.element);
  if (element.is_error()) wrong = element;
  return true;
}

}  // namespace

std::vector<Contribution> ContributionsOf(const Case& call, bool on_success, Value& error,
                                          Arena& arena) {
  std::vector<Contribution> all;
  for (size_t level = 0; level < call.levels.size(); ++level) {
    const World& world = call.levels[level].world;
    for (uint32_t i = 0; i < call.model.facts.size(); ++i) {
      const lang::Fact& fact = call.model.facts[i];
      Contribution made{i, {}, Value(), level};
      Value wrong;
      if (!Updates(fact, call.action, on_success)) continue;
      if (!TakesPart(fact, world, arena, made.element, wrong)) continue;
      if (wrong.is_error()) error = made.element = wrong;
      // A success cannot be refused: the fact itself becomes that Error.
      if (wrong.is_error() && !on_success) continue;
      const Value misfit = KeysOf(fact, world, arena, made.keys);
      if (misfit.is_error()) error = misfit;
      if (misfit.is_error()) continue;
      const bool below = std::any_of(all.begin(), all.end(), [&made](const Contribution& other) {
        return other.fact == made.fact && other.level < made.level &&
               SameKeys(other.keys, made.keys);
      });
      if (!below) all.push_back(std::move(made));
    }
  }
  return all;
}

Ruling Judge(const Case& call, Arena& arena) { return Bench(call, arena).Run(); }

}  // namespace writ::oracle
