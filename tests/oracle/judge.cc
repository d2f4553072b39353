#include "tests/oracle/judge.h"

#include <algorithm>
#include <utility>

#include "engine/bytecode/codes.h"
#include "engine/value/canonical.h"

namespace writ::oracle {
namespace {

using lang::Rule;

Value TypeMismatch() { return Value::Error(ErrorCode::kTypeMismatch); }

bool IsOf(const Rule& rule, uint32_t action) {
  return std::find(rule.actions.begin(), rule.actions.end(), action) != rule.actions.end();
}

class Bench {
 public:
  Bench(const Case& call, Arena& arena) : call_(call), arena_(arena) {}

  Ruling Run() {
    if (Forbidden() || !Permitted() || OverLimit() || Unapproved()) return std::move(ruling_);
    ruling_.verdict = Verdict::kPermit;
    ruling_.reason = Reason::kPermitted;
    ruling_.rules = permits_;
    return std::move(ruling_);
  }

 private:
  bool Applies(const Rule& rule, Effect effect) const {
    const bool task = rule.every_task || std::find(rule.tasks.begin(), rule.tasks.end(),
                                                   here().task) != rule.tasks.end();
    return rule.effect == effect && task && IsOf(rule, call_.action);
  }

  const Level& here() const { return call_.levels[level_]; }

  // A clause that is false makes the rule false, whatever erred before it.
  ClauseResult JudgeRule(uint32_t index) {
    ClauseResult result = ClauseResult::kTrue;
    std::vector<ClauseTrace>& trace = ruling_.trace[{level_, index}];
    const Rule& rule = call_.model.rules[index];
    if (call_.time < rule.from || call_.time >= rule.until) return ClauseResult::kFalse;
    for (const lang::RuleClause& clause : rule.clauses) {
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
      if (!InScope() || !Permits()) return false;
    }
    return true;
  }

  // Whether a line of the task's scope holds. One that errs does not.
  bool InScope() {
    if (here().scope == nullptr) return true;
    for (const Rule& line : *here().scope) {
      if (!IsOf(line, call_.action)) continue;
      const bool holds = std::all_of(
          line.clauses.begin(), line.clauses.end(), [this](const lang::RuleClause& clause) {
            const Value value = Walker(here().world, arena_).Evaluate(*clause.condition);
            return value.is(Kind::kBool) && value.AsBool() != clause.unless;
          });
      if (holds) return true;
    }
    return !Deny(Reason::kOutsideScope, {});
  }

  bool OverLimit() {
    if (!Updates()) return true;
    for (level_ = 0; level_ < call_.levels.size(); ++level_) {
      if (Limits()) return true;
    }
    return false;
  }

  // Whether it denies, or waits for somebody.
  bool Unapproved() {
    for (level_ = 0; level_ < call_.levels.size(); ++level_) {
      if (Asks()) return true;
    }
    level_ = 0;
    // A limit names the fact and did not stop the call: nothing may stand on an Error.
    if (broken_) return Deny(Reason::kFactError, {});
    std::vector<std::string> nobody, waits;
    for (const Approval& asked : ruling_.asks) {
      if (asked.approver.empty()) nobody.push_back(asked.rule);
      const bool given =
          std::find(call_.given.begin(), call_.given.end(), asked) != call_.given.end();
      if (!given) waits.push_back(asked.rule);
    }
    if (!nobody.empty()) return Deny(Reason::kNoApprover, nobody);
    if (waits.empty()) return false;
    ruling_.verdict = Verdict::kAsk;
    const std::vector<Approval> asks = ruling_.asks;
    Deny(Reason::kNeedsApproval, waits);
    ruling_.asks = asks;
    return true;
  }

  // Whether one errs.
  bool Asks() {
    std::vector<std::string> err;
    for (uint32_t i = 0; i < call_.model.rules.size(); ++i) {
      const Rule& rule = call_.model.rules[i];
      if (!Applies(rule, Effect::kAsk)) continue;
      const ClauseResult result = JudgeRule(i);
      if (result == ClauseResult::kFalse) continue;
      const Value who = result == ClauseResult::kError
                            ? TypeMismatch()
                            : Walker(here().world, arena_).Evaluate(*rule.ask->approver);
      if (who.is_error()) {
        err.push_back(rule.name);
        continue;
      }
      const Approval asked = {rule.name, ApproverOf(who)};
      auto& asks = ruling_.asks;
      if (std::find(asks.begin(), asks.end(), asked) == asks.end()) asks.push_back(asked);
    }
    return !err.empty() && Deny(Reason::kRuleError, err);
  }

  // Nobody approves for himself, nor does an agent.
  std::string ApproverOf(const Value& who) const {
    if (!who.is(Kind::kEntity) || who.AsEntity().type != call_.model.user_type->name) return "";
    const std::string id(who.AsEntity().id);
    const auto& involved = call_.involved;
    return std::find(involved.begin(), involved.end(), id) == involved.end() ? id : "";
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
    level_ = 0;
    ruling_.contributions = ContributionsOf(call_, /*on_success=*/false, error, arena_);
    if (error.is_error()) return !Deny(Reason::kFactError, {});
    bool known = true;
    for (const Contribution& c : ruling_.contributions) {
      const Value* earlier = After(c.fact, c.keys);
      const Value before =
          earlier != nullptr ? *earlier : call_.levels[0].world.fact(c.fact, c.keys);
      after_.push_back(Including(call_.model.facts[c.fact].aggregate, before, c.element, arena_));
      if (!after_.back().is_error()) continue;
      broken_ = true;
      known = known && IsLimited(c.fact);
    }
    level_ = 0;
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
    for (size_t i = after_.size(); i-- > 0;) {
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
    ruling_.level = level_;
    ruling_.rules = std::move(rules);
    if (ruling_.rules.size() > 16) ruling_.rules.resize(16);
    ruling_.contributions.clear();
    ruling_.asks.clear();
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

}  // namespace

Ruling Judge(const Case& call, Arena& arena) { return Bench(call, arena).Run(); }

}  // namespace writ::oracle
