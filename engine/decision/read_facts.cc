// ReadFacts: finds the candidate rules, then reads exactly the facts that they and the
// call's own updates declare, each once. All of it for each level of the call in turn.
#include <algorithm>

#include "engine/base/status_macros.h"
#include "engine/decision/evaluate.h"
#include "engine/decision/pipeline.h"
#include "engine/facts/fact_key.h"

namespace writ {
namespace {

class Reader {
 public:
  Reader(const Call& call, FactSource& source, Workspace& workspace)
      : call_(call),
        program_(call.policy->program()),
        source_(source),
        workspace_(workspace),
        facts_(workspace.facts) {}

  absl::Status ReadForCall() {
    Clear();
    for (level_ = 0; level_ < call_.levels.size(); ++level_) {
      WRIT_RETURN_IF_ERROR(ReadLevelForCall(*call_.levels[level_].plan));
    }
    return absl::OkStatus();
  }

  absl::Status ReadForOutcome(const std::vector<uint32_t>& updates) {
    Clear();
    for (level_ = 0; level_ < call_.levels.size(); ++level_) {
      ClearLevel();
      WRIT_RETURN_IF_ERROR(FillSlots(updates));
      for (uint32_t fact : updates) WRIT_RETURN_IF_ERROR(PlanOrPoison(fact));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status ReadLevelForCall(const Plan& plan) {
    ClearLevel();
    Collect(plan.forbids, here().forbids);
    Collect(plan.permits, here().permits);
    Collect(plan.asks, here().asks);
    here().limits = plan.limits;
    for (const auto* rules : {&here().forbids, &here().permits, &here().limits, &here().asks}) {
      for (uint32_t rule : *rules) NeedSlots(program_.rules[rule].slots);
    }
    WRIT_RETURN_IF_ERROR(FillSlots(plan.updates));
    for (uint32_t fact : plan.updates) {
      WRIT_ASSIGN_OR_RETURN(Value error, PlanUpdate(fact));
      if (error.is_error()) facts_.update_error = error;
    }
    return absl::OkStatus();
  }

  // What the level at hand is judged by.
  LevelFacts& here() { return facts_.levels[level_]; }

  void Clear() {
    if (facts_.levels.size() < call_.levels.size()) facts_.levels.resize(call_.levels.size());
    facts_.readings.clear();
    facts_.updates.clear();
    facts_.update_error = Value();
  }

  void ClearLevel() {
    here().forbids.clear();
    here().permits.clear();
    here().asks.clear();
    here().limits.clear();
    here().needed.clear();
    here().slots.resize(program_.slots.size());
    here().slot_readings.resize(program_.slots.size());
    // Stamps of another program's slots must not be taken for this one's.
    if (workspace_.stamps.size() != program_.slots.size() || ++workspace_.stamp == 0) {
      workspace_.stamps.assign(program_.slots.size(), 0);
      workspace_.stamp = 1;
    }
  }

  Value Evaluate(const Block& block) {
    return writ::Evaluate(call_, level_, block, here().slots, workspace_);
  }

  void Collect(const Candidates& from, std::vector<uint32_t>& into) {
    into = from.unguarded;
    for (const GuardGroup& group : from.groups) {
      Value subject = Evaluate(*group.subject);
      const std::optional<GuardKey> key = GuardKeyOf(subject);
      if (!key) {
        into.insert(into.end(), group.all.begin(), group.all.end());
        continue;
      }
      auto found = group.by_constant.find(*key);
      if (found != group.by_constant.end()) {
        into.insert(into.end(), found->second.begin(), found->second.end());
      }
    }
    if (!from.groups.empty()) std::sort(into.begin(), into.end());
  }

  void NeedSlot(uint32_t slot) {
    if (workspace_.stamps[slot] == workspace_.stamp) return;
    workspace_.stamps[slot] = workspace_.stamp;
    here().needed.push_back(slot);
  }

  // A rule's or update's list holds what its keys read too.
  void NeedSlots(const std::vector<uint32_t>& slots) {
    for (uint32_t slot : slots) NeedSlot(slot);
  }

  absl::Status FillSlots(const std::vector<uint32_t>& updates) {
    for (uint32_t fact : updates) NeedSlots(program_.facts[fact].update.slots);
    // A slot's keys read earlier slots only.
    std::sort(here().needed.begin(), here().needed.end());
    for (uint32_t slot : here().needed) WRIT_RETURN_IF_ERROR(FillSlot(slot));
    return absl::OkStatus();
  }

  // The first Error among the keys, or Absent; the key's bytes in `key`.
  Value MakeKey(uint32_t fact, const std::vector<Block>& blocks, std::string& key) {
    Value* keys = workspace_.arena.NewArray<Value>(blocks.size());
    for (size_t i = 0; i < blocks.size(); ++i) {
      keys[i] = Evaluate(blocks[i]);
      if (keys[i].is_error()) return keys[i];
      if (keys[i].is(Kind::kAbsent)) return Value::Error(ErrorCode::kAbsent);
    }
    key = FactKey(program_, fact, keys, static_cast<uint32_t>(blocks.size()));
    return Value();
  }

  absl::StatusOr<size_t> ReadingOf(uint32_t fact, std::string key) {
    for (size_t i = 0; i < facts_.readings.size(); ++i) {
      if (facts_.readings[i].fact == fact && facts_.readings[i].key == key) return i;
    }
    WRIT_ASSIGN_OR_RETURN(Value value, source_.Read(program_, fact, key, workspace_.arena));
    facts_.readings.push_back({fact, std::move(key), value});
    return facts_.readings.size() - 1;
  }

  absl::Status FillSlot(uint32_t slot) {
    const SlotDef& definition = program_.slots[slot];
    std::string key;
    Value error = MakeKey(definition.fact, definition.keys, key);
    here().slot_readings[slot] = kNoReading;
    here().slots[slot] = error;
    if (error.is_error()) return absl::OkStatus();
    WRIT_ASSIGN_OR_RETURN(size_t reading, ReadingOf(definition.fact, std::move(key)));
    here().slot_readings[slot] = reading;
    here().slots[slot] = facts_.readings[reading].value;
    return absl::OkStatus();
  }

  // An Error when the update cannot be computed, else Absent. What the engine cannot
  // remember it does not permit: see Run.
  absl::StatusOr<Value> PlanUpdate(uint32_t fact) {
    const FactUpdate& update = program_.facts[fact].update;
    if (update.condition.present()) {
      Value holds = Evaluate(update.condition);
      if (holds.IsFalse()) return Value();
      if (!holds.IsTrue()) return AsError(holds);
    }
    Value element;
    if (update.element.present()) element = Evaluate(update.element);
    if (element.is_error()) return element;
    return PlanElement(fact, element);
  }

  absl::StatusOr<Value> PlanElement(uint32_t fact, const Value& element) {
    std::string key;
    Value error = MakeKey(fact, program_.facts[fact].update.keys, key);
    if (error.is_error()) return error;
    WRIT_ASSIGN_OR_RETURN(size_t reading, ReadingOf(fact, std::move(key)));
    if (PlannedBelow(fact, reading)) return Value();
    facts_.updates.push_back({fact, reading, element, static_cast<uint32_t>(level_)});
    return Value();
  }

  // A call counts once for each key, however many of its levels give that key (R11).
  bool PlannedBelow(uint32_t fact, size_t reading) const {
    for (const PlannedUpdate& update : facts_.updates) {
      if (update.fact == fact && update.reading == reading && update.level < level_) return true;
    }
    return false;
  }

  // A success cannot be refused any more: a fact that cannot take it into account
  // becomes an Error itself, so that no rule can rely on what it said before.
  absl::Status PlanOrPoison(uint32_t fact) {
    WRIT_ASSIGN_OR_RETURN(Value error, PlanUpdate(fact));
    if (error.is_error()) WRIT_RETURN_IF_ERROR(PlanElement(fact, error).status());
    return absl::OkStatus();
  }

  static Value AsError(const Value& value) {
    return value.is_error() ? value : Value::Error(ErrorCode::kTypeMismatch);
  }

  const Call& call_;
  const Program& program_;
  FactSource& source_;
  Workspace& workspace_;
  Facts& facts_;
  size_t level_ = 0;
};

}  // namespace

absl::Status ReadFacts(const Call& call, FactSource& source, Workspace& workspace) {
  workspace.budget = Budget(kDecisionFuel);
  return Reader(call, source, workspace).ReadForCall();
}

absl::Status ReadOutcomeFacts(const Call& call, const std::vector<uint32_t>& facts_on_success,
                              FactSource& source, Workspace& workspace) {
  workspace.budget = Budget(kDecisionFuel);
  return Reader(call, source, workspace).ReadForOutcome(facts_on_success);
}

}  // namespace writ
