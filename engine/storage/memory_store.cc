// The store in memory: the model that the durable one is tested against, and what
// `writ test` runs on. A Commit cannot fail, and nothing survives the process.
#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "engine/storage/store.h"

namespace writ {
namespace {

using Rows = std::map<std::string, std::string, std::less<>>;

class MemoryStore : public Store {
 public:
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    std::shared_lock lock(mutex_);
    const Rows& rows = RowsOf(table);
    auto row = rows.find(key);
    if (row == rows.end()) return std::nullopt;
    return row->second;
  }

  absl::StatusOr<std::vector<KeyValue>> Scan(Table table, std::string_view from,
                                             std::string_view to, size_t limit) const override {
    std::shared_lock lock(mutex_);
    const Rows& rows = RowsOf(table);
    std::vector<KeyValue> found;
    for (auto row = rows.lower_bound(from); row != rows.end() && found.size() < limit; ++row) {
      if (!to.empty() && row->first >= to) break;
      found.push_back({row->first, row->second});
    }
    return found;
  }

  absl::Status Commit(const WriteBatch& batch, Durability) override {
    std::unique_lock lock(mutex_);
    for (const WriteBatch::Write& write : batch.writes()) Apply(write);
    return absl::OkStatus();
  }

 private:
  const Rows& RowsOf(Table table) const { return tables_[static_cast<size_t>(table)]; }

  void Apply(const WriteBatch::Write& write) {
    Rows& rows = tables_[static_cast<size_t>(write.table)];
    if (write.value.has_value()) {
      rows.insert_or_assign(write.key, *write.value);
    } else {
      rows.erase(write.key);
    }
  }

  mutable std::shared_mutex mutex_;
  std::array<Rows, kTableCount> tables_;
};

}  // namespace

std::unique_ptr<Store> NewMemoryStore() { return std::make_unique<MemoryStore>(); }

}  // namespace writ
