// Shard's commands about authority: tasks are granted, closed and revoked; agents, users,
// tools and servers are revoked as such, and restored.
//
// Ending a task ends everything under it without touching it: a call looks at every task
// that its own was granted under (Admit).
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/decision/revocation.h"
#include "engine/decision/scope.h"
#include "engine/decision/shard.h"
#include "engine/decision/stored_input.h"
#include "engine/log/event.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"

namespace writ {
namespace {

absl::Status NoSuchTask(const std::string& task_id) {
  return absl::NotFoundError(absl::StrCat("no task `", task_id, "` was granted"));
}

// Why nothing may be granted under the tasks of `chain`; OK when something may.
absl::Status CheckOpen(const TaskChain& chain, Micros now) {
  for (const TaskView* task : chain) {
    const char* ended = task->state->status == TaskStatus::kClosed    ? "closed"
                        : task->state->status == TaskStatus::kRevoked ? "revoked"
                        : now >= task->state->expires                 ? "expired"
                                                                      : nullptr;
    if (ended == nullptr) continue;
    return absl::FailedPreconditionError(absl::StrCat("task `", task->state->id, "` is ", ended,
                                                      ": nothing can be granted under it"));
  }
  return absl::OkStatus();
}

// How many levels of tasks may be granted under the new one, of `most`.
absl::StatusOr<uint8_t> LevelsOf(const TaskGrant& grant, uint32_t most) {
  if (!grant.levels) return static_cast<uint8_t>(most);
  if (*grant.levels <= most) return static_cast<uint8_t>(*grant.levels);
  return absl::InvalidArgumentError(absl::StrCat("`levels` must be 0 to ", most, " here"));
}

absl::Status CheckLifetime(Micros lifetime) {
  if (lifetime >= kMinLifetime && lifetime <= kMaxLifetime) return absl::OkStatus();
  return absl::InvalidArgumentError("`lifetime` must be 1 second to 366 days");
}

}  // namespace

TaskInfo InfoOf(const TaskState& task, const Policy* scope) {
  Arena arena;
  TaskInfo info;
  info.task_id = task.id;
  info.type = task.type;
  auto params = DecodeCanonical(task.params, arena);
  info.params_json = params.ok() ? ToJson(*params) : "null";
  info.user = task.user;
  info.agent = task.agent;
  info.granted = task.granted;
  info.expires = task.expires;
  info.closed = task.status != TaskStatus::kOpen;
  info.revoked = task.status == TaskStatus::kRevoked;
  info.parent = task.parent;
  info.levels = task.levels;
  if (scope != nullptr) info.scope = ScopeText(*scope);
  return info;
}

// User, expiry and levels of a task under `grant.parent`: never more than that one has.
absl::Status Shard::PlaceUnder(const TaskGrant& grant, TaskState& task) {
  WRIT_ASSIGN_OR_RETURN(TaskChain chain, FindChain(grant.parent));
  if (chain.empty()) return NoSuchTask(grant.parent);
  WRIT_RETURN_IF_ERROR(CheckOpen(chain, task.granted));
  const TaskState& parent = *chain.front()->state;
  if (!grant.user.empty() && grant.user != parent.user) {
    return absl::InvalidArgumentError(
        absl::StrCat("`user` must be `", parent.user, "`, for whom `", parent.id, "` was granted"));
  }
  task.user = parent.user;
  task.parent = parent.id;
  if (grant.lifetime != 0) WRIT_RETURN_IF_ERROR(CheckLifetime(grant.lifetime));
  task.expires = grant.lifetime == 0 ? parent.expires : task.granted + grant.lifetime;
  if (task.expires > parent.expires) {
    return absl::InvalidArgumentError(
        absl::StrCat("`lifetime` must end before that of `", parent.id, "`, in ",
                     (parent.expires - task.granted) / 1'000'000, " seconds"));
  }
  if (parent.levels == 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "task `", parent.id, "` is at the last level: nothing can be granted under it"));
  }
  WRIT_ASSIGN_OR_RETURN(task.levels, LevelsOf(grant, parent.levels - 1u));
  return absl::OkStatus();
}

absl::Status Shard::PlaceAlone(const TaskGrant& grant, TaskState& task) {
  WRIT_RETURN_IF_ERROR(CheckId("user", grant.user));
  WRIT_RETURN_IF_ERROR(CheckLifetime(grant.lifetime));
  task.user = grant.user;
  task.expires = task.granted + grant.lifetime;
  WRIT_ASSIGN_OR_RETURN(task.levels, LevelsOf(grant, kMaxTaskDepth - 1u));
  return absl::OkStatus();
}

absl::StatusOr<TaskInfo> Shard::Grant(const TaskGrant& grant, const Policy* scope) {
  WRIT_RETURN_IF_ERROR(CheckId("agent", grant.agent));
  WRIT_RETURN_IF_ERROR(CheckText("user", grant.user));
  const Type* type = policy_->program().FindTask(grant.type);
  if (type == nullptr) {
    return absl::NotFoundError(absl::StrCat("the policy has no task `", grant.type, "`"));
  }
  Arena arena;
  WRIT_ASSIGN_OR_RETURN(Value params, Fit("params", grant.params, RecordOf(*type), arena));
  TaskState task;
  WRIT_ASSIGN_OR_RETURN(task.params, EncodeBounded("params", params));
  task.id = grant.task_id.empty() ? absl::StrCat("t", edge_.size()) : grant.task_id;
  WRIT_RETURN_IF_ERROR(CheckId("task_id", task.id));
  WRIT_ASSIGN_OR_RETURN(const CachedTask* present, FindTask(task.id));
  if (present != nullptr) {
    return absl::FailedPreconditionError(absl::StrCat("a task `", task.id, "` was granted before"));
  }
  task.type = type->name;
  task.agent = grant.agent;
  task.granted = LogicalTime();
  WRIT_RETURN_IF_ERROR(grant.parent.empty() ? PlaceAlone(grant, task) : PlaceUnder(grant, task));
  if (scope != nullptr) task.scope = AsBytes(scope->program().digest());
  WRIT_RETURN_IF_ERROR(Append(Encode(task.granted, TaskGranted{task})).status());
  if (scope != nullptr) {
    state_.Put(Table::kBundles, task.scope, std::string(scope->program().bytes()));
  }
  return InfoOf(task, scope);
}

absl::StatusOr<TaskInfo> Shard::Close(const TaskClose& close) {
  WRIT_ASSIGN_OR_RETURN(const CachedTask* found, FindTask(close.task_id));
  if (found == nullptr) return NoSuchTask(close.task_id);
  TaskState task = found->state;
  std::shared_ptr<const Policy> scope = found->view.scope;
  if (task.status != TaskStatus::kOpen) return InfoOf(task, scope.get());
  task.status = TaskStatus::kClosed;
  WRIT_RETURN_IF_ERROR(Append(Encode(LogicalTime(), TaskClosed{task.id})).status());
  ended_.push_back({TaskKey(task.id), Reason::kTaskClosed});
  return InfoOf(task, scope.get());
}

absl::StatusOr<TaskInfo> Shard::Revoke(const TaskRevoke& revoke) {
  WRIT_RETURN_IF_ERROR(CheckText("reason", revoke.reason));
  WRIT_ASSIGN_OR_RETURN(const CachedTask* found, FindTask(revoke.task_id));
  if (found == nullptr) return NoSuchTask(revoke.task_id);
  TaskState task = found->state;
  std::shared_ptr<const Policy> scope = found->view.scope;
  if (task.status == TaskStatus::kRevoked) return InfoOf(task, scope.get());
  task.status = TaskStatus::kRevoked;
  TaskRevoked event{task.id, revoke.reason};
  WRIT_RETURN_IF_ERROR(Append(Encode(LogicalTime(), event)).status());
  ended_.push_back({TaskKey(task.id), Reason::kTaskRevoked});
  return InfoOf(task, scope.get());
}

absl::StatusOr<RevocationInfo> Shard::SetRevocation(const RevocationSet& set) {
  WRIT_RETURN_IF_ERROR(CheckId("id", set.id));
  WRIT_RETURN_IF_ERROR(CheckText("reason", set.reason));
  std::string key = RevocationKey(set.kind, set.id);
  WRIT_ASSIGN_OR_RETURN(const std::string* row, state_.Get(Table::kRevocations, key));
  RevocationInfo info{.kind = set.kind, .id = set.id};
  // Saying the same again changes nothing; the first reason stands.
  if ((row != nullptr) == set.revoked) {
    if (row == nullptr) return info;
    return DecodeRevocation(key, *row);
  }
  info.since = LogicalTime();
  PrincipalRevoked event{static_cast<uint8_t>(set.kind), set.id, set.revoked, set.reason};
  WRIT_RETURN_IF_ERROR(Append(Encode(info.since, event)).status());
  if (!set.revoked) return info;
  ended_.push_back({key, RevocationReason(key)});
  info.revoked = true;
  info.reason = set.reason;
  return info;
}

}  // namespace writ
