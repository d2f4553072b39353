#include "engine/log/event.h"

#include <cstring>

#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"

namespace writ {
namespace {

void Head(ByteWriter& writer, EventKind kind, Micros time) {
  writer.U8(kEventVersion);
  writer.U8(static_cast<uint8_t>(kind));
  writer.U64(static_cast<uint64_t>(time));
}

EventHead ReadHead(ByteReader& reader) {
  if (reader.U8() != kEventVersion) reader.Bad();
  EventHead head;
  head.kind = static_cast<EventKind>(reader.U8());
  head.time = static_cast<Micros>(reader.U64());
  if (EventKindName(head.kind).empty()) reader.Bad();
  return head;
}

// Reads the head and insists on the kind.
void Expect(ByteReader& reader, EventKind kind) {
  if (ReadHead(reader).kind != kind) reader.Bad();
}

Digest ReadDigest(ByteReader& reader) {
  Digest digest{};
  std::string_view bytes = reader.Raw(digest.size());
  if (reader.ok()) std::memcpy(digest.data(), bytes.data(), digest.size());
  return digest;
}

bool ReadBool(ByteReader& reader) {
  uint8_t byte = reader.U8();
  if (byte > 1) reader.Bad();
  return byte == 1;
}

// A count of things of at least one byte each.
uint32_t ReadCount(ByteReader& reader) {
  uint32_t count = reader.Varint();
  if (count > reader.remaining()) reader.Bad();
  return reader.ok() ? count : 0;
}

void WriteDeltas(ByteWriter& writer, const std::vector<Delta>& deltas) {
  writer.Varint(static_cast<uint32_t>(deltas.size()));
  for (const Delta& delta : deltas) {
    writer.Text(delta.fact);
    writer.Text(delta.key);
    writer.Varint(static_cast<uint32_t>(delta.elements.size()));
    for (std::string_view element : delta.elements) writer.Text(element);
    writer.Text(delta.value);
    writer.U8(delta.keeping);
    writer.U8(delta.aggregate);
    writer.U64(static_cast<uint64_t>(delta.start));
    writer.U64(static_cast<uint64_t>(delta.release_at));
    writer.Varint(delta.level);
  }
}

std::vector<Delta> ReadDeltas(ByteReader& reader) {
  std::vector<Delta> deltas(ReadCount(reader));
  for (Delta& delta : deltas) {
    delta.fact = reader.Text();
    delta.key = reader.Text();
    delta.elements.resize(ReadCount(reader));
    for (std::string_view& element : delta.elements) element = reader.Text();
    delta.value = reader.Text();
    delta.keeping = reader.U8();
    delta.aggregate = reader.U8();
    delta.start = static_cast<Micros>(reader.U64());
    delta.release_at = static_cast<Micros>(reader.U64());
    delta.level = reader.Varint();
    if (delta.level >= kMaxTaskDepth) reader.Bad();
  }
  return deltas;
}

void ReadChain(ByteReader& reader, std::vector<TaskState>& chain) {
  uint32_t size = ReadCount(reader);
  if (size > kMaxTaskDepth) return reader.Bad();
  for (uint32_t i = 0; i < size; ++i) {
    std::string_view id = reader.Text();
    chain.push_back(DecodeTask(id, reader));
  }
}

void WriteAsked(ByteWriter& writer, const CallDecided& event) {
  writer.Text(event.ticket);
  writer.U8(event.token_asked ? 1 : 0);
  writer.Text(event.key_thumbprint);
}

void ReadAsked(ByteReader& reader, CallDecided& event) {
  event.ticket = reader.Text();
  event.token_asked = ReadBool(reader);
  event.key_thumbprint = reader.Text();
}

void WriteOpened(ByteWriter& writer, const std::optional<TicketOpened>& opened) {
  writer.U8(opened ? 1 : 0);
  if (!opened) return;
  writer.Raw(AsBytes(opened->args));
  writer.U64(static_cast<uint64_t>(opened->expires));
  writer.Varint(static_cast<uint32_t>(opened->approvals.size()));
  for (const NeededApproval& approval : opened->approvals) {
    writer.Text(approval.rule);
    writer.Text(approval.approver);
  }
}

std::optional<TicketOpened> ReadOpened(ByteReader& reader) {
  if (!ReadBool(reader)) return std::nullopt;
  TicketOpened opened;
  opened.args = ReadDigest(reader);
  opened.expires = static_cast<Micros>(reader.U64());
  opened.approvals.resize(ReadCount(reader));
  for (NeededApproval& approval : opened.approvals) {
    approval.rule = reader.Text();
    approval.approver = reader.Text();
  }
  return opened;
}

void WriteReleased(ByteWriter& writer, const std::optional<TokenReleased>& token) {
  writer.U8(token ? 1 : 0);
  if (!token) return;
  writer.Text(token->audience);
  writer.U64(static_cast<uint64_t>(token->expires));
  writer.U8(token->once ? 1 : 0);
}

std::optional<TokenReleased> ReadReleased(ByteReader& reader) {
  if (!ReadBool(reader)) return std::nullopt;
  TokenReleased token;
  token.audience = reader.Text();
  token.expires = static_cast<Micros>(reader.U64());
  token.once = ReadBool(reader);
  return token;
}

template <typename T>
absl::StatusOr<T> Finish(const ByteReader& reader, T&& event) {
  if (!reader.done()) return absl::DataLossError("the record is not a well-formed event");
  return std::forward<T>(event);
}

}  // namespace

std::string_view EventKindName(EventKind kind) {
  switch (kind) {
#define WRIT_EVENT(number, name, in_json) \
  case EventKind::k##name:                \
    return in_json;
#include "engine/log/events.def"
#undef WRIT_EVENT
  }
  return {};
}

std::string Encode(Micros time, const PolicyActivated& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, EventKind::kPolicyActivated, time);
  writer.Raw(AsBytes(event.bundle));
  return bytes;
}

std::string Encode(Micros time, const TaskGranted& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, EventKind::kTaskGranted, time);
  writer.Text(event.task.id);
  EncodeTask(event.task, writer);
  return bytes;
}

std::string Encode(Micros time, const TaskClosed& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, EventKind::kTaskClosed, time);
  writer.Text(event.task_id);
  return bytes;
}

std::string Encode(Micros time, const TaskRevoked& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, EventKind::kTaskRevoked, time);
  writer.Text(event.task_id);
  writer.Text(event.reason);
  return bytes;
}

std::string Encode(Micros time, const PrincipalRevoked& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, EventKind::kPrincipalRevoked, time);
  writer.U8(event.kind);
  writer.Text(event.id);
  writer.U8(event.revoked ? 1 : 0);
  writer.Text(event.reason);
  return bytes;
}

std::string Encode(Micros time, EventKind kind, const FactWritten& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, kind, time);
  writer.Text(event.fact);
  writer.Text(event.key);
  writer.Text(event.value);
  writer.U64(static_cast<uint64_t>(event.expires));
  return bytes;
}

std::string Encode(Micros time, const FactRemoved& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, EventKind::kFactRemoved, time);
  writer.Text(event.fact);
  writer.Text(event.key);
  return bytes;
}

std::string Encode(Micros time, const CallDecided& event) {
  std::string bytes;
  bytes.reserve(256 + event.body.size());
  ByteWriter writer(bytes);
  Head(writer, EventKind::kCallDecided, time);
  writer.Raw(AsBytes(event.bundle));
  for (std::string_view text : {event.task_id, event.agent, event.action, event.call_id, event.ip,
                                event.session, event.idempotency_key}) {
    writer.Text(text);
  }
  writer.U8(event.clock_back ? 1 : 0);
  writer.U8(event.key_reused ? 1 : 0);
  writer.U8(event.verdict);
  writer.U8(event.reason);
  writer.Varint(static_cast<uint32_t>(event.rules.size()));
  for (std::string_view rule : event.rules) writer.Text(rule);
  writer.Text(event.detail);
  writer.Text(event.remaining);
  writer.Text(event.denied_in);
  writer.U64(static_cast<uint64_t>(event.wait_until));
  WriteAsked(writer, event);
  WriteOpened(writer, event.opened);
  WriteReleased(writer, event.token);
  writer.U8(event.body_is_digest ? 1 : 0);
  writer.Text(event.body);
  return bytes;
}

std::string Encode(Micros time, const OutcomeReported& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, EventKind::kOutcomeReported, time);
  writer.U64(event.decision);
  writer.U8(event.succeeded ? 1 : 0);
  writer.U8(event.overrun ? 1 : 0);
  writer.U8(event.body_is_digest ? 1 : 0);
  writer.Text(event.body);
  return bytes;
}

std::string Encode(Micros time, EventKind kind, const TicketAnswered& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, kind, time);
  writer.U64(event.ticket);
  writer.Text(event.approver);
  writer.Text(event.note);
  return bytes;
}

std::string Encode(Micros time, EventKind kind, const TokenSpent& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, kind, time);
  writer.U64(event.decision);
  writer.Text(event.audience);
  return bytes;
}

std::string Encode(Micros time, const LeasePassed& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, EventKind::kLeasePassed, time);
  writer.U64(event.decision);
  writer.U8(event.body_is_digest ? 1 : 0);
  writer.Text(event.body);
  return bytes;
}

std::string Encode(Micros time, const FactsBackfilled& event) {
  std::string bytes;
  ByteWriter writer(bytes);
  Head(writer, EventKind::kFactsBackfilled, time);
  writer.U8(event.body_is_digest ? 1 : 0);
  writer.Text(event.body);
  return bytes;
}

std::string Encode(const std::vector<BackfilledRow>& rows) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.Varint(static_cast<uint32_t>(rows.size()));
  for (const BackfilledRow& row : rows) {
    writer.U8(row.table);
    writer.Text(row.key);
    writer.U8(row.value ? 1 : 0);
    if (row.value) writer.Text(*row.value);
  }
  return bytes;
}

std::string Encode(const OutcomeBody& body) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.Text(body.result);
  WriteDeltas(writer, body.settled);
  WriteDeltas(writer, body.deltas);
  return bytes;
}

std::string Encode(const CallBody& body) {
  std::string bytes;
  bytes.reserve(512);
  ByteWriter writer(bytes);
  writer.U8(body.args_readable ? 1 : 0);
  writer.Text(body.args);
  writer.Varint(static_cast<uint32_t>(body.chain.size()));
  for (const TaskState& task : body.chain) {
    writer.Text(task.id);
    EncodeTask(task, writer);
  }
  writer.Text(body.revoked);
  writer.U8(body.ticket ? 1 : 0);
  if (body.ticket) {
    writer.U64(body.ticket->index);
    EncodeTicket(*body.ticket, writer);
  }
  writer.Varint(static_cast<uint32_t>(body.readings.size()));
  for (const Reading& reading : body.readings) {
    writer.Text(reading.fact);
    writer.Text(reading.key);
    writer.Text(reading.value);
    writer.U64(static_cast<uint64_t>(reading.changes_at));
  }
  WriteDeltas(writer, body.deltas);
  return bytes;
}

absl::StatusOr<EventHead> DecodeHead(std::string_view event) {
  ByteReader reader(event);
  EventHead head = ReadHead(reader);
  if (!reader.ok()) return absl::DataLossError("the record does not start as an event");
  return head;
}

absl::StatusOr<PolicyActivated> DecodePolicyActivated(std::string_view event) {
  ByteReader reader(event);
  Expect(reader, EventKind::kPolicyActivated);
  return Finish(reader, PolicyActivated{ReadDigest(reader)});
}

absl::StatusOr<TaskGranted> DecodeTaskGranted(std::string_view event) {
  ByteReader reader(event);
  Expect(reader, EventKind::kTaskGranted);
  std::string_view id = reader.Text();
  return Finish(reader, TaskGranted{DecodeTask(id, reader)});
}

absl::StatusOr<TaskClosed> DecodeTaskClosed(std::string_view event) {
  ByteReader reader(event);
  Expect(reader, EventKind::kTaskClosed);
  return Finish(reader, TaskClosed{reader.Text()});
}

absl::StatusOr<TaskRevoked> DecodeTaskRevoked(std::string_view event) {
  ByteReader reader(event);
  Expect(reader, EventKind::kTaskRevoked);
  TaskRevoked revoked;
  revoked.task_id = reader.Text();
  revoked.reason = reader.Text();
  return Finish(reader, std::move(revoked));
}

absl::StatusOr<PrincipalRevoked> DecodePrincipalRevoked(std::string_view event) {
  ByteReader reader(event);
  Expect(reader, EventKind::kPrincipalRevoked);
  PrincipalRevoked revoked;
  revoked.kind = reader.U8();
  revoked.id = reader.Text();
  revoked.revoked = ReadBool(reader);
  revoked.reason = reader.Text();
  return Finish(reader, std::move(revoked));
}

absl::StatusOr<FactWritten> DecodeFactWritten(std::string_view event) {
  ByteReader reader(event);
  EventKind kind = ReadHead(reader).kind;
  if (kind != EventKind::kFactPut && kind != EventKind::kEntityPut) reader.Bad();
  FactWritten written;
  written.fact = reader.Text();
  written.key = reader.Text();
  written.value = reader.Text();
  written.expires = static_cast<Micros>(reader.U64());
  return Finish(reader, std::move(written));
}

absl::StatusOr<FactRemoved> DecodeFactRemoved(std::string_view event) {
  ByteReader reader(event);
  Expect(reader, EventKind::kFactRemoved);
  FactRemoved removed;
  removed.fact = reader.Text();
  removed.key = reader.Text();
  return Finish(reader, std::move(removed));
}

absl::StatusOr<CallDecided> DecodeCallDecided(std::string_view event) {
  ByteReader reader(event);
  Expect(reader, EventKind::kCallDecided);
  CallDecided call;
  call.bundle = ReadDigest(reader);
  for (std::string_view* text : {&call.task_id, &call.agent, &call.action, &call.call_id, &call.ip,
                                 &call.session, &call.idempotency_key}) {
    *text = reader.Text();
  }
  call.clock_back = ReadBool(reader);
  call.key_reused = ReadBool(reader);
  call.verdict = reader.U8();
  call.reason = reader.U8();
  call.rules.resize(ReadCount(reader));
  for (std::string_view& rule : call.rules) rule = reader.Text();
  call.detail = reader.Text();
  call.remaining = reader.Text();
  call.denied_in = reader.Text();
  call.wait_until = static_cast<Micros>(reader.U64());
  ReadAsked(reader, call);
  call.opened = ReadOpened(reader);
  call.token = ReadReleased(reader);
  call.body_is_digest = ReadBool(reader);
  call.body = reader.Text();
  return Finish(reader, std::move(call));
}

absl::StatusOr<OutcomeReported> DecodeOutcomeReported(std::string_view event) {
  ByteReader reader(event);
  Expect(reader, EventKind::kOutcomeReported);
  OutcomeReported outcome;
  outcome.decision = reader.U64();
  outcome.succeeded = ReadBool(reader);
  outcome.overrun = ReadBool(reader);
  outcome.body_is_digest = ReadBool(reader);
  outcome.body = reader.Text();
  return Finish(reader, std::move(outcome));
}

absl::StatusOr<LeasePassed> DecodeLeasePassed(std::string_view event) {
  ByteReader reader(event);
  Expect(reader, EventKind::kLeasePassed);
  LeasePassed passed;
  passed.decision = reader.U64();
  passed.body_is_digest = ReadBool(reader);
  passed.body = reader.Text();
  return Finish(reader, std::move(passed));
}

absl::StatusOr<FactsBackfilled> DecodeFactsBackfilled(std::string_view event) {
  ByteReader reader(event);
  Expect(reader, EventKind::kFactsBackfilled);
  FactsBackfilled backfilled;
  backfilled.body_is_digest = ReadBool(reader);
  backfilled.body = reader.Text();
  return Finish(reader, std::move(backfilled));
}

absl::StatusOr<std::vector<BackfilledRow>> DecodeBackfilledRows(std::string_view body) {
  ByteReader reader(body);
  std::vector<BackfilledRow> rows(ReadCount(reader));
  for (BackfilledRow& row : rows) {
    row.table = reader.U8();
    row.key = reader.Text();
    if (ReadBool(reader)) row.value = reader.Text();
  }
  return Finish(reader, std::move(rows));
}

absl::StatusOr<OutcomeBody> DecodeOutcomeBody(std::string_view bytes) {
  ByteReader reader(bytes);
  OutcomeBody body;
  body.result = reader.Text();
  body.settled = ReadDeltas(reader);
  body.deltas = ReadDeltas(reader);
  return Finish(reader, std::move(body));
}

absl::StatusOr<TicketAnswered> DecodeTicketAnswered(std::string_view event) {
  ByteReader reader(event);
  EventKind kind = ReadHead(reader).kind;
  if (kind != EventKind::kTicketApproved && kind != EventKind::kTicketRefused) reader.Bad();
  TicketAnswered answered;
  answered.ticket = reader.U64();
  answered.approver = reader.Text();
  answered.note = reader.Text();
  return Finish(reader, std::move(answered));
}

absl::StatusOr<TokenSpent> DecodeTokenSpent(std::string_view event) {
  ByteReader reader(event);
  EventKind kind = ReadHead(reader).kind;
  if (kind != EventKind::kTokenRedeemed && kind != EventKind::kTokenRevoked) reader.Bad();
  TokenSpent spent;
  spent.decision = reader.U64();
  spent.audience = reader.Text();
  return Finish(reader, std::move(spent));
}

absl::StatusOr<CallBody> DecodeCallBody(std::string_view bytes) {
  ByteReader reader(bytes);
  CallBody body;
  body.args_readable = ReadBool(reader);
  body.args = reader.Text();
  ReadChain(reader, body.chain);
  body.revoked = reader.Text();
  if (ReadBool(reader)) {
    const uint64_t index = reader.U64();
    body.ticket = DecodeTicket(index, reader);
  }
  body.readings.resize(ReadCount(reader));
  for (Reading& reading : body.readings) {
    reading.fact = reader.Text();
    reading.key = reader.Text();
    reading.value = reader.Text();
    reading.changes_at = static_cast<Micros>(reader.U64());
  }
  body.deltas = ReadDeltas(reader);
  return Finish(reader, std::move(body));
}

absl::StatusOr<std::optional<Digest>> OutsideBody(std::string_view event) {
  WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(event));
  std::string_view body;
  bool is_digest = false;
  if (head.kind == EventKind::kCallDecided) {
    WRIT_ASSIGN_OR_RETURN(CallDecided call, DecodeCallDecided(event));
    is_digest = call.body_is_digest, body = call.body;
  } else if (head.kind == EventKind::kOutcomeReported) {
    WRIT_ASSIGN_OR_RETURN(OutcomeReported outcome, DecodeOutcomeReported(event));
    is_digest = outcome.body_is_digest, body = outcome.body;
  } else if (head.kind == EventKind::kLeasePassed) {
    WRIT_ASSIGN_OR_RETURN(LeasePassed passed, DecodeLeasePassed(event));
    is_digest = passed.body_is_digest, body = passed.body;
  } else if (head.kind == EventKind::kFactsBackfilled) {
    WRIT_ASSIGN_OR_RETURN(FactsBackfilled backfilled, DecodeFactsBackfilled(event));
    is_digest = backfilled.body_is_digest, body = backfilled.body;
  }
  if (!is_digest) return std::optional<Digest>();
  Digest digest;
  if (body.size() != digest.size()) return absl::DataLossError("the digest of a body is damaged");
  std::memcpy(digest.data(), body.data(), digest.size());
  return std::optional<Digest>(digest);
}

std::string EntryKey(uint64_t index) {
  std::string key;
  ByteWriter(key).U64(index);
  return key;
}

}  // namespace writ
