// The events of the log: every change of state, byte by byte (docs/event_format.md).
//
// An event is at most kMaxEventBytes. What a call carried, read or returned (the body)
// may be larger: past kMaxInlineBody it stands in Table::kBlobs under its SHA-256, and the
// event holds the digest. Decoding gives views into the bytes, which must outlive the
// result. Pure.
#ifndef WRIT_ENGINE_LOG_EVENT_H_
#define WRIT_ENGINE_LOG_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/base/sha256.h"
#include "engine/facts/task_state.h"
#include "engine/facts/ticket_state.h"

namespace writ {

inline constexpr size_t kMaxEventBytes = 65'535;
inline constexpr size_t kMaxInlineBody = 12 * 1024;
inline constexpr uint8_t kEventVersion = 2;

// Rows in events.def.
enum class EventKind : uint8_t {
#define WRIT_EVENT(number, name, in_json) k##name = number,
#include "engine/log/events.def"
#undef WRIT_EVENT
};
inline constexpr EventKind kEventKinds[] = {
#define WRIT_EVENT(number, name, in_json) EventKind::k##name,
#include "engine/log/events.def"
#undef WRIT_EVENT
};
// "call_decided"; empty for a number that is no kind.
std::string_view EventKindName(EventKind kind);

struct EventHead {
  EventKind kind{};
  Micros time = 0;
};

struct PolicyActivated {
  Digest bundle{};
  // By a call while the engine ran; else the engine was opened with it.
  bool by_call = false;
};

struct TaskGranted {
  TaskState task;
};

struct TaskClosed {
  std::string_view task_id;
};

struct TaskRevoked {
  std::string_view task_id, reason;
};

// Of an agent, a user, a tool or a server; or that it was restored.
struct PrincipalRevoked {
  uint8_t kind = 0;  // PrincipalKind
  std::string_view id;
  bool revoked = false;
  std::string_view reason;
};

// Also of an entity's attributes, under the name "attributes", and of the groups that it is
// directly in, under the name "groups".
struct FactWritten {
  std::string_view fact;   // qualified name
  std::string_view key;    // in Table::kFacts
  std::string_view value;  // canonical
  Micros expires = 0;      // the first moment at which it no longer holds; 0: never
};

// What was put is there no more; names as FactWritten.
struct FactRemoved {
  std::string_view fact;
  std::string_view key;
};

// A fact as a decision read it.
struct Reading {
  std::string_view fact;
  std::string_view key;
  std::string_view value;
  Micros changes_at = 0;  // when the value changes by itself at the earliest; 0: never
};

// A fact as an event changed it.
struct Delta {
  std::string_view fact;
  std::string_view key;
  // What the call contributes, canonical; to settle or take back. Several for a fact that
  // goes through a list; none when a call is taken out.
  std::vector<std::string_view> elements;
  std::string_view value;  // the new value, canonical
  // How it is kept: engine/facts/ledger.h, KeptAs.
  uint8_t keeping = 0, aggregate = 0;
  Micros start = 0;
  // Of a call: when it is taken out if nobody reports its outcome; 0: never.
  Micros release_at = 0;
  uint32_t level = 0;  // the task of the call's chain that it was computed for
};

// What a call carried and what the engine read to judge it.
struct CallBody {
  // The arguments as received, canonical; or why they could not be read.
  bool args_readable = false;
  std::string_view args;
  // The call's own task, then those that it was granted under; empty: no such task.
  std::vector<TaskState> chain;
  // Who or what of the call was revoked, as RevocationKey gives it; empty: nothing.
  std::string_view revoked;
  // The presented ticket as it stood; nothing when none was, or when there is no such.
  std::optional<TicketState> ticket;
  std::vector<Reading> readings;
  std::vector<Delta> deltas;
};

// An approval that a call waits for.
struct NeededApproval {
  std::string_view rule, approver;
};

// A ticket that a decision opened: its id is the event's index.
struct TicketOpened {
  Digest args{};  // of the canonical arguments
  Micros expires = 0;
  std::vector<NeededApproval> approvals;
};

// A token that was released with a permit: its id is the decision's.
struct TokenReleased {
  std::string_view audience;
  Micros expires = 0;
  bool once = false;
};

struct CallDecided {
  Digest bundle{};
  std::string_view task_id, agent, action, call_id, ip, session, idempotency_key;
  bool clock_back = false, key_reused = false;
  uint8_t verdict = 0, reason = 0;
  std::vector<std::string_view> rules;
  std::string_view detail, remaining;
  // The task of the chain at whose level the call was denied, when there is a choice.
  std::string_view denied_in;
  // Of a limit that denied: when what is left changes by itself; 0: it does not.
  Micros wait_until = 0;
  // What was presented and asked for: an approval ticket; a token, for whoever holds the
  // key of this thumbprint (RFC 7638; empty: for its bearer).
  std::string_view ticket;
  bool token_asked = false;
  std::string_view key_thumbprint;
  std::optional<TicketOpened> opened;
  std::optional<TokenReleased> token;
  // The encoded CallBody, or its digest when `body_is_digest`.
  bool body_is_digest = false;
  std::string_view body;
};

// What a call returned and what that changed.
struct OutcomeBody {
  std::string_view result;  // canonical, as received; empty for none
  // What was reserved for the call: taken out, or another element in its place.
  std::vector<Delta> settled;
  // What its success contributes.
  std::vector<Delta> deltas;
};

// What of a call is taken out because nobody reported its outcome in time. The body is an
// OutcomeBody without a result and with nothing but `settled`.
struct LeasePassed {
  uint64_t decision = 0;  // index of the call
  bool body_is_digest = false;
  std::string_view body;
};

// A row that a backfill found; no value: what stood there before goes.
struct BackfilledRow {
  uint8_t table = 0;
  std::string_view key;
  std::optional<std::string_view> value;
};

// A part of what history makes of facts that are new in a policy. In parts, since all of it
// may be large; they follow the activation in one group.
struct FactsBackfilled {
  bool body_is_digest = false;
  std::string_view body;  // the encoded rows
};

struct OutcomeReported {
  uint64_t decision = 0;  // index of the call
  bool succeeded = false;
  // It succeeded after some of what it had reserved was released.
  bool overrun = false;
  bool body_is_digest = false;
  std::string_view body;  // the encoded OutcomeBody, or its digest
};

// What an approver said of a ticket: kTicketApproved or kTicketRefused.
struct TicketAnswered {
  uint64_t ticket = 0;  // index of the event that asked
  std::string_view approver;
  std::string_view note;  // the approver's own words; may be empty
};

// What became of a token: kTokenRedeemed or kTokenRevoked.
struct TokenSpent {
  uint64_t decision = 0;      // index of the permit that it was released with
  std::string_view audience;  // that redeemed it; empty when revoked
};

std::string Encode(Micros time, const PolicyActivated& event);
std::string Encode(Micros time, const TaskGranted& event);
std::string Encode(Micros time, const TaskClosed& event);
std::string Encode(Micros time, const TaskRevoked& event);
std::string Encode(Micros time, const PrincipalRevoked& event);
// `kind` is kFactPut or kEntityPut.
std::string Encode(Micros time, EventKind kind, const FactWritten& event);
std::string Encode(Micros time, const FactRemoved& event);
std::string Encode(Micros time, const CallDecided& event);
std::string Encode(Micros time, const OutcomeReported& event);
std::string Encode(Micros time, EventKind kind, const TicketAnswered& event);
std::string Encode(Micros time, EventKind kind, const TokenSpent& event);
std::string Encode(Micros time, const LeasePassed& event);
std::string Encode(Micros time, const FactsBackfilled& event);
std::string Encode(const std::vector<BackfilledRow>& rows);
std::string Encode(const CallBody& body);
std::string Encode(const OutcomeBody& body);

// DataLoss for bytes that Encode would not have written.
absl::StatusOr<EventHead> DecodeHead(std::string_view event);
absl::StatusOr<PolicyActivated> DecodePolicyActivated(std::string_view event);
absl::StatusOr<TaskGranted> DecodeTaskGranted(std::string_view event);
absl::StatusOr<TaskClosed> DecodeTaskClosed(std::string_view event);
absl::StatusOr<TaskRevoked> DecodeTaskRevoked(std::string_view event);
absl::StatusOr<PrincipalRevoked> DecodePrincipalRevoked(std::string_view event);
absl::StatusOr<FactWritten> DecodeFactWritten(std::string_view event);
absl::StatusOr<FactRemoved> DecodeFactRemoved(std::string_view event);
absl::StatusOr<CallDecided> DecodeCallDecided(std::string_view event);
absl::StatusOr<OutcomeReported> DecodeOutcomeReported(std::string_view event);
absl::StatusOr<TicketAnswered> DecodeTicketAnswered(std::string_view event);
absl::StatusOr<TokenSpent> DecodeTokenSpent(std::string_view event);
absl::StatusOr<LeasePassed> DecodeLeasePassed(std::string_view event);
absl::StatusOr<FactsBackfilled> DecodeFactsBackfilled(std::string_view event);
absl::StatusOr<std::vector<BackfilledRow>> DecodeBackfilledRows(std::string_view body);
absl::StatusOr<CallBody> DecodeCallBody(std::string_view body);
absl::StatusOr<OutcomeBody> DecodeOutcomeBody(std::string_view body);

// The digest under which the event's body stands in Table::kBlobs; nothing when it has no
// body, or holds it.
absl::StatusOr<std::optional<Digest>> OutsideBody(std::string_view event);

// BE64 of the index: the key in Table::kEntries.
std::string EntryKey(uint64_t index);

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_EVENT_H_
