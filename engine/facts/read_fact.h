// Reads the value of a fact as of a moment, however it is kept.
#ifndef WRIT_ENGINE_FACTS_READ_FACT_H_
#define WRIT_ENGINE_FACTS_READ_FACT_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/arena.h"
#include "engine/base/clock.h"
#include "engine/bytecode/program.h"
#include "engine/facts/tables.h"
#include "engine/value/value.h"

namespace writ {

struct FactValue {
  Value value;
  Micros changes_at = kNever;  // by itself, because a window moves on, at the earliest
};

// `fact` is an index into `program.facts`, kEntityAttributes or kEntityGroups. DataLoss when what
// is stored contradicts itself.
absl::StatusOr<FactValue> ReadFact(const Program& program, uint32_t fact, std::string_view key,
                                   Micros now, Tables& tables, Arena& arena);

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_READ_FACT_H_
