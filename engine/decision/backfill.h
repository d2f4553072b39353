// Backfill: facts that are new in a policy, made from the calls that the log holds.
//
// Goes once through the log, in order, and takes every permitted call, every outcome and
// every lease into account by the new definitions, at the times of the events, as if the
// facts had been there. Calls that the policy would not admit (another action, other
// arguments) are left out. Facts that the definitions read are read as they stood then,
// when they are kept plain; one in a window is not known any more, and a definition that
// needs it is an Error for that call.
//
// Costs a few decisions for each permitted call in the log. Changes nothing: the rows that
// it finds are recorded as events (FactsBackfilled).
#ifndef WRIT_ENGINE_DECISION_BACKFILL_H_
#define WRIT_ENGINE_DECISION_BACKFILL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "engine/decision/policy.h"
#include "engine/decision/recorded_call.h"
#include "engine/storage/store.h"

namespace writ {

// The log that is gone through.
struct RecordedLog {
  uint64_t size = 0;
  absl::FunctionRef<absl::StatusOr<std::string>(uint64_t index)> event;
  // By the digest that stands in an event.
  absl::FunctionRef<absl::StatusOr<std::string>(std::string_view digest)> body;
  LoadPolicy load;  // scopes that tasks were granted with
};

struct Backfilled {
  // Rows of Table::kFacts and Table::kHistory, in order.
  std::vector<WriteBatch::Write> rows;
  // What each call that is still open has reserved of the facts, often nothing: an encoded
  // OpenCall each.
  std::vector<std::pair<uint64_t, std::string>> open_calls;
  // Where a lease ends, and of which call.
  std::vector<std::pair<Micros, uint64_t>> leases;
};

// `facts`: indexes in the policy's program, all derived. `now`: the time of the activation.
absl::StatusOr<Backfilled> BackfillFacts(const RecordedLog& log,
                                         std::shared_ptr<const Policy> policy,
                                         const std::vector<uint32_t>& facts, Micros now);

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_BACKFILL_H_
