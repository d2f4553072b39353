// The state is a fold of the log: what each event changes, in one place.
//
// The shard applies a command by writing its event and folding that event; rebuilding
// folds the same events out of the log alone, and must come to the same rows. So nothing
// but Fold writes a table that is made of kState (engine/storage/tables.def); the row of
// Table::kMeta that names the tree's edge and the last time are the log's own.
//
// A fold reads the event's bytes, the body that stands outside of it, and rows that
// earlier events have made. No clock, no policy that is active just now, nothing of the
// request that the event does not hold (docs/decisions/0035-state-is-written-by-the-fold.md).
#ifndef WRIT_ENGINE_DECISION_FOLD_H_
#define WRIT_ENGINE_DECISION_FOLD_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/base/sha256.h"
#include "engine/facts/state.h"

namespace writ {

// Keys of Table::kMeta.
inline constexpr std::string_view kEdgeKey = "edge";
inline constexpr std::string_view kTimeKey = "time";
inline constexpr std::string_view kPolicyKey = "policy";

// The row of kPolicyKey: the digest of the active policy's bundle, then 1 when a call
// activated it, and nothing when the engine was opened with it.
struct ActivePolicy {
  Digest bundle{};
  bool by_call = false;
};
// DataLoss for a row that is none.
absl::StatusOr<ActivePolicy> DecodeActivePolicy(std::string_view row);

// Value of an open ticket's row in Table::kTickets.
inline constexpr char kTicketOpen = 1;
// Values of Table::kTokens.
inline constexpr char kTokenRedeemed = 1;
inline constexpr char kTokenRevoked = 2;
// How long it is remembered that a token was spent. No policy loads that lets one live longer,
// counted from its permit, so whoever comes later has one that has expired.
inline constexpr Micros kTokenKept = Micros{60} * 1'000'000;

struct LoggedEvent {
  uint64_t index = 0;
  std::string_view event;
  // The body when it stands outside the event (OutsideBody), else empty.
  std::string_view body;
};

// Puts what the event changes into `state`. On an error nothing was put: all that can fail
// is done before the first write. DataLoss: the event does not decode, or contradicts the
// rows before it.
absl::Status Fold(const LoggedEvent& logged, State& state);

// The digest that stands for a call under its idempotency key, from what its event holds.
// `args` is the canonical encoding, or the reason why there is none.
Digest IdempotencyDigest(std::string_view agent, std::string_view action, bool args_readable,
                         std::string_view args);
// In Table::kLeases, whose rows say all in their keys.
inline constexpr char kLeaseRow = '\1';
std::string LeaseKey(Micros release_at, uint64_t index);
// In Table::kKeys.
std::string IdempotencyKey(std::string_view task_id, std::string_view key);
// Of what was reported, for Table::kCalls; `result` is canonical, empty for none.
Digest OutcomeDigest(bool succeeded, std::string_view result);

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_FOLD_H_
