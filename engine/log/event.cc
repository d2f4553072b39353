#include "engine/log/event.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <type_traits>

#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"

namespace writ {
namespace {

// The fields of every event and body, in the order of their bytes: one list
// that is written and read by.
//
//   text              varint length, bytes        uint8_t     1 byte
//   bool              1 byte, 0 or 1              uint32_t    varint
//   uint64_t, Micros  8 bytes                     Digest      32 bytes
//   vector            varint count, elements      optional    bool, then the
//   value if 1
class Writer {
 public:
  template <typename T>
  using Of = const T;

  explicit Writer(std::string& bytes) : bytes_(bytes) {}

  template <typename... Ts>
  void operator()(const Ts&... fields) {
    (Put(fields), ...);
  }
  // What a reader would refuse is not written in the first place.
  void Insist(bool) {}
  // The last field of an event: there when it holds.
  void Trailing(bool flag) {
    if (flag) Put(flag);
  }

 private:
  void Put(std::string_view text) { bytes_.Text(text); }
  void Put(bool value) { bytes_.U8(value ? 1 : 0); }
  void Put(uint8_t value) { bytes_.U8(value); }
  void Put(uint32_t value) { bytes_.Varint(value); }
  void Put(uint64_t value) { bytes_.U64(value); }
  void Put(Micros value) { bytes_.U64(static_cast<uint64_t>(value)); }
  void Put(const Digest& digest) { bytes_.Raw(AsBytes(digest)); }
  void Put(const TaskState& task) {
    bytes_.Text(task.id);
    EncodeTask(task, bytes_);
  }
  void Put(const TicketState& ticket) {
    bytes_.U64(ticket.index);
    EncodeTicket(ticket, bytes_);
  }
  template <typename T>
  void Put(const std::vector<T>& elements) {
    bytes_.Varint(static_cast<uint32_t>(elements.size()));
    for (const T& element : elements) Put(element);
  }
  template <typename T>
  void Put(const std::optional<T>& value) {
    Put(value.has_value());
    if (value) Put(*value);
  }
  template <typename T>
  requires std::is_class_v<T>
  void Put(const T& fields) { Fields(*this, fields); }

  ByteWriter bytes_;
};

// Turns bad at the first byte that Writer would not have written.
class Reader {
 public:
  template <typename T>
  using Of = T;

  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <typename... Ts>
  void operator()(Ts&... fields) {
    (Take(fields), ...);
  }
  void Insist(bool holds) {
    if (!holds) bytes_.Bad();
  }
  void Trailing(bool& flag) {
    flag = bytes_.remaining() > 0;
    if (flag) Insist(bytes_.U8() == 1);
  }
  bool ok() const { return bytes_.ok(); }
  bool done() const { return bytes_.done(); }

 private:
  void Take(std::string_view& text) { text = bytes_.Text(); }
  void Take(bool& value) {
    const uint8_t byte = bytes_.U8();
    Insist(byte <= 1);
    value = byte == 1;
  }
  void Take(uint8_t& value) { value = bytes_.U8(); }
  void Take(uint32_t& value) { value = bytes_.Varint(); }
  void Take(uint64_t& value) { value = bytes_.U64(); }
  void Take(Micros& value) { value = static_cast<Micros>(bytes_.U64()); }
  void Take(Digest& digest) {
    std::string_view bytes = bytes_.Raw(digest.size());
    if (ok()) std::memcpy(digest.data(), bytes.data(), digest.size());
  }
  void Take(TaskState& task) {
    std::string_view id = bytes_.Text();
    task = DecodeTask(id, bytes_);
  }
  void Take(TicketState& ticket) {
    const uint64_t index = bytes_.U64();
    ticket = DecodeTicket(index, bytes_);
  }
  // Each element has at least one byte, so bytes that lie about a count hold
  // nothing up.
  template <typename T>
  void Take(std::vector<T>& elements) {
    const uint32_t count = bytes_.Varint();
    Insist(count <= bytes_.remaining());
    for (uint32_t i = 0; i < count && ok(); ++i) Take(elements.emplace_back());
  }
  template <typename T>
  void Take(std::optional<T>& value) {
    bool there = false;
    Take(there);
    if (there) Take(value.emplace());
  }
  template <typename T>
  requires std::is_class_v<T>
  void Take(T& fields) { Fields(*this, fields); }

  ByteReader bytes_;
};

// An event's version and kind stand before its fields.
struct Head {
  uint8_t version = kEventVersion;
  uint8_t kind = 0;
  Micros time = 0;
};

template <typename Io>
void Fields(Io& io, typename Io::template Of<Head>& head) {
  io(head.version, head.kind, head.time);
  io.Insist(head.version == kEventVersion);
  io.Insist(!EventKindName(static_cast<EventKind>(head.kind)).empty());
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<PolicyActivated>& event) {
  io(event.bundle);
  io.Trailing(event.by_call);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<TaskGranted>& event) {
  io(event.task);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<TaskClosed>& event) {
  io(event.task_id);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<TaskRevoked>& event) {
  io(event.task_id, event.reason);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<PrincipalRevoked>& event) {
  io(event.kind, event.id, event.revoked, event.reason);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<FactWritten>& event) {
  io(event.fact, event.key, event.value, event.expires);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<FactRemoved>& event) {
  io(event.fact, event.key);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<NeededApproval>& approval) {
  io(approval.rule, approval.approver);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<TicketOpened>& opened) {
  io(opened.args, opened.expires, opened.approvals);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<TokenReleased>& token) {
  io(token.audience, token.expires, token.once);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<CallDecided>& event) {
  io(event.bundle);
  io(event.task_id, event.agent, event.action, event.call_id, event.ip, event.session,
     event.idempotency_key);
  io(event.clock_back, event.key_reused);
  io(event.verdict, event.reason, event.rules, event.detail, event.remaining, event.denied_in,
     event.wait_until);
  io(event.ticket, event.token_asked, event.key_thumbprint);
  io(event.opened, event.token);
  io(event.body_is_digest, event.body);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<OutcomeReported>& event) {
  io(event.decision, event.succeeded, event.overrun, event.body_is_digest, event.body);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<TicketAnswered>& event) {
  io(event.ticket, event.approver, event.note);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<TokenSpent>& event) {
  io(event.decision, event.audience);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<LeasePassed>& event) {
  io(event.decision, event.body_is_digest, event.body);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<FactsBackfilled>& event) {
  io(event.body_is_digest, event.body);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<BackfilledRow>& row) {
  io(row.table, row.key, row.value);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<Reading>& reading) {
  io(reading.fact, reading.key, reading.value, reading.changes_at);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<Delta>& delta) {
  io(delta.fact, delta.key, delta.elements, delta.value);
  io(delta.keeping, delta.aggregate, delta.start, delta.release_at, delta.level);
  io.Insist(delta.level < kMaxTaskDepth);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<CallBody>& body) {
  io(body.args_readable, body.args);
  io(body.chain, body.revoked);
  io.Insist(body.chain.size() <= kMaxTaskDepth);
  io(body.ticket, body.readings, body.deltas);
}

template <typename Io>
void Fields(Io& io, typename Io::template Of<OutcomeBody>& body) {
  io(body.result, body.settled, body.deltas);
}

// Room for an event without what its texts hold.
constexpr size_t kReserved = 512;

template <typename Body>
std::string Encoded(const Body& body) {
  std::string bytes;
  bytes.reserve(kReserved);
  Writer writer(bytes);
  writer(body);
  return bytes;
}

template <typename Event>
std::string Encoded(Micros time, EventKind kind, const Event& event, size_t more = 0) {
  std::string bytes;
  bytes.reserve(kReserved + more);
  Writer writer(bytes);
  writer(Head{.kind = static_cast<uint8_t>(kind), .time = time}, event);
  return bytes;
}

absl::Status Malformed() { return absl::DataLossError("the record is not a well-formed event"); }

template <typename Body>
absl::StatusOr<Body> Decoded(std::string_view bytes) {
  Reader reader(bytes);
  Body body;
  reader(body);
  if (!reader.done()) return Malformed();
  return body;
}

// Of one of `kinds`.
template <typename Event>
absl::StatusOr<Event> Decoded(std::string_view bytes, std::initializer_list<EventKind> kinds) {
  Reader reader(bytes);
  Head head;
  reader(head);
  reader.Insist(std::find(kinds.begin(), kinds.end(), static_cast<EventKind>(head.kind)) !=
                kinds.end());
  Event event;
  if (reader.ok()) reader(event);
  if (!reader.done()) return Malformed();
  return event;
}

// Of an event with a body.
template <typename Event>
absl::StatusOr<std::optional<Digest>> OutsideOf(absl::StatusOr<Event> event) {
  WRIT_RETURN_IF_ERROR(event.status());
  if (!event->body_is_digest) return std::optional<Digest>();
  Digest digest;
  if (event->body.size() != digest.size()) {
    return absl::DataLossError("the digest of a body is damaged");
  }
  std::memcpy(digest.data(), event->body.data(), digest.size());
  return std::optional<Digest>(digest);
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
  return Encoded(time, EventKind::kPolicyActivated, event);
}
std::string Encode(Micros time, const TaskGranted& event) {
  return Encoded(time, EventKind::kTaskGranted, event);
}
std::string Encode(Micros time, const TaskClosed& event) {
  return Encoded(time, EventKind::kTaskClosed, event);
}
std::string Encode(Micros time, const TaskRevoked& event) {
  return Encoded(time, EventKind::kTaskRevoked, event);
}
std::string Encode(Micros time, const PrincipalRevoked& event) {
  return Encoded(time, EventKind::kPrincipalRevoked, event);
}
std::string Encode(Micros time, EventKind kind, const FactWritten& event) {
  return Encoded(time, kind, event);
}
std::string Encode(Micros time, const FactRemoved& event) {
  return Encoded(time, EventKind::kFactRemoved, event);
}
std::string Encode(Micros time, const CallDecided& event) {
  return Encoded(time, EventKind::kCallDecided, event, event.body.size());
}
std::string Encode(Micros time, const OutcomeReported& event) {
  return Encoded(time, EventKind::kOutcomeReported, event, event.body.size());
}
std::string Encode(Micros time, EventKind kind, const TicketAnswered& event) {
  return Encoded(time, kind, event);
}
std::string Encode(Micros time, EventKind kind, const TokenSpent& event) {
  return Encoded(time, kind, event);
}
std::string Encode(Micros time, const LeasePassed& event) {
  return Encoded(time, EventKind::kLeasePassed, event);
}
std::string Encode(Micros time, const FactsBackfilled& event) {
  return Encoded(time, EventKind::kFactsBackfilled, event, event.body.size());
}
std::string Encode(const std::vector<BackfilledRow>& rows) { return Encoded(rows); }
std::string Encode(const OutcomeBody& body) { return Encoded(body); }
std::string Encode(const CallBody& body) { return Encoded(body); }

absl::StatusOr<EventHead> DecodeHead(std::string_view event) {
  Reader reader(event);
  Head head;
  reader(head);
  if (!reader.ok()) return absl::DataLossError("the record does not start as an event");
  return EventHead{static_cast<EventKind>(head.kind), head.time};
}

absl::StatusOr<PolicyActivated> DecodePolicyActivated(std::string_view event) {
  return Decoded<PolicyActivated>(event, {EventKind::kPolicyActivated});
}
absl::StatusOr<TaskGranted> DecodeTaskGranted(std::string_view event) {
  return Decoded<TaskGranted>(event, {EventKind::kTaskGranted});
}
absl::StatusOr<TaskClosed> DecodeTaskClosed(std::string_view event) {
  return Decoded<TaskClosed>(event, {EventKind::kTaskClosed});
}
absl::StatusOr<TaskRevoked> DecodeTaskRevoked(std::string_view event) {
  return Decoded<TaskRevoked>(event, {EventKind::kTaskRevoked});
}
absl::StatusOr<PrincipalRevoked> DecodePrincipalRevoked(std::string_view event) {
  return Decoded<PrincipalRevoked>(event, {EventKind::kPrincipalRevoked});
}
absl::StatusOr<FactWritten> DecodeFactWritten(std::string_view event) {
  return Decoded<FactWritten>(event, {EventKind::kFactPut, EventKind::kEntityPut});
}
absl::StatusOr<FactRemoved> DecodeFactRemoved(std::string_view event) {
  return Decoded<FactRemoved>(event, {EventKind::kFactRemoved});
}
absl::StatusOr<CallDecided> DecodeCallDecided(std::string_view event) {
  return Decoded<CallDecided>(event, {EventKind::kCallDecided});
}
absl::StatusOr<OutcomeReported> DecodeOutcomeReported(std::string_view event) {
  return Decoded<OutcomeReported>(event, {EventKind::kOutcomeReported});
}
absl::StatusOr<TicketAnswered> DecodeTicketAnswered(std::string_view event) {
  return Decoded<TicketAnswered>(event, {EventKind::kTicketApproved, EventKind::kTicketRefused});
}
absl::StatusOr<TokenSpent> DecodeTokenSpent(std::string_view event) {
  return Decoded<TokenSpent>(event, {EventKind::kTokenRedeemed, EventKind::kTokenRevoked});
}
absl::StatusOr<LeasePassed> DecodeLeasePassed(std::string_view event) {
  return Decoded<LeasePassed>(event, {EventKind::kLeasePassed});
}
absl::StatusOr<FactsBackfilled> DecodeFactsBackfilled(std::string_view event) {
  return Decoded<FactsBackfilled>(event, {EventKind::kFactsBackfilled});
}
absl::StatusOr<std::vector<BackfilledRow>> DecodeBackfilledRows(std::string_view body) {
  return Decoded<std::vector<BackfilledRow>>(body);
}
absl::StatusOr<OutcomeBody> DecodeOutcomeBody(std::string_view body) {
  return Decoded<OutcomeBody>(body);
}
absl::StatusOr<CallBody> DecodeCallBody(std::string_view body) { return Decoded<CallBody>(body); }

absl::StatusOr<std::optional<Digest>> OutsideBody(std::string_view event) {
  WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(event));
  switch (head.kind) {
    case EventKind::kCallDecided:
      return OutsideOf(DecodeCallDecided(event));
    case EventKind::kOutcomeReported:
      return OutsideOf(DecodeOutcomeReported(event));
    case EventKind::kLeasePassed:
      return OutsideOf(DecodeLeasePassed(event));
    case EventKind::kFactsBackfilled:
      return OutsideOf(DecodeFactsBackfilled(event));
    case EventKind::kPolicyActivated:
    case EventKind::kTaskGranted:
    case EventKind::kTaskClosed:
    case EventKind::kTaskRevoked:
    case EventKind::kPrincipalRevoked:
    case EventKind::kFactPut:
    case EventKind::kFactRemoved:
    case EventKind::kEntityPut:
    case EventKind::kTicketApproved:
    case EventKind::kTicketRefused:
    case EventKind::kTokenRedeemed:
    case EventKind::kTokenRevoked:
      break;
  }
  return std::optional<Digest>();
}

std::string EntryKey(uint64_t index) {
  std::string key;
  ByteWriter(key).U64(index);
  return key;
}

}  // namespace writ
