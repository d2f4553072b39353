// Shard's commands on tokens. A token is found by its id, which is its decision's.
#include "absl/strings/str_cat.h"
#include "engine/base/failpoint.h"
#include "engine/base/status_macros.h"
#include "engine/decision/fold.h"
#include "engine/decision/shard.h"
#include "engine/log/event.h"

namespace writ {
namespace {

constexpr Micros kMicrosPerSecond = 1'000'000;

absl::Status NoSuchToken(const std::string& id) {
  return absl::NotFoundError(absl::StrCat("no token was released with the decision `", id, "`"));
}

}  // namespace

absl::StatusOr<bool> Shard::StaysOpen(const std::string& task_id, const std::string& action,
                                      Micros time) {
  WRIT_ASSIGN_OR_RETURN(TaskChain chain, FindChain(task_id));
  if (chain.empty()) return false;
  for (const TaskView* task : chain) {
    if (task->state->status != TaskStatus::kOpen || time >= task->state->expires) return false;
  }
  CallRequest request;
  request.action = action;
  WRIT_ASSIGN_OR_RETURN(std::string revoked, FindRevoked(chain, request));
  return revoked.empty();
}

absl::StatusOr<std::optional<Refusal>> Shard::TokenRefusal(const Claims& claims) {
  using Result = std::optional<Refusal>;
  const auto index = ParseDecisionId(claims.id);
  if (!index) return Result(Refusal::kMalformed);
  const Micros time = LogicalTime();
  if (time >= claims.expires * kMicrosPerSecond) return Result(Refusal::kExpired);
  WRIT_ASSIGN_OR_RETURN(const std::string* spent, state_.Get(Table::kTokens, EntryKey(*index)));
  if (spent != nullptr) {
    const bool revoked = *spent == std::string(1, kTokenRevoked);
    return Result(revoked ? Refusal::kRevoked : Refusal::kRedeemed);
  }
  WRIT_ASSIGN_OR_RETURN(bool open, StaysOpen(claims.task_id, claims.action, time));
  return open ? Result() : Result(Refusal::kTaskEnded);
}

absl::StatusOr<std::variant<uint64_t, Refusal>> Shard::Redeem(const Claims& claims) {
  using Result = std::variant<uint64_t, Refusal>;
  const Moment moment = Now();
  if (moment.clock_back) {
    return absl::FailedPreconditionError(std::string(ReasonText(Reason::kClockBack)));
  }
  WRIT_ASSIGN_OR_RETURN(auto refusal, TokenRefusal(claims));
  if (refusal) return Result(*refusal);
  WRIT_RETURN_IF_ERROR(Pass(Failpoint::kTokenBeforeRedeem));
  const TokenSpent spent{*ParseDecisionId(claims.id), claims.audience};
  WRIT_ASSIGN_OR_RETURN(uint64_t event,
                        Append(Encode(moment.time, EventKind::kTokenRedeemed, spent)));
  return Result(event);
}

absl::StatusOr<uint64_t> Shard::RevokeToken(const std::string& token_id) {
  const auto index = ParseDecisionId(token_id);
  if (!index) return NoSuchToken(token_id);
  WRIT_ASSIGN_OR_RETURN(auto bytes, FindEvent(*index));
  if (!bytes) return NoSuchToken(token_id);
  WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(*bytes));
  if (head.kind != EventKind::kCallDecided) return NoSuchToken(token_id);
  WRIT_ASSIGN_OR_RETURN(CallDecided call, DecodeCallDecided(*bytes));
  if (!call.token) return NoSuchToken(token_id);
  return Append(Encode(LogicalTime(), EventKind::kTokenRevoked, TokenSpent{*index, {}}));
}

absl::StatusOr<std::optional<TokenGrant>> Shard::GrantOf(const CallDecided& event, Micros time) {
  if (!event.token || LogicalTime() >= event.token->expires) return std::nullopt;
  WRIT_ASSIGN_OR_RETURN(const CachedTask* task, FindTask(std::string(event.task_id)));
  if (task == nullptr) return absl::DataLossError("the task of a decision is missing");
  TokenGrant grant;
  grant.audience = event.token->audience;
  grant.user = task->state.user;
  grant.agent = event.agent;
  grant.task_id = event.task_id;
  grant.action = event.action;
  grant.key_thumbprint = event.key_thumbprint;
  grant.issued = time / kMicrosPerSecond * kMicrosPerSecond;
  grant.expires = event.token->expires;
  grant.once = event.token->once;
  return grant;
}

}  // namespace writ
