// What comes of one thing that a call had reserved, worked out before its event is
// written; folding the event does the same to the tables.
#ifndef WRIT_ENGINE_DECISION_SETTLEMENT_H_
#define WRIT_ENGINE_DECISION_SETTLEMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/base/arena.h"
#include "engine/bytecode/program.h"
#include "engine/decision/pipeline.h"
#include "engine/decision/recorded_call.h"
#include "engine/facts/ledger.h"
#include "engine/facts/open_call.h"
#include "engine/facts/state.h"
#include "engine/log/event.h"
#include "engine/value/value.h"

namespace writ {

// A delta that owns its texts.
struct Change {
  std::string fact, key;
  std::vector<std::string> elements;
  std::string value;
  KeptAs kept;
  uint32_t level = 0;  // as Delta's

  Delta delta() const;
};
Change ChangeOf(const FactDef& fact, std::string_view key, absl::Span<const Value> elements,
                const Value& value, Micros now);

// `reservation` of `call` is taken out of `fact`, and `instead` put in its place: nothing, or
// one element. What was released is not taken out again. Nothing when the fact is an Error
// that this cannot mend, or would become one: then the reservation stands.
absl::StatusOr<std::optional<Change>> SettleReservation(const FactDef& fact, const OpenCall& call,
                                                        const Reservation& reservation,
                                                        absl::Span<const Value> instead, Micros now,
                                                        State& state, Arena& arena);

// What a success puts in the place of a reservation; nothing when that stands: the fact does
// not say, or what it says cannot be computed. What was released comes back as it was.
absl::StatusOr<std::vector<Value>> SettledElements(const SeenCall& seen, const FactDef& fact,
                                                   const Reservation& reservation,
                                                   FactSource& source, Workspace& workspace);

// What the success of a call changes in `updates`, facts of its policy; also what a permit
// changes in facts that are not kept yet.
absl::StatusOr<std::vector<Change>> SuccessChanges(const SeenCall& seen,
                                                   const std::vector<uint32_t>& updates, Micros now,
                                                   FactSource& source, State& state,
                                                   Workspace& workspace);

// The fact after a success contributed `elements`, and how that is recorded.
absl::StatusOr<Change> IncludeSuccess(const FactDef& fact, std::string_view key,
                                      const Value& before, absl::Span<const Value> elements,
                                      Micros now, State& state, Arena& arena);

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_SETTLEMENT_H_
