#include "engine/watch_hub.h"

#include <utility>

#include "engine/engine.h"

namespace writ {

uint64_t WatchHub::Add(std::vector<std::string> keys, OnEnd on_end) {
  absl::MutexLock lock(&mutex_);
  if (watchers_.size() >= kMaxWatchers) return 0;
  const uint64_t id = next_++;
  for (const std::string& key : keys) by_key_[key].insert(id);
  watchers_.emplace(id, Watcher{std::move(keys), std::move(on_end)});
  return id;
}

WatchHub::Watcher WatchHub::Take(uint64_t id) {
  auto found = watchers_.find(id);
  if (found == watchers_.end()) return {};
  Watcher watcher = std::move(found->second);
  watchers_.erase(found);
  for (const std::string& key : watcher.keys) {
    auto waiting = by_key_.find(key);
    if (waiting == by_key_.end()) continue;
    waiting->second.erase(id);
    if (waiting->second.empty()) by_key_.erase(waiting);
  }
  return watcher;
}

void WatchHub::Remove(uint64_t id) {
  absl::MutexLock lock(&mutex_);
  Take(id);
}

void WatchHub::Tell(const std::vector<Ended>& ended) {
  for (const Ended& what : ended) {
    std::vector<Watcher> told;
    {
      absl::MutexLock lock(&mutex_);
      auto waiting = by_key_.find(what.key);
      if (waiting == by_key_.end()) continue;
      const std::vector<uint64_t> ids(waiting->second.begin(), waiting->second.end());
      for (uint64_t id : ids) told.push_back(Take(id));
    }
    // Without the lock: a watcher may well remove itself.
    for (Watcher& watcher : told) watcher.on_end(what);
  }
}

}  // namespace writ
