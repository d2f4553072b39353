// One shard of state: the log, the tasks, the facts, and the commands that change them.
//
// A deterministic state machine without threads: it applies one command after the
// other and collects what to write. The answer to a command may leave only when the
// group that holds its writes is durable; that is the sequencer's business.
//
// A command that gives a Status other than OK has changed nothing; when it fails after it
// had changed something, nothing of its group or after it is ever written: Sealed::whole.
#ifndef WRIT_ENGINE_DECISION_SHARD_H_
#define WRIT_ENGINE_DECISION_SHARD_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/decision/call.h"
#include "engine/decision/ended.h"
#include "engine/decision/pipeline.h"
#include "engine/decision/policy.h"
#include "engine/facts/state.h"
#include "engine/log/checkpoint.h"
#include "engine/log/event.h"
#include "engine/log/merkle.h"
#include "engine/log/tile.h"
#include "engine/log/tree_reader.h"
#include "engine/storage/store.h"
#include "engine/token/jwt.h"

namespace writ {

// A clock that stands further back than this, against the last time recorded, denies.
inline constexpr Micros kMaxClockBack = 5'000'000;
// Leases of open calls; a call that would have one more is denied.
inline constexpr size_t kMaxLeases = 1'000'000;
inline constexpr Micros kMinLifetime = 1'000'000;
inline constexpr Micros kMaxLifetime = Micros{366} * 86'400 * 1'000'000;
// Of a task's parameters, a fact's value and an entity's attributes, encoded.
inline constexpr size_t kMaxStoredValueBytes = 32 * 1024;
inline constexpr size_t kMaxCachedTasks = 50'000;
// Policies that decided, and scopes of tasks.
inline constexpr size_t kMaxCachedPolicies = 1'000;
// Groups that one entity is directly in.
inline constexpr size_t kMaxDirectGroups = 64;
// A checkpoint is signed with the first group that is so much later than the one before.
inline constexpr Micros kCheckpointEvery = 1'000'000;
// Of each text that a request carries beside its arguments.
inline constexpr size_t kMaxIdBytes = 256;
// Of what an approver notes.
inline constexpr size_t kMaxNoteBytes = 1024;

// The body of an event that stands outside of it, in Table::kBlobs; empty for none.
struct OutsideBytes {
  Digest digest{};
  std::string bytes;
};

class Shard {
 public:
  // Goes on from what `store` holds. All outlive the shard. DataLoss when the store
  // contradicts itself or its newest checkpoint. `signer` may be null: nothing is signed.
  // `policy` becomes active, unless a call activated the one that is; then that one stays,
  // unless `replace` says otherwise.
  static absl::StatusOr<std::unique_ptr<Shard>> Open(const Store& store, Clock& clock,
                                                     std::shared_ptr<const Policy> policy,
                                                     const LogSigner* signer = nullptr,
                                                     bool replace = false);

  absl::StatusOr<Decision> Decide(const CallRequest& request, ReadCall read);
  absl::StatusOr<OutcomeReceipt> Report(const OutcomeReport& report);
  // Takes out what leases that have passed had reserved, for who is about to read a fact.
  // Gives the size of the log.
  absl::StatusOr<uint64_t> PassLeases();
  // `scope` is null for a grant without one.
  absl::StatusOr<TaskInfo> Grant(const TaskGrant& grant, const Policy* scope = nullptr);
  absl::StatusOr<TaskInfo> Close(const TaskClose& close);
  absl::StatusOr<TaskInfo> Revoke(const TaskRevoke& revoke);
  absl::StatusOr<RevocationInfo> SetRevocation(const RevocationSet& set);
  // All of them, or none: an error names the line of the change that it is about.
  absl::StatusOr<uint64_t> ChangeFacts(const std::vector<FactChange>& changes);
  // Uses up the token whose signature and claims were found good. Gives the event's index,
  // or why the token is worth nothing any more.
  absl::StatusOr<std::variant<uint64_t, Refusal>> Redeem(const Claims& claims);
  // Why the token is worth nothing just now; nothing when it is good.
  absl::StatusOr<std::optional<Refusal>> TokenRefusal(const Claims& claims);
  // So that the token of the decision is worth nothing. Gives the event's index; NotFound
  // when no token was released with that decision.
  absl::StatusOr<uint64_t> RevokeToken(const std::string& token_id);
  // NotFound: no such ticket. PermissionDenied: this approver was not asked, or asked for
  // the call, or acts in it. FailedPrecondition: it is used, refused or expired, or its
  // task has ended. The same answer again changes nothing.
  absl::StatusOr<TicketState> AnswerTicket(const TicketAnswer& answer);
  // `by_call`: not while the shard is opened.
  absl::StatusOr<uint64_t> Activate(std::shared_ptr<const Policy> policy, bool by_call);

  // What the commands since the last call of it brought to an end.
  std::vector<Ended> TakeEnded() { return std::exchange(ended_, {}); }
  // An event that another log recorded, taken over as it is: appended and folded.
  absl::StatusOr<uint64_t> Follow(std::string_view event) { return Append(event); }

  struct Sealed {
    uint64_t group = 0;
    // Signed, covers all events up to this group; empty when none is due. It may be shown
    // to nobody before the group is durable.
    std::string checkpoint;
    // Not OK when a command failed half way. Then the group must not be written, and the
    // shard must be opened again from what is durable.
    absl::Status whole;
  };
  // The writes of all commands since the last Seal go to `batch`.
  Sealed Seal(WriteBatch& batch);
  // The next group gets a checkpoint, unless the last one covers everything.
  void WantCheckpoint() { checkpoint_wanted_ = true; }
  // Group `number` and all before it are durable.
  void Committed(uint64_t number) { state_.Committed(number); }

  size_t group_bytes() const { return state_.group_bytes(); }
  const TreeEdge& edge() const { return edge_; }
  // The newest one that was sealed or found in the store; empty when there is none.
  const std::string& checkpoint() const { return checkpoint_; }
  uint64_t checkpoint_size() const { return checkpoint_size_; }
  const std::shared_ptr<const Policy>& policy() const { return policy_; }

 private:
  // A task with its parameters decoded for one policy. Good as long as its row is the one
  // that it was read from.
  struct CachedTask {
    std::string bytes;
    TaskState state;
    Arena arena{512};
    TaskView view;
    const Policy* policy = nullptr;
  };

  Shard(const Store& store, Clock& clock, const LogSigner* signer)
      : store_(store), clock_(clock), state_(store), tree_(store), signer_(signer) {}

  absl::Status Load(std::shared_ptr<const Policy> policy, bool replace);
  // Goes on with the policy of that digest.
  absl::Status Resume(const Digest& bundle);
  absl::Status LoadLog();
  absl::Status LoadCheckpoint();
  bool CheckpointIsDue() const;
  // Signs one into the group when it is due.
  std::string SignCheckpoint();
  absl::Status LoadLeases(const Store& store);
  // Derived facts of `policy` that the active one does not keep.
  absl::StatusOr<std::vector<uint32_t>> NewFacts(const Policy& policy);
  // The rows that make them of the calls in the log.
  absl::StatusOr<std::vector<WriteBatch::Write>> BackfillRows(
      const std::shared_ptr<const Policy>& policy, Micros now);
  absl::Status StaleRows(const Program& program, const std::vector<uint32_t>& facts,
                         std::vector<WriteBatch::Write>& rows);
  absl::Status AppendBackfilled(const std::vector<WriteBatch::Write>& rows, Micros now);
  absl::StatusOr<std::string> RecordedEvent(uint64_t index);
  absl::StatusOr<std::string> RecordedBody(std::string_view digest);
  // Takes out what calls had reserved whose outcome nobody reported in time. Before
  // every command that reads facts, so that it stands in the log in front of it.
  absl::Status ReleaseDue(Micros now);
  absl::Status Release(uint64_t index, Micros now);
  Moment Now();
  Micros LogicalTime() { return Now().time; }
  // Adds the event to the log and folds it into the state: the one way in which a command
  // changes anything. Gives its index. On an error nothing has changed, or it was half done.
  // `keep`: it may be asked for before its group is durable.
  absl::StatusOr<uint64_t> Append(std::string_view event, OutsideBytes body = {},
                                  bool keep = false);
  // For an error that comes after a change: gives it back, and nothing is written any more.
  absl::Status HalfDone(absl::Status why);
  // A copy of the event at `index`; nothing when there is none.
  absl::StatusOr<std::optional<std::string>> FindEvent(uint64_t index);

  // Null when there is no such task. Valid until the next call of it.
  absl::StatusOr<const CachedTask*> FindTask(const std::string& task_id);
  // The task and all that it was granted under; empty when there is no such task. Valid
  // until the next call of FindTask or FindChain.
  absl::StatusOr<TaskChain> FindChain(const std::string& task_id);
  // The key of whoever or whatever of the call stands revoked; empty when nothing does.
  absl::StatusOr<std::string> FindRevoked(const TaskChain& chain, const CallRequest& request);
  // FindTask, without making room.
  absl::StatusOr<const CachedTask*> CacheTask(const std::string& task_id);
  // Whether calls of `action` can still be made in the task: nothing of its chain has
  // ended, and nobody in it is revoked.
  absl::StatusOr<bool> StaysOpen(const std::string& task_id, const std::string& action,
                                 Micros time);
  absl::StatusOr<bool> IsAsk(uint64_t index);
  // What the ask at `index` waits for; nothing for another verdict.
  absl::StatusOr<std::optional<ApprovalWait>> WaitOf(uint64_t index, const CallDecided& event);
  absl::Status CheckOutsider(const TicketState& ticket, const TicketAnswer& answer);
  // Nothing when there is no such ticket.
  absl::StatusOr<std::optional<TicketState>> FindTicket(std::string_view id);
  absl::StatusOr<std::shared_ptr<const Policy>> PolicyOf(const Digest& bundle);

  absl::StatusOr<Decision> DecideNew(const CallRequest& request, const ReadCall& read,
                                     Moment moment);
  absl::StatusOr<Decision> Record(const CallRequest& request, Draft draft);
  // The decision that the event at `index` recorded; for a repeated idempotency key.
  absl::StatusOr<Decision> Repeat(uint64_t index, const ReadCall& read);
  // The token that was released with a decision, as long as it is worth something.
  absl::StatusOr<std::optional<TokenGrant>> GrantOf(const CallDecided& event, Micros time);

  // What a new task gets from where it stands.
  absl::Status PlaceAlone(const TaskGrant& grant, TaskState& task);
  absl::Status PlaceUnder(const TaskGrant& grant, TaskState& task);

  const Store& store_;
  Clock& clock_;
  State state_;
  TreeReader tree_;  // as committed
  TreeEdge edge_;
  std::vector<Ended> ended_;
  TileBuilder tiles_;
  absl::Status half_done_;   // of the first command that failed half way
  const LogSigner* signer_;  // null: none
  std::string checkpoint_;
  uint64_t checkpoint_size_ = 0;
  Micros checkpoint_time_ = 0;
  bool checkpoint_wanted_ = false;
  Micros last_time_ = 0;      // of the clock; never goes back
  Micros event_time_ = 0;     // of the newest event
  bool any_revoked_ = false;  // whether Table::kRevocations may hold something
  std::shared_ptr<const Policy> policy_;
  absl::flat_hash_map<std::string, std::unique_ptr<CachedTask>> tasks_;
  absl::flat_hash_map<std::string, std::shared_ptr<const Policy>> policies_;  // by digest
  Workspace workspace_;
  // When something is released, and the call that reserved it; calls whose outcome was
  // reported are left out when their time comes.
  std::set<std::pair<Micros, uint64_t>> leases_;

  friend class OutcomeApplier;
  friend class FactWriter;
};

// An entity type by its qualified name, or by its last segment when no other entity ends
// in it; else null.
const Type* FindEntity(const Program& program, std::string_view name);

// "d42" for index 42, and back; nothing when the text is no decision id.
std::string DecisionId(uint64_t index);
std::optional<uint64_t> ParseDecisionId(std::string_view id);

// `scope` is null when the task has none.
TaskInfo InfoOf(const TaskState& task, const Policy* scope = nullptr);

// The keys of a fact as a list, from a raw list. A key that is a task is given by its id,
// and `type_of` gives the type that it was granted with. InvalidArgument says which key
// does not fit.
using TaskTypeOf = absl::FunctionRef<absl::StatusOr<std::string>(const std::string& task_id)>;
absl::StatusOr<Value> FitKeys(const FactDef& fact, const RawValue& raw, TaskTypeOf type_of,
                              Arena& arena);

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_SHARD_H_
