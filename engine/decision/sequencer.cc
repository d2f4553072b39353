#include "engine/decision/sequencer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/failpoint.h"
#include "engine/base/status_macros.h"

namespace writ {

Sequencer::Sequencer(Shard& shard, Store& store, Durability durability, size_t max_queued,
                     bool inline_commands, OnDurable on_durable, OnStop on_stop)
    : shard_(shard),
      store_(store),
      durability_(durability),
      max_queued_(max_queued),
      inline_(inline_commands),
      on_durable_(std::move(on_durable)),
      on_stop_(std::move(on_stop)) {
  if (inline_) return;
  decider_ = std::thread([this] { DecideLoop(); });
  writer_ = std::thread([this] { WriteLoop(); });
}

Sequencer::~Sequencer() {
  if (inline_) return;
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_.notify_one();
  decider_.join();
  writer_.join();
}

absl::Status Sequencer::Submit(Command command) {
  if (inline_) {
    if (!failure_.ok()) return failure_;
    replies_.push_back(command(shard_));
    Write(Seal());
    return absl::OkStatus();
  }
  {
    std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    if (closing_) return absl::UnavailableError("the engine is closing");
    if (queue_.size() >= max_queued_) {
      return absl::ResourceExhaustedError("too many calls wait to be decided");
    }
    queue_.push_back(std::move(command));
  }
  work_.notify_one();
  return absl::OkStatus();
}

size_t Sequencer::ApplySome(std::vector<Command>& commands, size_t next) {
  while (next < commands.size() && replies_.size() < kMaxGroupCommands &&
         shard_.group_bytes() < kMaxGroupBytes) {
    replies_.push_back(commands[next++](shard_));
  }
  return next;
}

Sequencer::Group Sequencer::Seal() {
  // It has no error: what is decided goes on to be written, or the process ends here.
  Pass(Failpoint::kCommitBeforeBatch).IgnoreError();
  Group group;
  Shard::Sealed sealed = shard_.Seal(group.batch);
  group.whole = std::move(sealed.whole);
  group.number = sealed.group;
  group.checkpoint = std::move(sealed.checkpoint);
  group.edge = shard_.edge();
  group.ended = shard_.TakeEnded();
  group.replies = std::exchange(replies_, {});
  return group;
}

void Sequencer::DecideLoop() {
  std::vector<Command> taken;
  size_t next = 0;
  std::unique_lock lock(mutex_);
  while (true) {
    bool full = replies_.size() >= kMaxGroupCommands || shard_.group_bytes() >= kMaxGroupBytes;
    bool more = next < taken.size();
    work_.wait(lock, [&] {
      if (!handover_ && !replies_.empty()) return true;
      if (full) return false;
      return more || !queue_.empty() || (closing_ && replies_.empty());
    });
    if (!more && !full) {
      taken.clear();
      next = 0;
      taken.swap(queue_);
    }
    if (taken.empty() && replies_.empty() && closing_) break;
    uint64_t durable = durable_group_;
    lock.unlock();
    shard_.Committed(durable);
    next = ApplySome(taken, next);
    lock.lock();
    if (handover_ || replies_.empty()) continue;
    lock.unlock();
    Group group = Seal();
    lock.lock();
    handover_ = std::move(group);
    handed_.notify_one();
  }
  decided_all_ = true;
  handed_.notify_one();
}

void Sequencer::WriteLoop() {
  std::unique_lock lock(mutex_);
  while (true) {
    handed_.wait(lock, [this] { return handover_.has_value() || decided_all_; });
    if (!handover_) return;
    Group group = *std::exchange(handover_, std::nullopt);
    lock.unlock();
    work_.notify_one();
    Write(std::move(group));
    lock.lock();
  }
}

// A checkpoint must not be known outside while a power loss could take what it covers.
absl::Status Sequencer::Commit(const Group& group) {
  WRIT_RETURN_IF_ERROR(group.whole);
  WRIT_RETURN_IF_ERROR(Pass(Failpoint::kCommitAfterBatchBuilt));
  const bool synced = durability_ == Durability::kSynced || !group.checkpoint.empty();
  WRIT_RETURN_IF_ERROR(
      store_.Commit(group.batch, synced ? Durability::kSynced : Durability::kBuffered));
  WRIT_RETURN_IF_ERROR(Pass(Failpoint::kStoreAfterWriteBeforeReply));
  return on_durable_(group.edge, group.ended, group.checkpoint);
}

void Sequencer::Write(Group group) {
  absl::Status status = failure_;
  if (status.ok()) {
    status = Commit(group);
    if (!status.ok() && on_stop_) on_stop_(status);
  }
  if (!status.ok() && !absl::IsUnavailable(status)) {
    status = absl::UnavailableError(absl::StrCat("the store failed: ", status.message()));
  }
  {
    std::lock_guard lock(mutex_);
    if (status.ok()) durable_group_ = group.number;
    failure_ = status;
  }
  if (status.ok() && inline_) shard_.Committed(group.number);
  for (Reply& reply : group.replies) reply(status);
}

}  // namespace writ
