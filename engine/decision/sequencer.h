// The sequencer: gives commands from many threads one order, decides them on one
// thread, and answers each only when the group that holds its writes is durable.
//
// Two threads. The first takes whatever waits and applies it to the shard; the second
// writes one group at a time. While a group is being synced, the next one is decided
// on state that already includes it. A group ends when the writer is free, or at
// kMaxGroupCommands or kMaxGroupBytes.
//
// A failed write is final: nothing is retried, every waiting and later command is
// answered as not done, and the store must be opened again.
#ifndef WRIT_ENGINE_DECISION_SEQUENCER_H_
#define WRIT_ENGINE_DECISION_SEQUENCER_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "engine/decision/shard.h"
#include "engine/storage/store.h"

namespace writ {

inline constexpr size_t kMaxGroupCommands = 1024;
inline constexpr size_t kMaxGroupBytes = 2 << 20;

class Sequencer {
 public:
  // Answers the caller; the status says whether what was applied is durable.
  using Reply = absl::AnyInvocable<void(const absl::Status& durable)>;
  // Applies itself to the shard and gives its reply.
  using Command = absl::AnyInvocable<Reply(Shard& shard)>;
  // Runs on the writing thread after each durable group, before its replies; `checkpoint`
  // is empty when the group has none. An error is as final as a failed commit.
  using OnDurable = absl::AnyInvocable<absl::Status(
      const TreeEdge& edge, const std::vector<Ended>& ended, const std::string& checkpoint)>;

  // Runs there once, on the first failure, before any reply of it; may be null.
  using OnStop = std::function<void(const absl::Status& why)>;

  // `shard` and `store` outlive it. With `inline_commands` no thread is started and
  // Submit returns when the reply has run.
  Sequencer(Shard& shard, Store& store, Durability durability, size_t max_queued,
            bool inline_commands, OnDurable on_durable, OnStop on_stop = nullptr);
  ~Sequencer();  // applies and answers what waits

  // ResourceExhausted when too many wait, Unavailable when the store failed; the
  // command is then dropped unapplied.
  absl::Status Submit(Command command);

 private:
  struct Group {
    WriteBatch batch;
    absl::Status whole;  // as Shard::Sealed says
    uint64_t number = 0;
    TreeEdge edge;
    std::vector<Ended> ended;
    std::string checkpoint;
    std::vector<Reply> replies;
  };

  void DecideLoop();
  void WriteLoop();
  // Applies `commands` from `next` on until the group is full. Gives how far it came.
  size_t ApplySome(std::vector<Command>& commands, size_t next);
  Group Seal();
  absl::Status Commit(const Group& group);
  void Write(Group group);

  Shard& shard_;
  Store& store_;
  const Durability durability_;
  const size_t max_queued_;
  const bool inline_;
  OnDurable on_durable_;
  OnStop on_stop_;

  // Of the deciding thread alone.
  std::vector<Reply> replies_;

  std::mutex mutex_;
  std::condition_variable work_, handed_;
  std::vector<Command> queue_;
  std::optional<Group> handover_;
  uint64_t durable_group_ = 0;
  absl::Status failure_;
  bool closing_ = false;
  bool decided_all_ = false;

  std::thread decider_, writer_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_SEQUENCER_H_
