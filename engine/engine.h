// The engine: one shard of state behind one door. Everything a server, a test or an
// auditor does with decisions goes through here.
//
// Threads: every method is thread-safe. Commands are queued for the sequencer, which
// decides them in order, and answered only when their group is durable. `done` runs on
// the engine's own commit thread: hand over and return, never block in it.
//
// Errors (absl::Status) mean that nothing was decided and nothing changed:
//   Unavailable          the engine is closing, or its store failed; it must be opened again
//   ResourceExhausted    more than Options::max_queued commands wait
//   NotFound             no such task, decision, fact or entity type
//   InvalidArgument      the request does not fit the policy; the message says where
//   FailedPrecondition   it fits, but not now (a closed task, an outcome reported before
//                        with another content, a decision that was not a permit)
// A denial is not an error: Decide gives a Decision for every call, also for one that
// names no known task. A Decision with `recorded` false stands in no log.
#ifndef WRIT_ENGINE_ENGINE_H_
#define WRIT_ENGINE_ENGINE_H_

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/base/clock.h"
#include "engine/bytecode/program.h"
#include "engine/decision/call.h"
#include "engine/log/checkpoint.h"
#include "engine/log/proof.h"
#include "engine/log/tile.h"
#include "engine/replay/examine.h"
#include "engine/replay/report.h"
#include "engine/replay/what_if.h"
#include "engine/storage/store.h"
#include "engine/token/key_store.h"

namespace writ {

template <typename T>
using Done = absl::AnyInvocable<void(absl::StatusOr<T>)>;

// One event of the log, for auditors.
struct EventInfo {
  uint64_t index = 0;
  std::string kind;  // "call_decided"; see docs/event_format.md
  Micros time = 0;
  std::string bytes;  // as hashed into the tree
  std::string json;   // the same for people
};

// Whether calls can still be made in a task.
struct TaskStanding {
  Reason reason = Reason::kUnavailable;  // kPermitted: they can; else why not
  std::string key;                       // who or what ended: "task:t1", "agent:travel-1"
  Micros expires = 0;                    // of the task or one above it, whichever is first
  uint64_t watch_id = 0;
};

// Another policy that is to decide from now on.
struct PolicyActivation {
  std::shared_ptr<const Program> program;
  // Of the bundle that must still be active, so that nobody undoes what somebody else
  // activated meanwhile; nothing: whatever is active.
  std::optional<Digest> expected;
  // Whether open tasks may be left whose type the policy does not have, or whose parameters
  // do not fit it: every call in them is denied (stale_task).
  bool allow_stale_tasks = false;
};

struct ActivationReceipt {
  Digest bundle{};
  Digest previous{};       // active until now
  bool changed = false;    // false: it was active already, and nothing happened
  uint64_t log_index = 0;  // of the event, when something changed
};

// Watchers of one engine.
inline constexpr size_t kMaxWatchers = 10'000;

class Engine {
 public:
  struct Options {
    // Not owned; must outlive the engine.
    Clock* clock = nullptr;
    Durability durability = Durability::kSynced;
    size_t max_queued = 65'536;
    // Signs the tokens that permits carry. Not owned; must outlive the engine. Null: no
    // permit carries a token, and none is good.
    const TokenIssuer* issuer = nullptr;
    // Runs each command on the calling thread instead of the sequencer's; then the
    // caller must be one thread. For `writ test`, tests and micro-benchmarks.
    bool inline_commands = false;
    // Signs the log's checkpoints; nothing: none are signed.
    std::optional<LogSigner> log_signer;
    // Where the newest checkpoint is kept outside the database; empty: nowhere. Needs
    // `log_signer`.
    std::string checkpoint_file;
    // Called once, when a commit or the checkpoint file failed and so nothing is decided any
    // more, before anybody is told. On the engine's own commit thread.
    std::function<void(const absl::Status& why)> on_stop;
    // Whether `program` takes the place of a policy that Activate made active.
    bool replace_policy = false;
  };

  // Goes on from what `store` holds, with `program` as the active policy (an event is
  // written when it is another one than before); but a policy that Activate made active stays
  // so until `program` is that one, or `replace_policy` is set. program() says which it is.
  // DataLoss when the store contradicts itself, or its log is not the one that the
  // checkpoint in `checkpoint_file` signs: shorter, or another. FailedPrecondition when that
  // file is missing though checkpoints were signed before, or when a policy that must stay
  // active does not load.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(std::unique_ptr<Store> store,
                                                      std::shared_ptr<const Program> program,
                                                      const Options& options);
  virtual ~Engine() = default;  // answers what waits, then closes

  virtual void Decide(CallRequest request, Done<Decision> done) = 0;
  virtual void ReportOutcome(OutcomeReport report, Done<OutcomeReceipt> done) = 0;
  virtual void Grant(TaskGrant grant, Done<TaskInfo> done) = 0;
  virtual void Close(TaskClose close, Done<TaskInfo> done) = 0;
  virtual void Revoke(TaskRevoke revoke, Done<TaskInfo> done) = 0;
  virtual void SetRevocation(RevocationSet set, Done<RevocationInfo> done) = 0;
  // One change of what services put, or many, all or nothing. Gives the index of the last
  // event. The error of one among many names its line.
  virtual void ChangeFacts(std::vector<FactChange> changes, Done<uint64_t> done) = 0;
  // One change.
  void PutFact(FactPut put, Done<uint64_t> done) { Change({std::move(put)}, std::move(done)); }
  void PutEntity(EntityPut put, Done<uint64_t> done) { Change({std::move(put)}, std::move(done)); }
  // What an approver says of a ticket. NotFound, PermissionDenied or FailedPrecondition as
  // Shard::AnswerTicket says.
  virtual void AnswerTicket(TicketAnswer answer, Done<TicketInfo> done) = 0;
  // What a token is worth just now; changes nothing. A token that is bound to a key is told
  // as good without a proof of it.
  virtual void Introspect(TokenPresented presented, Done<TokenStanding> done) = 0;
  // Uses a token up: a good one is good exactly once. What is wrong with a token is no
  // error: TokenStanding says it.
  virtual void Redeem(TokenPresented presented, Done<TokenStanding> done) = 0;
  // So that a token is worth nothing from now on. Gives the log index.
  virtual void RevokeToken(std::string token_id, Done<uint64_t> done) = 0;
  // Between two decisions: what was decided before was decided by the other policy alone.
  // Facts that are new in it start from the calls in the log; decisions wait meanwhile. Reads
  // every task before that, on the calling thread.
  // FailedPrecondition: another policy than `expected` is active, or open tasks would go stale.
  virtual void Activate(PolicyActivation activation, Done<ActivationReceipt> done) = 0;

  // Reads of committed state; they wait for nobody.
  virtual absl::StatusOr<TaskInfo> GetTask(const std::string& task_id) const = 0;
  // Gives how the task stands, and if calls can be made in it, calls `on_end` once when it is
  // closed or revoked, or one above it is, or an agent or the user of these; with `action`
  // also its tool or server. On the engine's own commit thread: hand over and return. That
  // it expires is not told: the standing says when. NotFound, ResourceExhausted.
  using OnTaskEnd = absl::AnyInvocable<void(Reason reason, const std::string& key)>;
  virtual absl::StatusOr<TaskStanding> WatchTask(const std::string& task_id,
                                                 const std::string& action, OnTaskEnd on_end) = 0;
  // `on_end` may still be running when it returns, and is not called any more after that.
  virtual void Unwatch(uint64_t watch_id) = 0;

  // In order of ids, from behind `after` ("" for the first) on, at most `limit`. A page may
  // be empty and not the last: it looks at kMaxListed tasks.
  virtual absl::StatusOr<Page<TaskInfo>> ListTasks(const TaskFilter& filter,
                                                   const std::string& after,
                                                   size_t limit) const = 0;
  virtual absl::StatusOr<Page<RevocationInfo>> ListRevocations(const std::string& after,
                                                               size_t limit) const = 0;
  // What was put of an asserted fact and has not expired.
  virtual absl::StatusOr<Page<FactInfo>> ListFacts(const std::string& fact,
                                                   const std::string& after,
                                                   size_t limit) const = 0;
  // An entity's groups, direct and others; ids with their types, as source, itself left out.
  virtual absl::StatusOr<std::vector<std::string>> GetGroups(const std::string& type,
                                                             const std::string& id) const = 0;
  // The value of a fact, asserted or derived, as JSON; `keys` is a list. A key that is
  // a task is given by its id.
  virtual absl::StatusOr<FactInfo> FindFact(const std::string& fact,
                                            const RawValue& keys) const = 0;
  absl::StatusOr<std::string> GetFact(const std::string& fact, const RawValue& keys) const {
    auto info = FindFact(fact, keys);
    if (!info.ok()) return info.status();
    return std::move(info->value_json);
  }
  // The same as a value in `arena`; `fact` is an index in program(), or kEntityAttributes
  // with the entity as its key.
  virtual absl::StatusOr<Value> ReadFact(uint32_t fact, absl::Span<const Value> keys,
                                         Arena& arena) const = 0;
  virtual absl::StatusOr<TicketInfo> GetTicket(const std::string& id) const = 0;
  // InvalidArgument for a limit out of its range, or an `after` that no page gave.
  virtual absl::StatusOr<TicketPage> ListTickets(const TicketQuery& query) const = 0;
  virtual absl::StatusOr<EventInfo> GetEvent(uint64_t index) const = 0;
  // The decision at `index` of the log, and what expressions were worth then; see
  // engine/replay/examine.h.
  virtual absl::StatusOr<RecordedDecision> GetDecision(uint64_t index) const = 0;
  virtual absl::StatusOr<Examined> ExamineDecision(
      uint64_t index, std::shared_ptr<const Program> program) const = 0;
  // Decides every recorded decision in [from, to) again from its event alone.
  virtual absl::StatusOr<ReplayReport> Replay(uint64_t from, uint64_t to) const = 0;
  // Runs the log again under another policy; history changes as verdicts change.
  virtual absl::StatusOr<WhatIfReport> WhatIf(std::shared_ptr<const Program> other,
                                              OnChangedVerdict on_change) const = 0;
  virtual TreeHead tree_head() const = 0;

  // The newest signed checkpoint, which covers every event that was durable when this was
  // called. FailedPrecondition without Options::log_signer.
  virtual void Checkpoint(Done<std::string> done) = 0;
  // Of trees that are not larger than tree_head(). OutOfRange for others.
  virtual absl::StatusOr<Proof> ProveInclusion(uint64_t index, uint64_t size) const = 0;
  virtual absl::StatusOr<Proof> ProveConsistency(uint64_t from, uint64_t to) const = 0;
  // The bytes of a tile or entry bundle. NotFound past the end of the log.
  virtual absl::StatusOr<std::string> Tile(const TileId& tile) const = 0;
  // Who signs; nothing: nobody.
  virtual std::optional<NoteVerifier> log_key() const = 0;
  virtual std::shared_ptr<const Program> program() const = 0;

 private:
  void Change(FactChange change, Done<uint64_t> done) {
    std::vector<FactChange> changes;
    changes.push_back(std::move(change));
    ChangeFacts(std::move(changes), std::move(done));
  }
};

// Rows that one page of a list looks at.
inline constexpr size_t kMaxListed = 10'000;

// Calls `method` of `engine` and waits for its answer:
//   Await<Decision>([&](auto done) { engine.Decide(request, std::move(done)); })
template <typename T, typename Call>
absl::StatusOr<T> Await(Call&& call) {
  std::promise<absl::StatusOr<T>> promise;
  auto answer = promise.get_future();
  call(Done<T>([&promise](absl::StatusOr<T> result) { promise.set_value(std::move(result)); }));
  return answer.get();
}

}  // namespace writ

#endif  // WRIT_ENGINE_ENGINE_H_
