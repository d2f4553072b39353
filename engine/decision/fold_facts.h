// The part of the fold that changes derived facts: what a call contributes, what its
// outcome settles or takes out, what is released when nobody reports one.
//
// An event says of each fact how it is kept, so that nothing here needs a policy. All
// that can fail is done before Write puts the first row.
#ifndef WRIT_ENGINE_DECISION_FOLD_FACTS_H_
#define WRIT_ENGINE_DECISION_FOLD_FACTS_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/arena.h"
#include "engine/facts/ledger.h"
#include "engine/facts/open_call.h"
#include "engine/facts/state.h"
#include "engine/log/event.h"

namespace writ {

class FactFold {
 public:
  // `state` and what deltas point to outlive it. `now`: the time of the event.
  FactFold(Micros now, State& state) : now_(now), state_(state), tables_(state) {}
  FactFold(const FactFold&) = delete;
  FactFold& operator=(const FactFold&) = delete;

  // Takes contributions made now into account; gives where the first stands.
  absl::StatusOr<uint64_t> Include(const Delta& delta);
  // Takes out what `call` reserved under the key of `delta`, or puts the one element of
  // `delta` in its place. What was released before is not taken out again, and comes back
  // with the elements of `delta`.
  absl::Status Settle(const OpenCall& call, const Delta& delta);
  absl::Status Write();

 private:
  absl::StatusOr<Ledger*> LedgerOf(const Delta& delta);
  absl::StatusOr<std::vector<Value>> Elements(const std::vector<std::string>& bytes);
  absl::StatusOr<std::vector<Value>> Elements(const std::vector<std::string_view>& bytes);

  const Micros now_;
  State& state_;
  StateTables tables_;
  Arena arena_;
  std::map<std::string_view, std::unique_ptr<Ledger>> ledgers_;  // by the fact's key
  std::vector<const Delta*> plain_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_FOLD_FACTS_H_
