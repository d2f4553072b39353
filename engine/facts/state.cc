#include "engine/facts/state.h"

#include <utility>

#include "engine/base/status_macros.h"

namespace writ {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::StatusOr<const std::string*> State::Get(Table table, std::string_view key) {
  Cache& cache = tables_[static_cast<size_t>(table)];
  auto found = cache.find(View(key));
  if (found == cache.end()) {
    WRIT_ASSIGN_OR_RETURN(auto value, store_.Get(table, key));
    MakeRoom();
    found = cache.emplace(std::string(key), Entry{std::move(value), 0}).first;
    ++cached_;
  }
  const auto& value = found->second.value;
  return value ? &*value : nullptr;
}

void State::Append(Table table, std::string key, std::string value) {
  // That it was not there may have been looked up before.
  cached_ -= tables_[static_cast<size_t>(table)].erase(View(key));
  appended_.push_back({group_, table, key, value});
  batch_.Put(table, std::move(key), std::move(value));
}

void State::Put(Table table, std::string key, std::string value) {
  Cache& cache = tables_[static_cast<size_t>(table)];
  auto [entry, added] = cache.try_emplace(key);
  if (added) ++cached_;
  entry->second = {value, group_};
  batch_.Put(table, std::move(key), std::move(value));
}

void State::Delete(Table table, std::string key) {
  Cache& cache = tables_[static_cast<size_t>(table)];
  auto [entry, added] = cache.try_emplace(key);
  if (added) ++cached_;
  entry->second = {std::nullopt, group_};
  batch_.Delete(table, std::move(key));
}

uint64_t State::Seal(WriteBatch& batch) {
  batch = std::exchange(batch_, WriteBatch());
  return group_++;
}

void State::Committed(uint64_t number) {
  committed_ = number;
  while (!appended_.empty() && appended_.front().group <= number) appended_.pop_front();
}

const std::string* State::FindAppended(Table table, std::string_view key) const {
  for (const Appended& appended : appended_) {
    if (appended.table == table && appended.key == key) return &appended.value;
  }
  return nullptr;
}

std::vector<std::string> State::UncommittedKeys(Table table, std::string_view prefix) const {
  std::vector<std::string> keys;
  for (const auto& [key, entry] : tables_[static_cast<size_t>(table)]) {
    const bool starts = std::string_view(key).substr(0, prefix.size()) == prefix;
    if (starts && entry.value && entry.group > committed_) keys.push_back(key);
  }
  return keys;
}

void State::MakeRoom() {
  if (cached_ < kMaxCached) return;
  cached_ = 0;
  for (Cache& cache : tables_) {
    absl::erase_if(cache, [this](const auto& entry) { return entry.second.group <= committed_; });
    cached_ += cache.size();
  }
}

}  // namespace writ
