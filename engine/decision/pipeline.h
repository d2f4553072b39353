// A decision is a straight line of pure steps:
//
//   ReadArguments → Admit → ReadFacts → Run → Combine → Prepare
//
// Each takes values and returns values. The one thing that is not pure is where facts
// come from, a FactSource: the sequencer's state when a call is decided, the recorded
// readings when it is replayed. Committing and releasing are the sequencer's.
#ifndef WRIT_ENGINE_DECISION_PIPELINE_H_
#define WRIT_ENGINE_DECISION_PIPELINE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/decision/call.h"
#include "engine/decision/policy.h"
#include "engine/facts/read_fact.h"
#include "engine/facts/task_state.h"
#include "engine/facts/ticket_state.h"
#include "engine/value/value.h"
#include "engine/vm/vm.h"

namespace writ {

// Elements of lists that one fact takes into account of one call (`for each`), those that
// its condition leaves out too.
inline constexpr uint32_t kMaxForEachElements = 1024;

// Fuel of one decision: all its rules, keys and elements together.
inline constexpr uint64_t kDecisionFuel = 1'000'000;

// ---- ReadArguments: rule R1, off the sequencer ----

// A call's arguments judged by the signature of its action under one policy.
struct ReadCall {
  std::shared_ptr<const Policy> policy;
  std::string raw;  // canonical encoding of the arguments as received
  bool fits = false;
  std::string misfit;  // why not, for a person
  Value args;          // in `arena`, when it fits
  std::string canonical_json;
  Digest digest{};  // of canonical_json
  std::unique_ptr<Arena> arena;
};
ReadCall ReadArguments(std::shared_ptr<const Policy> policy, const CallRequest& request);

// ---- Admit ----

// A task as one policy sees it. `state` and `arena` outlive it.
struct TaskView {
  const TaskState* state = nullptr;
  const Type* type = nullptr;  // null: the policy has no such task, or its parameters do not fit
  EntityRep entity;            // the root `task`
  std::shared_ptr<const Policy> scope;  // null: it has none
};
// The record of a task's parameters or an entity's attributes, to conform them by.
Type RecordOf(const Type& named);
TaskView ViewTask(const TaskState& state, const Policy& policy, Arena& arena);

// The moment of a call as the sequencer assigned it.
struct Moment {
  Micros time = 0;
  bool clock_back = false;  // the clock stands further back than is allowed
  bool key_reused = false;  // the idempotency key stands for another call
  // Who or what of the call stands revoked, as RevocationKey gives it; empty: nothing.
  std::string revoked;
  // The presented ticket as it stands; null: none was presented, or there is no such.
  const TicketState* ticket = nullptr;
};

// The call's own task, then the one that it was granted under, up to the one without a
// parent: at most kMaxTaskDepth. Empty: no such task.
using TaskChain = absl::InlinedVector<const TaskView*, 2>;

// What is judged for one task of the chain (rule R11): the same call, with that task as
// the root `task`.
struct Level {
  const TaskView* task = nullptr;
  const Plan* plan = nullptr;
  Roots roots;
};

struct Call {
  const Policy* policy = nullptr;
  const CallRequest* request = nullptr;
  const ReadCall* read = nullptr;
  TaskChain chain;
  // The ticket that it presents; null when it presents none, or there is no such.
  const TicketState* ticket = nullptr;
  Moment moment;
  Reason refusal = Reason::kUnavailable;  // kPermitted: admitted, the rest is set
  size_t refused_level = 0;               // the task of the chain that refused it
  uint32_t action = 0;
  absl::InlinedVector<Level, 1> levels;  // as `chain`
};
// The roots live in `arena`.
Call Admit(const ReadCall& read, const CallRequest& request, TaskChain chain, Moment moment,
           Arena& arena);

// ---- ReadFacts ----

// Where fact values come from. An error Status means that the host failed.
class FactSource {
 public:
  virtual ~FactSource() = default;
  // The value under `key`, the fact's initial value when there is none, at the time of the
  // call.
  virtual absl::StatusOr<FactValue> Read(const Program& program, uint32_t fact,
                                         std::string_view key, Arena& arena) = 0;
};

struct FactReadingValue {
  uint32_t fact = 0;
  std::string key;
  Value value;
  Micros changes_at = kNever;
};

// A change that the call makes if it is permitted: one for each fact and key, however
// many elements of the call's lists it is made of. A change that several levels of the
// call plan alike, since its key is the same for each, is made once: for the lowest.
struct PlannedUpdate {
  uint32_t fact = 0;
  size_t reading = 0;  // the value before
  uint32_t level = 0;
  // What the call contributes, in order; in the arena. Never empty.
  Value* elements = nullptr;
  uint32_t size = 0, capacity = 0;

  absl::Span<const Value> span() const { return {elements, size}; }
};

inline constexpr uint32_t kNoUpdate = UINT32_MAX;
// Of a slot whose keys could not be computed.
inline constexpr size_t kNoReading = SIZE_MAX;

// What one level of a call is judged by.
struct LevelFacts {
  std::vector<uint32_t> forbids, permits, limits, asks;  // candidate rules, in order
  std::vector<uint32_t> needed;                          // slots, in order
  std::vector<Value> slots;                              // by slot; only the needed ones are set
  std::vector<size_t> slot_readings;                     // the reading that a slot has
};

struct Facts {
  std::vector<LevelFacts> levels;          // as the call's, or more: the rest is left over
  std::vector<FactReadingValue> readings;  // each (fact, key) once
  std::vector<PlannedUpdate> updates;
  absl::flat_hash_map<std::string, size_t> by_key;  // readings, once there are many
  std::vector<uint32_t> update_of;                  // by reading; kNoUpdate: it has none
  Value update_error;                               // an Error when an update could not be computed
};

// Working memory, reused from decision to decision so that it stops allocating.
struct Workspace {
  Arena arena{64 * 1024};
  Facts facts;
  std::vector<uint32_t> stamps;  // by slot: the level that needed it last, numbered on
  uint32_t stamp = 0;
  Budget budget{0};
};
// Fills `workspace.facts` for a call that is to be decided.
absl::Status ReadFacts(const Call& call, FactSource& source, Workspace& workspace);
// The same for a call whose success is reported: no rules, and the updates of
// `facts_on_success`; the root `result` is set. An update that errs is planned with
// the Error as its element; when not even its key can be computed, the Error stands under
// FaultKey, and every reading that it may concern errs (engine/facts/fact_key.h).
absl::Status ReadOutcomeFacts(const Call& call, const std::vector<uint32_t>& facts_on_success,
                              FactSource& source, Workspace& workspace);
// Fills the slots that a fact's code reads, at one level of a call that is settled.
absl::Status ReadSlots(const Call& call, size_t level, const std::vector<uint32_t>& slots,
                       FactSource& source, Workspace& workspace);

// ---- Run ----

struct BrokenLimit {
  uint32_t rule = 0;
  Value remaining;             // Absent when it cannot be said
  Micros wait_until = kNever;  // when that changes by itself, at the earliest
};

// An ask that holds.
struct AskedApproval {
  uint32_t rule = 0;
  std::string approver;  // id of a user; empty: nobody who may approve it
  bool operator==(const AskedApproval&) const = default;
};

// A permit that does not hold, of those that let it be told.
struct UnmetPermit {
  uint32_t rule = 0;
  size_t clause = 0;             // the first that is false
  std::vector<size_t> readings;  // the facts that the clause looks at
};

struct RuleFailure {
  uint32_t rule = 0;
  size_t clause = 0;
  ErrorCode error{};
};

// What the rules gave, in the order of rule R4, and within each step from the call's own
// task up; a later group is empty when an earlier one decided.
struct Outcome {
  // The level that denied; of no meaning for a call that nothing denied.
  uint32_t level = 0;
  // kPermitted, unless the scope of that level's task denied.
  Reason scope = Reason::kPermitted;
  std::vector<uint32_t> forbids;      // that hold
  std::vector<RuleFailure> failures;  // forbids that err; limits and asks that err
  // That hold, those of the call's own task first; empty when none holds at some level.
  std::vector<uint32_t> permits;
  std::vector<UnmetPermit> unmet;
  std::vector<Value> updated;  // by planned update: the value after
  Value update_error;
  std::vector<BrokenLimit> limits;
  std::vector<AskedApproval> asks;  // that hold, approved or not
  std::vector<RuleTrace> trace;     // when the request asks for it
};
Outcome Run(const Call& call, Workspace& workspace);

// ---- Combine ----

// The rules that a decision names; further ones had the same part and are left out.
inline constexpr size_t kMaxNamedRules = 16;

// Approvals that one ticket can wait for.
inline constexpr size_t kMaxTicketApprovals = 16;

struct Judgement {
  Verdict verdict = Verdict::kDeny;
  Reason reason = Reason::kUnavailable;
  std::vector<uint32_t> rules;
  std::string detail, remaining;
  std::string denied_in;  // as Decision's
  Micros wait_until = kNever;
};
Judgement Combine(const Call& call, const Facts& facts, const Outcome& outcome);

// ---- Prepare ----

// Whether a rule lets be told what would make a call permitted: @disclose("remedy").
bool Discloses(const RuleDef& rule);
// Nothing when there is nothing to be told.
std::optional<Remedy> RemedyOf(const Call& call, const Facts& facts, const Outcome& outcome,
                               const Judgement& judgement);
// The keys of a stored key as source.
std::string KeySource(const std::string& key);

struct Draft {
  std::string event;
  Digest blob_digest{};
  std::string blob;              // the body, when it does not stand in the event
  std::vector<Micros> releases;  // when what it reserves is released, if at all
  Decision decision;             // not recorded yet
};
Draft Prepare(const Call& call, const Facts& facts, const Outcome& outcome,
              const Judgement& judgement);

// ReadFacts to Prepare.
absl::StatusOr<Draft> DecideAdmitted(const Call& call, FactSource& source, Workspace& workspace);

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_PIPELINE_H_
