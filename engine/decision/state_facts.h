// Facts from the shard's state, as they stand at one moment.
#ifndef WRIT_ENGINE_DECISION_STATE_FACTS_H_
#define WRIT_ENGINE_DECISION_STATE_FACTS_H_

#include "engine/decision/pipeline.h"
#include "engine/facts/read_fact.h"
#include "engine/facts/state.h"
#include "engine/facts/tables.h"

namespace writ {

// As of `now`, the time of the call or report.
class StateFacts : public FactSource {
 public:
  StateFacts(State& state, Micros now) : tables_(state), now_(now) {}

  absl::StatusOr<FactValue> Read(const Program& program, uint32_t fact, std::string_view key,
                                 Arena& arena) override {
    return ReadFact(program, fact, key, now_, tables_, arena);
  }

 private:
  StateTables tables_;
  Micros now_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_STATE_FACTS_H_
