// The seam to durable storage: ordered tables of byte strings, one atomic write.
//
// Two implementations: in memory (tests, `writ test`, the model) and RocksDB.
// What a Status means to the caller: a read that fails denies; a commit that fails
// is final, and the store must be opened again before anything is acknowledged.
#ifndef WRIT_ENGINE_STORAGE_STORE_H_
#define WRIT_ENGINE_STORAGE_STORE_H_

#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace writ {

// A table is a RocksDB column family. Rows in tables.def.
enum class Table : uint8_t {
#define WRIT_TABLE(number, name, on_disk, made_of, what) k##name = number,
#include "engine/storage/tables.def"
#undef WRIT_TABLE
};
// Of every table, in order of their numbers, which may have gaps.
inline constexpr Table kTables[] = {
#define WRIT_TABLE(number, name, on_disk, made_of, what) Table::k##name,
#include "engine/storage/tables.def"
#undef WRIT_TABLE
};
// One more than the largest number: the size of an array by table.
inline constexpr int kTableCount = static_cast<int>(kTables[std::size(kTables) - 1]) + 1;

enum class MadeOf { kState, kLog };
MadeOf TableMadeOf(Table table);
// On the disk; empty for a number that is no table.
std::string_view TableName(Table table);

// Puts and deletes that happen together or not at all, in order.
class WriteBatch {
 public:
  struct Write {
    Table table;
    std::string key;
    std::optional<std::string> value;  // nothing: delete
  };

  void Put(Table table, std::string key, std::string value) {
    bytes_ += key.size() + value.size();
    writes_.push_back({table, std::move(key), std::move(value)});
  }
  void Delete(Table table, std::string key) {
    bytes_ += key.size();
    writes_.push_back({table, std::move(key), std::nullopt});
  }
  void Clear() {
    writes_.clear();
    bytes_ = 0;
  }
  const std::vector<Write>& writes() const { return writes_; }
  bool empty() const { return writes_.empty(); }
  // Of keys and values.
  size_t bytes() const { return bytes_; }

 private:
  std::vector<Write> writes_;
  size_t bytes_ = 0;
};

enum class Durability {
  kSynced,    // on the disk before Commit returns
  kBuffered,  // survives the process, not a power loss
};

struct KeyValue {
  std::string key, value;
};

class Store {
 public:
  virtual ~Store() = default;

  // All methods are thread-safe; Commit calls must not overlap.
  // Nothing when the key is not there.
  virtual absl::StatusOr<std::optional<std::string>> Get(Table table,
                                                         std::string_view key) const = 0;
  // Entries with `from` <= key < `to`, in order of keys, at most `limit`. An empty
  // `to` means the table's end.
  virtual absl::StatusOr<std::vector<KeyValue>> Scan(Table table, std::string_view from,
                                                     std::string_view to, size_t limit) const = 0;
  virtual absl::Status Commit(const WriteBatch& batch, Durability durability) = 0;
};

// Keeps everything in memory; loses it when destroyed.
std::unique_ptr<Store> NewMemoryStore();

// Opens the database in `directory`, creating both if they are not there.
// FailedPrecondition when another process holds it; DataLoss when it is damaged.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksStore(const std::string& directory);

// Opens what is there for reading alone, for auditors: nothing in `directory` changes, and
// every Commit is refused. NotFound when there is no database, DataLoss when it is damaged.
// For a copy: of a directory that a server is writing, it sees some moment or fails.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksStoreForReading(const std::string& directory);

}  // namespace writ

#endif  // WRIT_ENGINE_STORAGE_STORE_H_
