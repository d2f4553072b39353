// Shard::Activate: another policy decides from now on. Facts that are new in it start from
// the calls in the log (backfill.h).
#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "engine/base/failpoint.h"
#include "engine/base/status_macros.h"
#include "engine/decision/backfill.h"
#include "engine/decision/fold.h"
#include "engine/decision/shard.h"
#include "engine/facts/open_call.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"

namespace writ {
namespace {

// Of the body of one event: what more there is goes into the next.
constexpr size_t kBackfillBytes = 512 * 1024;
constexpr size_t kRowsAtOnce = 4096;

// The first text behind all that start with `prefix`, which is not all 0xff.
std::string Behind(std::string prefix) {
  while (!prefix.empty() && static_cast<uint8_t>(prefix.back()) == 0xff) prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

using Identities = absl::flat_hash_set<std::string>;

// `row`, of an open call, with what `found` says of the facts with these identities.
absl::StatusOr<std::string> Merged(const std::string& row, const std::string& found,
                                   const Identities& identities) {
  WRIT_ASSIGN_OR_RETURN(OpenCall call, DecodeOpenCall(row));
  WRIT_ASSIGN_OR_RETURN(OpenCall added, DecodeOpenCall(found));
  auto& reservations = call.reservations;
  reservations.erase(std::remove_if(reservations.begin(), reservations.end(),
                                    [&](const Reservation& r) {
                                      return identities.contains(r.key.substr(0, kIdentityBytes));
                                    }),
                     reservations.end());
  for (Reservation& reservation : added.reservations) {
    reservations.push_back(std::move(reservation));
  }
  return EncodeOpenCall(call);
}

}  // namespace

absl::StatusOr<std::string> Shard::RecordedEvent(uint64_t index) {
  const std::string key = EntryKey(index);
  WRIT_ASSIGN_OR_RETURN(auto entry, store_.Get(Table::kEntries, key));
  if (!entry) {
    const std::string* appended = state_.FindAppended(Table::kEntries, key);
    if (appended == nullptr) {
      WRIT_ASSIGN_OR_RETURN(appended, state_.Get(Table::kEntries, key));
    }
    if (appended == nullptr) return absl::DataLossError("an event of the log is missing");
    entry = *appended;
  }
  WRIT_ASSIGN_OR_RETURN(std::string_view event, OpenEntry(*entry));
  return std::string(event);
}

absl::StatusOr<std::string> Shard::RecordedBody(std::string_view digest) {
  WRIT_ASSIGN_OR_RETURN(auto body, store_.Get(Table::kBlobs, digest));
  if (body) return *std::move(body);
  const std::string* appended = state_.FindAppended(Table::kBlobs, digest);
  if (appended == nullptr) return absl::DataLossError("the body of an event is missing");
  return *appended;
}

absl::StatusOr<std::vector<uint32_t>> Shard::NewFacts(const Policy& policy) {
  std::vector<uint32_t> facts;
  WRIT_ASSIGN_OR_RETURN(const std::string* active, state_.Get(Table::kMeta, kPolicyKey));
  if (active == nullptr) return facts;  // nothing was decided yet
  WRIT_ASSIGN_OR_RETURN(const ActivePolicy current, DecodeActivePolicy(*active));
  // A bundle of a format that is not read any more: its facts are as good as unknown.
  auto before = PolicyOf(current.bundle);
  const Program& program = policy.program();
  for (const FactDef& fact : program.facts) {
    const bool derived = fact.aggregate != Aggregate::kAsserted;
    const bool kept = before.ok() && (*before)->program().FindIdentity(fact.identity) != nullptr;
    if (derived && !kept) facts.push_back(program.IndexOf(fact));
  }
  return facts;
}

// What stands under the identities from an earlier time, when a policy kept them, and was
// not found again.
absl::Status Shard::StaleRows(const Program& program, const std::vector<uint32_t>& facts,
                              std::vector<WriteBatch::Write>& rows) {
  std::vector<WriteBatch::Write> stale;
  for (Table table : {Table::kFacts, Table::kHistory}) {
    absl::flat_hash_set<std::string> found;
    for (const WriteBatch::Write& row : rows) {
      if (row.table == table) found.insert(row.key);
    }
    auto drop = [&](const std::string& key) {
      if (found.insert(key).second) stale.push_back({table, key, std::nullopt});
    };
    for (uint32_t fact : facts) {
      const std::string& identity = program.facts[fact].identity;
      for (const std::string& key : state_.UncommittedKeys(table, identity)) drop(key);
      std::string from = identity;
      while (true) {
        WRIT_ASSIGN_OR_RETURN(auto kept, store_.Scan(table, from, Behind(identity), kRowsAtOnce));
        for (const KeyValue& row : kept) drop(row.key);
        if (kept.size() < kRowsAtOnce) break;
        from = kept.back().key + '\0';
      }
    }
  }
  rows.insert(rows.end(), stale.begin(), stale.end());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<WriteBatch::Write>> Shard::BackfillRows(
    const std::shared_ptr<const Policy>& policy, Micros now) {
  WRIT_ASSIGN_OR_RETURN(std::vector<uint32_t> facts, NewFacts(*policy));
  if (facts.empty()) return std::vector<WriteBatch::Write>();
  auto event = [this](uint64_t index) { return RecordedEvent(index); };
  auto body = [this](std::string_view digest) { return RecordedBody(digest); };
  auto load = [this](const Digest& digest) { return PolicyOf(digest); };
  const RecordedLog log{edge_.size(), event, body, load};
  WRIT_ASSIGN_OR_RETURN(Backfilled backfilled, BackfillFacts(log, policy, facts, now));
  std::vector<WriteBatch::Write> rows = std::move(backfilled.rows);
  WRIT_RETURN_IF_ERROR(StaleRows(policy->program(), facts, rows));
  Identities identities;
  for (uint32_t fact : facts) identities.insert(policy->program().facts[fact].identity);
  for (const auto& [index, found] : backfilled.open_calls) {
    WRIT_ASSIGN_OR_RETURN(const std::string* row, state_.Get(Table::kCalls, EntryKey(index)));
    if (row == nullptr || !IsOpenCall(*row)) {
      return absl::DataLossError("what a call has reserved is missing");
    }
    WRIT_ASSIGN_OR_RETURN(std::string merged, Merged(*row, found, identities));
    if (merged != *row) rows.push_back({Table::kCalls, EntryKey(index), std::move(merged)});
  }
  for (const auto& [time, index] : backfilled.leases) {
    rows.push_back({Table::kLeases, LeaseKey(time, index), std::string(1, kLeaseRow)});
    leases_.emplace(time, index);
  }
  return rows;
}

absl::Status Shard::AppendBackfilled(const std::vector<WriteBatch::Write>& rows, Micros now) {
  for (size_t i = 0; i < rows.size();) {
    std::vector<BackfilledRow> part;
    for (size_t bytes = 0; i < rows.size() && bytes < kBackfillBytes; ++i) {
      const WriteBatch::Write& row = rows[i];
      part.push_back({static_cast<uint8_t>(row.table), row.key, std::nullopt});
      if (row.value) part.back().value = *row.value;
      bytes += row.key.size() + (row.value ? row.value->size() : 0);
    }
    std::string bytes = Encode(part);
    const Digest digest = Sha256(bytes);
    FactsBackfilled event{.body = bytes};
    const bool outside = bytes.size() > kMaxInlineBody;
    if (outside) event.body_is_digest = true, event.body = AsBytes(digest);
    const std::string encoded = Encode(now, event);
    WRIT_RETURN_IF_ERROR(
        Append(encoded, {digest, outside ? std::move(bytes) : std::string()}).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> Shard::Activate(std::shared_ptr<const Policy> policy, bool by_call) {
  const Micros now = LogicalTime();
  if (policy_ != nullptr) WRIT_RETURN_IF_ERROR(ReleaseDue(now));
  WRIT_RETURN_IF_ERROR(Pass(Failpoint::kPolicyBeforeSwap));
  WRIT_ASSIGN_OR_RETURN(auto rows, BackfillRows(policy, now));
  std::string digest(AsBytes(policy->program().digest()));
  PolicyActivated event{policy->program().digest(), by_call};
  WRIT_ASSIGN_OR_RETURN(uint64_t index, Append(Encode(now, event)));
  if (absl::Status status = AppendBackfilled(rows, now); !status.ok()) return HalfDone(status);
  state_.Append(Table::kBundles, digest, std::string(policy->program().bytes()));
  policies_.insert_or_assign(std::move(digest), policy);
  policy_ = std::move(policy);
  // Too late to refuse: what is armed here kills or delays.
  Pass(Failpoint::kPolicyAfterSwap).IgnoreError();
  return index;
}

}  // namespace writ
