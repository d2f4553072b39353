// The sequencer's view of the store: what is committed, what is being committed, and
// what is decided but not committed yet. So the next call is decided against state
// that includes every call before it, while a group is on its way to the disk.
//
// One thread owns it. Values that a group in flight has written stay in memory until
// that group is durable; others are a cache, emptied when it grows past kMaxCached.
#ifndef WRIT_ENGINE_FACTS_STATE_H_
#define WRIT_ENGINE_FACTS_STATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

  // Bytes that the open group would write.
  size_t group_bytes() const { return batch_.bytes(); }
  // Takes the writes of the open group and opens the next. Gives its number.
  uint64_t Seal(WriteBatch& batch);
  // Group `number` and all before it are durable.
  void Committed(uint64_t number) { committed_ = number; }

 private:
  struct Entry {
    std::optional<std::string> value;
    uint64_t group = 0;  // that wrote it last; 0: read from the store
  };
  using Cache = absl::flat_hash_map<std::string, Entry>;

  void MakeRoom();

  const Store& store_;
  Cache tables_[kTableCount];
  size_t cached_ = 0;
  WriteBatch batch_;
  uint64_t group_ = 1;
  uint64_t committed_ = 0;
};

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_STATE_H_
