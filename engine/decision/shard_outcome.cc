// Shard::Report: what a call returned settles or takes back what was reserved for it
// (rule R5), and updates the facts over results (rule R6).
#include <cstring>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/decision/evaluate.h"
#include "engine/decision/fold.h"
#include "engine/decision/recorded_call.h"
#include "engine/decision/shard.h"
#include "engine/decision/state_facts.h"
#include "engine/facts/aggregate.h"
#include "engine/facts/fact_key.h"
#include "engine/log/event.h"
#include "engine/value/canonical.h"
#include "engine/value/conform.h"

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

// The declared part of what a tool returned. Tools add fields over time: what the
// action does not declare is left out.
std::variant<Value, Misfit> FitResult(const Value& raw, const Type& type, Arena& arena) {
  if (!raw.is(Kind::kMap)) return Conform(raw, type, arena);
  std::vector<MapEntry> declared;
  for (uint32_t i = 0; i < raw.AsMap().size; ++i) {
    const MapEntry& entry = raw.AsMap().entries[i];
    if (entry.key.is(Kind::kString) && type.FindField(entry.key.AsText()))
      declared.push_back(entry);
  }
  return Conform(MakeMap(declared.data(), static_cast<uint32_t>(declared.size()), arena), type,
                 arena);
}

}  // namespace

// Applies one report, step by step. Lives for the length of one Shard::Report.
class OutcomeApplier {
 public:
  OutcomeApplier(Shard& shard, const OutcomeReport& report, uint64_t index)
      : shard_(shard), report_(report), index_(index), source_(shard.state_, shard.LogicalTime()) {}

  absl::StatusOr<OutcomeReceipt> Apply() {
    WRIT_ASSIGN_OR_RETURN(std::string reported, LoadCall());
    if (call_event_.agent != report_.agent) return NoSuchDecision(report_.decision_id);
    if (!reported.empty()) return Repeated(reported);
    WRIT_RETURN_IF_ERROR(RebuildCall());
    WRIT_RETURN_IF_ERROR(ReadResult());
    WRIT_RETURN_IF_ERROR(Settle());
    if (report_.succeeded) WRIT_RETURN_IF_ERROR(UpdateOnSuccess());
    return Record();
  }

 private:
  struct Change {
    std::string fact, key, element, value;
    uint32_t level = 0;
  };

  Arena& arena() { return shard_.workspace_.arena; }

  // Gives the digest of the outcome that was reported before; empty when none was.
  absl::StatusOr<std::string> LoadCall() {
    WRIT_ASSIGN_OR_RETURN(const std::string* call,
                          shard_.state_.Get(Table::kCalls, EntryKey(index_)));
    if (call == nullptr || call->empty()) return NoSuchDecision(report_.decision_id);
    std::string reported = call->substr(1);
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

  // The call as it was decided, under the policy that decided it.
  absl::Status RebuildCall() {
    WRIT_ASSIGN_OR_RETURN(policy_, shard_.PolicyOf(call_event_.bundle));
    WRIT_ASSIGN_OR_RETURN(request_, RequestOf(call_event_, body_));
    read_ = ReadArguments(policy_, request_);
    auto load = [this](const Digest& digest) { return shard_.PolicyOf(digest); };
    WRIT_ASSIGN_OR_RETURN(views_, ViewChain(body_.chain, *policy_, load, arena()));
    Moment moment{.time = head_.time, .ticket = body_.ticket ? &*body_.ticket : nullptr};
    call_ = Admit(read_, request_, ChainOf(views_), std::move(moment), arena());
    if (call_.refusal != Reason::kPermitted) {
      return absl::DataLossError("a permitted call does not admit");
    }
    return absl::OkStatus();
  }

  absl::Status ReadResult() {
    if (report_.result == nullptr || !report_.succeeded) return absl::OkStatus();
    const ActionDef& action = policy_->program().actions[call_.action];
    auto fitted = FitResult(report_.result->value, *action.result, arena());
    if (const Misfit* misfit = std::get_if<Misfit>(&fitted)) {
      return absl::InvalidArgumentError(absl::StrCat("`result`: ", misfit->ToString()));
    }
    for (Level& level : call_.levels) {
      level.roots[static_cast<size_t>(Root::kResult)] = std::get<Value>(fitted);
    }
    return absl::OkStatus();
  }

  // What the call reserved: taken out when it failed, replaced by what it came to when
  // the fact says how. A settlement that errs leaves the reservation standing.
  absl::Status Settle() {
    shard_.workspace_.budget = Budget(kDecisionFuel);
    for (const Delta& delta : body_.deltas) {
      const FactDef* fact = policy_->program().FindFact(delta.fact);
      if (fact == nullptr)
        return absl::DataLossError("a decision changed a fact that is not there");
      if (report_.succeeded && !fact->update.settle.present()) continue;
      WRIT_ASSIGN_OR_RETURN(Value element, DecodeCanonical(delta.element, arena()));
      Value settled;
      if (report_.succeeded) {
        WRIT_RETURN_IF_ERROR(ReadOutcomeFacts(call_, {}, source_, shard_.workspace_));
        if (delta.level >= call_.levels.size())
          return absl::DataLossError("a decision changed a fact for a task that it has not");
        settled = Evaluate(call_, delta.level, fact->update.settle,
                           shard_.workspace_.facts.levels[delta.level].slots, shard_.workspace_);
      }
      WRIT_RETURN_IF_ERROR(Replace(*fact, delta, element, settled));
    }
    return absl::OkStatus();
  }

  absl::Status Replace(const FactDef& fact, const Delta& delta, const Value& element,
                       const Value& settled) {
    WRIT_ASSIGN_OR_RETURN(
        Value current,
        source_.Read(policy_->program(), policy_->program().IndexOf(fact), delta.key, arena()));
    Value after = Exclude(fact.aggregate, current, element, arena());
    if (report_.succeeded) after = Include(fact.aggregate, after, settled, arena());
    if (after.is_error()) return absl::OkStatus();
    Write(delta.fact, delta.key, settled, after, delta.level);
    return absl::OkStatus();
  }

  absl::Status UpdateOnSuccess() {
    const std::vector<uint32_t>& updates = policy_->index().OnSuccess(call_.action);
    if (updates.empty()) return absl::OkStatus();
    WRIT_RETURN_IF_ERROR(ReadOutcomeFacts(call_, updates, source_, shard_.workspace_));
    const Facts& facts = shard_.workspace_.facts;
    for (const PlannedUpdate& update : facts.updates) {
      const FactReadingValue& before = facts.readings[update.reading];
      const FactDef& fact = policy_->program().facts[update.fact];
      Write(fact.name, before.key, update.element,
            Include(fact.aggregate, before.value, update.element, arena()), update.level);
    }
    return absl::OkStatus();
  }

  void Write(std::string_view fact, std::string_view key, const Value& element, const Value& after,
             uint32_t level) {
    changes_.push_back({std::string(fact), std::string(key), CanonicalBytes(element),
                        CanonicalBytes(after), level});
  }

  absl::StatusOr<OutcomeReceipt> Record() {
    OutcomeBody body;
    std::string result = report_.result ? CanonicalBytes(report_.result->value) : std::string();
    body.result = result;
    for (const Change& change : changes_) {
      body.deltas.push_back({change.fact, change.key, change.element, change.value, change.level});
    }
    std::string bytes = Encode(body);
    OutcomeReported event{.decision = index_, .succeeded = report_.succeeded, .body = bytes};
    Digest digest{};
    if (bytes.size() > kMaxInlineBody) {
      digest = Sha256(bytes);
      event.body_is_digest = true;
      event.body = AsBytes(digest);
    }
    std::string outside = event.body_is_digest ? bytes : std::string();
    WRIT_ASSIGN_OR_RETURN(uint64_t index, shard_.Append(Encode(shard_.LogicalTime(), event),
                                                        {digest, std::move(outside)}));
    return OutcomeReceipt{.log_index = index};
  }

  Shard& shard_;
  const OutcomeReport& report_;
  uint64_t index_;
  StateFacts source_;
  std::string event_bytes_, body_bytes_;
  EventHead head_;
  CallDecided call_event_;
  CallBody body_;
  std::shared_ptr<const Policy> policy_;
  CallRequest request_;
  ReadCall read_;
  std::vector<TaskView> views_;
  Call call_;
  std::vector<Change> changes_;
};

absl::StatusOr<OutcomeReceipt> Shard::Report(const OutcomeReport& report) {
  workspace_.arena.Reset();
  auto index = ParseDecisionId(report.decision_id);
  if (!index) return NoSuchDecision(report.decision_id);
  return OutcomeApplier(*this, report, *index).Apply();
}

}  // namespace writ
