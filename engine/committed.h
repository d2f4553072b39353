// Reads of committed state, for the facade: tasks, facts, groups and revocations as the
// store holds them. They wait for nobody and change nothing. Thread-safe.
#ifndef WRIT_ENGINE_COMMITTED_H_
#define WRIT_ENGINE_COMMITTED_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/bytecode/program.h"
#include "engine/decision/call.h"
#include "engine/decision/policy.h"
#include "engine/engine.h"
#include "engine/facts/read_row.h"
#include "engine/storage/store.h"

namespace writ {

// Rows of Table::kFacts. A row lives until the next one is read.
class CommittedRows {
 public:
  explicit CommittedRows(const Store& store) : store_(store) {}
  auto Reader() {
    return [this](std::string_view key) -> absl::StatusOr<std::optional<std::string_view>> {
      auto row = store_.Get(Table::kFacts, key);
      if (!row.ok()) return row.status();
      row_ = *std::move(row);
      if (!row_) return std::optional<std::string_view>();
      return std::optional<std::string_view>(*row_);
    };
  }

 private:
  const Store& store_;
  std::optional<std::string> row_;
};

// NotFound when it was not granted.
absl::StatusOr<TaskInfo> ReadTask(const Store& store, const std::string& task_id);
// What a task's standing hangs on.
struct Watched {
  std::vector<std::string> keys;  // as Ended has them
  Micros expires = 0;
};
// `action` may be empty, or one that the policy does not know.
absl::StatusOr<Watched> ReadWatched(const Store& store, const Program& program,
                                    const std::string& task_id, const std::string& action);
absl::StatusOr<TaskStanding> ReadStanding(const Store& store, const Watched& watched,
                                          const std::string& task_id, Micros now);

// The time for who reads: that of a clock, but never before the newest event.
absl::StatusOr<Micros> ReadingTime(const Store& store, Micros clock);

absl::StatusOr<Page<TaskInfo>> ReadTasks(const Store& store, const TaskFilter& filter, Micros now,
                                         const std::string& after, size_t limit);
// FailedPrecondition, naming the first few, when open tasks fit the active policy but not
// the next one: calls in them would be denied as stale_task.
absl::Status CheckOpenTasks(const Store& store, const Policy& active, const Policy& next,
                            Micros now);
absl::StatusOr<Page<RevocationInfo>> ReadRevocations(const Store& store, const std::string& after,
                                                     size_t limit);
// The value under `key` as a call at `now` would read it, or at the time of the newest event
// when that is later. Unavailable when it changes too often meanwhile.
absl::StatusOr<Value> ReadCommittedFact(const Store& store, const Program& program, uint32_t fact,
                                        const std::string& key, Micros now, Arena& arena);
// `keys` is the list of fitted key values.
absl::StatusOr<FactInfo> DescribeFact(const Store& store, const Program& program, uint32_t fact,
                                      const Value& keys, Micros now);
absl::StatusOr<Page<FactInfo>> ReadFacts(const Store& store, const Program& program,
                                         const std::string& fact, Micros now,
                                         const std::string& after, size_t limit);
absl::StatusOr<std::vector<std::string>> ReadGroups(const Store& store, const Program& program,
                                                    const std::string& type, const std::string& id);

}  // namespace writ

#endif  // WRIT_ENGINE_COMMITTED_H_
