#include "engine/decision/backfill.h"

#include <algorithm>
#include <set>

#include "absl/container/flat_hash_set.h"
#include "engine/base/status_macros.h"
#include "engine/decision/fold.h"
#include "engine/decision/fold_facts.h"
#include "engine/decision/settlement.h"
#include "engine/facts/fact_key.h"
#include "engine/facts/open_call.h"
#include "engine/facts/read_fact.h"
#include "engine/facts/state.h"
#include "engine/facts/tables.h"
#include "engine/log/event.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

// Events between two commits to the store in memory, so that its batch stays small.
constexpr uint64_t kEventsAtOnce = 1024;
constexpr size_t kRowsAtOnce = 4096;

// Facts as they stand so far: the new ones, and others as the log recorded them.
class ScratchFacts : public FactSource {
 public:
  ScratchFacts(State& state, const absl::flat_hash_set<uint32_t>& facts)
      : tables_(state), facts_(facts) {}

  void set_now(Micros now) { now_ = now; }

  absl::StatusOr<FactValue> Read(const Program& program, uint32_t fact, std::string_view key,
                                 Arena& arena) override {
    const bool plain = fact >= kFirstSpecialSlot ||
                       program.facts[fact].aggregate == Aggregate::kAsserted ||
                       KeepingOf(program.facts[fact]) == Keeping::kPlain;
    if (!plain && !facts_.contains(fact)) {
      return FactValue{Value::Error(ErrorCode::kFactUnavailable)};
    }
    return ReadFact(program, fact, key, now_, tables_, arena);
  }

 private:
  StateTables tables_;
  const absl::flat_hash_set<uint32_t>& facts_;
  Micros now_ = 0;
};

class Backfill {
 public:
  Backfill(const RecordedLog& log, std::shared_ptr<const Policy> policy,
           const std::vector<uint32_t>& facts)
      : log_(log), policy_(std::move(policy)), facts_(facts.begin(), facts.end()) {}

  absl::StatusOr<Backfilled> Run(Micros now) {
    for (uint64_t index = 0; index < log_.size; ++index) {
      WRIT_ASSIGN_OR_RETURN(std::string event, log_.event(index));
      WRIT_RETURN_IF_ERROR(Take(index, event));
      if (index % kEventsAtOnce == 0) WRIT_RETURN_IF_ERROR(Commit());
    }
    WRIT_RETURN_IF_ERROR(ReleaseDue(now));
    WRIT_RETURN_IF_ERROR(Commit());
    return Collect();
  }

 private:
  absl::Status Commit() {
    WriteBatch batch;
    const uint64_t group = state_.Seal(batch);
    WRIT_RETURN_IF_ERROR(store_->Commit(batch, Durability::kBuffered));
    state_.Committed(group);
    return absl::OkStatus();
  }

  absl::Status Take(uint64_t index, const std::string& event) {
    workspace_.arena.Reset();
    WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(event));
    WRIT_RETURN_IF_ERROR(ReleaseDue(head.time));
    source_.set_now(head.time);
    if (head.kind == EventKind::kFactPut || head.kind == EventKind::kEntityPut ||
        head.kind == EventKind::kFactRemoved) {
      return writ::Fold({.index = index, .event = event, .body = {}}, state_);
    }
    if (head.kind == EventKind::kCallDecided) {
      WRIT_ASSIGN_OR_RETURN(CallDecided call, DecodeCallDecided(event));
      if (call.verdict == static_cast<uint8_t>(Verdict::kPermit)) return TakeCall(index, event);
    } else if (head.kind == EventKind::kOutcomeReported) {
      return TakeOutcome(head.time, event);
    }
    return absl::OkStatus();
  }

  // A permitted call with what it takes to look at it again.
  struct Recorded {
    std::string event, outside;
    CallDecided decided;
    CallBody body;
    CallRequest request;
    SeenCall seen;
    Micros time = 0;
    bool known = false;  // the policy admits it
  };

  absl::Status See(std::string event, Recorded& call) {
    call.event = std::move(event);
    WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(call.event));
    call.time = head.time;
    WRIT_ASSIGN_OR_RETURN(call.decided, DecodeCallDecided(call.event));
    if (call.decided.body_is_digest) {
      WRIT_ASSIGN_OR_RETURN(call.outside, log_.body(call.decided.body));
    }
    WRIT_ASSIGN_OR_RETURN(
        call.body, DecodeCallBody(call.decided.body_is_digest ? std::string_view(call.outside)
                                                              : call.decided.body));
    WRIT_ASSIGN_OR_RETURN(call.request, RequestOf(call.decided, call.body));
    WRIT_ASSIGN_OR_RETURN(call.known, SeeCall(policy_, call.request, call.decided, call.body,
                                              call.time, log_.load, workspace_.arena, call.seen));
    return absl::OkStatus();
  }

  // Those of `updates` that are to be made.
  std::vector<uint32_t> Wanted(const std::vector<uint32_t>& updates) const {
    std::vector<uint32_t> wanted;
    std::copy_if(updates.begin(), updates.end(), std::back_inserter(wanted),
                 [this](uint32_t fact) { return facts_.contains(fact); });
    return wanted;
  }

  // Other facts as the event changed them, for definitions that read them. Rows of the new
  // ones are this pass's own.
  void Remember(const std::vector<Delta>& deltas) {
    for (const Delta& delta : deltas) {
      const FactDef* fact = program().FindIdentity(delta.key);
      if (fact == nullptr || facts_.contains(program().IndexOf(*fact))) continue;
      if (delta.keeping != static_cast<uint8_t>(Keeping::kPlain)) continue;
      state_.Put(Table::kFacts, std::string(delta.key), std::string(delta.value));
    }
  }

  absl::Status TakeCall(uint64_t index, const std::string& event) {
    Recorded call;
    WRIT_RETURN_IF_ERROR(See(event, call));
    open_.insert(index);
    state_.Put(Table::kCalls, EntryKey(index), EncodeOpenCall({call.time, {}}));
    if (call.known) WRIT_RETURN_IF_ERROR(Reserve(index, call));
    Remember(call.body.deltas);
    return absl::OkStatus();
  }

  absl::Status Reserve(uint64_t index, const Recorded& call) {
    const Plan& plan = *call.seen.call.levels[0].plan;
    WRIT_ASSIGN_OR_RETURN(
        std::vector<Change> changes,
        SuccessChanges(call.seen, Wanted(plan.updates), call.time, source_, state_, workspace_));
    if (changes.empty()) return absl::OkStatus();
    std::vector<Delta> deltas;
    for (const Change& change : changes) deltas.push_back(change.delta());
    FactFold fold(call.time, state_);
    OpenCall open{call.time, {}};
    for (size_t i = 0; i < changes.size(); ++i) {
      WRIT_ASSIGN_OR_RETURN(uint64_t position, fold.Include(deltas[i]));
      const Micros release = program().FindIdentity(changes[i].key)->update.release;
      open.reservations.push_back({changes[i].key, position, changes[i].elements,
                                   release == 0 ? 0 : call.time + release, false,
                                   changes[i].level});
      if (release != 0) leases_.emplace(call.time + release, index);
    }
    WRIT_RETURN_IF_ERROR(fold.Write());
    state_.Put(Table::kCalls, EntryKey(index), EncodeOpenCall(open));
    return absl::OkStatus();
  }

  absl::Status TakeOutcome(Micros time, const std::string& event) {
    WRIT_ASSIGN_OR_RETURN(OutcomeReported outcome, DecodeOutcomeReported(event));
    std::string outside;
    if (outcome.body_is_digest) {
      WRIT_ASSIGN_OR_RETURN(outside, log_.body(outcome.body));
    }
    WRIT_ASSIGN_OR_RETURN(
        OutcomeBody body,
        DecodeOutcomeBody(outcome.body_is_digest ? std::string_view(outside) : outcome.body));
    Recorded call;
    WRIT_ASSIGN_OR_RETURN(std::string decided, log_.event(outcome.decision));
    WRIT_RETURN_IF_ERROR(See(std::move(decided), call));
    WRIT_ASSIGN_OR_RETURN(OpenCall open, TakeOpen(outcome.decision));
    if (call.known) WRIT_RETURN_IF_ERROR(Settle(time, outcome, body, open, call));
    Remember(body.settled);
    Remember(body.deltas);
    return absl::OkStatus();
  }

  absl::Status Settle(Micros time, const OutcomeReported& outcome, const OutcomeBody& body,
                      const OpenCall& open, Recorded& call) {
    bool fits = true;
    if (outcome.succeeded && !body.result.empty()) {
      WRIT_ASSIGN_OR_RETURN(Value raw, DecodeCanonical(body.result, workspace_.arena));
      fits = GiveResult(raw, call.seen, workspace_.arena).ok();
    }
    std::vector<Change> settled, included;
    for (const Reservation& reservation : open.reservations) {
      WRIT_RETURN_IF_ERROR(
          SettleOne(time, outcome.succeeded, open, reservation, call.seen, settled));
    }
    if (outcome.succeeded && fits) {
      const uint32_t action = call.seen.call.action;
      WRIT_ASSIGN_OR_RETURN(
          included, SuccessChanges(call.seen, Wanted(policy_->index().OnSuccess(action)), time,
                                   source_, state_, workspace_));
    }
    return Fold(time, open, settled, included);
  }

  absl::Status SettleOne(Micros time, bool succeeded, const OpenCall& open,
                         const Reservation& reservation, const SeenCall& seen,
                         std::vector<Change>& settled) {
    if (!succeeded && reservation.released) return absl::OkStatus();
    const FactDef& fact = *program().FindIdentity(reservation.key);
    std::vector<Value> instead;
    if (succeeded) {
      WRIT_ASSIGN_OR_RETURN(instead, SettledElements(seen, fact, reservation, source_, workspace_));
      if (instead.empty()) return absl::OkStatus();
    }
    WRIT_ASSIGN_OR_RETURN(auto change, SettleReservation(fact, open, reservation, instead, time,
                                                         state_, workspace_.arena));
    if (change) settled.push_back(*std::move(change));
    return absl::OkStatus();
  }

  absl::Status Fold(Micros time, const OpenCall& open, const std::vector<Change>& settled,
                    const std::vector<Change>& included) {
    std::vector<Delta> deltas;
    for (const auto* changes : {&settled, &included}) {
      for (const Change& change : *changes) deltas.push_back(change.delta());
    }
    FactFold fold(time, state_);
    for (size_t i = 0; i < deltas.size(); ++i) {
      if (i < settled.size()) {
        WRIT_RETURN_IF_ERROR(fold.Settle(open, deltas[i]));
      } else {
        WRIT_RETURN_IF_ERROR(fold.Include(deltas[i]).status());
      }
    }
    return fold.Write();
  }

  // What the call has reserved; from now on it is reported.
  absl::StatusOr<OpenCall> TakeOpen(uint64_t index) {
    if (open_.erase(index) == 0) return OpenCall();
    WRIT_ASSIGN_OR_RETURN(const std::string* row, state_.Get(Table::kCalls, EntryKey(index)));
    return DecodeOpenCall(*row);
  }

  absl::Status ReleaseDue(Micros now) {
    while (!leases_.empty() && leases_.begin()->first <= now) {
      const auto [time, index] = *leases_.begin();
      leases_.erase(leases_.begin());
      if (open_.contains(index)) WRIT_RETURN_IF_ERROR(Release(time, index));
    }
    return absl::OkStatus();
  }

  absl::Status Release(Micros time, uint64_t index) {
    WRIT_ASSIGN_OR_RETURN(const std::string* row, state_.Get(Table::kCalls, EntryKey(index)));
    WRIT_ASSIGN_OR_RETURN(OpenCall open, DecodeOpenCall(*row));
    std::vector<Change> settled;
    OpenCall after = open;
    for (size_t i = 0; i < open.reservations.size(); ++i) {
      const Reservation& reservation = open.reservations[i];
      if (reservation.release_at != time || reservation.released) continue;
      const FactDef& fact = *program().FindIdentity(reservation.key);
      WRIT_ASSIGN_OR_RETURN(auto change, SettleReservation(fact, open, reservation, {}, time,
                                                           state_, workspace_.arena));
      if (change) settled.push_back(*std::move(change));
      after.reservations[i].released = true;
    }
    WRIT_RETURN_IF_ERROR(Fold(time, open, settled, {}));
    state_.Put(Table::kCalls, EntryKey(index), EncodeOpenCall(after));
    return absl::OkStatus();
  }

  absl::StatusOr<Backfilled> Collect() {
    Backfilled backfilled;
    for (Table table : {Table::kFacts, Table::kHistory}) {
      WRIT_RETURN_IF_ERROR(CollectTable(table, backfilled.rows));
    }
    for (uint64_t index : open_) {
      WRIT_ASSIGN_OR_RETURN(const std::string* row, state_.Get(Table::kCalls, EntryKey(index)));
      backfilled.open_calls.emplace_back(index, *row);
    }
    std::sort(backfilled.open_calls.begin(), backfilled.open_calls.end());
    for (const auto& lease : leases_) {
      if (open_.contains(lease.second)) backfilled.leases.push_back(lease);
    }
    return backfilled;
  }

  absl::Status CollectTable(Table table, std::vector<WriteBatch::Write>& into) {
    std::string from;
    while (true) {
      WRIT_ASSIGN_OR_RETURN(auto rows, store_->Scan(table, from, "", kRowsAtOnce));
      for (KeyValue& row : rows) {
        const FactDef* fact = program().FindIdentity(row.key);
        from = row.key + '\0';
        if (fact == nullptr || !facts_.contains(program().IndexOf(*fact))) continue;
        into.push_back({table, std::move(row.key), std::move(row.value)});
      }
      if (rows.size() < kRowsAtOnce) return absl::OkStatus();
    }
  }

  const Program& program() const { return policy_->program(); }

  const RecordedLog& log_;
  const std::shared_ptr<const Policy> policy_;
  const absl::flat_hash_set<uint32_t> facts_;
  std::unique_ptr<Store> store_ = NewMemoryStore();
  State state_{*store_};
  ScratchFacts source_{state_, facts_};
  Workspace workspace_;
  absl::flat_hash_set<uint64_t> open_;            // calls with reservations, not reported
  std::set<std::pair<Micros, uint64_t>> leases_;  // may be of calls that are reported
};

}  // namespace

absl::StatusOr<Backfilled> BackfillFacts(const RecordedLog& log,
                                         std::shared_ptr<const Policy> policy,
                                         const std::vector<uint32_t>& facts, Micros now) {
  return Backfill(log, std::move(policy), facts).Run(now);
}

}  // namespace writ
