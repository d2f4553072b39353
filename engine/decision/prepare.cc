// Prepare: the event's bytes, the facts to write and the reply, from what was judged.
// Pure: the same inputs give the same bytes on any machine (rule R13).
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/decision/pipeline.h"
#include "engine/facts/fact_key.h"
#include "engine/facts/ledger.h"
#include "engine/log/event.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"

namespace writ {
namespace {

constexpr Micros kMicrosPerSecond = 1'000'000;

// Encoded values that the event's views point into.
struct Texts {
  std::vector<std::string> readings, values;
  std::vector<std::vector<std::string>> elements;  // by delta
};

Delta DeltaOf(const Call& call, const Facts& facts, const PlannedUpdate& update,
              const std::vector<std::string>& elements, std::string_view value) {
  const FactDef& fact = call.policy->program().facts[update.fact];
  const KeptAs kept = KeptAsOf(fact, call.moment.time);
  Delta delta;
  delta.fact = fact.name;
  delta.key = facts.readings[update.reading].key;
  delta.elements = {elements.begin(), elements.end()};
  delta.value = value;
  delta.keeping = static_cast<uint8_t>(kept.keeping);
  delta.aggregate = static_cast<uint8_t>(kept.aggregate);
  delta.start = kept.start;
  delta.level = update.level;
  if (fact.update.release != 0) delta.release_at = call.moment.time + fact.update.release;
  return delta;
}

CallBody BodyOf(const Call& call, const Facts& facts, const Outcome& outcome,
                const Judgement& judgement, Texts& texts) {
  const Program& program = call.policy->program();
  CallBody body;
  body.args_readable = call.request->args != nullptr;
  body.args = body.args_readable ? std::string_view(call.read->raw)
                                 : std::string_view(call.request->args_error);
  for (const TaskView* task : call.chain) body.chain.push_back(*task->state);
  body.revoked = call.moment.revoked;
  if (call.ticket != nullptr) body.ticket = *call.ticket;
  texts.readings.reserve(facts.readings.size());
  for (const FactReadingValue& reading : facts.readings) {
    texts.readings.push_back(CanonicalBytes(reading.value));
    body.readings.push_back(
        {FactName(program, reading.fact), reading.key, texts.readings.back(), reading.changes_at});
  }
  if (judgement.verdict != Verdict::kPermit) return body;  // rule R7
  texts.elements.reserve(facts.updates.size());
  texts.values.reserve(facts.updates.size());
  for (size_t i = 0; i < facts.updates.size(); ++i) {
    std::vector<std::string>& elements = texts.elements.emplace_back();
    for (const Value& element : facts.updates[i].span()) {
      elements.push_back(CanonicalBytes(element));
    }
    texts.values.push_back(CanonicalBytes(outcome.updated[i]));
    body.deltas.push_back(DeltaOf(call, facts, facts.updates[i], elements, texts.values.back()));
  }
  return body;
}

// The first rule that permits the call and gives tokens says what the token is.
const TokenTerms* TermsOf(const Program& program, const Outcome& outcome) {
  for (uint32_t rule : outcome.permits) {
    if (program.rules[rule].token) return &*program.rules[rule].token;
  }
  return nullptr;
}

// When the first task of the chain ends: then nothing in it is permitted any more.
Micros EndOf(const TaskChain& chain) {
  Micros end = INT64_MAX;
  for (const TaskView* task : chain) end = std::min(end, task->state->expires);
  return end;
}

// Whether the ticket that the call presents waits for everything that it needs.
bool WaitsForAll(const Call& call, const std::vector<ApprovalNeeded>& needed) {
  if (call.ticket == nullptr) return false;
  const auto& approvals = call.ticket->approvals;
  return std::all_of(needed.begin(), needed.end(), [&](const ApprovalNeeded& each) {
    return std::any_of(approvals.begin(), approvals.end(), [&](const TicketApproval& approval) {
      return approval.rule == each.rule && approval.approver == each.approver;
    });
  });
}

// What an ask waits for: the ticket that was presented, if it will do, or one that the
// event opens.
std::optional<ApprovalWait> WaitOf(const Call& call, const Outcome& outcome,
                                   const Judgement& judgement) {
  if (judgement.verdict != Verdict::kAsk) return std::nullopt;
  const Program& program = call.policy->program();
  ApprovalWait wait;
  wait.expires = EndOf(call.chain);
  for (const AskedApproval& asked : outcome.asks) {
    const RuleDef& rule = program.rules[asked.rule];
    wait.approvals.push_back({rule.name, asked.approver});
    wait.expires =
        std::min(wait.expires, call.moment.time + rule.ask->within_seconds * kMicrosPerSecond);
  }
  if (WaitsForAll(call, wait.approvals)) {
    wait.ticket = call.request->ticket;
    wait.expires = call.ticket->expires;
  }
  return wait;
}

void WriteOpened(const Call& call, const ApprovalWait& wait, CallDecided& event) {
  if (!wait.ticket.empty()) return;
  event.opened = {call.read->digest, wait.expires, {}};
  for (const ApprovalNeeded& needed : wait.approvals) {
    event.opened->approvals.push_back({needed.rule, needed.approver});
  }
}

// Whole seconds, as tokens have them; rounded down, so that none lives too long.
Micros WholeSeconds(Micros time) { return time / kMicrosPerSecond * kMicrosPerSecond; }

std::optional<TokenGrant> GrantOf(const Call& call, const Outcome& outcome,
                                  const Judgement& judgement) {
  if (judgement.verdict != Verdict::kPermit || !call.request->want_token) return std::nullopt;
  const TokenTerms* terms = TermsOf(call.policy->program(), outcome);
  if (terms == nullptr) return std::nullopt;
  const TaskState& task = *call.chain.front()->state;
  TokenGrant grant;
  grant.audience = terms->audience;
  grant.user = task.user;
  grant.agent = call.request->agent;
  grant.task_id = call.request->task_id;
  grant.action = call.request->action;
  grant.key_thumbprint = call.request->key_thumbprint;
  grant.issued = WholeSeconds(call.moment.time);
  // A token does not outlive the task that it was given for.
  grant.expires = WholeSeconds(
      std::min(call.moment.time + terms->ttl_seconds * kMicrosPerSecond, EndOf(call.chain)));
  grant.once = terms->once;
  return grant;
}

CallDecided EventOf(const Call& call, const Judgement& judgement) {
  const CallRequest& request = *call.request;
  CallDecided event;
  event.bundle = call.policy->program().digest();
  event.task_id = request.task_id;
  event.agent = request.agent;
  event.action = request.action;
  event.call_id = request.call_id;
  event.ip = request.ip;
  event.session = request.session;
  event.idempotency_key = request.idempotency_key;
  event.ticket = request.ticket;
  event.token_asked = request.want_token;
  event.key_thumbprint = request.key_thumbprint;
  event.clock_back = call.moment.clock_back;
  event.key_reused = call.moment.key_reused;
  event.verdict = static_cast<uint8_t>(judgement.verdict);
  event.reason = static_cast<uint8_t>(judgement.reason);
  for (uint32_t rule : judgement.rules)
    event.rules.push_back(call.policy->program().rules[rule].name);
  event.detail = judgement.detail;
  event.remaining = judgement.remaining;
  event.denied_in = judgement.denied_in;
  event.wait_until = judgement.wait_until;
  return event;
}

std::vector<FactReading> ReadingsOf(const Call& call, const Facts& facts, const Outcome& outcome,
                                    const Judgement& judgement) {
  std::vector<FactReading> readings;
  for (const FactReadingValue& reading : facts.readings) {
    readings.push_back({std::string(FactName(call.policy->program(), reading.fact)),
                        KeySource(reading.key), ToSource(reading.value), ""});
  }
  if (judgement.verdict != Verdict::kPermit) return readings;
  for (size_t i = 0; i < facts.updates.size(); ++i) {
    readings[facts.updates[i].reading].after = ToSource(outcome.updated[i]);
  }
  return readings;
}

Decision DecisionOf(const Call& call, const Judgement& judgement) {
  const Program& program = call.policy->program();
  Decision decision;
  decision.verdict = judgement.verdict;
  decision.reason = judgement.reason;
  for (uint32_t rule : judgement.rules) decision.rules.push_back(program.rules[rule].name);
  std::string_view said;
  if (judgement.verdict != Verdict::kPermit && !judgement.rules.empty()) {
    said = program.rules[judgement.rules.front()].message;
  }
  decision.message = said.empty() ? ReasonText(judgement.reason) : said;
  decision.detail = judgement.detail;
  decision.remaining = judgement.remaining;
  decision.denied_in = judgement.denied_in;
  decision.wait_until = judgement.wait_until;
  decision.time = call.moment.time;
  decision.bundle = program.digest();
  if (call.read->fits) {
    decision.canonical_args = call.read->canonical_json;
    decision.args_digest = call.read->digest;
  }
  return decision;
}

}  // namespace

Draft Prepare(const Call& call, const Facts& facts, const Outcome& outcome,
              const Judgement& judgement) {
  Draft draft;
  draft.decision = DecisionOf(call, judgement);
  draft.decision.remedy = RemedyOf(call, facts, outcome, judgement);
  if (call.request->want_trace) {
    draft.decision.trace = outcome.trace;
    draft.decision.facts = ReadingsOf(call, facts, outcome, judgement);
  }
  Texts texts;
  const CallBody call_body = BodyOf(call, facts, outcome, judgement, texts);
  for (const Delta& delta : call_body.deltas) {
    if (delta.release_at != 0) draft.releases.push_back(delta.release_at);
  }
  std::string body = Encode(call_body);
  CallDecided event = EventOf(call, judgement);
  draft.decision.approval = WaitOf(call, outcome, judgement);
  if (draft.decision.approval) WriteOpened(call, *draft.decision.approval, event);
  draft.decision.token_grant = GrantOf(call, outcome, judgement);
  if (const auto& grant = draft.decision.token_grant) {
    event.token = {grant->audience, grant->expires, grant->once};
  }
  if (body.size() > kMaxInlineBody) {
    draft.blob_digest = Sha256(body);
    draft.blob = std::move(body);
    event.body_is_digest = true;
    event.body = AsBytes(draft.blob_digest);
  } else {
    event.body = body;
  }
  draft.event = Encode(call.moment.time, event);
  return draft;
}

absl::StatusOr<Draft> DecideAdmitted(const Call& call, FactSource& source, Workspace& workspace) {
  Outcome outcome;
  if (call.refusal == Reason::kPermitted) {
    WRIT_RETURN_IF_ERROR(ReadFacts(call, source, workspace));
    outcome = Run(call, workspace);
  } else {
    workspace.facts.readings.clear();
    workspace.facts.updates.clear();
  }
  Judgement judgement = Combine(call, workspace.facts, outcome);
  return Prepare(call, workspace.facts, outcome, judgement);
}

}  // namespace writ
