// Shard::ReleaseDue: `on unknown release`. A lease ends with the first command, or the first
// reading of a fact that has leases, whose time has reached its end; by an event of its own.
#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/decision/settlement.h"
#include "engine/decision/shard.h"
#include "engine/log/event.h"

namespace writ {
namespace {

// Rows read at once.
constexpr size_t kLeasesAtOnce = 4096;

}  // namespace

absl::Status Shard::LoadLeases(const Store& store) {
  std::string from;
  while (true) {
    WRIT_ASSIGN_OR_RETURN(auto rows, store.Scan(Table::kLeases, from, "", kLeasesAtOnce));
    for (const KeyValue& row : rows) {
      ByteReader reader(row.key);
      const Micros release_at = static_cast<Micros>(reader.U64());
      const uint64_t index = reader.U64();
      if (!reader.done()) return absl::DataLossError("a lease is damaged");
      leases_.emplace(release_at, index);
    }
    if (rows.size() < kLeasesAtOnce) return absl::OkStatus();
    from = rows.back().key + '\0';
  }
}

absl::Status Shard::ReleaseDue(Micros now) {
  while (!leases_.empty() && leases_.begin()->first <= now) {
    const uint64_t index = leases_.begin()->second;
    WRIT_RETURN_IF_ERROR(Release(index, now));
    leases_.erase(leases_.begin());
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> Shard::PassLeases() {
  WRIT_RETURN_IF_ERROR(ReleaseDue(LogicalTime()));
  return edge_.size();
}

// Releases everything of the call that is due. A call whose outcome was reported, or of
// which it was released already, has nothing left.
absl::Status Shard::Release(uint64_t index, Micros now) {
  WRIT_ASSIGN_OR_RETURN(const std::string* row, state_.Get(Table::kCalls, EntryKey(index)));
  if (row == nullptr || !IsOpenCall(*row)) return absl::OkStatus();
  WRIT_ASSIGN_OR_RETURN(OpenCall call, DecodeOpenCall(*row));
  Arena arena;
  std::vector<Change> changes;
  bool due = false;
  for (const Reservation& reservation : call.reservations) {
    if (reservation.release_at == 0 || reservation.release_at > now || reservation.released) {
      continue;
    }
    due = true;
    const FactDef* fact = policy_->program().FindIdentity(reservation.key);
    // The active policy has no such fact: nobody reads it.
    if (fact == nullptr) continue;
    WRIT_ASSIGN_OR_RETURN(auto change,
                          SettleReservation(*fact, call, reservation, {}, now, state_, arena));
    if (change) changes.push_back(*std::move(change));
  }
  if (!due) return absl::OkStatus();
  OutcomeBody body;
  for (const Change& change : changes) body.settled.push_back(change.delta());
  std::string bytes = Encode(body);
  LeasePassed event{.decision = index, .body = bytes};
  const Digest digest = Sha256(bytes);
  const bool outside = bytes.size() > kMaxInlineBody;
  if (outside) event.body_is_digest = true, event.body = AsBytes(digest);
  const std::string encoded = Encode(now, event);
  return Append(encoded, {digest, outside ? std::move(bytes) : std::string()}).status();
}

}  // namespace writ
