#include "engine/decision/fold.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/decision/call.h"
#include "engine/decision/revocation.h"
#include "engine/facts/stored_fact.h"
#include "engine/log/event.h"

namespace writ {
namespace {

absl::Status Contradiction(std::string_view what) {
  return absl::DataLossError(absl::StrCat("the event contradicts what was before it: ",
                                          absl::string_view(what.data(), what.size())));
}

std::string_view BodyOf(bool is_digest, std::string_view inside, std::string_view outside) {
  return is_digest ? outside : inside;
}

void PutTask(const TaskState& task, State& state) {
  std::string bytes;
  ByteWriter writer(bytes);
  EncodeTask(task, writer);
  state.Put(Table::kTasks, task.id, std::move(bytes));
}

void PutDeltas(const std::vector<Delta>& deltas, State& state) {
  for (const Delta& delta : deltas) {
    state.Put(Table::kFacts, std::string(delta.key), std::string(delta.value));
  }
}

absl::Status FoldPolicyActivated(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(PolicyActivated activated, DecodePolicyActivated(logged.event));
  state.Put(Table::kMeta, std::string(kPolicyKey), std::string(AsBytes(activated.bundle)));
  return absl::OkStatus();
}

absl::Status FoldTaskGranted(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(TaskGranted granted, DecodeTaskGranted(logged.event));
  PutTask(granted.task, state);
  return absl::OkStatus();
}

absl::Status EndTask(std::string_view task_id, TaskStatus status, State& state) {
  WRIT_ASSIGN_OR_RETURN(const std::string* bytes, state.Get(Table::kTasks, task_id));
  if (bytes == nullptr) return Contradiction("it ends a task that was not granted");
  ByteReader reader(*bytes);
  TaskState task = DecodeTask(task_id, reader);
  if (!reader.done()) return Contradiction("the task that it ends is damaged");
  task.status = status;
  PutTask(task, state);
  return absl::OkStatus();
}

absl::Status FoldTaskClosed(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(TaskClosed closed, DecodeTaskClosed(logged.event));
  return EndTask(closed.task_id, TaskStatus::kClosed, state);
}

absl::Status FoldTaskRevoked(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(TaskRevoked revoked, DecodeTaskRevoked(logged.event));
  return EndTask(revoked.task_id, TaskStatus::kRevoked, state);
}

absl::Status FoldPrincipalRevoked(const LoggedEvent& logged, Micros time, State& state) {
  WRIT_ASSIGN_OR_RETURN(PrincipalRevoked event, DecodePrincipalRevoked(logged.event));
  const auto kind = static_cast<PrincipalKind>(event.kind);
  if (PrincipalName(kind).empty()) return Contradiction("it revokes something of no known kind");
  std::string key = RevocationKey(kind, event.id);
  if (event.revoked) {
    state.Put(Table::kRevocations, std::move(key),
              EncodeRevocation({.since = time, .reason = std::string(event.reason)}));
  } else {
    state.Delete(Table::kRevocations, std::move(key));
  }
  return absl::OkStatus();
}

absl::Status FoldFactWritten(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(FactWritten written, DecodeFactWritten(logged.event));
  StoredFact row{logged.index, written.expires, written.value};
  state.Put(Table::kFacts, std::string(written.key), EncodeStored(row));
  return absl::OkStatus();
}

absl::Status FoldFactRemoved(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(FactRemoved removed, DecodeFactRemoved(logged.event));
  state.Delete(Table::kFacts, std::string(removed.key));
  return absl::OkStatus();
}

// A key that stood for another call goes on standing for that one.
void PutIdempotencyKey(uint64_t index, const CallDecided& call, const CallBody& body,
                       State& state) {
  if (call.idempotency_key.empty() || call.key_reused) return;
  std::string value(
      AsBytes(IdempotencyDigest(call.agent, call.action, body.args_readable, body.args)));
  ByteWriter(value).U64(index);
  state.Put(Table::kKeys, IdempotencyKey(call.task_id, call.idempotency_key), std::move(value));
}

void PutTicket(const TicketState& ticket, State& state) {
  std::string bytes;
  ByteWriter writer(bytes);
  EncodeTicket(ticket, writer);
  state.Put(Table::kTickets, TicketKey(ticket.index), std::move(bytes));
}

void OpenTicket(const LoggedEvent& logged, Micros time, const CallDecided& call,
                const CallBody& body, State& state) {
  TicketState ticket{.index = logged.index};
  ticket.task_id = call.task_id;
  if (!body.chain.empty()) ticket.user = body.chain.front().user;
  ticket.agent = call.agent;
  ticket.action = call.action;
  ticket.args = call.opened->args;
  ticket.bundle = call.bundle;
  ticket.asked = time;
  ticket.expires = call.opened->expires;
  for (const NeededApproval& needed : call.opened->approvals) {
    ticket.approvals.push_back({std::string(needed.rule), std::string(needed.approver)});
  }
  PutTicket(ticket, state);
  state.Put(Table::kTickets, OpenTicketKey(ticket.expires, ticket.index),
            std::string(1, kTicketOpen));
}

// A permit uses up the ticket that was presented with it.
void UseTicket(TicketState ticket, State& state) {
  ticket.used = true;
  PutTicket(ticket, state);
  state.Delete(Table::kTickets, OpenTicketKey(ticket.expires, ticket.index));
}

absl::Status FoldTicketAnswered(const LoggedEvent& logged, const EventHead& head, State& state) {
  WRIT_ASSIGN_OR_RETURN(TicketAnswered answered, DecodeTicketAnswered(logged.event));
  WRIT_ASSIGN_OR_RETURN(const std::string* bytes,
                        state.Get(Table::kTickets, TicketKey(answered.ticket)));
  if (bytes == nullptr) return Contradiction("it answers a ticket that was not asked for");
  ByteReader reader(*bytes);
  TicketState ticket = DecodeTicket(answered.ticket, reader);
  if (!reader.done()) return Contradiction("the ticket that it answers is damaged");
  const bool refused = head.kind == EventKind::kTicketRefused;
  for (TicketApproval& approval : ticket.approvals) {
    if (approval.approver != answered.approver) continue;
    approval.answer = refused ? Answer::kRefused : Answer::kApproved;
    approval.answered = head.time;
  }
  PutTicket(ticket, state);
  if (refused) state.Delete(Table::kTickets, OpenTicketKey(ticket.expires, ticket.index));
  return absl::OkStatus();
}

absl::Status FoldTokenSpent(const LoggedEvent& logged, EventKind kind, State& state) {
  WRIT_ASSIGN_OR_RETURN(TokenSpent spent, DecodeTokenSpent(logged.event));
  const char mark = kind == EventKind::kTokenRevoked ? kTokenRevoked : kTokenRedeemed;
  state.Put(Table::kTokens, EntryKey(spent.decision), std::string(1, mark));
  return absl::OkStatus();
}

absl::Status FoldCallDecided(const LoggedEvent& logged, Micros time, State& state) {
  WRIT_ASSIGN_OR_RETURN(CallDecided call, DecodeCallDecided(logged.event));
  WRIT_ASSIGN_OR_RETURN(CallBody body,
                        DecodeCallBody(BodyOf(call.body_is_digest, call.body, logged.body)));
  const bool permitted = call.verdict == static_cast<uint8_t>(Verdict::kPermit);
  PutDeltas(body.deltas, state);
  if (permitted) state.Put(Table::kCalls, EntryKey(logged.index), std::string(1, '\0'));
  if (call.opened) OpenTicket(logged, time, call, body, state);
  if (permitted && body.ticket) UseTicket(*body.ticket, state);
  PutIdempotencyKey(logged.index, call, body, state);
  return absl::OkStatus();
}

absl::Status FoldOutcomeReported(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(OutcomeReported outcome, DecodeOutcomeReported(logged.event));
  WRIT_ASSIGN_OR_RETURN(OutcomeBody body, DecodeOutcomeBody(BodyOf(outcome.body_is_digest,
                                                                   outcome.body, logged.body)));
  PutDeltas(body.deltas, state);
  std::string reported(1, '\1');
  reported += AsBytes(OutcomeDigest(outcome.succeeded, body.result));
  state.Put(Table::kCalls, EntryKey(outcome.decision), std::move(reported));
  return absl::OkStatus();
}

}  // namespace

Digest IdempotencyDigest(std::string_view agent, std::string_view action, bool args_readable,
                         std::string_view args) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.Text(agent);
  writer.Text(action);
  writer.Text(args_readable ? args : std::string_view());
  writer.Text(args_readable ? std::string_view() : args);
  return Sha256(bytes);
}

std::string IdempotencyKey(std::string_view task_id, std::string_view key) {
  std::string bytes(task_id);
  bytes.push_back('\0');
  bytes += key;
  return bytes;
}

Digest OutcomeDigest(bool succeeded, std::string_view result) {
  return Sha256({succeeded ? "1" : "0", result});
}

absl::Status Fold(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(logged.event));
  switch (head.kind) {
    case EventKind::kPolicyActivated:
      return FoldPolicyActivated(logged, state);
    case EventKind::kTaskGranted:
      return FoldTaskGranted(logged, state);
    case EventKind::kTaskClosed:
      return FoldTaskClosed(logged, state);
    case EventKind::kFactPut:
    case EventKind::kEntityPut:
      return FoldFactWritten(logged, state);
    case EventKind::kCallDecided:
      return FoldCallDecided(logged, head.time, state);
    case EventKind::kOutcomeReported:
      return FoldOutcomeReported(logged, state);
    case EventKind::kFactRemoved:
      return FoldFactRemoved(logged, state);
    case EventKind::kTaskRevoked:
      return FoldTaskRevoked(logged, state);
    case EventKind::kPrincipalRevoked:
      return FoldPrincipalRevoked(logged, head.time, state);
    case EventKind::kTicketApproved:
    case EventKind::kTicketRefused:
      return FoldTicketAnswered(logged, head, state);
    case EventKind::kTokenRedeemed:
    case EventKind::kTokenRevoked:
      return FoldTokenSpent(logged, head.kind, state);
  }
  return absl::DataLossError("the event is of no known kind");
}

}  // namespace writ
