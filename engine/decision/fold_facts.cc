#include "engine/decision/fold_facts.h"

#include <algorithm>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

absl::Status Unknown(const char* what) { return absl::DataLossError(what); }

bool IsPlain(const Delta& delta) { return delta.keeping == static_cast<uint8_t>(Keeping::kPlain); }

}  // namespace

absl::StatusOr<Ledger*> FactFold::LedgerOf(const Delta& delta) {
  if (delta.keeping > static_cast<uint8_t>(Keeping::kHistory) ||
      delta.aggregate > static_cast<uint8_t>(Aggregate::kSet)) {
    return Unknown("a fact is kept in no known way");
  }
  auto [found, added] = ledgers_.try_emplace(delta.key);
  if (added) {
    const KeptAs kept{static_cast<Keeping>(delta.keeping), static_cast<Aggregate>(delta.aggregate),
                      delta.start};
    WRIT_ASSIGN_OR_RETURN(found->second, Ledger::Open(kept, delta.key, now_, tables_, arena_));
  }
  return found->second.get();
}

absl::StatusOr<std::vector<Value>> FactFold::Elements(const std::vector<std::string_view>& bytes) {
  std::vector<Value> elements;
  for (std::string_view element : bytes) {
    WRIT_ASSIGN_OR_RETURN(elements.emplace_back(), DecodeCanonical(element, arena_));
  }
  return elements;
}

absl::StatusOr<std::vector<Value>> FactFold::Elements(const std::vector<std::string>& bytes) {
  return Elements(std::vector<std::string_view>(bytes.begin(), bytes.end()));
}

absl::StatusOr<uint64_t> FactFold::Include(const Delta& delta) {
  if (IsPlain(delta)) {
    plain_.push_back(&delta);
    return uint64_t{0};
  }
  WRIT_ASSIGN_OR_RETURN(Ledger * ledger, LedgerOf(delta));
  WRIT_ASSIGN_OR_RETURN(std::vector<Value> elements, Elements(delta.elements));
  return ledger->Include(elements);
}

absl::Status FactFold::Settle(const OpenCall& call, const Delta& delta) {
  auto reserved = std::find_if(call.reservations.begin(), call.reservations.end(),
                               [&delta](const Reservation& r) { return r.key == delta.key; });
  if (reserved == call.reservations.end()) return Unknown("what was not reserved is settled");
  if (IsPlain(delta)) {
    plain_.push_back(&delta);
    return absl::OkStatus();
  }
  if (reserved->released) return Include(delta).status();
  WRIT_ASSIGN_OR_RETURN(Ledger * ledger, LedgerOf(delta));
  WRIT_ASSIGN_OR_RETURN(std::vector<Value> before, Elements(reserved->elements));
  WRIT_ASSIGN_OR_RETURN(std::vector<Value> after, Elements(delta.elements));
  const Contribution contribution{reserved->position, call.time, before};
  if (after.empty()) return ledger->TakeOut(contribution);
  if (after.size() != 1 || before.size() != 1) return Unknown("several amounts are settled");
  return ledger->Replace(contribution, after[0]);
}

absl::Status FactFold::Write() {
  for (const Delta* delta : plain_) {
    state_.Put(Table::kFacts, std::string(delta->key), std::string(delta->value));
  }
  for (auto& [key, ledger] : ledgers_) WRIT_RETURN_IF_ERROR(ledger->Store());
  return absl::OkStatus();
}

}  // namespace writ
