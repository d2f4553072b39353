// A store that fails where a test tells it to: the n-th operation, in one of the ways in
// which disks fail. For tests alone; nothing of the server may depend on it.
#ifndef WRIT_ENGINE_STORAGE_FAULTY_STORE_H_
#define WRIT_ENGINE_STORAGE_FAULTY_STORE_H_

#include <memory>

#include "engine/storage/store.h"

namespace writ {

enum class Fault {
  kError,       // fails and does nothing
  kErrorAfter,  // fails, but a commit is done: the outcome that nobody knows
  kDrop,        // says OK and does nothing: a disk that lies; a read finds nothing
};

// Counts operations (Get, Scan, Commit) from 1 over `inner` and lets the n-th go wrong.
// As the contract says, a failed Commit refuses everything after it; a failed read does
// not. Thread-safe.
class FaultyStore : public Store {
 public:
  explicit FaultyStore(std::unique_ptr<Store> inner);
  ~FaultyStore() override;

  // Arms one fault on operation `n` counted from now (1: the next). It replaces the one
  // that was armed, and goes off once.
  void FailAt(uint64_t n, Fault fault);
  // The same, counting commits only.
  void FailCommitAt(uint64_t n, Fault fault);

  // Since the beginning.
  uint64_t operations() const;
  bool failed() const;  // a Commit failed; everything is refused

  // What is durable: gives the store below back, as if this process had ended. Nothing
  // else may be called afterwards.
  std::unique_ptr<Store> TakeInner();

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override;
  absl::StatusOr<std::vector<KeyValue>> Scan(Table table, std::string_view from,
                                             std::string_view to, size_t limit) const override;
  absl::Status Commit(const WriteBatch& batch, Durability durability) override;

 private:
  struct State;
  std::unique_ptr<Store> inner_;
  std::unique_ptr<State> state_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_STORAGE_FAULTY_STORE_H_
