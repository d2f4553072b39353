#include "engine/replay/what_if.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/decision/recorded_call.h"
#include "engine/decision/shard.h"
#include "engine/facts/fact_key.h"
#include "engine/facts/ticket_state.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/replay/replay.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

constexpr size_t kScanAtOnce = 1024;

// Every sum of money within a value.
void AddMoney(const Value& value, MoneySums& sums) {
  std::vector<Value> open{value};
  while (!open.empty()) {
    const Value at = open.back();
    open.pop_back();
    if (at.is(Kind::kMoney)) {
      Decimal& sum = sums[CurrencyName(at.AsMoney().currency)];
      if (auto more = sum.Add(at.AsMoney().amount)) sum = *more;
    } else if (at.is(Kind::kList) || at.is(Kind::kSet)) {
      open.insert(open.end(), at.items(), at.items() + at.size());
    } else if (at.is(Kind::kMap)) {
      for (uint32_t i = 0; i < at.AsMap().size; ++i) open.push_back(at.AsMap().entries[i].value);
    }
  }
}

void AddAll(const MoneySums& from, MoneySums& to) {
  for (const auto& [currency, amount] : from) {
    if (auto sum = to[currency].Add(amount)) to[currency] = *sum;
  }
}

std::string RuleOf(const ChangedVerdict& change) {
  if (!change.rules_after.empty()) return change.rules_after.front();
  return change.rules_before.empty() ? std::string() : change.rules_before.front();
}

class Rerun {
 public:
  Rerun(const Store& store, std::shared_ptr<const Policy> other, OnChangedVerdict on_change)
      : store_(store), other_(std::move(other)), on_change_(on_change), replayer_(store) {}

  absl::StatusOr<WhatIfReport> Run() {
    std::string from;
    while (true) {
      WRIT_ASSIGN_OR_RETURN(auto entries, store_.Scan(Table::kEntries, from, "", kScanAtOnce));
      for (const KeyValue& entry : entries) WRIT_RETURN_IF_ERROR(Take(entry));
      if (entries.size() < kScanAtOnce) return std::move(report_);
      from = entries.back().key + '\0';
    }
  }

 private:
  absl::Status Take(const KeyValue& entry) {
    if (entry.key != EntryKey(next_)) {
      return absl::DataLossError(absl::StrCat("event ", next_, " is missing"));
    }
    auto event = OpenEntry(entry.value);
    if (!event.ok()) {
      return absl::DataLossError(absl::StrCat("event ", next_, ": ", event.status().message()));
    }
    WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(*event));
    clock_.Set(head.time);
    if (shard_ == nullptr) {
      WRIT_ASSIGN_OR_RETURN(shard_, Shard::Open(*made_, clock_, other_));
    }
    absl::Status taken = TakeKind(head, *event);
    ++next_;
    // What comes next may read this event: an outcome, a lease, a ticket.
    Commit();
    return taken;
  }

  absl::Status TakeKind(const EventHead& head, std::string_view event) {
    switch (head.kind) {
      case EventKind::kPolicyActivated:
        // The other policy is active all the time.
        return absl::OkStatus();
      case EventKind::kTaskGranted:
      case EventKind::kTaskClosed:
      case EventKind::kTaskRevoked:
      case EventKind::kPrincipalRevoked:
      case EventKind::kEntityPut:
        return shard_->Follow(event).status();
      case EventKind::kFactPut:
        return TakeFact(head, event);
      case EventKind::kFactRemoved:
        return TakeRemoval(head, event);
      case EventKind::kCallDecided:
        return TakeCall(head, event);
      case EventKind::kOutcomeReported:
        return TakeOutcome(event);
      case EventKind::kTicketApproved:
      case EventKind::kTicketRefused:
        return TakeAnswer(head, event);
      case EventKind::kLeasePassed:
      case EventKind::kFactsBackfilled:
        // The other policy's facts have leases of their own, and are there from the start.
        return absl::OkStatus();
      case EventKind::kTokenRedeemed:
      case EventKind::kTokenRevoked:
        // No decision depends on them.
        return absl::OkStatus();
    }
    return absl::DataLossError("the event is of no known kind");
  }

  // A fact is known by its name: the other policy may define it differently. The key that
  // it has there; nothing, with a note, when there is no such fact.
  std::optional<std::string> KeyThere(std::string_view name, std::string_view key) {
    if (key.size() < kIdentityBytes) return std::nullopt;
    const std::string_view identity = key.substr(0, kIdentityBytes);
    if (identity == kEntityIdentity || identity == kGroupsIdentity) return std::string(key);
    const FactDef* fact = other_->program().FindFact(name);
    if (fact != nullptr && fact->aggregate == Aggregate::kAsserted) {
      std::string there = fact->identity;
      there += key.substr(kIdentityBytes);
      return there;
    }
    Note(absl::StrCat("the other policy does not assert the fact `", std::string(name), "`"));
    return std::nullopt;
  }

  absl::Status TakeFact(const EventHead& head, std::string_view event) {
    WRIT_ASSIGN_OR_RETURN(FactWritten written, DecodeFactWritten(event));
    auto key = KeyThere(written.fact, written.key);
    if (!key) return absl::OkStatus();
    written.key = *key;
    return shard_->Follow(Encode(head.time, head.kind, written)).status();
  }

  absl::Status TakeRemoval(const EventHead& head, std::string_view event) {
    WRIT_ASSIGN_OR_RETURN(FactRemoved removed, DecodeFactRemoved(event));
    auto key = KeyThere(removed.fact, removed.key);
    if (!key) return absl::OkStatus();
    removed.key = *key;
    return shard_->Follow(Encode(head.time, removed)).status();
  }

  absl::Status TakeCall(const EventHead& head, std::string_view event) {
    WRIT_ASSIGN_OR_RETURN(CallDecided recorded, DecodeCallDecided(event));
    WRIT_ASSIGN_OR_RETURN(std::string_view bytes,
                          replayer_.Body(recorded.body_is_digest, recorded.body));
    WRIT_ASSIGN_OR_RETURN(CallBody body, DecodeCallBody(bytes));
    WRIT_ASSIGN_OR_RETURN(CallRequest request, RequestOf(recorded, body));
    if (auto asked = asked_.find(ParseTicketId(request.ticket).value_or(UINT64_MAX));
        asked != asked_.end()) {
      request.ticket = TicketId(asked->second);
    }
    if (recorded.clock_back) clock_.Set(head.time - kMaxClockBack - 1);
    WRIT_ASSIGN_OR_RETURN(Decision now, shard_->Decide(request, ReadArguments(other_, request)));
    if (now.verdict == Verdict::kPermit) permitted_.emplace(next_, now.decision_id);
    if (now.verdict == Verdict::kAsk) asked_.emplace(next_, now.log_index);
    return Compare(recorded, request, now);
  }

  absl::Status Compare(const CallDecided& recorded, const CallRequest& request,
                       const Decision& now) {
    ++report_.decisions;
    const auto before = static_cast<Verdict>(recorded.verdict);
    WRIT_ASSIGN_OR_RETURN(MoneySums money, MoneyOf(recorded, request));
    if (before == Verdict::kPermit) AddAll(money, report_.money_before);
    if (now.verdict == Verdict::kPermit) AddAll(money, report_.money_after);
    if (before == now.verdict) return absl::OkStatus();
    ++report_.changed;
    ChangedVerdict change;
    change.index = next_;
    change.task_id = recorded.task_id;
    change.action = recorded.action;
    change.before = before;
    change.after = now.verdict;
    change.reason_before = static_cast<Reason>(recorded.reason);
    change.reason_after = now.reason;
    change.rules_before.assign(recorded.rules.begin(), recorded.rules.end());
    change.rules_after = now.rules;
    change.rule = RuleOf(change);
    change.money = std::move(money);
    return on_change_(change);
  }

  // By the types of the policy that decided, or by those of the other when only they fit.
  absl::StatusOr<MoneySums> MoneyOf(const CallDecided& recorded, const CallRequest& request) {
    MoneySums sums;
    WRIT_ASSIGN_OR_RETURN(auto then, replayer_.PolicyOf(recorded.bundle));
    ReadCall read = ReadArguments(std::move(then), request);
    if (!read.fits) read = ReadArguments(other_, request);
    if (read.fits) AddMoney(read.args, sums);
    return sums;
  }

  absl::Status TakeOutcome(std::string_view event) {
    WRIT_ASSIGN_OR_RETURN(OutcomeReported reported, DecodeOutcomeReported(event));
    auto decision = permitted_.find(reported.decision);
    if (decision == permitted_.end()) return absl::OkStatus();
    WRIT_ASSIGN_OR_RETURN(std::string_view bytes,
                          replayer_.Body(reported.body_is_digest, reported.body));
    WRIT_ASSIGN_OR_RETURN(OutcomeBody body, DecodeOutcomeBody(bytes));
    OutcomeReport report;
    report.decision_id = decision->second;
    report.succeeded = reported.succeeded;
    WRIT_ASSIGN_OR_RETURN(report.agent, AgentOf(reported.decision));
    if (!body.result.empty()) {
      auto result = std::make_shared<RawValue>();
      WRIT_ASSIGN_OR_RETURN(result->value, DecodeCanonical(body.result, result->arena));
      report.result = std::move(result);
    }
    auto receipt = shard_->Report(report);
    if (!receipt.ok()) {
      Note(absl::StrCat("event ", next_,
                        ": the outcome is not taken over: ", receipt.status().message()));
    }
    return absl::OkStatus();
  }

  // The answer to a ticket that the other policy asks for too.
  absl::Status TakeAnswer(const EventHead& head, std::string_view event) {
    WRIT_ASSIGN_OR_RETURN(TicketAnswered answered, DecodeTicketAnswered(event));
    auto asked = asked_.find(answered.ticket);
    if (asked == asked_.end()) return absl::OkStatus();
    answered.ticket = asked->second;
    return shard_->Follow(Encode(head.time, head.kind, answered)).status();
  }

  // Whose call the decision at `index` of the log was.
  absl::StatusOr<std::string> AgentOf(uint64_t index) {
    WRIT_ASSIGN_OR_RETURN(auto entry, store_.Get(Table::kEntries, EntryKey(index)));
    if (!entry) return absl::DataLossError(absl::StrCat("event ", index, " is missing"));
    WRIT_ASSIGN_OR_RETURN(std::string_view event, OpenEntry(*entry));
    WRIT_ASSIGN_OR_RETURN(CallDecided call, DecodeCallDecided(event));
    return std::string(call.agent);
  }

  void Note(std::string note) {
    if (report_.notes.size() < WhatIfReport::kMaxNotes) report_.notes.push_back(std::move(note));
  }

  // Into a store in memory, which cannot fail.
  void Commit() {
    WriteBatch batch;
    const uint64_t group = shard_->Seal(batch).group;
    made_->Commit(batch, Durability::kBuffered).IgnoreError();
    shard_->Committed(group);
  }

  const Store& store_;
  const std::shared_ptr<const Policy> other_;
  const OnChangedVerdict on_change_;
  Replayer replayer_;
  std::unique_ptr<Store> made_ = NewMemoryStore();
  ManualClock clock_{0};
  std::unique_ptr<Shard> shard_;  // on made_, under the other policy
  uint64_t next_ = 0;
  absl::flat_hash_map<uint64_t, std::string> permitted_;  // index in the log -> id in the rerun
  absl::flat_hash_map<uint64_t, uint64_t> asked_;         // tickets: the same, by index
  WhatIfReport report_;
};

}  // namespace

absl::StatusOr<WhatIfReport> WhatIf(const Store& store, std::shared_ptr<const Program> other,
                                    OnChangedVerdict on_change) {
  WRIT_ASSIGN_OR_RETURN(auto policy, Policy::Make(std::move(other)));
  return Rerun(store, std::move(policy), on_change).Run();
}

}  // namespace writ
