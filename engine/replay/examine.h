// Looks into a recorded decision: decides it again and says what any expression was
// worth then.
#ifndef WRIT_ENGINE_REPLAY_EXAMINE_H_
#define WRIT_ENGINE_REPLAY_EXAMINE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/bytecode/program.h"
#include "engine/decision/call.h"
#include "engine/storage/store.h"

namespace writ {

// Fuel of one expression that is examined.
inline constexpr uint64_t kExamineFuel = 100'000;

struct RecordedDecision {
  std::shared_ptr<const Program> policy;  // that decided it
  std::string task_id, agent, action;
};
// NotFound when the log has no such event, InvalidArgument when it is no decision,
// DataLoss when it or its policy is missing or damaged. `active` may be null: a policy
// that need not be read from the store if it is the one.
absl::StatusOr<RecordedDecision> ReadRecorded(const Store& store, uint64_t index,
                                              std::shared_ptr<const Program> active = nullptr);

struct Examined {
  Decision decision;  // as it comes out now, with its trace
  // One for each task of the call's chain, its own first; none when the call was refused
  // before any rule was judged.
  struct Level {
    std::string task_id, task_type;
    std::vector<std::string> values;  // of the program's test blocks, as source
  };
  std::vector<Level> levels;
};
// `program` is made of the sources of the decision's policy; its test blocks are what is
// to be examined. Errors as above.
absl::StatusOr<Examined> Examine(const Store& store, uint64_t index,
                                 std::shared_ptr<const Program> program);

}  // namespace writ

#endif  // WRIT_ENGINE_REPLAY_EXAMINE_H_
