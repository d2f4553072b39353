// The scope of a grant: which calls a task is for, beyond what the policy permits.
//
// It comes as a small bundle of its own, compiled when the task is granted and proven
// like any other; the engine never sees its text as anything but a text. A scope only
// narrows: a call must match one of its permits and be permitted by the policy too, and a
// scope that no longer fits the policy denies.
#ifndef WRIT_ENGINE_DECISION_SCOPE_H_
#define WRIT_ENGINE_DECISION_SCOPE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/decision/pipeline.h"
#include "engine/decision/policy.h"

namespace writ {

// Bytes of the bundle of one scope, its source included.
inline constexpr size_t kMaxScopeBytes = 64 * 1024;
// Permits of one scope.
inline constexpr size_t kMaxScopeRules = 64;

// InvalidArgument for bytes that are no bundle, or one that is more than permits over
// arguments and roots: facts, guards, other rules.
absl::StatusOr<std::shared_ptr<const Policy>> LoadScope(std::string bytes);

// The text that it was compiled from.
std::string_view ScopeText(const Policy& scope);

// kPermitted when the task of level `level` has no scope or its scope takes the call;
// kOutsideScope; kStaleScope when the action or the task has other types there.
Reason JudgeScope(const Call& call, size_t level, Workspace& workspace);

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_SCOPE_H_
