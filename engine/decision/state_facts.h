// Facts from the shard's state, as they stand at one moment.
#ifndef WRIT_ENGINE_DECISION_STATE_FACTS_H_
#define WRIT_ENGINE_DECISION_STATE_FACTS_H_

#include "engine/base/status_macros.h"
#include "engine/decision/pipeline.h"
#include "engine/facts/read_row.h"
#include "engine/facts/state.h"

namespace writ {

class StateFacts : public FactSource {
 public:
  StateFacts(State& state, Micros now) : state_(state), now_(now) {}

  absl::StatusOr<Value> Read(const Program& program, uint32_t fact, std::string_view key,
                             Arena& arena) override {
    auto row = [this](std::string_view at) -> absl::StatusOr<std::optional<std::string_view>> {
      WRIT_ASSIGN_OR_RETURN(const std::string* bytes, state_.Get(Table::kFacts, at));
      if (bytes == nullptr) return std::optional<std::string_view>();
      return std::optional<std::string_view>(*bytes);
    };
    return ReadFactRow(program, fact, key, now_, row, arena);
  }

 private:
  State& state_;
  const Micros now_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_STATE_FACTS_H_
