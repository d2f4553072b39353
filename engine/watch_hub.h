// Who waits to hear that a task is at its end: closed, revoked, or with an agent, a user or
// a tool that was. Each watcher is told once, as soon as it is durable.
//
// Thread-safe. Costs one look-up for each thing that ends, however many watch.
#ifndef WRIT_ENGINE_WATCH_HUB_H_
#define WRIT_ENGINE_WATCH_HUB_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "engine/decision/ended.h"

namespace writ {

class WatchHub {
 public:
  using OnEnd = absl::AnyInvocable<void(const Ended&)>;

  // `keys` as Ended has them. Never 0, but when kMaxWatchers watch already.
  uint64_t Add(std::vector<std::string> keys, OnEnd on_end);
  // Of one that was told, or of 0, it does nothing. A call that has begun goes on.
  void Remove(uint64_t id);
  // Tells whom it concerns, on this thread, and forgets them.
  void Tell(const std::vector<Ended>& ended);

 private:
  struct Watcher {
    std::vector<std::string> keys;
    OnEnd on_end;
  };
  Watcher Take(uint64_t id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  uint64_t next_ ABSL_GUARDED_BY(mutex_) = 1;
  absl::flat_hash_map<uint64_t, Watcher> watchers_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, absl::flat_hash_set<uint64_t>> by_key_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace writ

#endif  // WRIT_ENGINE_WATCH_HUB_H_
