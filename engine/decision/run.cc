// Run: judges the candidate rules in the order of rule R4, each step for every level of
// the call (rule R11). Pure.
#include <algorithm>

#include "engine/bytecode/codes.h"
#include "engine/decision/evaluate.h"
#include "engine/decision/pipeline.h"
#include "engine/decision/scope.h"
#include "engine/facts/aggregate.h"

namespace writ {
namespace {

class Judge {
 public:
  Judge(const Call& call, Workspace& workspace)
      : call_(call),
        program_(call.policy->program()),
        workspace_(workspace),
        facts_(workspace.facts) {}

  Outcome Run() {
    if (Forbidden() || !Permitted()) return std::move(outcome_);
    Updates();
    if (outcome_.update_error.is_error()) return std::move(outcome_);
    Limits();
    if (outcome_.limits.empty() && outcome_.failures.empty()) Asks();
    return std::move(outcome_);
  }

 private:
  // Turns to each level from the call's own task up, until `denies` says that one does:
  // that level is then the outcome's.
  template <typename Denies>
  bool AnyLevel(Denies denies) {
    for (outcome_.level = 0; outcome_.level < call_.levels.size(); ++outcome_.level) {
      if (denies()) return true;
    }
    outcome_.level = 0;
    return false;
  }
  const LevelFacts& here() const { return facts_.levels[outcome_.level]; }

  bool Forbidden() {
    return AnyLevel([this] {
      Forbids();
      return !outcome_.forbids.empty() || !outcome_.failures.empty();
    });
  }

  // What a level above does not permit is not permitted, whatever those below say.
  bool Permitted() {
    bool denied = AnyLevel([this] { return !InScope() || !Permits(); });
    if (denied) outcome_.permits.clear();
    return !denied;
  }

  bool InScope() {
    outcome_.scope = JudgeScope(call_, outcome_.level, workspace_);
    return outcome_.scope == Reason::kPermitted;
  }

  // What the clauses of one rule came to. A clause that is false beats one that errs,
  // whichever comes first, as in a conjunction.
  struct Result {
    ClauseResult result = ClauseResult::kTrue;
    RuleFailure failure;
    size_t clause = SIZE_MAX;  // that is false; SIZE_MAX: none, the rule is not alive
  };

  ClauseTrace JudgeClause(const Clause& clause) {
    Value value = Evaluate(call_, outcome_.level, clause.block, here().slots, workspace_);
    if (value.is(Kind::kBool)) {
      return {value.AsBool() != clause.unless ? ClauseResult::kTrue : ClauseResult::kFalse, {}};
    }
    return {ClauseResult::kError, value.is_error() ? value.AsError() : ErrorCode::kTypeMismatch};
  }

  Result JudgeRule(uint32_t rule) {
    const std::vector<Clause>& clauses = program_.rules[rule].clauses;
    RuleTrace* trace = Trace(rule, clauses.size());
    if (!IsAlive(program_.rules[rule])) return {ClauseResult::kFalse, {}};
    Result result;
    for (size_t i = 0; i < clauses.size(); ++i) {
      ClauseTrace clause = JudgeClause(clauses[i]);
      if (trace != nullptr) trace->clauses[i] = clause;
      if (clause.result == ClauseResult::kFalse) return {ClauseResult::kFalse, {}, i};
      if (clause.result == ClauseResult::kError && result.result == ClauseResult::kTrue) {
        result = {ClauseResult::kError, {rule, i, clause.error}, i};
      }
    }
    return result;
  }

  // Whether the call falls into the time of the rule: all of it but for `from` and `until`.
  bool IsAlive(const RuleDef& rule) const {
    return rule.from <= call_.moment.time && call_.moment.time < rule.until;
  }

  // Null unless the request asks for a trace; valid until the next rule.
  RuleTrace* Trace(uint32_t rule, size_t clauses) {
    if (!call_.request->want_trace) return nullptr;
    outcome_.trace.push_back({rule, outcome_.level, std::vector<ClauseTrace>(clauses)});
    return &outcome_.trace.back();
  }

  void Forbids() {
    for (uint32_t rule : here().forbids) {
      Result result = JudgeRule(rule);
      if (result.result == ClauseResult::kTrue) outcome_.forbids.push_back(rule);
      if (result.result == ClauseResult::kError) outcome_.failures.push_back(result.failure);
    }
  }

  // Whether a permit holds at this level. One that errs does not.
  bool Permits() {
    bool holds = false;
    std::vector<uint32_t>& permits = outcome_.permits;
    for (uint32_t rule : here().permits) {
      Result result = JudgeRule(rule);
      if (result.result == ClauseResult::kFalse) NoteUnmet(rule, result.clause);
      if (result.result != ClauseResult::kTrue) continue;
      holds = true;
      if (std::find(permits.begin(), permits.end(), rule) == permits.end()) permits.push_back(rule);
    }
    return holds;
  }

  void NoteUnmet(uint32_t rule, size_t clause) {
    if (!Discloses(program_.rules[rule]) || clause >= program_.rules[rule].clauses.size()) return;
    UnmetPermit unmet{rule, clause, {}};
    const Block& block = program_.rules[rule].clauses[clause].block;
    for (uint32_t i = block.begin; i < block.begin + block.size; ++i) {
      if (program_.code[i].op != Op::kLoadSlot) continue;
      const size_t reading = here().slot_readings[static_cast<size_t>(program_.code[i].d)];
      if (reading != kNoReading) unmet.readings.push_back(reading);
    }
    outcome_.unmet.push_back(std::move(unmet));
  }

  void Updates() {
    outcome_.update_error = facts_.update_error;
    for (const PlannedUpdate& update : facts_.updates) {
      Value after = Include(program_.facts[update.fact].aggregate,
                            facts_.readings[update.reading].value, update.span(), workspace_.arena);
      if (after.is_error() && !LimitReads(update.fact)) outcome_.update_error = after;
      outcome_.updated.push_back(after);
    }
  }

  // An update that cannot be computed denies in any case; when a limit is about that
  // fact, the denial names the limit.
  bool LimitReads(uint32_t fact) const {
    for (const Level& level : call_.levels) {
      if (LimitReads(level.plan->limits, fact)) return true;
    }
    return false;
  }
  bool LimitReads(const std::vector<uint32_t>& limits, uint32_t fact) const {
    for (uint32_t rule : limits) {
      if (program_.slots[program_.rules[rule].limit.slot].fact == fact) return true;
    }
    return false;
  }

  // Judges limits on the values after the call. A limit whose subject the call does
  // not change is not asked.
  void Limits() {
    AnyLevel([this] {
      JudgeLimits();
      return !outcome_.limits.empty() || !outcome_.failures.empty();
    });
  }

  void JudgeLimits() {
    if (here().limits.empty()) return;
    after_ = here().slots;
    for (uint32_t slot : here().needed) {
      if (const Value* value = UpdatedValue(slot)) after_[slot] = *value;
    }
    for (uint32_t rule : here().limits) JudgeLimit(rule);
  }

  // The value after the call of what `slot` reads; null when the call leaves it.
  const Value* UpdatedValue(uint32_t slot) const {
    for (size_t i = 0; i < facts_.updates.size(); ++i) {
      if (facts_.updates[i].reading == here().slot_readings[slot]) return &outcome_.updated[i];
    }
    return nullptr;
  }

  void JudgeLimit(uint32_t rule) {
    const LimitDef& limit = program_.rules[rule].limit;
    Value before = here().slots[limit.slot];
    // Whose subject could not even be found is not shown to hold.
    bool unknown = here().slot_readings[limit.slot] == kNoReading;
    if (!unknown && UpdatedValue(limit.slot) == nullptr) return;
    Value bound = Evaluate(call_, outcome_.level, limit.bound, after_, workspace_);
    Value order = unknown ? before : Compare(after_[limit.slot], bound);
    ClauseTrace clause = LimitClause(limit.comparison, order);
    if (RuleTrace* trace = Trace(rule, 1)) trace->clauses[0] = clause;
    if (clause.result == ClauseResult::kError) {
      outcome_.failures.push_back({rule, 0, clause.error});
    } else if (clause.result == ClauseResult::kFalse) {
      outcome_.limits.push_back({rule, Remaining(limit.comparison, before, bound),
                                 facts_.readings[here().slot_readings[limit.slot]].changes_at});
    }
  }

  // Whoever must approve at some level must approve.
  void Asks() {
    AnyLevel([this] {
      for (uint32_t rule : here().asks) JudgeAsk(rule);
      return !outcome_.failures.empty();
    });
  }

  void JudgeAsk(uint32_t rule) {
    Result result = JudgeRule(rule);
    if (result.result == ClauseResult::kTrue) FindApprover(rule);
    if (result.result == ClauseResult::kError) outcome_.failures.push_back(result.failure);
  }

  void FindApprover(uint32_t rule) {
    const RuleDef& definition = program_.rules[rule];
    Value approver =
        Evaluate(call_, outcome_.level, definition.ask->approver, here().slots, workspace_);
    if (approver.is_error()) {
      outcome_.failures.push_back({rule, definition.clauses.size(), approver.AsError()});
      return;
    }
    AskedApproval asked{rule, MayApprove(approver)};
    auto& asks = outcome_.asks;
    if (std::find(asks.begin(), asks.end(), asked) == asks.end()) asks.push_back(asked);
  }

  // The id of a user who may approve the call: never one on whose behalf it is made, nor
  // an agent that it passed through. Else empty.
  std::string MayApprove(const Value& approver) const {
    if (!approver.is(Kind::kEntity)) return {};
    const EntityRep& entity = approver.AsEntity();
    if (entity.type != program_.user_type->name) return {};
    for (const TaskView* task : call_.chain) {
      if (entity.id == task->state->user || entity.id == task->state->agent) return {};
    }
    return std::string(entity.id);
  }

  static ClauseTrace LimitClause(Op comparison, const Value& order) {
    if (!order.is(Kind::kInt)) {
      return {ClauseResult::kError, order.is_error() ? order.AsError() : ErrorCode::kTypeMismatch};
    }
    return {Holds(comparison, order.AsInt()) ? ClauseResult::kTrue : ClauseResult::kFalse, {}};
  }

  // The verifier lets these comparisons through and no other.
  static bool Holds(Op comparison, int64_t order) {
    if (comparison == Op::kLess) return order < 0;
    if (comparison == Op::kLessEqual) return order <= 0;
    if (comparison == Op::kEqual) return order == 0;
    if (comparison == Op::kGreaterEqual) return order >= 0;
    return comparison == Op::kGreater && order > 0;
  }

  // What an upper bound leaves beside the calls already counted.
  Value Remaining(Op comparison, const Value& before, const Value& bound) {
    if (comparison != Op::kLess && comparison != Op::kLessEqual) return Value();
    Value left = Exclude(Aggregate::kSum, bound, before, workspace_.arena);
    return left.is_error() ? Value() : left;
  }

  const Call& call_;
  const Program& program_;
  Workspace& workspace_;
  const Facts& facts_;
  Outcome outcome_;
  std::vector<Value> after_;
};

}  // namespace

Outcome Run(const Call& call, Workspace& workspace) { return Judge(call, workspace).Run(); }

}  // namespace writ
