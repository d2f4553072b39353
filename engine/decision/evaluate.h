// Runs one block of a decision: the one place where the pipeline meets the machine.
#ifndef WRIT_ENGINE_DECISION_EVALUATE_H_
#define WRIT_ENGINE_DECISION_EVALUATE_H_

#include "engine/decision/pipeline.h"

namespace writ {

// With the roots of one level of the call.
inline Value Evaluate(const Call& call, size_t level, const Block& block,
                      const std::vector<Value>& slots, Workspace& workspace) {
  Frame frame{call.levels[level].roots, slots, call.policy->patterns()};
  return Run(call.policy->program(), block, frame, workspace.budget, workspace.arena);
}

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_EVALUATE_H_
