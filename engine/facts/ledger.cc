#include "engine/facts/ledger.h"

#include "engine/base/status_macros.h"
#include "engine/facts/history.h"
#include "engine/facts/tally.h"

namespace writ {

Keeping KeepingOf(const FactDef& fact) {
  const FactUpdate& update = fact.update;
  if (update.window.is_sliding()) return Keeping::kHistory;
  const bool ordered = fact.aggregate == Aggregate::kMin || fact.aggregate == Aggregate::kMax ||
                       fact.aggregate == Aggregate::kLast;
  // After a success nothing is taken out again.
  if (ordered && !update.on_success) return Keeping::kHistory;
  if (update.window.is_calendar()) return Keeping::kTally;
  const bool subtractable =
      fact.aggregate == Aggregate::kCount || fact.aggregate == Aggregate::kSum;
  return update.on_success || subtractable ? Keeping::kPlain : Keeping::kTally;
}

KeptAs KeptAsOf(const FactDef& fact, Micros now) {
  return {KeepingOf(fact), fact.aggregate, fact.update.window.Start(now)};
}

Value ValueOf(Aggregate aggregate, const FactStanding& standing, const Value& initial) {
  if (standing.full) return Value::Error(ErrorCode::kWindowFull);
  if (standing.live == 0) return initial;
  if (standing.aggregate.is_error()) return standing.aggregate;
  if (aggregate == Aggregate::kAny) return Value::Bool(true);
  if (aggregate == Aggregate::kCount) return Value::Int(static_cast<int64_t>(standing.live));
  return standing.aggregate;
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(const KeptAs& kept, std::string_view key,
                                                     Micros now, Tables& tables, Arena& arena) {
  if (kept.keeping == Keeping::kTally) {
    auto tally = std::make_unique<Tally>(kept, key, tables, arena);
    WRIT_RETURN_IF_ERROR(tally->Open());
    return std::unique_ptr<Ledger>(std::move(tally));
  }
  auto history = std::make_unique<History>(kept, key, now, tables, arena);
  WRIT_RETURN_IF_ERROR(history->Open());
  return std::unique_ptr<Ledger>(std::move(history));
}

}  // namespace writ
