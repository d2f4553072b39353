// What-if: runs a log again under another policy, as if that had been active from the
// start, and says what would have been decided otherwise.
//
// History changes as verdicts change: a call that the other policy denies adds nothing to
// any fact, and its outcome is left out; one that it permits does, and nothing is known of
// its outcome. So a later call may change because an earlier one did.
#ifndef WRIT_ENGINE_REPLAY_WHAT_IF_H_
#define WRIT_ENGINE_REPLAY_WHAT_IF_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "engine/bytecode/program.h"
#include "engine/decision/call.h"
#include "engine/storage/store.h"
#include "engine/value/decimal.h"

namespace writ {

// Sums by currency ("EUR"). A sum that overflows stays at what it was and says so in the
// report's notes.
using MoneySums = std::map<std::string, Decimal>;

struct ChangedVerdict {
  uint64_t index = 0;  // of the decision in the log
  std::string task_id, action;
  Verdict before{}, after{};
  Reason reason_before{}, reason_after{};
  std::vector<std::string> rules_before, rules_after;
  // The rule that made the difference: the one that denies now or, for a permit, the one that
  // permits now; when no rule does (nothing permits it any more), the one that decided then.
  std::string rule;
  MoneySums money;  // in the call's arguments
};

struct WhatIfReport {
  static constexpr size_t kMaxNotes = 100;

  uint64_t decisions = 0;
  uint64_t changed = 0;
  // In the arguments of all permitted calls, then and under the other policy.
  MoneySums money_before, money_after;
  // What the other policy could not take over: a fact that it does not have, a result that
  // does not fit its types.
  std::vector<std::string> notes;
};

// Takes each changed verdict, in the order of the log. An error ends the run and is its own.
using OnChangedVerdict = absl::FunctionRef<absl::Status(const ChangedVerdict& change)>;

// Reads `store` only; works in memory, about as much as the log is long. DataLoss when a
// record cannot be read: a damaged log has no what-if.
absl::StatusOr<WhatIfReport> WhatIf(const Store& store, std::shared_ptr<const Program> other,
                                    OnChangedVerdict on_change);

}  // namespace writ

#endif  // WRIT_ENGINE_REPLAY_WHAT_IF_H_
