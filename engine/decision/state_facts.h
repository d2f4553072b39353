// Facts from the shard's state.
#ifndef WRIT_ENGINE_DECISION_STATE_FACTS_H_
#define WRIT_ENGINE_DECISION_STATE_FACTS_H_

#include "engine/base/status_macros.h"
#include "engine/decision/pipeline.h"
#include "engine/facts/fact_key.h"
#include "engine/facts/state.h"
#include "engine/value/canonical.h"

namespace writ {

class StateFacts : public FactSource {
 public:
  explicit StateFacts(State& state) : state_(state) {}

  absl::StatusOr<Value> Read(const Program& program, uint32_t fact, std::string_view key,
                             Arena& arena) override {
    WRIT_ASSIGN_OR_RETURN(const std::string* bytes, state_.Get(Table::kFacts, key));
    if (bytes == nullptr) return InitialValue(program, fact);
    return DecodeCanonical(*bytes, arena);
  }

 private:
  State& state_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_STATE_FACTS_H_
