#include "engine/decision/fold.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/decision/call.h"
#include "engine/decision/fold_facts.h"
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

// What an open call has reserved. Calls that are reported have no such row any more.
absl::StatusOr<OpenCall> FindOpenCall(uint64_t index, State& state) {
  WRIT_ASSIGN_OR_RETURN(const std::string* row, state.Get(Table::kCalls, EntryKey(index)));
  if (row == nullptr) return Contradiction("it is about a call that was not permitted");
  return DecodeOpenCall(*row);
}

Reservation ReservationOf(const Delta& delta, uint64_t position) {
  Reservation reservation;
  reservation.key = delta.key;
  reservation.position = position;
  reservation.elements.assign(delta.elements.begin(), delta.elements.end());
  reservation.release_at = delta.release_at;
  reservation.level = delta.level;
  return reservation;
}

absl::Status FoldPolicyActivated(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(PolicyActivated activated, DecodePolicyActivated(logged.event));
  std::string row(AsBytes(activated.bundle));
  if (activated.by_call) row.push_back('\1');
  state.Put(Table::kMeta, std::string(kPolicyKey), std::move(row));
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

// A key that stood for another call goes on standing for that one. A call that came while the
// clock was back was not judged: it takes no key, so that the agent can ask again with it.
void PutIdempotencyKey(uint64_t index, const CallDecided& call, const CallBody& body,
                       State& state) {
  if (call.idempotency_key.empty() || call.key_reused || call.clock_back) return;
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

// Spent tokens in the order in which they were spent: number `first` to `next`, exclusive.
struct TokenQueue {
  uint64_t first = 0, next = 0;
};

constexpr std::string_view kTokenQueueKey = "q";
std::string SpentTokenKey(uint64_t number) {
  std::string key(kTokenQueueKey);
  ByteWriter(key).U64(number);
  return key;
}

absl::StatusOr<TokenQueue> ReadTokenQueue(State& state) {
  WRIT_ASSIGN_OR_RETURN(const std::string* row, state.Get(Table::kTokens, kTokenQueueKey));
  TokenQueue queue;
  if (row == nullptr) return queue;
  ByteReader reader(*row);
  queue.first = reader.U64();
  queue.next = reader.U64();
  if (!reader.done() || queue.first > queue.next) {
    return Contradiction("the row that says which tokens were spent is damaged");
  }
  return queue;
}

// Lets go of the first spent tokens whose time is over: at `time` they have expired, whatever
// they were, and are refused as that. Two for each that comes, so that the rows are no more
// than what is spent within kTokenKept, soon after a storm too.
absl::Status SweepTokens(Micros time, TokenQueue& queue, State& state) {
  for (int i = 0; i < 2 && queue.first < queue.next; ++i) {
    std::string key = SpentTokenKey(queue.first);
    WRIT_ASSIGN_OR_RETURN(const std::string* row, state.Get(Table::kTokens, key));
    if (row == nullptr) return Contradiction("a row of a token that was spent is missing");
    ByteReader reader(*row);
    const auto spent = static_cast<Micros>(reader.U64());
    const uint64_t decision = reader.U64();
    if (!reader.done()) return Contradiction("a row of a token that was spent is damaged");
    if (time <= spent + kTokenKept) return absl::OkStatus();
    ++queue.first;
    state.Delete(Table::kTokens, EntryKey(decision));
    state.Delete(Table::kTokens, std::move(key));
  }
  return absl::OkStatus();
}

absl::Status FoldTokenSpent(const LoggedEvent& logged, const EventHead& head, State& state) {
  WRIT_ASSIGN_OR_RETURN(TokenSpent spent, DecodeTokenSpent(logged.event));
  WRIT_ASSIGN_OR_RETURN(TokenQueue queue, ReadTokenQueue(state));
  WRIT_RETURN_IF_ERROR(SweepTokens(head.time, queue, state));
  std::string row, ends;
  ByteWriter writer(row);
  writer.U64(static_cast<uint64_t>(head.time));
  writer.U64(spent.decision);
  state.Put(Table::kTokens, SpentTokenKey(queue.next++), std::move(row));
  ByteWriter(ends).U64(queue.first);
  ByteWriter(ends).U64(queue.next);
  state.Put(Table::kTokens, std::string(kTokenQueueKey), std::move(ends));
  const char mark = head.kind == EventKind::kTokenRevoked ? kTokenRevoked : kTokenRedeemed;
  state.Put(Table::kTokens, EntryKey(spent.decision), std::string(1, mark));
  return absl::OkStatus();
}

absl::Status FoldCallDecided(const LoggedEvent& logged, Micros time, State& state) {
  WRIT_ASSIGN_OR_RETURN(CallDecided call, DecodeCallDecided(logged.event));
  WRIT_ASSIGN_OR_RETURN(CallBody body,
                        DecodeCallBody(BodyOf(call.body_is_digest, call.body, logged.body)));
  const bool permitted = call.verdict == static_cast<uint8_t>(Verdict::kPermit);
  FactFold facts(time, state);
  OpenCall open{time, {}};
  for (const Delta& delta : body.deltas) {
    WRIT_ASSIGN_OR_RETURN(uint64_t position, facts.Include(delta));
    open.reservations.push_back(ReservationOf(delta, position));
  }
  WRIT_RETURN_IF_ERROR(facts.Write());
  if (permitted) {
    state.Put(Table::kCalls, EntryKey(logged.index), EncodeOpenCall(open));
    for (const Reservation& reservation : open.reservations) {
      if (reservation.release_at == 0) continue;
      state.Put(Table::kLeases, LeaseKey(reservation.release_at, logged.index),
                std::string(1, kLeaseRow));
    }
  }
  if (call.opened) OpenTicket(logged, time, call, body, state);
  if (permitted && body.ticket) UseTicket(*body.ticket, state);
  PutIdempotencyKey(logged.index, call, body, state);
  return absl::OkStatus();
}

absl::Status FoldOutcomeReported(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(OutcomeReported outcome, DecodeOutcomeReported(logged.event));
  WRIT_ASSIGN_OR_RETURN(OutcomeBody body, DecodeOutcomeBody(BodyOf(outcome.body_is_digest,
                                                                   outcome.body, logged.body)));
  WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(logged.event));
  WRIT_ASSIGN_OR_RETURN(OpenCall call, FindOpenCall(outcome.decision, state));
  FactFold facts(head.time, state);
  for (const Delta& delta : body.settled) WRIT_RETURN_IF_ERROR(facts.Settle(call, delta));
  for (const Delta& delta : body.deltas) WRIT_RETURN_IF_ERROR(facts.Include(delta).status());
  WRIT_RETURN_IF_ERROR(facts.Write());
  for (const Reservation& reservation : call.reservations) {
    if (reservation.release_at == 0 || reservation.released) continue;
    state.Delete(Table::kLeases, LeaseKey(reservation.release_at, outcome.decision));
  }
  std::string reported(1, '\1');
  reported += AsBytes(OutcomeDigest(outcome.succeeded, body.result));
  state.Put(Table::kCalls, EntryKey(outcome.decision), std::move(reported));
  return absl::OkStatus();
}

// The call stays open: what else it has reserved counts on, and its outcome may come late.
absl::Status FoldLeasePassed(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(logged.event));
  WRIT_ASSIGN_OR_RETURN(LeasePassed passed, DecodeLeasePassed(logged.event));
  WRIT_ASSIGN_OR_RETURN(OutcomeBody body,
                        DecodeOutcomeBody(BodyOf(passed.body_is_digest, passed.body, logged.body)));
  WRIT_ASSIGN_OR_RETURN(OpenCall call, FindOpenCall(passed.decision, state));
  FactFold facts(head.time, state);
  for (const Delta& delta : body.settled) WRIT_RETURN_IF_ERROR(facts.Settle(call, delta));
  WRIT_RETURN_IF_ERROR(facts.Write());
  for (Reservation& reservation : call.reservations) {
    const bool due = reservation.release_at != 0 && reservation.release_at <= head.time;
    if (!due || reservation.released) continue;
    reservation.released = true;
    state.Delete(Table::kLeases, LeaseKey(reservation.release_at, passed.decision));
  }
  state.Put(Table::kCalls, EntryKey(passed.decision), EncodeOpenCall(call));
  return absl::OkStatus();
}

// Rows of these tables alone follow from going through the log again.
bool IsBackfilled(uint8_t table) {
  for (Table known : {Table::kFacts, Table::kHistory, Table::kCalls, Table::kLeases}) {
    if (table == static_cast<uint8_t>(known)) return true;
  }
  return false;
}

absl::Status FoldFactsBackfilled(const LoggedEvent& logged, State& state) {
  WRIT_ASSIGN_OR_RETURN(FactsBackfilled backfilled, DecodeFactsBackfilled(logged.event));
  WRIT_ASSIGN_OR_RETURN(auto rows, DecodeBackfilledRows(BodyOf(backfilled.body_is_digest,
                                                               backfilled.body, logged.body)));
  for (const BackfilledRow& row : rows) {
    if (!IsBackfilled(row.table)) return Contradiction("it backfills what is no fact");
  }
  for (const BackfilledRow& row : rows) {
    const Table table = static_cast<Table>(row.table);
    if (row.value) {
      state.Put(table, std::string(row.key), std::string(*row.value));
    } else {
      state.Delete(table, std::string(row.key));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::string LeaseKey(Micros release_at, uint64_t index) {
  return EntryKey(static_cast<uint64_t>(release_at)) + EntryKey(index);
}

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

absl::StatusOr<ActivePolicy> DecodeActivePolicy(std::string_view row) {
  ActivePolicy active;
  const size_t digest_size = active.bundle.size();
  const std::string_view rest = row.substr(std::min(digest_size, row.size()));
  if (row.size() < digest_size || (!rest.empty() && rest != std::string_view("\1"))) {
    return absl::DataLossError("the row of the active policy is damaged");
  }
  std::copy_n(row.begin(), digest_size, active.bundle.begin());
  active.by_call = !rest.empty();
  return active;
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
      return FoldTokenSpent(logged, head, state);
    case EventKind::kLeasePassed:
      return FoldLeasePassed(logged, state);
    case EventKind::kFactsBackfilled:
      return FoldFactsBackfilled(logged, state);
  }
  return absl::DataLossError("the event is of no known kind");
}

}  // namespace writ
