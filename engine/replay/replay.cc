#include "engine/replay/replay.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/decision/recorded_call.h"

namespace writ {
namespace {

// Where the first difference lies, in words that an auditor can act on.
std::string Difference(const CallDecided& recorded, const Decision& now) {
  auto verdict = static_cast<Verdict>(recorded.verdict);
  if (verdict != now.verdict) {
    auto name = [](Verdict v) { return std::string(VerdictName(v)); };
    return absl::StrCat("the verdict was ", name(verdict), " and is ", name(now.verdict));
  }
  if (recorded.reason != static_cast<uint8_t>(now.reason)) {
    return absl::StrCat("the reason was ",
                        std::string(ReasonCode(static_cast<Reason>(recorded.reason))), " and is ",
                        std::string(ReasonCode(now.reason)));
  }
  if (!std::equal(recorded.rules.begin(), recorded.rules.end(), now.rules.begin(),
                  now.rules.end())) {
    return "other rules decided";
  }
  return "the verdict is the same, the recorded bytes are not";
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Policy>> Replayer::PolicyOf(const Digest& bundle) {
  std::string digest(AsBytes(bundle));
  auto found = policies_.find(digest);
  if (found != policies_.end()) return found->second;
  WRIT_ASSIGN_OR_RETURN(auto bytes, store_.Get(Table::kBundles, digest));
  if (!bytes) return absl::DataLossError(absl::StrCat("policy ", ToHex(bundle), " is missing"));
  if (Sha256(*bytes) != bundle) {
    return absl::DataLossError(absl::StrCat("policy ", ToHex(bundle), " is damaged"));
  }
  WRIT_ASSIGN_OR_RETURN(auto program, Program::Load(*std::move(bytes)));
  WRIT_ASSIGN_OR_RETURN(auto policy, Policy::Make(std::move(program)));
  policies_.emplace(std::move(digest), policy);
  return policy;
}

absl::StatusOr<std::string_view> Replayer::Body(bool is_digest, std::string_view body) {
  if (!is_digest) return body;
  WRIT_ASSIGN_OR_RETURN(auto blob, store_.Get(Table::kBlobs, body));
  if (!blob) return absl::DataLossError("the body of the event is missing");
  body_ = *std::move(blob);
  if (AsBytes(Sha256(body_)) != body)
    return absl::DataLossError("the body of the event is damaged");
  return std::string_view(body_);
}

absl::StatusOr<Draft> Replayer::Decide(std::string_view event,
                                       const std::shared_ptr<const Policy>& policy, Look look) {
  workspace_.arena.Reset();
  WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(event));
  WRIT_ASSIGN_OR_RETURN(CallDecided recorded, DecodeCallDecided(event));
  WRIT_ASSIGN_OR_RETURN(std::string_view bytes, Body(recorded.body_is_digest, recorded.body));
  WRIT_ASSIGN_OR_RETURN(CallBody body, DecodeCallBody(bytes));
  WRIT_ASSIGN_OR_RETURN(CallRequest request, RequestOf(recorded, body));
  request.want_trace = true;
  ReadCall read = ReadArguments(policy, request);
  auto load = [this](const Digest& digest) { return PolicyOf(digest); };
  WRIT_ASSIGN_OR_RETURN(std::vector<TaskView> views,
                        ViewChain(body.chain, *policy, load, workspace_.arena));
  Moment moment{head.time, recorded.clock_back, recorded.key_reused, std::string(body.revoked)};
  moment.ticket = body.ticket ? &*body.ticket : nullptr;
  Call call = Admit(read, request, ChainOf(views), std::move(moment), workspace_.arena);
  RecordedFacts facts(body);
  WRIT_ASSIGN_OR_RETURN(Draft draft, DecideAdmitted(call, facts, workspace_));
  look(call, workspace_);
  return draft;
}

absl::StatusOr<Replayer::Result> Replayer::Again(std::string_view event) {
  WRIT_ASSIGN_OR_RETURN(CallDecided recorded, DecodeCallDecided(event));
  WRIT_ASSIGN_OR_RETURN(auto policy, PolicyOf(recorded.bundle));
  WRIT_ASSIGN_OR_RETURN(Draft draft, Decide(event, policy, [](const Call&, Workspace&) {}));
  Result result;
  result.equal = draft.event == event;
  result.decision = std::move(draft.decision);
  if (!result.equal) result.what = Difference(recorded, result.decision);
  return result;
}

absl::StatusOr<Decision> Replayer::Under(std::string_view event,
                                         const std::shared_ptr<const Policy>& policy, Look look) {
  WRIT_ASSIGN_OR_RETURN(Draft draft, Decide(event, policy, look));
  return std::move(draft.decision);
}

}  // namespace writ
