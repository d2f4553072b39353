#include "engine/decision/shard.h"

#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/failpoint.h"
#include "engine/base/status_macros.h"
#include "engine/decision/fold.h"
#include "engine/decision/recorded_call.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/log/proof.h"
#include "engine/log/verify.h"

namespace writ {
namespace {

// Of the failpoint clock.jump_back.
constexpr Micros kClockJump = Micros{3600} * 1'000'000;

absl::Status Contradiction(std::string_view what) {
  return absl::DataLossError(absl::StrCat("the data directory contradicts itself: ",
                                          absl::string_view(what.data(), what.size())));
}

}  // namespace

std::string DecisionId(uint64_t index) { return absl::StrCat("d", index); }

std::optional<uint64_t> ParseDecisionId(std::string_view id) {
  uint64_t index;
  if (id.size() < 2 || id[0] != 'd' || (id[1] == '0' && id.size() > 2)) return std::nullopt;
  for (char c : id.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  if (!absl::SimpleAtoi(absl::string_view(id.data() + 1, id.size() - 1), &index))
    return std::nullopt;
  return index;
}

absl::StatusOr<std::unique_ptr<Shard>> Shard::Open(const Store& store, Clock& clock,
                                                   std::shared_ptr<const Policy> policy,
                                                   const LogSigner* signer, bool replace) {
  std::unique_ptr<Shard> shard(new Shard(store, clock, signer));
  WRIT_RETURN_IF_ERROR(shard->LoadLeases(store));
  WRIT_RETURN_IF_ERROR(shard->Load(std::move(policy), replace));
  WRIT_ASSIGN_OR_RETURN(auto revoked, store.Scan(Table::kRevocations, "", "", 1));
  shard->any_revoked_ = !revoked.empty();
  return shard;
}

absl::Status Shard::LoadLog() {
  WRIT_ASSIGN_OR_RETURN(const std::string* edge, state_.Get(Table::kMeta, kEdgeKey));
  const bool started = edge != nullptr;
  if (started) {
    WRIT_ASSIGN_OR_RETURN(edge_, TreeEdge::Decode(*edge));
  }
  WRIT_ASSIGN_OR_RETURN(const std::string* next,
                        state_.Get(Table::kEntries, EntryKey(edge_.size())));
  if (next != nullptr) return Contradiction("there is an event past the end of the log");
  if (!started) return absl::OkStatus();
  WRIT_ASSIGN_OR_RETURN(const std::string* time, state_.Get(Table::kMeta, kTimeKey));
  if (time == nullptr || time->size() != 8) return Contradiction("it has events and no time");
  last_time_ = event_time_ = static_cast<Micros>(ByteReader(*time).U64());
  if (edge_.size() == 0) return Contradiction("its tree is empty");
  WRIT_ASSIGN_OR_RETURN(const std::string* last,
                        state_.Get(Table::kEntries, EntryKey(edge_.size() - 1)));
  if (last == nullptr) return Contradiction("the newest event is missing");
  auto node = [this](int height, uint64_t index) { return tree_.Node(height, index); };
  WRIT_ASSIGN_OR_RETURN(Digest root, RootAt(edge_.size(), node));
  if (root != edge_.Root()) return Contradiction("its events do not hash to the tree's edge");
  WRIT_ASSIGN_OR_RETURN(tiles_, TileBuilder::AtSize(edge_.size(), [this](const TileId& tile) {
                          return tree_.Hashes(tile);
                        }));
  return absl::OkStatus();
}

absl::Status Shard::LoadCheckpoint() {
  WRIT_ASSIGN_OR_RETURN(const std::string* note, state_.Get(Table::kMeta, kCheckpointKey));
  if (signer_ == nullptr || note == nullptr) return absl::OkStatus();
  WRIT_ASSIGN_OR_RETURN(Checkpoint checkpoint, OpenCheckpoint(*note, signer_->verifier()));
  if (checkpoint.size > edge_.size()) return Contradiction("it ends before its checkpoint");
  auto node = [this](int height, uint64_t index) { return tree_.Node(height, index); };
  WRIT_ASSIGN_OR_RETURN(Digest root, RootAt(checkpoint.size, node));
  if (root != checkpoint.root) return Contradiction("its events are not those of its checkpoint");
  checkpoint_ = *note;
  checkpoint_size_ = checkpoint.size;
  return absl::OkStatus();
}

absl::Status Shard::Resume(const Digest& bundle) {
  auto policy = PolicyOf(bundle);
  if (policy.ok()) {
    policy_ = *std::move(policy);
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("the active policy, ", ToHex(bundle),
                   ", which was activated by a call, does not load: ", policy.status().message()));
}

absl::Status Shard::Load(std::shared_ptr<const Policy> policy, bool replace) {
  WRIT_RETURN_IF_ERROR(LoadLog());
  WRIT_RETURN_IF_ERROR(LoadCheckpoint());
  WRIT_RETURN_IF_ERROR(Pass(Failpoint::kOpenMidRecovery));
  WRIT_ASSIGN_OR_RETURN(const std::string* active, state_.Get(Table::kMeta, kPolicyKey));
  const Digest& digest = policy->program().digest();
  policies_.emplace(std::string(AsBytes(digest)), policy);
  if (active == nullptr) return Activate(std::move(policy), /*by_call=*/false).status();
  WRIT_ASSIGN_OR_RETURN(const ActivePolicy current, DecodeActivePolicy(*active));
  const bool same = current.bundle == digest;
  // Whoever starts a process again does not thereby take back what an author activated. Once
  // the policy at hand is that one, it is the one to go by again.
  if (current.by_call ? !same && !replace : same) return Resume(current.bundle);
  return Activate(std::move(policy), /*by_call=*/false).status();
}

Moment Shard::Now() {
  Micros now = clock_.Now();
  if (!Pass(Failpoint::kClockJumpBack).ok()) now -= kClockJump;
  if (now >= last_time_) return {.time = last_time_ = now};
  return {.time = last_time_, .clock_back = now < last_time_ - kMaxClockBack};
}

absl::StatusOr<uint64_t> Shard::Append(std::string_view event, OutsideBytes body, bool keep) {
  const uint64_t index = edge_.size();
  WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(event));
  if ((index + 1) % kTileWidth == 0) WRIT_RETURN_IF_ERROR(Pass(Failpoint::kLogTileFull));
  const size_t bytes_before = state_.group_bytes();
  absl::Status folded = Fold({.index = index, .event = event, .body = body.bytes}, state_);
  if (!folded.ok()) return state_.group_bytes() == bytes_before ? folded : HalfDone(folded);
  event_time_ = head.time;
  if (head.kind == EventKind::kPrincipalRevoked) any_revoked_ = true;
  const Digest leaf = LeafHash(event);
  edge_.Append(leaf);
  tiles_.Append(leaf, [this](uint8_t level, uint64_t number, std::string bytes) {
    state_.Append(Table::kTiles, TileKey(level, number), std::move(bytes));
  });
  if (keep) {
    state_.Put(Table::kEntries, EntryKey(index), EncodeEntry(leaf, event));
  } else {
    state_.Append(Table::kEntries, EntryKey(index), EncodeEntry(leaf, event));
  }
  if (!body.bytes.empty()) {
    state_.Append(Table::kBlobs, std::string(AsBytes(body.digest)), std::move(body.bytes));
  }
  return index;
}

absl::Status Shard::HalfDone(absl::Status why) {
  if (half_done_.ok()) half_done_ = why;
  return why;
}

absl::StatusOr<std::optional<std::string>> Shard::FindEvent(uint64_t index) {
  WRIT_ASSIGN_OR_RETURN(const std::string* entry, state_.Get(Table::kEntries, EntryKey(index)));
  if (entry == nullptr) return std::optional<std::string>();
  WRIT_ASSIGN_OR_RETURN(std::string_view event, OpenEntry(*entry));
  return std::optional<std::string>(event);
}

bool Shard::CheckpointIsDue() const {
  if (signer_ == nullptr || edge_.size() == checkpoint_size_) return false;
  return checkpoint_wanted_ || event_time_ - checkpoint_time_ >= kCheckpointEvery;
}

std::string Shard::SignCheckpoint() {
  if (!CheckpointIsDue()) return {};
  // A checkpoint that cannot be signed is due again with the next group.
  if (!Pass(Failpoint::kLogBeforeCheckpoint).ok()) return {};
  auto note = writ::SignCheckpoint({signer_->origin, edge_.size(), edge_.Root()}, signer_->key);
  if (!note.ok()) return {};
  state_.Append(Table::kMeta, std::string(kCheckpointKey), *note);
  std::string tail;
  ByteWriter(tail).U64(edge_.size());
  state_.Append(Table::kMeta, std::string(kTailKey), tail + JoinHashes(tiles_.tail()));
  checkpoint_ = *std::move(note);
  checkpoint_size_ = edge_.size();
  checkpoint_time_ = event_time_;
  return checkpoint_;
}

Shard::Sealed Shard::Seal(WriteBatch& batch) {
  Sealed sealed;
  if (edge_.size() > 0) {
    std::string edge, time;
    edge_.Encode(edge);
    ByteWriter(time).U64(static_cast<uint64_t>(event_time_));
    state_.Append(Table::kMeta, std::string(kEdgeKey), std::move(edge));
    state_.Append(Table::kMeta, std::string(kTimeKey), std::move(time));
    sealed.checkpoint = SignCheckpoint();
  }
  checkpoint_wanted_ = false;
  sealed.whole = half_done_;
  sealed.group = state_.Seal(batch);
  return sealed;
}

absl::StatusOr<const Shard::CachedTask*> Shard::FindTask(const std::string& task_id) {
  if (tasks_.size() >= kMaxCachedTasks) tasks_.clear();
  return CacheTask(task_id);
}

absl::StatusOr<TaskChain> Shard::FindChain(const std::string& task_id) {
  // Here and not on the way: a chain in the making points into the cache.
  if (tasks_.size() + kMaxTaskDepth > kMaxCachedTasks) tasks_.clear();
  TaskChain chain;
  WRIT_ASSIGN_OR_RETURN(const CachedTask* task, CacheTask(task_id));
  while (task != nullptr) {
    chain.push_back(&task->view);
    const std::string& parent = task->state.parent;
    if (parent.empty()) return chain;
    if (chain.size() == kMaxTaskDepth)
      return Contradiction("tasks stand under each other too deep");
    WRIT_ASSIGN_OR_RETURN(task, CacheTask(parent));
  }
  // A task without the one that it was granted under may be wider than that one.
  if (!chain.empty()) return Contradiction("a task is missing that others were granted under");
  return chain;
}

absl::StatusOr<const Shard::CachedTask*> Shard::CacheTask(const std::string& task_id) {
  WRIT_ASSIGN_OR_RETURN(const std::string* bytes, state_.Get(Table::kTasks, task_id));
  if (bytes == nullptr) return nullptr;
  auto found = tasks_.find(task_id);
  if (found == tasks_.end()) {
    found = tasks_.emplace(task_id, std::make_unique<CachedTask>()).first;
  }
  CachedTask& task = *found->second;
  if (task.bytes != *bytes) {
    ByteReader reader(*bytes);
    task.state = DecodeTask(task_id, reader);
    task.policy = nullptr;
    if (!reader.done()) return Contradiction(absl::StrCat("task `", task_id, "` is damaged"));
    task.bytes = *bytes;
  }
  if (task.policy != policy_.get()) {
    task.arena.Reset();
    task.view = ViewTask(task.state, *policy_, task.arena);
    task.policy = nullptr;
    WRIT_RETURN_IF_ERROR(
        SetScope(task.view, [this](const Digest& digest) { return PolicyOf(digest); }));
    task.policy = policy_.get();
  }
  return &task;
}

absl::StatusOr<std::shared_ptr<const Policy>> Shard::PolicyOf(const Digest& bundle) {
  std::string digest(AsBytes(bundle));
  auto found = policies_.find(digest);
  if (found != policies_.end()) return found->second;
  WRIT_ASSIGN_OR_RETURN(const std::string* bytes, state_.Get(Table::kBundles, digest));
  if (bytes == nullptr) return Contradiction("a policy that decided is missing");
  WRIT_ASSIGN_OR_RETURN(auto program, Program::Load(*bytes));
  WRIT_ASSIGN_OR_RETURN(auto policy, Policy::Make(std::move(program)));
  // Scopes are as many as grants; whoever needs one holds it.
  if (policies_.size() >= kMaxCachedPolicies) policies_.clear();
  policies_.emplace(std::move(digest), policy);
  return policy;
}

}  // namespace writ
