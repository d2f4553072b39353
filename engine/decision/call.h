// What goes into a decision and what comes out of it: plain values, no behaviour.
#ifndef WRIT_ENGINE_DECISION_CALL_H_
#define WRIT_ENGINE_DECISION_CALL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/arena.h"
#include "engine/base/clock.h"
#include "engine/base/sha256.h"
#include "engine/token/claims.h"
#include "engine/value/value.h"

namespace writ {

// A raw value (as read from JSON, not yet checked by type) with the memory it needs.
struct RawValue {
  Arena arena;
  Value value;
};

// One call that an agent wants to make.
struct CallRequest {
  std::string task_id;
  std::string agent;   // id of the calling agent
  std::string action;  // "flights.purchase"
  // The arguments. Null when the text could not be read: `args_error` then says why,
  // and the call is denied with it (BadArguments).
  std::shared_ptr<const RawValue> args;
  std::string args_error;
  // Attributes of the call, seen by rules as `call.id`, `call.ip`, `call.session`.
  std::string call_id, ip, session;
  // Empty: none. The same key in the same task with the same call gives the same
  // decision and changes nothing a second time.
  std::string idempotency_key;
  // An approval ticket that an earlier decision gave ("a42"); empty: none.
  std::string ticket;
  // Whether a permit is to carry a token, where its rule gives one. With the thumbprint
  // (RFC 7638) of a key that the caller has proved to hold, the token is good with that
  // key alone.
  bool want_token = false;
  std::string key_thumbprint;
  // Whether the decision is to carry `trace` and `facts`.
  bool want_trace = false;
};

enum class Verdict : uint8_t { kDeny = 0, kPermit = 1, kAsk = 2 };
std::string_view VerdictName(Verdict verdict);  // "deny"

enum class Reason : uint8_t {
#define WRIT_REASON(number, name, code, text) k##name = number,
#include "engine/decision/reasons.def"
#undef WRIT_REASON
};
std::string_view ReasonCode(Reason reason);  // "no_permit"
std::string_view ReasonText(Reason reason);

// What one clause gave.
enum class ClauseResult : uint8_t { kFalse = 0, kTrue = 1, kError = 2, kNotReached = 3 };
struct ClauseTrace {
  ClauseResult result = ClauseResult::kNotReached;
  ErrorCode error{};  // of kError
};

// What one candidate rule gave. A limit has one clause: the comparison.
struct RuleTrace {
  uint32_t rule = 0;   // index in the program
  uint32_t level = 0;  // the task of the call's chain that it was judged for; 0: its own
  std::vector<ClauseTrace> clauses;
};

// A fact as it stood before the call and, if the call changed it, after.
struct FactReading {
  std::string fact;    // qualified name
  std::string key;     // the keys as source: "BookTrip(\"t1\")"
  std::string before;  // the value as source
  std::string after;   // empty when unchanged
};

// What a token says that goes with a permit, before it is signed.
struct TokenGrant {
  std::string audience, user, agent, task_id, action;
  std::string key_thumbprint;      // empty: good for its bearer
  Micros issued = 0, expires = 0;  // whole seconds
  bool once = false;
};

// A fact that a clause looked at in vain.
struct MissingFact {
  std::string fact;   // qualified name
  std::string key;    // the keys as source: ["BookTrip(\"t1\")"]
  std::string value;  // as it stands, as source
  bool operator==(const MissingFact&) const = default;
};

// A permit that would have applied but for one clause.
struct UnmetRule {
  std::string rule;    // qualified name
  std::string clause;  // as its author wrote it: "when args.hold in holds(task)"
  std::vector<MissingFact> facts;
  bool operator==(const UnmetRule&) const = default;
};

// What would have to change for a call to be permitted, as far as the rules that decided
// let it be told (`@disclose("remedy")`).
struct Remedy {
  std::string remaining;               // of a limit: what is left of it, as source
  Micros wait_until = 0;               // of a limit: as in the decision
  std::vector<std::string> approvers;  // of an ask: ids of the users to ask
  std::vector<UnmetRule> unmet;        // of no permit: what must come first
  bool operator==(const Remedy&) const = default;
};

// One approval that a call waits for.
struct ApprovalNeeded {
  std::string rule;      // qualified name of the ask
  std::string approver;  // id of the user who may give it
};

// The ticket of a call that waits for approval: the agent makes the same call again with
// it once it is approved.
struct ApprovalWait {
  std::string ticket;  // "a42"
  Micros expires = 0;  // the first moment at which it is worth nothing
  std::vector<ApprovalNeeded> approvals;
};

struct Decision {
  Verdict verdict = Verdict::kDeny;
  Reason reason = Reason::kUnavailable;
  // Qualified names of the rules that decided: the permits that held, or the forbids,
  // or the limits. Empty when no rule did (an unknown action, no permit).
  std::vector<std::string> rules;
  // For the agent: the `else` text of the first rule that decided, else the reason.
  std::string message;
  // For a person who is to repair the call: what exactly did not fit. May be empty.
  std::string detail;
  // Of a limit that denied: what is left of it, as source ("211.00 USD"), for auditors; what
  // may be told to others stands in `remedy`. May be empty.
  std::string remaining;
  // The task at whose level the call was denied, when it has tasks above it: its own
  // task, or one of those. Else empty.
  std::string denied_in;
  // Of such a limit: the moment at which what is left changes by itself at the earliest,
  // because a window moves on; 0 when it does not.
  Micros wait_until = 0;

  // "d42" for the event at index 42; empty when the decision was not recorded.
  std::string decision_id;
  uint64_t log_index = 0;
  bool recorded = false;
  Micros time = 0;
  Digest bundle{};

  // The arguments as they were judged, as canonical JSON, and their SHA-256: what the
  // enforcement point must execute. Empty when they did not fit the action.
  std::string canonical_args;
  Digest args_digest{};

  // Of a permit that was asked to carry a token, and whose rule gives one. The token itself
  // is signed when the decision is durable, and not before; empty until then.
  std::optional<TokenGrant> token_grant;
  std::string token;

  // Of an ask.
  std::optional<ApprovalWait> approval;
  // May be shown to the agent. Not recorded: a repeated decision has none.
  std::optional<Remedy> remedy;

  // For auditors and people who write policies; agents do not get them.
  std::vector<RuleTrace> trace;
  std::vector<FactReading> facts;
};

// The outcome of a permitted call.
struct OutcomeReport {
  std::string decision_id;
  std::string agent;  // who reports; must be the agent of the call
  bool succeeded = false;
  // What the call returned, by the action's result type; null for nothing.
  std::shared_ptr<const RawValue> result;
};

// What came of a report. Reporting the same outcome again changes nothing and says so.
struct OutcomeReceipt {
  bool repeated = false;
  // The call succeeded after some of what it had reserved was released: it counts again,
  // perhaps beyond a limit.
  bool overrun = false;
  uint64_t log_index = 0;
};

struct TaskGrant {
  std::string task_id;  // empty: the engine names it
  std::string type;     // "BookTrip", or qualified "travel.BookTrip"
  std::shared_ptr<const RawValue> params;
  std::string user, agent;  // ids
  Micros lifetime = 0;      // microseconds from now; 1 second to 366 days
  // The task to grant it under, to another agent; empty: none. Then `user` may be empty or
  // must be that task's, and it cannot outlive it; a lifetime of 0 ends with it.
  std::string parent;
  // How many levels of tasks may be granted under it. Nothing: as many as there can be.
  std::optional<uint32_t> levels;
  // The bundle of its scope (scope.h), which the compiler makes; empty: none.
  std::string scope;
};

struct TaskInfo {
  std::string task_id;
  std::string type;
  std::string params_json;
  std::string user, agent;
  Micros granted = 0, expires = 0;
  bool closed = false;   // ended, by Close or by Revoke
  bool revoked = false;  // by Revoke
  std::string parent;    // id of the task above it; empty: none
  uint32_t levels = 0;   // of tasks that may be granted under it
  std::string scope;     // the text of its scope; empty: none
};

// What can be revoked as such. The numbers stand in events: never renumber.
enum class PrincipalKind : uint8_t {
  kAgent = 1,   // by id
  kUser = 2,    // by id
  kTool = 3,    // by the action's name: "flights.purchase"
  kServer = 4,  // by the name in `@server` of its actions
};

struct TaskClose {
  std::string task_id;
};

// Takes a task away, with everything under it.
struct TaskRevoke {
  std::string task_id;
  std::string reason;  // for people and the log; may be empty
};

// Revokes a principal as such, or restores it.
struct RevocationSet {
  PrincipalKind kind{};
  std::string id;
  bool revoked = false;
  std::string reason;  // for people and the log; may be empty
};

struct RevocationInfo {
  PrincipalKind kind{};
  std::string id;
  bool revoked = false;
  Micros since = 0;  // when it was revoked; of one just restored, when that was
  std::string reason;
};

// What must hold for a change to be made; what is not set is not asked.
struct Precondition {
  bool absent = false;              // nothing was put there, or it has expired
  std::optional<uint64_t> version;  // the log index of the put that stands there
  // The value that rules see; the default where nothing was put.
  std::shared_ptr<const RawValue> value;
};

// A token as somebody presents it who is to do what it is for. What is not set is not
// compared.
struct TokenPresented {
  std::string token;
  std::optional<std::string> audience;  // who is asking
  std::optional<std::string> action;
  std::optional<Digest> args;  // of the arguments that are to be executed
  // Of the key that was proved with it.
  std::optional<std::string> key_thumbprint;
};

// What a token is worth.
struct TokenStanding {
  bool good = false;
  std::string reason, message;  // of one that is not: a code of engine/token/refusals.def
  // What it says; set whenever its signature fits.
  std::optional<Claims> claims;
  uint64_t log_index = 0;  // of the event that redeemed it just now
};

// What an approver says of a ticket.
struct TicketAnswer {
  std::string ticket;
  std::string approver;  // id of a user
  bool approve = false;
  std::string note;  // for the audit; may be empty
};

struct TicketApprovalInfo {
  std::string rule, approver;
  std::string answer;   // "none", "approved" or "refused"
  Micros answered = 0;  // when; 0 while there is none
};

struct TicketInfo {
  std::string ticket;
  std::string standing;  // "waiting", "approved", "refused", "used" or "expired"
  std::string task_id, user, agent, action;
  // Canonical JSON, as they would be executed; when the policy that asked is no longer
  // active, as they were received.
  std::string args_json;
  Micros asked = 0, expires = 0;
  std::vector<TicketApprovalInfo> approvals;
};

// Which tickets to list: those that are neither used, refused nor expired.
struct TicketQuery {
  std::string approver;  // who has not answered yet; empty: whoever
  std::string after;     // as TicketPage::next gave it; empty: from the start
  size_t limit = 100;    // 1 to 1,000
};

struct TicketPage {
  std::vector<TicketInfo> tickets;  // those that expire first come first
  std::string next;                 // empty: there are no more
};

// Sets an asserted fact.
struct FactPut {
  std::string fact;                      // qualified, or without the package when only one has it
  std::shared_ptr<const RawValue> keys;  // a list
  std::shared_ptr<const RawValue> value;
  Micros ttl = 0;  // microseconds that it lives; 0: as the fact declares
  Precondition only_if;
};

// Back to its default.
struct FactRemove {
  std::string fact;
  std::shared_ptr<const RawValue> keys;
  Precondition only_if;
};

// Sets the attributes of an entity.
struct EntityPut {
  std::string type, id;
  std::shared_ptr<const RawValue> attributes;
  Precondition only_if;
};

// Sets the groups that an entity is directly in: ids of the type that its own declares.
struct GroupsPut {
  std::string type, id;
  std::vector<std::string> groups;
};

// Removes an entity's attributes, and takes it out of its groups.
struct EntityRemove {
  std::string type, id;
};

struct FactChange {
  std::variant<FactPut, FactRemove, EntityPut, GroupsPut, EntityRemove> what;
  uint64_t line = 0;  // where it stands, for messages; 0: it is alone
};

// What services put, as it stands.
struct FactInfo {
  std::string fact;        // qualified
  std::string keys_json;   // a list
  std::string value_json;  // as rules see it
  bool present = false;    // something was put and has not expired
  uint64_t version = 0;    // of a present one: the log index of its put
  Micros expires = 0;      // 0: never
};

// One page of a list. An empty `next` is the end.
template <typename T>
struct Page {
  std::vector<T> items;
  std::string next;
};

struct TaskFilter {
  std::string user, agent, parent;  // empty: any
  bool open_only = false;           // neither ended nor expired; tasks above are not looked at
};

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_CALL_H_
