#include "engine/decision/settlement.h"

#include <utility>

#include "engine/base/status_macros.h"
#include "engine/decision/evaluate.h"
#include "engine/facts/aggregate.h"
#include "engine/facts/tables.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

absl::StatusOr<std::vector<Value>> Decode(const std::vector<std::string>& bytes, Arena& arena) {
  std::vector<Value> values;
  for (const std::string& element : bytes) {
    WRIT_ASSIGN_OR_RETURN(values.emplace_back(), DecodeCanonical(element, arena));
  }
  return values;
}

absl::StatusOr<Value> PlainAfter(const FactDef& fact, const Reservation& reservation,
                                 absl::Span<const Value> reserved, absl::Span<const Value> instead,
                                 State& state, Arena& arena) {
  Value value = fact.initial;
  WRIT_ASSIGN_OR_RETURN(const std::string* bytes, state.Get(Table::kFacts, reservation.key));
  if (bytes != nullptr) {
    WRIT_ASSIGN_OR_RETURN(value, DecodeCanonical(*bytes, arena));
  }
  for (const Value& element : reserved) {
    if (!reservation.released) value = Exclude(fact.aggregate, value, element, arena);
  }
  return Include(fact.aggregate, value, instead, arena);
}

absl::StatusOr<Value> KeptAfter(const FactDef& fact, const OpenCall& call,
                                const Reservation& reservation, absl::Span<const Value> reserved,
                                absl::Span<const Value> instead, Micros now, State& state,
                                Arena& arena) {
  StateTables tables(state);
  WRIT_ASSIGN_OR_RETURN(auto ledger,
                        Ledger::Open(KeptAsOf(fact, now), reservation.key, now, tables, arena));
  const Contribution contribution{reservation.position, call.time, reserved};
  if (reservation.released) {
    WRIT_RETURN_IF_ERROR(ledger->Include(instead).status());
  } else if (instead.empty()) {
    WRIT_RETURN_IF_ERROR(ledger->TakeOut(contribution));
  } else {
    WRIT_RETURN_IF_ERROR(ledger->Replace(contribution, instead[0]));
  }
  return ValueOf(fact.aggregate, ledger->standing(), fact.initial);
}

}  // namespace

Delta Change::delta() const {
  Delta delta;
  delta.fact = fact;
  delta.key = key;
  delta.elements = {elements.begin(), elements.end()};
  delta.value = value;
  delta.keeping = static_cast<uint8_t>(kept.keeping);
  delta.aggregate = static_cast<uint8_t>(kept.aggregate);
  delta.start = kept.start;
  delta.level = level;
  return delta;
}

Change ChangeOf(const FactDef& fact, std::string_view key, absl::Span<const Value> elements,
                const Value& value, Micros now) {
  Change change;
  change.fact = fact.name;
  change.key = key;
  for (const Value& element : elements) change.elements.push_back(CanonicalBytes(element));
  change.value = CanonicalBytes(value);
  change.kept = KeptAsOf(fact, now);
  return change;
}

absl::StatusOr<std::optional<Change>> SettleReservation(const FactDef& fact, const OpenCall& call,
                                                        const Reservation& reservation,
                                                        absl::Span<const Value> instead, Micros now,
                                                        State& state, Arena& arena) {
  WRIT_ASSIGN_OR_RETURN(std::vector<Value> reserved, Decode(reservation.elements, arena));
  Value after;
  if (KeepingOf(fact) == Keeping::kPlain) {
    WRIT_ASSIGN_OR_RETURN(after, PlainAfter(fact, reservation, reserved, instead, state, arena));
    if (after.is_error()) return std::optional<Change>();
  } else {
    WRIT_ASSIGN_OR_RETURN(after,
                          KeptAfter(fact, call, reservation, reserved, instead, now, state, arena));
  }
  Change change = ChangeOf(fact, reservation.key, instead, after, now);
  change.level = reservation.level;
  return std::optional<Change>(std::move(change));
}

absl::StatusOr<Change> IncludeSuccess(const FactDef& fact, std::string_view key,
                                      const Value& before, absl::Span<const Value> elements,
                                      Micros now, State& state, Arena& arena) {
  Value after;
  if (KeepingOf(fact) == Keeping::kPlain) {
    after = Include(fact.aggregate, before, elements, arena);
  } else {
    StateTables tables(state);
    WRIT_ASSIGN_OR_RETURN(auto ledger, Ledger::Open(KeptAsOf(fact, now), key, now, tables, arena));
    WRIT_RETURN_IF_ERROR(ledger->Include(elements).status());
    after = ValueOf(fact.aggregate, ledger->standing(), fact.initial);
  }
  return ChangeOf(fact, key, elements, after, now);
}

absl::StatusOr<std::vector<Value>> SettledElements(const SeenCall& seen, const FactDef& fact,
                                                   const Reservation& reservation,
                                                   FactSource& source, Workspace& workspace) {
  if (fact.update.settle.present()) {
    workspace.budget = Budget(kDecisionFuel);
    const size_t level = reservation.level;
    if (level >= seen.call.levels.size()) {
      return absl::DataLossError("a decision changed a fact for a task that it has not");
    }
    WRIT_RETURN_IF_ERROR(ReadSlots(seen.call, level, fact.update.slots, source, workspace));
    const Value settled = Evaluate(seen.call, level, fact.update.settle,
                                   workspace.facts.levels[level].slots, workspace);
    if (!settled.is_error() && !settled.is(Kind::kAbsent)) return std::vector<Value>{settled};
  }
  if (!reservation.released) return std::vector<Value>();
  return Decode(reservation.elements, workspace.arena);
}

absl::StatusOr<std::vector<Change>> SuccessChanges(const SeenCall& seen,
                                                   const std::vector<uint32_t>& updates, Micros now,
                                                   FactSource& source, State& state,
                                                   Workspace& workspace) {
  std::vector<Change> changes;
  if (updates.empty()) return changes;
  WRIT_RETURN_IF_ERROR(ReadOutcomeFacts(seen.call, updates, source, workspace));
  const Facts& facts = workspace.facts;
  for (const PlannedUpdate& update : facts.updates) {
    const FactReadingValue& before = facts.readings[update.reading];
    const FactDef& fact = seen.policy->program().facts[update.fact];
    WRIT_ASSIGN_OR_RETURN(
        Change change,
        IncludeSuccess(fact, before.key, before.value, update.span(), now, state, workspace.arena));
    change.level = update.level;
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace writ
