// What the folds of this folder read and write: the sequencer's state, or a store that
// is only read.
#ifndef WRIT_ENGINE_FACTS_TABLES_H_
#define WRIT_ENGINE_FACTS_TABLES_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/base/status_macros.h"
#include "engine/facts/state.h"
#include "engine/storage/store.h"

namespace writ {

class Tables {
 public:
  virtual ~Tables() = default;

  // Nothing when there is no such key.
  virtual absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) = 0;
  virtual void Put(Table table, std::string key, std::string value) = 0;
  virtual void Delete(Table table, std::string key) = 0;
};

// `state` must outlive it.
class StateTables : public Tables {
 public:
  explicit StateTables(State& state) : state_(state) {}

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) override {
    WRIT_ASSIGN_OR_RETURN(const std::string* value, state_.Get(table, key));
    if (value == nullptr) return std::optional<std::string>();
    return std::optional<std::string>(*value);
  }
  void Put(Table table, std::string key, std::string value) override {
    state_.Put(table, std::move(key), std::move(value));
  }
  void Delete(Table table, std::string key) override { state_.Delete(table, std::move(key)); }

 private:
  State& state_;
};

// Committed state. Writes are left out: whoever only reads makes none.
class StoreTables : public Tables {
 public:
  explicit StoreTables(const Store& store) : store_(store) {}

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) override {
    return store_.Get(table, key);
  }
  void Put(Table, std::string, std::string) override {}
  void Delete(Table, std::string) override {}

 private:
  const Store& store_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_TABLES_H_
