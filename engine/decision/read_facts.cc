// ReadFacts: finds the candidate rules, then reads exactly the facts that they and the
// call's own updates declare, each once. All of it for each level of the call in turn.
#include <algorithm>

#include "engine/base/status_macros.h"
#include "engine/decision/evaluate.h"
#include "engine/decision/pipeline.h"
#include "engine/facts/fact_key.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

// Readings that are found by looking at each.
constexpr size_t kFewReadings = 16;

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

  absl::Status ReadForSettling(size_t level, const std::vector<uint32_t>& slots) {
    Clear();
    level_ = level;
    ClearLevel();
    NeedSlots(slots);
    return FillSlots({});
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
    facts_.by_key.clear();
    facts_.update_of.clear();
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

  // kNoReading when it was not read yet.
  size_t FindReading(const std::string& key) {
    std::vector<FactReadingValue>& readings = facts_.readings;
    if (readings.size() <= kFewReadings) {
      for (size_t i = 0; i < readings.size(); ++i) {
        if (readings[i].key == key) return i;
      }
      return kNoReading;
    }
    for (size_t i = facts_.by_key.size(); i < readings.size(); ++i) {
      facts_.by_key.emplace(readings[i].key, i);
    }
    auto found = facts_.by_key.find(key);
    return found == facts_.by_key.end() ? kNoReading : found->second;
  }

  // A key starts with the identity of its fact, so no two facts share one.
  absl::StatusOr<size_t> ReadingOf(uint32_t fact, std::string key) {
    if (size_t found = FindReading(key); found != kNoReading) return found;
    WRIT_ASSIGN_OR_RETURN(FactValue read, source_.Read(program_, fact, key, workspace_.arena));
    facts_.readings.push_back({fact, std::move(key), read.value, read.changes_at});
    facts_.update_of.push_back(kNoUpdate);
    return facts_.readings.size() - 1;
  }

  absl::Status FillSlot(uint32_t slot) {
    const SlotDef& definition = program_.slots[slot];
    // Set for each element in turn.
    if (definition.fact == kForEachElement) return absl::OkStatus();
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

  // Calls `take` for each combination of elements of the update's lists; once when it has
  // none. `take` gives an Error to stop with, else Absent. Levels are few: kMaxForEach.
  template <typename Take>
  absl::StatusOr<Value> ForEachElement(const FactUpdate& update, size_t level, const Take& take) {
    if (level == update.each.size()) {
      if (elements_left_ == 0) return Value::Error(ErrorCode::kTooLarge);
      --elements_left_;
      return take();
    }
    const Value collection = Evaluate(update.each[level].collection);
    const bool map = collection.is(Kind::kMap);
    if (!map && !collection.is(Kind::kList) && !collection.is(Kind::kSet)) {
      return AsError(collection);
    }
    const uint32_t size = map ? collection.AsMap().size : collection.size();
    for (uint32_t i = 0; i < size; ++i) {
      here().slots[update.each[level].slot] =
          map ? collection.AsMap().entries[i].key : collection.items()[i];
      WRIT_ASSIGN_OR_RETURN(Value error, ForEachElement(update, level + 1, take));
      if (error.is_error()) return error;
    }
    return Value();
  }

  // An Error when the update cannot be computed, else Absent. What the engine cannot
  // remember it does not permit: see Run.
  absl::StatusOr<Value> PlanUpdate(uint32_t fact) {
    elements_left_ = kMaxForEachElements;
    return ForEachElement(program_.facts[fact].update, 0, [&] { return PlanElement(fact); });
  }

  absl::StatusOr<Value> PlanElement(uint32_t fact) {
    const FactUpdate& update = program_.facts[fact].update;
    if (update.condition.present()) {
      Value holds = Evaluate(update.condition);
      if (holds.IsFalse()) return Value();
      if (!holds.IsTrue()) return AsError(holds);
    }
    Value element;
    if (update.element.present()) element = Evaluate(update.element);
    if (element.is_error()) return element;
    if (IsTooDeep(element, kMaxValueDepth)) return Value::Error(ErrorCode::kTooLarge);
    std::string key;
    Value error = MakeKey(fact, update.keys, key);
    if (error.is_error()) return error;
    WRIT_RETURN_IF_ERROR(Add(fact, std::move(key), element));
    return Value();
  }

  // What is stored must be readable again. Levels of values that code builds are bounded.
  static bool IsTooDeep(const Value& value, int levels) {
    auto deeper = [levels](const Value& v) { return IsTooDeep(v, levels - 1); };
    if (value.is(Kind::kList) || value.is(Kind::kSet)) {
      return levels == 0 || std::any_of(value.items(), value.items() + value.size(), deeper);
    }
    if (!value.is(Kind::kMap)) return false;
    const MapRep& map = value.AsMap();
    return levels == 0 || std::any_of(map.entries, map.entries + map.size,
                                      [&](const MapEntry& e) { return deeper(e.value); });
  }

  // Plans that `element` is contributed to the fact under `key`.
  absl::Status Add(uint32_t fact, std::string key, const Value& element) {
    WRIT_ASSIGN_OR_RETURN(size_t reading, ReadingOf(fact, std::move(key)));
    uint32_t& at = facts_.update_of[reading];
    if (at == kNoUpdate) {
      at = static_cast<uint32_t>(facts_.updates.size());
      facts_.updates.push_back({fact, reading, static_cast<uint32_t>(level_)});
    }
    PlannedUpdate& update = facts_.updates[at];
    // A call counts once for each key, however many of its levels give that key (R11).
    if (update.level != level_) return absl::OkStatus();
    if (update.size == update.capacity) Grow(update);
    update.elements[update.size++] = element;
    return absl::OkStatus();
  }

  void Grow(PlannedUpdate& update) {
    update.capacity = update.capacity == 0 ? 1 : 2 * update.capacity;
    Value* elements = workspace_.arena.NewArray<Value>(update.capacity);
    std::copy(update.elements, update.elements + update.size, elements);
    update.elements = elements;
  }

  // A success cannot be refused any more: a fact that cannot take it into account
  // becomes an Error itself, so that no rule can rely on what it said before.
  absl::Status PlanOrPoison(uint32_t fact) {
    const FactUpdate& update = program_.facts[fact].update;
    elements_left_ = kMaxForEachElements;
    auto take = [&]() -> absl::StatusOr<Value> {
      WRIT_ASSIGN_OR_RETURN(Value error, PlanElement(fact));
      std::string key;
      if (!error.is_error()) return Value();
      if (MakeKey(fact, update.keys, key).is_error()) return error;
      WRIT_RETURN_IF_ERROR(Add(fact, std::move(key), error));
      return Value();
    };
    WRIT_ASSIGN_OR_RETURN(Value error, ForEachElement(update, 0, take));
    return error.is_error() ? PlanFault(fact, error) : absl::OkStatus();
  }

  // Not even the key is known under which the success counts.
  absl::Status PlanFault(uint32_t fact, const Value& error) {
    const FactUpdate& update = program_.facts[fact].update;
    Value* keys = workspace_.arena.NewArray<Value>(update.keys.size());
    bool known = true;
    for (size_t i = 0; i < update.keys.size(); ++i) {
      keys[i] = update.key_of_element[i] ? Value::Null() : Evaluate(update.keys[i]);
      known = known && !keys[i].is_error() && !keys[i].is(Kind::kAbsent);
    }
    return Add(fact, FaultKey(program_, fact, known ? keys : nullptr), error);
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
  uint32_t elements_left_ = 0;  // of the fact that is being planned
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

absl::Status ReadSlots(const Call& call, size_t level, const std::vector<uint32_t>& slots,
                       FactSource& source, Workspace& workspace) {
  return Reader(call, source, workspace).ReadForSettling(level, slots);
}

}  // namespace writ
