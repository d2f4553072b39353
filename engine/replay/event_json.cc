#include "engine/replay/event_json.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/decision/call.h"
#include "engine/decision/revocation.h"
#include "engine/decision/shard.h"
#include "engine/facts/fact_key.h"
#include "engine/log/event.h"
#include "engine/replay/replay.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"

namespace writ {
namespace {

// Members of one object, in the order in which they are added.
class JsonObject {
 public:
  // `value` is JSON already.
  JsonObject& Raw(std::string_view name, std::string_view value) {
    text_ += text_.size() > 1 ? "," : "";
    text_ += QuoteJson(name);
    text_ += ":";
    text_ += value;
    return *this;
  }
  JsonObject& Text(std::string_view name, std::string_view value) {
    return Raw(name, QuoteJson(value));
  }
  JsonObject& Number(std::string_view name, uint64_t value) {
    return Raw(name, absl::StrCat(value));
  }
  JsonObject& Bool(std::string_view name, bool value) {
    return Raw(name, value ? "true" : "false");
  }
  std::string Finish() { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

template <typename Range, typename ToText>
std::string JsonArray(const Range& range, ToText to_text) {
  std::string text = "[";
  for (const auto& element : range) {
    if (text.size() > 1) text += ",";
    text += to_text(element);
  }
  return text + "]";
}

std::string TimeText(Micros time) {
  int64_t seconds = time / 1'000'000, micros = time % 1'000'000;
  if (micros < 0) seconds -= 1, micros += 1'000'000;
  return FormatTimestamp({seconds, static_cast<uint32_t>(micros * 1000)});
}

std::string SourceOf(std::string_view canonical) {
  Arena arena;
  auto value = DecodeCanonical(canonical, arena);
  return value.ok() ? ToSource(*value) : std::string();
}

// The key values of a stored key, without the fact's identity.
std::string KeysOf(std::string_view key) {
  return key.size() < kIdentityBytes ? std::string() : SourceOf(key.substr(kIdentityBytes));
}

std::string DeltaJson(const Delta& delta) {
  JsonObject object;
  object.Text("fact", delta.fact).Text("keys", KeysOf(delta.key));
  return object.Text("value", SourceOf(delta.value)).Finish();
}

std::string ReadingJson(const Reading& reading) {
  JsonObject object;
  object.Text("fact", reading.fact).Text("keys", KeysOf(reading.key));
  return object.Text("value", SourceOf(reading.value)).Finish();
}

std::string_view StatusName(TaskStatus status) {
  switch (status) {
    case TaskStatus::kOpen:
      return "open";
    case TaskStatus::kClosed:
      return "closed";
    case TaskStatus::kRevoked:
      return "revoked";
  }
  return "";
}

std::string TaskJson(const TaskState& task) {
  JsonObject object;
  object.Text("task_id", task.id);
  object.Text("type", task.type).Raw("params", InfoOf(task).params_json);
  object.Text("user", task.user).Text("agent", task.agent);
  object.Text("granted", TimeText(task.granted)).Text("expires", TimeText(task.expires));
  if (!task.parent.empty()) object.Text("parent", task.parent);
  object.Number("levels", task.levels);
  return object.Text("status", StatusName(task.status)).Finish();
}

std::string ThreadJson(const TicketState& ticket) {
  JsonObject object;
  object.Text("asked", TimeText(ticket.asked)).Text("expires", TimeText(ticket.expires));
  object.Bool("used", ticket.used);
  auto approval = [](const TicketApproval& needed) {
    JsonObject one;
    one.Text("rule", needed.rule).Text("approver", needed.approver);
    if (needed.answer == Answer::kNone) return one.Finish();
    one.Text("answer", needed.answer == Answer::kApproved ? "approved" : "refused");
    return one.Text("answered", TimeText(needed.answered)).Finish();
  };
  return object.Raw("approvals", JsonArray(ticket.approvals, approval)).Finish();
}

std::string_view ResultName(ClauseResult result) {
  switch (result) {
    case ClauseResult::kFalse:
      return "false";
    case ClauseResult::kTrue:
      return "true";
    case ClauseResult::kError:
      return "error";
    case ClauseResult::kNotReached:
      return "not_reached";
  }
  return "not_reached";
}

std::string ClauseJson(const RuleDef& rule, const RuleTrace& trace, size_t i) {
  JsonObject object;
  if (i < rule.clauses.size()) {
    object.Text(rule.clauses[i].unless ? "unless" : "when", rule.clauses[i].text);
    object.Number("line", rule.clauses[i].line);
  }
  object.Text("result", ResultName(trace.clauses[i].result));
  if (trace.clauses[i].result == ClauseResult::kError) {
    object.Text("error", ErrorName(trace.clauses[i].error));
  }
  return object.Finish();
}

std::string TraceJson(const Program& program, const RuleTrace& trace) {
  const RuleDef& rule = program.rules[trace.rule];
  std::string clauses = "[";
  for (size_t i = 0; i < trace.clauses.size(); ++i) {
    clauses += i ? "," : "";
    clauses += ClauseJson(rule, trace, i);
  }
  JsonObject object;
  object.Text("rule", rule.name).Number("line", rule.line);
  return object.Raw("clauses", clauses + "]").Finish();
}

class EventWriter {
 public:
  EventWriter(const Store& store, uint64_t index, std::string_view event)
      : replayer_(store), index_(index), event_(event) {}

  absl::StatusOr<std::string> Write() {
    WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(event_));
    object_.Number("index", index_).Text("kind", EventKindName(head.kind));
    object_.Text("time", TimeText(head.time));
    WRIT_RETURN_IF_ERROR(WriteKind(head.kind));
    return object_.Finish();
  }

 private:
  absl::Status WriteKind(EventKind kind) {
    switch (kind) {
      case EventKind::kPolicyActivated:
        return Policy();
      case EventKind::kTaskGranted:
        return Granted();
      case EventKind::kTaskClosed:
        return Closed();
      case EventKind::kFactPut:
      case EventKind::kEntityPut:
        return Fact();
      case EventKind::kCallDecided:
        return Call();
      case EventKind::kOutcomeReported:
        return Outcome();
      case EventKind::kFactRemoved:
        return Removed();
      case EventKind::kTaskRevoked:
        return Revoked();
      case EventKind::kPrincipalRevoked:
        return Principal();
      case EventKind::kTicketApproved:
      case EventKind::kTicketRefused:
        return Answered();
      case EventKind::kTokenRedeemed:
      case EventKind::kTokenRevoked:
        return Spent();
      case EventKind::kLeasePassed:
        return Lease();
      case EventKind::kFactsBackfilled:
        return Backfill();
    }
    return absl::DataLossError("the event is of no known kind");
  }

  absl::Status Policy() {
    WRIT_ASSIGN_OR_RETURN(PolicyActivated policy, DecodePolicyActivated(event_));
    object_.Text("bundle", ToHex(policy.bundle));
    object_.Bool("by_call", policy.by_call);
    return absl::OkStatus();
  }

  absl::Status Granted() {
    WRIT_ASSIGN_OR_RETURN(TaskGranted granted, DecodeTaskGranted(event_));
    object_.Raw("task", TaskJson(granted.task));
    return absl::OkStatus();
  }

  absl::Status Closed() {
    WRIT_ASSIGN_OR_RETURN(TaskClosed closed, DecodeTaskClosed(event_));
    object_.Text("task_id", closed.task_id);
    return absl::OkStatus();
  }

  absl::Status Revoked() {
    WRIT_ASSIGN_OR_RETURN(TaskRevoked revoked, DecodeTaskRevoked(event_));
    object_.Text("task_id", revoked.task_id).Text("reason", revoked.reason);
    return absl::OkStatus();
  }

  absl::Status Principal() {
    WRIT_ASSIGN_OR_RETURN(PrincipalRevoked principal, DecodePrincipalRevoked(event_));
    object_.Text("principal", PrincipalName(static_cast<PrincipalKind>(principal.kind)));
    object_.Text("id", principal.id).Bool("revoked", principal.revoked);
    object_.Text("reason", principal.reason);
    return absl::OkStatus();
  }

  absl::Status Fact() {
    WRIT_ASSIGN_OR_RETURN(FactWritten fact, DecodeFactWritten(event_));
    object_.Text("fact", fact.fact).Text("keys", KeysOf(fact.key));
    object_.Text("value", SourceOf(fact.value));
    if (fact.expires != 0) object_.Text("expires", TimeText(fact.expires));
    return absl::OkStatus();
  }

  absl::Status Removed() {
    WRIT_ASSIGN_OR_RETURN(FactRemoved fact, DecodeFactRemoved(event_));
    object_.Text("fact", fact.fact).Text("keys", KeysOf(fact.key));
    return absl::OkStatus();
  }

  absl::Status Call() {
    WRIT_ASSIGN_OR_RETURN(CallDecided call, DecodeCallDecided(event_));
    object_.Text("decision_id", DecisionId(index_));
    object_.Text("task_id", call.task_id).Text("agent", call.agent).Text("action", call.action);
    object_.Text("verdict", VerdictName(static_cast<Verdict>(call.verdict)));
    object_.Text("reason", ReasonCode(static_cast<Reason>(call.reason)));
    object_.Raw("rules",
                JsonArray(call.rules, [](std::string_view rule) { return QuoteJson(rule); }));
    object_.Text("detail", call.detail).Text("remaining", call.remaining);
    object_.Text("bundle", ToHex(call.bundle));
    WRIT_ASSIGN_OR_RETURN(std::string_view bytes, replayer_.Body(call.body_is_digest, call.body));
    std::string kept(bytes);
    WRIT_ASSIGN_OR_RETURN(CallBody body, DecodeCallBody(kept));
    object_.Raw("chain", JsonArray(body.chain, TaskJson));
    if (!call.denied_in.empty()) object_.Text("denied_in", call.denied_in);
    if (!body.revoked.empty()) object_.Text("revoked", body.revoked);
    Tickets(call, body);
    object_.Text("args", body.args_readable ? SourceOf(body.args) : std::string(body.args));
    object_.Raw("facts", JsonArray(body.readings, ReadingJson));
    object_.Raw("changes", JsonArray(body.deltas, DeltaJson));
    return Trace(call);
  }

  // The ticket that the call was asked for, and the one that it presented as it stood: who
  // was asked, and what they said when.
  void Tickets(const CallDecided& call, const CallBody& body) {
    if (call.opened) {
      JsonObject opened;
      opened.Text("ticket", TicketId(index_)).Text("expires", TimeText(call.opened->expires));
      opened.Raw("approvals", JsonArray(call.opened->approvals, [](const NeededApproval& needed) {
                   JsonObject object;
                   object.Text("rule", needed.rule).Text("approver", needed.approver);
                   return object.Finish();
                 }));
      object_.Raw("opened", opened.Finish());
    }
    if (!call.ticket.empty()) object_.Text("ticket", call.ticket);
    if (body.ticket) object_.Raw("ticket_thread", ThreadJson(*body.ticket));
    if (call.token) {
      JsonObject token;
      token.Text("audience", call.token->audience).Text("expires", TimeText(call.token->expires));
      object_.Raw("token", token.Bool("once", call.token->once).Finish());
    }
  }

  absl::Status Trace(const CallDecided& call) {
    WRIT_ASSIGN_OR_RETURN(auto policy, replayer_.PolicyOf(call.bundle));
    WRIT_ASSIGN_OR_RETURN(Replayer::Result again, replayer_.Again(event_));
    auto trace = [&policy](const RuleTrace& rule) { return TraceJson(policy->program(), rule); };
    object_.Raw("trace", JsonArray(again.decision.trace, trace));
    object_.Bool("replays_equal", again.equal);
    return absl::OkStatus();
  }

  absl::Status Answered() {
    WRIT_ASSIGN_OR_RETURN(TicketAnswered answered, DecodeTicketAnswered(event_));
    object_.Text("ticket", TicketId(answered.ticket)).Text("approver", answered.approver);
    object_.Text("note", answered.note);
    return absl::OkStatus();
  }

  absl::Status Spent() {
    WRIT_ASSIGN_OR_RETURN(TokenSpent spent, DecodeTokenSpent(event_));
    object_.Text("decision_id", DecisionId(spent.decision)).Text("audience", spent.audience);
    return absl::OkStatus();
  }

  absl::Status Outcome() {
    WRIT_ASSIGN_OR_RETURN(OutcomeReported outcome, DecodeOutcomeReported(event_));
    object_.Text("decision_id", DecisionId(outcome.decision)).Bool("succeeded", outcome.succeeded);
    WRIT_ASSIGN_OR_RETURN(std::string_view bytes,
                          replayer_.Body(outcome.body_is_digest, outcome.body));
    WRIT_ASSIGN_OR_RETURN(OutcomeBody body, DecodeOutcomeBody(bytes));
    object_.Text("result", SourceOf(body.result)).Bool("overrun", outcome.overrun);
    object_.Raw("settled", JsonArray(body.settled, DeltaJson));
    object_.Raw("changes", JsonArray(body.deltas, DeltaJson));
    return absl::OkStatus();
  }

  absl::Status Backfill() {
    WRIT_ASSIGN_OR_RETURN(FactsBackfilled backfilled, DecodeFactsBackfilled(event_));
    WRIT_ASSIGN_OR_RETURN(std::string_view bytes,
                          replayer_.Body(backfilled.body_is_digest, backfilled.body));
    WRIT_ASSIGN_OR_RETURN(auto rows, DecodeBackfilledRows(bytes));
    auto json = [](const BackfilledRow& row) {
      JsonObject object;
      object.Text("table", TableName(static_cast<Table>(row.table)));
      if (row.table == static_cast<uint8_t>(Table::kFacts)) object.Text("keys", KeysOf(row.key));
      return object.Bool("deleted", !row.value.has_value()).Finish();
    };
    object_.Raw("rows", JsonArray(rows, json));
    return absl::OkStatus();
  }

  absl::Status Lease() {
    WRIT_ASSIGN_OR_RETURN(LeasePassed passed, DecodeLeasePassed(event_));
    object_.Text("decision_id", DecisionId(passed.decision));
    WRIT_ASSIGN_OR_RETURN(std::string_view bytes,
                          replayer_.Body(passed.body_is_digest, passed.body));
    WRIT_ASSIGN_OR_RETURN(OutcomeBody body, DecodeOutcomeBody(bytes));
    object_.Raw("settled", JsonArray(body.settled, DeltaJson));
    return absl::OkStatus();
  }

  Replayer replayer_;
  const uint64_t index_;
  const std::string_view event_;
  JsonObject object_;
};

}  // namespace

absl::StatusOr<std::string> EventJson(const Store& store, uint64_t index, std::string_view event) {
  return EventWriter(store, index, event).Write();
}

}  // namespace writ
