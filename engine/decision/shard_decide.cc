// Shard::Decide: the steps of pipeline.h on the shard's state.
#include <cstring>

#include "engine/base/status_macros.h"
#include "engine/decision/shard.h"
#include "engine/decision/state_facts.h"
#include "engine/log/event.h"
#include "engine/value/text.h"

namespace writ {
namespace {

// What an idempotency key stands for: Table::kKeys, task id, 0, key -> digest of the
// call, index of the decision.
std::string KeyOf(const CallRequest& request) {
  std::string key = request.task_id;
  key.push_back('\0');
  return key + request.idempotency_key;
}

Digest CallDigest(const CallRequest& request, const ReadCall& read) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.Text(request.agent);
  writer.Text(request.action);
  writer.Text(read.raw);
  writer.Text(request.args_error);
  return Sha256(bytes);
}

}  // namespace

absl::StatusOr<Decision> Shard::Decide(const CallRequest& request, ReadCall read) {
  workspace_.arena.Reset();
  // The policy was swapped while the call waited: read it again under the new one.
  if (read.policy != policy_) read = ReadArguments(policy_, request);
  Moment moment = Now();
  if (request.idempotency_key.empty()) return DecideNew(request, read, moment);

  Digest digest = CallDigest(request, read);
  WRIT_ASSIGN_OR_RETURN(const std::string* stood, state_.Get(Table::kKeys, KeyOf(request)));
  if (stood != nullptr) {
    ByteReader reader(*stood);
    bool same = reader.Raw(digest.size()) == AsBytes(digest);
    uint64_t index = reader.U64();
    if (!reader.done()) return absl::DataLossError("an idempotency key is damaged");
    if (same) return Repeat(index, read);
    moment.key_reused = true;
    return DecideNew(request, read, moment);
  }
  WRIT_ASSIGN_OR_RETURN(Decision decision, DecideNew(request, read, moment));
  std::string value(AsBytes(digest));
  ByteWriter(value).U64(decision.log_index);
  state_.Put(Table::kKeys, KeyOf(request), std::move(value));
  return decision;
}

absl::StatusOr<Decision> Shard::DecideNew(const CallRequest& request, const ReadCall& read,
                                          Moment moment) {
  WRIT_ASSIGN_OR_RETURN(const CachedTask* task, FindTask(request.task_id));
  Call call =
      Admit(read, request, task == nullptr ? nullptr : &task->view, moment, workspace_.arena);
  StateFacts source(state_);
  WRIT_ASSIGN_OR_RETURN(Draft draft, DecideAdmitted(call, source, workspace_));
  return Record(request, std::move(draft));
}

Decision Shard::Record(const CallRequest& request, Draft draft) {
  Decision decision = std::move(draft.decision);
  decision.log_index = AppendEvent(std::move(draft.event), !request.idempotency_key.empty());
  decision.decision_id = DecisionId(decision.log_index);
  decision.recorded = true;
  if (!draft.blob.empty()) {
    state_.Append(Table::kBlobs, std::string(AsBytes(draft.blob_digest)), std::move(draft.blob));
  }
  for (FactWrite& write : draft.writes) {
    state_.Put(Table::kFacts, std::move(write.key), std::move(write.value));
  }
  if (decision.verdict == Verdict::kPermit) {
    state_.Put(Table::kCalls, EntryKey(decision.log_index), std::string(1, '\0'));
  }
  return decision;
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
  decision.message = ReasonText(decision.reason);
  decision.decision_id = DecisionId(index);
  decision.log_index = index;
  decision.recorded = true;
  decision.time = head.time;
  decision.bundle = event.bundle;
  if (read.fits) {
    decision.canonical_args = read.canonical_json;
    decision.args_digest = read.digest;
  }
  return decision;
}

}  // namespace writ
