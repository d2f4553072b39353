#include "engine/storage/faulty_store.h"

#include <mutex>
#include <utility>

namespace writ {
namespace {

absl::Status Injected() { return absl::InternalError("a fault was injected"); }

}  // namespace

struct FaultyStore::State {
  // The fault that this operation meets, if any; refuses once a commit has failed.
  absl::StatusOr<std::optional<Fault>> Begin(bool is_commit) {
    std::lock_guard lock(mutex);
    if (failed) return absl::InternalError("the store has failed and must be opened again");
    ++operations;
    if (countdown == 0 || (commits_only && !is_commit) || --countdown > 0) return std::nullopt;
    failed = is_commit && fault != Fault::kDrop;
    return fault;
  }

  void Arm(uint64_t n, Fault what, bool only_commits) {
    std::lock_guard lock(mutex);
    countdown = n;
    fault = what;
    commits_only = only_commits;
  }

  mutable std::mutex mutex;
  uint64_t operations = 0;
  uint64_t countdown = 0;  // 0: nothing is armed
  Fault fault = Fault::kError;
  bool commits_only = false;
  bool failed = false;
};

FaultyStore::FaultyStore(std::unique_ptr<Store> inner)
    : inner_(std::move(inner)), state_(std::make_unique<State>()) {}

FaultyStore::~FaultyStore() = default;

void FaultyStore::FailAt(uint64_t n, Fault fault) { state_->Arm(n, fault, false); }
void FaultyStore::FailCommitAt(uint64_t n, Fault fault) { state_->Arm(n, fault, true); }

uint64_t FaultyStore::operations() const {
  std::lock_guard lock(state_->mutex);
  return state_->operations;
}

bool FaultyStore::failed() const {
  std::lock_guard lock(state_->mutex);
  return state_->failed;
}

std::unique_ptr<Store> FaultyStore::TakeInner() { return std::move(inner_); }

absl::StatusOr<std::optional<std::string>> FaultyStore::Get(Table table,
                                                            std::string_view key) const {
  auto fault = state_->Begin(/*is_commit=*/false);
  if (!fault.ok()) return fault.status();
  if (!fault->has_value()) return inner_->Get(table, key);
  if (**fault == Fault::kDrop) return std::nullopt;
  return Injected();
}

absl::StatusOr<std::vector<KeyValue>> FaultyStore::Scan(Table table, std::string_view from,
                                                        std::string_view to, size_t limit) const {
  auto fault = state_->Begin(/*is_commit=*/false);
  if (!fault.ok()) return fault.status();
  if (!fault->has_value()) return inner_->Scan(table, from, to, limit);
  if (**fault == Fault::kDrop) return std::vector<KeyValue>();
  return Injected();
}

absl::Status FaultyStore::Commit(const WriteBatch& batch, Durability durability) {
  auto fault = state_->Begin(/*is_commit=*/true);
  if (!fault.ok()) return fault.status();
  if (!fault->has_value()) return inner_->Commit(batch, durability);
  if (**fault == Fault::kDrop) return absl::OkStatus();
  if (**fault == Fault::kErrorAfter) inner_->Commit(batch, durability).IgnoreError();
  return Injected();
}

}  // namespace writ
