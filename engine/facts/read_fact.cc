#include "engine/facts/read_fact.h"

#include <optional>
#include <string>

#include "engine/base/status_macros.h"
#include "engine/facts/fact_key.h"
#include "engine/facts/ledger.h"
#include "engine/facts/read_row.h"

namespace writ {
namespace {

bool IsPlain(const Program& program, uint32_t fact) {
  return fact >= kFirstSpecialSlot || program.facts[fact].aggregate == Aggregate::kAsserted ||
         KeepingOf(program.facts[fact]) == Keeping::kPlain;
}

absl::StatusOr<FactValue> ReadKept(const Program& program, uint32_t fact, std::string_view key,
                                   Micros now, Tables& tables, Arena& arena) {
  if (IsPlain(program, fact)) {
    std::optional<std::string> kept;
    auto row = [&](std::string_view at) -> absl::StatusOr<std::optional<std::string_view>> {
      WRIT_ASSIGN_OR_RETURN(kept, tables.Get(Table::kFacts, at));
      if (!kept) return std::optional<std::string_view>();
      return std::optional<std::string_view>(*kept);
    };
    WRIT_ASSIGN_OR_RETURN(Value value, ReadFactRow(program, fact, key, now, row, arena));
    return FactValue{value};
  }
  const FactDef& definition = program.facts[fact];
  const KeptAs kept = KeptAsOf(definition, now);
  WRIT_ASSIGN_OR_RETURN(auto ledger, Ledger::Open(kept, key, now, tables, arena));
  const FactStanding standing = ledger->standing();
  FactValue read{ValueOf(kept.aggregate, standing, definition.initial)};
  if (standing.live > 0) {
    // A sliding window lets go of its oldest call, a calendar one of all that it has.
    const bool sliding = definition.update.window.is_sliding();
    read.changes_at = definition.update.window.End(sliding ? standing.oldest : now);
  }
  return read;
}

// The first Error that stands for the value, because a success could not be told apart.
absl::StatusOr<Value> FaultOf(const Program& program, uint32_t fact, std::string_view key,
                              Micros now, Tables& tables, Arena& arena) {
  for (const std::string& fault : FaultKeysOf(program, fact, key)) {
    WRIT_ASSIGN_OR_RETURN(FactValue read, ReadKept(program, fact, fault, now, tables, arena));
    if (read.value.is_error()) return read.value;
  }
  return Value();
}

}  // namespace

absl::StatusOr<FactValue> ReadFact(const Program& program, uint32_t fact, std::string_view key,
                                   Micros now, Tables& tables, Arena& arena) {
  WRIT_ASSIGN_OR_RETURN(Value fault, FaultOf(program, fact, key, now, tables, arena));
  if (fault.is_error()) return FactValue{fault};
  return ReadKept(program, fact, key, now, tables, arena);
}

}  // namespace writ
