#include "server/service/policies.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/bytecode/program.h"
#include "server/service/answer.h"

namespace writ::server {
namespace {

absl::StatusOr<std::optional<Digest>> ReadDigest(const std::string& bytes) {
  if (bytes.empty()) return std::optional<Digest>();
  Digest digest;
  if (bytes.size() != digest.size()) {
    return absl::InvalidArgumentError("`expected_digest` must be 32 bytes or empty");
  }
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return std::optional<Digest>(digest);
}

absl::StatusOr<PolicyActivation> FromMessage(const v1::ActivatePolicyRequest& message) {
  if (message.bundle().empty()) return absl::InvalidArgumentError("`bundle` is required");
  PolicyActivation activation;
  WRIT_ASSIGN_OR_RETURN(activation.expected, ReadDigest(message.expected_digest()));
  WRIT_ASSIGN_OR_RETURN(activation.program, Program::Load(message.bundle()));
  activation.allow_stale_tasks = message.allow_stale_tasks();
  return activation;
}

void ToMessage(const ActivationReceipt& receipt, v1::ActivatePolicyReply& message) {
  message.set_digest(std::string(AsBytes(receipt.bundle)));
  message.set_previous_digest(std::string(AsBytes(receipt.previous)));
  message.set_changed(receipt.changed);
  message.set_log_index(receipt.log_index);
}

void ToMessage(const Program& program, bool with_sources, v1::Policy& message) {
  message.set_digest(std::string(AsBytes(program.digest())));
  message.set_actions(static_cast<uint32_t>(program.actions.size()));
  message.set_facts(static_cast<uint32_t>(program.facts.size()));
  message.set_rules(static_cast<uint32_t>(program.rules.size()));
  if (!with_sources) return;
  for (const SourceText& source : program.sources) {
    v1::PolicySource& out = *message.add_sources();
    out.set_name(source.name);
    out.set_text(source.text);
  }
}

}  // namespace

grpc::ServerUnaryReactor* PoliciesService::Activate(grpc::CallbackServerContext* context,
                                                    const v1::ActivatePolicyRequest* request,
                                                    v1::ActivatePolicyReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    const bool taken = activations_.Run([this, reactor, request, reply] {
      auto activation = FromMessage(*request);
      if (!activation.ok()) return reactor->Finish(ToGrpc(activation.status()));
      engine_.Activate(
          *std::move(activation),
          AnswerWith<ActivationReceipt>(
              reactor, [reply](const ActivationReceipt& receipt) { ToMessage(receipt, *reply); }));
    });
    if (taken) return absl::OkStatus();
    return absl::ResourceExhaustedError("too many activations wait");
  });
}

grpc::ServerUnaryReactor* PoliciesService::Get(grpc::CallbackServerContext* context,
                                               const v1::GetPolicyRequest* request,
                                               v1::Policy* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    ToMessage(*engine_.program(), request->with_sources(), *reply);
    return Reply(reactor);
  });
}

}  // namespace writ::server
