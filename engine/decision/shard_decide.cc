// Shard::Decide: the steps of pipeline.h on the shard's state.
#include <cstring>

#include "engine/base/failpoint.h"
#include "engine/base/status_macros.h"
#include "engine/decision/fold.h"
#include "engine/decision/revocation.h"
#include "engine/decision/shard.h"
#include "engine/decision/state_facts.h"
#include "engine/log/event.h"
#include "engine/value/text.h"

namespace writ {
namespace {

Digest CallDigest(const CallRequest& request, const ReadCall& read) {
  const bool readable = request.args != nullptr;
  return IdempotencyDigest(request.agent, request.action, readable,
                           readable ? read.raw : request.args_error);
}

}  // namespace

absl::StatusOr<Decision> Shard::Decide(const CallRequest& request, ReadCall read) {
  workspace_.arena.Reset();
  // The policy was swapped while the call waited: read it again under the new one.
  if (read.policy != policy_) read = ReadArguments(policy_, request);
  Moment moment = Now();
  WRIT_RETURN_IF_ERROR(ReleaseDue(moment.time));
  if (request.idempotency_key.empty()) return DecideNew(request, read, moment);

  Digest digest = CallDigest(request, read);
  WRIT_ASSIGN_OR_RETURN(
      const std::string* stood,
      state_.Get(Table::kKeys, IdempotencyKey(request.task_id, request.idempotency_key)));
  if (stood != nullptr) {
    ByteReader reader(*stood);
    bool same = reader.Raw(digest.size()) == AsBytes(digest);
    uint64_t index = reader.U64();
    if (!reader.done()) return absl::DataLossError("an idempotency key is damaged");
    bool ask_again = false;
    if (same && !request.ticket.empty()) {
      WRIT_ASSIGN_OR_RETURN(ask_again, IsAsk(index));
    }
    if (same && !ask_again) return Repeat(index, read);
    moment.key_reused = !same;
  }
  return DecideNew(request, read, moment);
}

absl::StatusOr<Decision> Shard::DecideNew(const CallRequest& request, const ReadCall& read,
                                          Moment moment) {
  WRIT_ASSIGN_OR_RETURN(TaskChain chain, FindChain(request.task_id));
  WRIT_ASSIGN_OR_RETURN(moment.revoked, FindRevoked(chain, request));
  WRIT_ASSIGN_OR_RETURN(auto ticket, FindTicket(request.ticket));
  moment.ticket = ticket ? &*ticket : nullptr;
  Call call = Admit(read, request, std::move(chain), std::move(moment), workspace_.arena);
  if (leases_.size() >= kMaxLeases) {
    return absl::ResourceExhaustedError("too many calls await an outcome");
  }
  StateFacts source(state_, call.moment.time);
  WRIT_ASSIGN_OR_RETURN(Draft draft, DecideAdmitted(call, source, workspace_));
  WRIT_RETURN_IF_ERROR(Pass(Failpoint::kDecideAfterRun));
  return Record(request, std::move(draft));
}

// In a fixed order; the first one is enough to deny.
absl::StatusOr<std::string> Shard::FindRevoked(const TaskChain& chain, const CallRequest& request) {
  if (!any_revoked_) return std::string();
  std::vector<std::string> keys;
  for (const TaskView* task : chain) {
    keys.push_back(RevocationKey(PrincipalKind::kAgent, task->state->agent));
    keys.push_back(RevocationKey(PrincipalKind::kUser, task->state->user));
  }
  if (const ActionDef* action = policy_->program().FindAction(request.action)) {
    keys.push_back(RevocationKey(PrincipalKind::kTool, action->name));
    std::string_view server = policy_->server(policy_->program().IndexOf(*action));
    if (!server.empty()) keys.push_back(RevocationKey(PrincipalKind::kServer, server));
  }
  for (std::string& key : keys) {
    WRIT_ASSIGN_OR_RETURN(const std::string* revoked, state_.Get(Table::kRevocations, key));
    if (revoked != nullptr) return std::move(key);
  }
  return std::string();
}

absl::StatusOr<Decision> Shard::Record(const CallRequest& request, Draft draft) {
  Decision decision = std::move(draft.decision);
  WRIT_ASSIGN_OR_RETURN(decision.log_index,
                        Append(draft.event, {draft.blob_digest, std::move(draft.blob)},
                               /*keep=*/!request.idempotency_key.empty()));
  for (Micros release_at : draft.releases) leases_.emplace(release_at, decision.log_index);
  decision.decision_id = DecisionId(decision.log_index);
  decision.recorded = true;
  if (decision.approval && decision.approval->ticket.empty()) {
    decision.approval->ticket = TicketId(decision.log_index);
  }
  return decision;
}

// A call that waited for approval is decided again when it comes with its ticket: then its
// key stands for that decision.
absl::StatusOr<bool> Shard::IsAsk(uint64_t index) {
  WRIT_ASSIGN_OR_RETURN(auto bytes, FindEvent(index));
  if (!bytes) return absl::DataLossError("the decision of an idempotency key is missing");
  WRIT_ASSIGN_OR_RETURN(CallDecided event, DecodeCallDecided(*bytes));
  return event.verdict == static_cast<uint8_t>(Verdict::kAsk);
}

absl::StatusOr<Decision> Shard::Repeat(uint64_t index, const ReadCall& read) {
  WRIT_ASSIGN_OR_RETURN(auto bytes, FindEvent(index));
  if (!bytes) return absl::DataLossError("the decision of an idempotency key is missing");
  WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(*bytes));
  WRIT_ASSIGN_OR_RETURN(CallDecided event, DecodeCallDecided(*bytes));
  Decision decision;
  decision.verdict = static_cast<Verdict>(event.verdict);
  decision.reason = static_cast<Reason>(event.reason);
  decision.rules.assign(event.rules.begin(), event.rules.end());
  decision.detail = event.detail;
  decision.remaining = event.remaining;
  decision.denied_in = event.denied_in;
  decision.wait_until = event.wait_until;
  decision.message = ReasonText(decision.reason);
  decision.decision_id = DecisionId(index);
  decision.log_index = index;
  decision.recorded = true;
  decision.time = head.time;
  decision.bundle = event.bundle;
  WRIT_ASSIGN_OR_RETURN(decision.token_grant, GrantOf(event, head.time));
  WRIT_ASSIGN_OR_RETURN(decision.approval, WaitOf(index, event));
  if (read.fits) {
    decision.canonical_args = read.canonical_json;
    decision.args_digest = read.digest;
  }
  return decision;
}

}  // namespace writ
