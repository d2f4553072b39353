// Shard::Report: what a call returned settles or takes back what was reserved for it
// (rule R5), and updates the facts over results (rule R6).
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/decision/fold.h"
#include "engine/decision/recorded_call.h"
#include "engine/decision/settlement.h"
#include "engine/decision/shard.h"
#include "engine/decision/state_facts.h"
#include "engine/facts/open_call.h"
#include "engine/log/event.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

// Table::kCalls: 0 while open; 1 and the digest of the report when it was reported.
Digest ReportDigest(const OutcomeReport& report) {
  return OutcomeDigest(report.succeeded,
                       report.result ? CanonicalBytes(report.result->value) : std::string());
}

absl::Status NoSuchDecision(const std::string& id) {
  return absl::NotFoundError(absl::StrCat("no permitted call has the decision id `", id, "`"));
}

}  // namespace

// Applies one report, step by step. Lives for the length of one Shard::Report.
class OutcomeApplier {
 public:
  OutcomeApplier(Shard& shard, const OutcomeReport& report, uint64_t index)
      : shard_(shard),
        report_(report),
        index_(index),
        now_(shard.LogicalTime()),
        source_(shard.state_, now_) {}

  absl::StatusOr<OutcomeReceipt> Apply() {
    WRIT_ASSIGN_OR_RETURN(std::string reported, LoadCall());
    if (call_event_.agent != report_.agent) return NoSuchDecision(report_.decision_id);
    if (!reported.empty()) return Repeated(reported);
    WRIT_RETURN_IF_ERROR(RebuildCall());
    WRIT_RETURN_IF_ERROR(Settle());
    if (report_.succeeded) WRIT_RETURN_IF_ERROR(UpdateOnSuccess());
    return Record();
  }

 private:
  Arena& arena() { return shard_.workspace_.arena; }

  // Gives the digest of the outcome that was reported before; empty when none was.
  absl::StatusOr<std::string> LoadCall() {
    WRIT_ASSIGN_OR_RETURN(const std::string* call,
                          shard_.state_.Get(Table::kCalls, EntryKey(index_)));
    if (call == nullptr || call->empty()) return NoSuchDecision(report_.decision_id);
    std::string reported;
    if (IsOpenCall(*call)) {
      WRIT_ASSIGN_OR_RETURN(open_, DecodeOpenCall(*call));
    } else {
      reported = call->substr(1);
    }
    WRIT_ASSIGN_OR_RETURN(auto event, shard_.FindEvent(index_));
    if (!event) return NoSuchDecision(report_.decision_id);
    event_bytes_ = *std::move(event);
    WRIT_ASSIGN_OR_RETURN(head_, DecodeHead(event_bytes_));
    WRIT_ASSIGN_OR_RETURN(call_event_, DecodeCallDecided(event_bytes_));
    body_bytes_ = call_event_.body;
    if (call_event_.body_is_digest) {
      WRIT_ASSIGN_OR_RETURN(const std::string* blob,
                            shard_.state_.Get(Table::kBlobs, call_event_.body));
      if (blob == nullptr) return absl::DataLossError("the body of a decision is missing");
      body_bytes_ = *blob;
    }
    WRIT_ASSIGN_OR_RETURN(body_, DecodeCallBody(body_bytes_));
    return reported;
  }

  absl::StatusOr<OutcomeReceipt> Repeated(const std::string& reported) const {
    if (reported == AsBytes(ReportDigest(report_))) return OutcomeReceipt{.repeated = true};
    return absl::FailedPreconditionError(
        absl::StrCat("another outcome of `", report_.decision_id, "` was reported before"));
  }

  absl::StatusOr<bool> See(std::shared_ptr<const Policy> policy, SeenCall& seen) {
    auto load = [this](const Digest& digest) { return shard_.PolicyOf(digest); };
    WRIT_ASSIGN_OR_RETURN(bool admitted, SeeCall(std::move(policy), request_, call_event_, body_,
                                                 head_.time, load, arena(), seen));
    if (!admitted) return false;
    if (report_.result == nullptr || !report_.succeeded) return true;
    WRIT_RETURN_IF_ERROR(GiveResult(report_.result->value, seen, arena()));
    return true;
  }

  // Under the policy that decided, and under the active one for facts that are new in it.
  absl::Status RebuildCall() {
    WRIT_ASSIGN_OR_RETURN(request_, RequestOf(call_event_, body_));
    WRIT_ASSIGN_OR_RETURN(auto policy, shard_.PolicyOf(call_event_.bundle));
    WRIT_ASSIGN_OR_RETURN(bool admitted, See(std::move(policy), decided_));
    if (!admitted) return absl::DataLossError("a permitted call does not admit");
    if (decided_.policy == shard_.policy_) return absl::OkStatus();
    auto seen = See(shard_.policy_, active_);
    // A result that fits what was decided is not refused for what came later.
    active_known_ = seen.ok() && *seen;
    return absl::OkStatus();
  }

  const Program& active() const { return shard_.policy_->program(); }

  // The fact where its code can be run for this call: as the policy that decided defines
  // it, which is the same for facts of one identity, else as the active one does. Null when
  // the active policy does not keep it, or does not know such a call.
  const FactDef* FactFor(std::string_view key, const SeenCall*& seen) const {
    const FactDef* kept = active().FindIdentity(key);
    const FactDef* decided = decided_.policy->program().FindIdentity(key);
    seen = decided != nullptr ? &decided_ : &active_;
    if (kept == nullptr || decided != nullptr) return kept == nullptr ? nullptr : decided;
    return active_known_ ? kept : nullptr;
  }

  // What the call reserved: taken out when it failed, replaced by what it came to when
  // the fact says how. A settlement that errs leaves the reservation standing. What was
  // released in the meantime comes back with a success.
  absl::Status Settle() {
    for (const Reservation& reservation : open_.reservations) {
      const SeenCall* seen = nullptr;
      const FactDef* fact = FactFor(reservation.key, seen);
      if (fact == nullptr || (!report_.succeeded && reservation.released)) continue;
      std::vector<Value> instead;
      if (report_.succeeded) {
        WRIT_ASSIGN_OR_RETURN(
            instead, SettledElements(*seen, *fact, reservation, source_, shard_.workspace_));
        if (instead.empty()) continue;
        overrun_ = overrun_ || reservation.released;
      }
      WRIT_ASSIGN_OR_RETURN(auto change, SettleReservation(*fact, open_, reservation, instead, now_,
                                                           shard_.state_, arena()));
      if (change) settled_.push_back(*std::move(change));
    }
    return absl::OkStatus();
  }

  absl::Status UpdateOnSuccess() {
    WRIT_RETURN_IF_ERROR(UpdateUnder(decided_, [this](const FactDef& fact) {
      return active().FindIdentity(fact.identity) != nullptr;
    }));
    if (!active_known_) return absl::OkStatus();
    return UpdateUnder(active_, [this](const FactDef& fact) {
      return decided_.policy->program().FindIdentity(fact.identity) == nullptr;
    });
  }

  template <typename Choose>
  absl::Status UpdateUnder(const SeenCall& seen, const Choose& choose) {
    const Program& program = seen.policy->program();
    std::vector<uint32_t> updates;
    for (uint32_t fact : seen.policy->index().OnSuccess(seen.call.action)) {
      if (choose(program.facts[fact])) updates.push_back(fact);
    }
    WRIT_ASSIGN_OR_RETURN(auto changes, SuccessChanges(seen, updates, now_, source_, shard_.state_,
                                                       shard_.workspace_));
    for (Change& change : changes) changes_.push_back(std::move(change));
    return absl::OkStatus();
  }

  absl::StatusOr<OutcomeReceipt> Record() {
    OutcomeBody body;
    std::string result = report_.result ? CanonicalBytes(report_.result->value) : std::string();
    body.result = result;
    for (const Change& change : settled_) body.settled.push_back(change.delta());
    for (const Change& change : changes_) body.deltas.push_back(change.delta());
    std::string bytes = Encode(body);
    OutcomeReported event{
        .decision = index_, .succeeded = report_.succeeded, .overrun = overrun_, .body = bytes};
    Digest digest{};
    if (bytes.size() > kMaxInlineBody) {
      digest = Sha256(bytes);
      event.body_is_digest = true;
      event.body = AsBytes(digest);
    }
    std::string outside = event.body_is_digest ? bytes : std::string();
    WRIT_ASSIGN_OR_RETURN(uint64_t index,
                          shard_.Append(Encode(now_, event), {digest, std::move(outside)}));
    for (const Reservation& reservation : open_.reservations) {
      shard_.leases_.erase({reservation.release_at, index_});
    }
    return OutcomeReceipt{.overrun = overrun_, .log_index = index};
  }

  Shard& shard_;
  const OutcomeReport& report_;
  uint64_t index_;
  const Micros now_;
  StateFacts source_;
  std::string event_bytes_, body_bytes_;
  EventHead head_;
  CallDecided call_event_;
  CallBody body_;
  OpenCall open_;
  CallRequest request_;
  SeenCall decided_, active_;
  bool active_known_ = false;  // the active policy is another one, and admits the call
  bool overrun_ = false;
  std::vector<Change> settled_, changes_;
};

absl::StatusOr<OutcomeReceipt> Shard::Report(const OutcomeReport& report) {
  workspace_.arena.Reset();
  auto index = ParseDecisionId(report.decision_id);
  if (!index) return NoSuchDecision(report.decision_id);
  WRIT_RETURN_IF_ERROR(ReleaseDue(LogicalTime()));
  return OutcomeApplier(*this, report, *index).Apply();
}

}  // namespace writ
