// The sequencer's view of the store: what is committed, what is being committed, and
// what is decided but not committed yet. So the next call is decided against state
// that includes every call before it, while a group is on its way to the disk.
//
// One thread owns it. Values that a group in flight has written stay in memory until
// that group is durable; others are a cache, emptied when it grows past kMaxCached.
#ifndef WRIT_ENGINE_FACTS_STATE_H_
#define WRIT_ENGINE_FACTS_STATE_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/storage/store.h"

namespace writ {

class State {
 public:
  static constexpr size_t kMaxCached = 200'000;

  // `store` must outlive it.
  explicit State(const Store& store) : store_(store) {}

  // Null when there is no such key. Valid until the next call of any method.
  absl::StatusOr<const std::string*> Get(Table table, std::string_view key);
  // For keys that are written once and hardly read again (events, bundles): goes into
  // the batch and not into the cache.
  void Append(Table table, std::string key, std::string value);
  void Put(Table table, std::string key, std::string value);
  void Delete(Table table, std::string key);

  // What Append wrote under `key` and is not durable yet; null for what is, or was not.
  const std::string* FindAppended(Table table, std::string_view key) const;
  // The keys of `table` that start with `prefix` and were written, and not deleted, in
  // groups that are not durable. Goes through the cache.
  std::vector<std::string> UncommittedKeys(Table table, std::string_view prefix) const;

  // Bytes that the open group would write.
  size_t group_bytes() const { return batch_.bytes(); }
  // Takes the writes of the open group and opens the next. Gives its number.
  uint64_t Seal(WriteBatch& batch);
  // Group `number` and all before it are durable.
  void Committed(uint64_t number);

 private:
  struct Entry {
    std::optional<std::string> value;
    uint64_t group = 0;  // that wrote it last; 0: read from the store
  };
  using Cache = absl::flat_hash_map<std::string, Entry>;

  struct Appended {
    uint64_t group = 0;
    Table table{};
    std::string key, value;
  };

  void MakeRoom();

  const Store& store_;
  Cache tables_[kTableCount];
  size_t cached_ = 0;
  WriteBatch batch_;
  std::deque<Appended> appended_;  // in groups that are not durable
  uint64_t group_ = 1;
  uint64_t committed_ = 0;
};

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_STATE_H_
