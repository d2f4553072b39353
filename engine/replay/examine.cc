#include "engine/replay/examine.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/decision/evaluate.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/replay/replay.h"
#include "engine/value/text.h"

namespace writ {
namespace {

absl::StatusOr<std::string> EventAt(const Store& store, uint64_t index) {
  WRIT_ASSIGN_OR_RETURN(auto entry, store.Get(Table::kEntries, EntryKey(index)));
  if (!entry) return absl::NotFoundError(absl::StrCat("the log has no event ", index));
  WRIT_ASSIGN_OR_RETURN(std::string_view event, OpenEntry(*entry));
  WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(event));
  if (head.kind == EventKind::kCallDecided) return std::string(event);
  return absl::InvalidArgumentError(absl::StrCat("event ", index, " is no decision"));
}

std::vector<std::string> ValuesAt(const Call& call, size_t level, Workspace& workspace) {
  std::vector<std::string> values;
  for (const Block& block : call.policy->program().test_blocks) {
    workspace.budget = Budget(kExamineFuel);
    const std::vector<Value>& slots = workspace.facts.levels[level].slots;
    values.push_back(ToSource(Evaluate(call, level, block, slots, workspace)));
  }
  return values;
}

}  // namespace

absl::StatusOr<RecordedDecision> ReadRecorded(const Store& store, uint64_t index,
                                              std::shared_ptr<const Program> active) {
  WRIT_ASSIGN_OR_RETURN(std::string event, EventAt(store, index));
  WRIT_ASSIGN_OR_RETURN(CallDecided recorded, DecodeCallDecided(event));
  RecordedDecision decision{std::move(active), std::string(recorded.task_id),
                            std::string(recorded.agent), std::string(recorded.action)};
  if (decision.policy != nullptr && decision.policy->digest() == recorded.bundle) return decision;
  Replayer replayer(store);
  WRIT_ASSIGN_OR_RETURN(auto policy, replayer.PolicyOf(recorded.bundle));
  decision.policy = policy->shared_program();
  return decision;
}

absl::StatusOr<Examined> Examine(const Store& store, uint64_t index,
                                 std::shared_ptr<const Program> program) {
  WRIT_ASSIGN_OR_RETURN(std::string event, EventAt(store, index));
  WRIT_ASSIGN_OR_RETURN(auto policy, Policy::Make(std::move(program)));
  Examined examined;
  auto look = [&examined](const Call& call, Workspace& workspace) {
    if (call.refusal != Reason::kPermitted) return;
    for (size_t level = 0; level < call.levels.size(); ++level) {
      const TaskView& task = *call.levels[level].task;
      examined.levels.push_back({task.state->id, task.type == nullptr ? "" : task.type->name,
                                 ValuesAt(call, level, workspace)});
    }
  };
  Replayer replayer(store);
  WRIT_ASSIGN_OR_RETURN(examined.decision, replayer.Under(event, policy, look));
  examined.decision.log_index = index;
  examined.decision.decision_id = absl::StrCat("d", index);
  examined.decision.recorded = true;
  return examined;
}

}  // namespace writ
