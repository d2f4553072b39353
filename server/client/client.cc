#include "server/client/client.h"

#include <chrono>

namespace writ {
namespace {

// Of a bundle, in one message.
constexpr size_t kPartBytes = 128 * 1024;

std::shared_ptr<grpc::Channel> OwnConnection(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// The numbers of the two enums are the same by definition.
absl::Status FromGrpc(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

template <typename Stub, typename Interface, typename Request, typename Reply>
absl::StatusOr<Reply> Call(Stub& stub,
                           grpc::Status (Interface::*method)(grpc::ClientContext*, const Request&,
                                                             Reply*),
                           const Request& request, int seconds = kCallSeconds) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(seconds));
  Reply reply;
  grpc::Status status = (stub.*method)(&context, request, &reply);
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

}  // namespace

Client::Client(const std::string& address)
    : channel_(OwnConnection(address)),
      decisions_(v1::Decisions::NewStub(channel_)),
      tasks_(v1::Tasks::NewStub(channel_)),
      facts_(v1::Facts::NewStub(channel_)),
      audit_(v1::Audit::NewStub(channel_)),
      policies_(v1::Policies::NewStub(channel_)),
      tokens_(v1::Tokens::NewStub(channel_)),
      approvals_(v1::Approvals::NewStub(channel_)) {}

absl::StatusOr<v1::ActivatePolicyReply> Client::ActivatePolicy(
    const v1::ActivatePolicyRequest& request) {
  return Call(*policies_, &v1::Policies::Stub::Activate, request, kReplaySeconds);
}

absl::StatusOr<v1::Policy> Client::GetPolicy(bool with_sources) {
  v1::GetPolicyRequest request;
  request.set_with_sources(with_sources);
  return Call(*policies_, &v1::Policies::Stub::Get, request);
}

absl::StatusOr<v1::DecideReply> Client::Decide(const v1::DecideRequest& request) {
  return Call(*decisions_, &v1::Decisions::Stub::Decide, request);
}

absl::StatusOr<v1::DecideBatchReply> Client::DecideBatch(const v1::DecideBatchRequest& request) {
  return Call(*decisions_, &v1::Decisions::Stub::DecideBatch, request);
}

absl::StatusOr<v1::ReportOutcomeReply> Client::ReportOutcome(
    const v1::ReportOutcomeRequest& request) {
  return Call(*decisions_, &v1::Decisions::Stub::ReportOutcome, request);
}

absl::Status Client::Watch(const v1::WatchRequest& request,
                           absl::FunctionRef<void(const v1::WatchEvent&)> on_event) {
  grpc::ClientContext context;
  auto stream = decisions_->Watch(&context, request);
  v1::WatchEvent event;
  while (stream->Read(&event)) on_event(event);
  return FromGrpc(stream->Finish());
}

absl::StatusOr<v1::Task> Client::Grant(const v1::GrantRequest& request) {
  return Call(*tasks_, &v1::Tasks::Stub::Grant, request);
}

absl::StatusOr<v1::Task> Client::GetTask(const std::string& task_id) {
  v1::GetTaskRequest request;
  request.set_task_id(task_id);
  return Call(*tasks_, &v1::Tasks::Stub::Get, request);
}

absl::StatusOr<v1::Task> Client::CloseTask(const std::string& task_id) {
  v1::CloseTaskRequest request;
  request.set_task_id(task_id);
  return Call(*tasks_, &v1::Tasks::Stub::Close, request);
}

absl::StatusOr<v1::Task> Client::RevokeTask(const std::string& task_id, const std::string& reason) {
  v1::RevokeTaskRequest request;
  request.set_task_id(task_id);
  request.set_reason(reason);
  return Call(*tasks_, &v1::Tasks::Stub::Revoke, request);
}

absl::StatusOr<v1::ListTasksReply> Client::ListTasks(const v1::ListTasksRequest& request) {
  return Call(*tasks_, &v1::Tasks::Stub::List, request);
}

absl::StatusOr<v1::Revocation> Client::SetPrincipal(const v1::RevokePrincipalRequest& request,
                                                    bool revoked) {
  if (revoked) return Call(*tasks_, &v1::Tasks::Stub::RevokePrincipal, request);
  return Call(*tasks_, &v1::Tasks::Stub::RestorePrincipal, request);
}

absl::StatusOr<v1::ListRevocationsReply> Client::ListRevocations(
    const v1::ListRevocationsRequest& request) {
  return Call(*tasks_, &v1::Tasks::Stub::ListRevocations, request);
}

absl::StatusOr<v1::PutReply> Client::PutFact(const v1::PutFactRequest& request) {
  return Call(*facts_, &v1::Facts::Stub::Put, request);
}

absl::StatusOr<v1::PutReply> Client::PutEntity(const v1::PutEntityRequest& request) {
  return Call(*facts_, &v1::Facts::Stub::PutEntity, request);
}

absl::StatusOr<v1::Fact> Client::FindFact(const std::string& fact, const std::string& keys_json) {
  v1::GetFactRequest request;
  request.set_fact(fact);
  request.set_keys_json(keys_json);
  return Call(*facts_, &v1::Facts::Stub::Get, request);
}

absl::StatusOr<std::string> Client::GetFact(const std::string& fact, const std::string& keys_json) {
  auto reply = FindFact(fact, keys_json);
  if (!reply.ok()) return reply.status();
  return reply->value_json();
}

absl::StatusOr<v1::PutReply> Client::DeleteFact(const v1::DeleteFactRequest& request) {
  return Call(*facts_, &v1::Facts::Stub::Delete, request);
}

absl::StatusOr<v1::PutReply> Client::DeleteEntity(const v1::DeleteEntityRequest& request) {
  return Call(*facts_, &v1::Facts::Stub::DeleteEntity, request);
}

absl::StatusOr<v1::PutReply> Client::SetGroups(const v1::SetGroupsRequest& request) {
  return Call(*facts_, &v1::Facts::Stub::SetGroups, request);
}

absl::StatusOr<v1::Groups> Client::GetGroups(const std::string& type, const std::string& id) {
  v1::GetGroupsRequest request;
  request.set_type(type);
  request.set_id(id);
  return Call(*facts_, &v1::Facts::Stub::GetGroups, request);
}

absl::StatusOr<v1::ListFactsReply> Client::ListFacts(const v1::ListFactsRequest& request) {
  return Call(*facts_, &v1::Facts::Stub::List, request);
}

absl::StatusOr<v1::PutReply> Client::Load(const v1::LoadRequest& request) {
  return Call(*facts_, &v1::Facts::Stub::Load, request);
}

absl::StatusOr<v1::Event> Client::GetEvent(uint64_t index) {
  v1::GetEventRequest request;
  request.set_index(index);
  return Call(*audit_, &v1::Audit::Stub::Get, request);
}

absl::StatusOr<v1::ListApprovalsReply> Client::ListApprovals(
    const v1::ListApprovalsRequest& request) {
  return Call(*approvals_, &v1::Approvals::Stub::List, request);
}

absl::StatusOr<v1::Approval> Client::GetApproval(const std::string& ticket) {
  v1::GetApprovalRequest request;
  request.set_ticket(ticket);
  return Call(*approvals_, &v1::Approvals::Stub::Get, request);
}

absl::StatusOr<v1::Approval> Client::Approve(const v1::AnswerRequest& request) {
  return Call(*approvals_, &v1::Approvals::Stub::Approve, request);
}

absl::StatusOr<v1::Approval> Client::Refuse(const v1::AnswerRequest& request) {
  return Call(*approvals_, &v1::Approvals::Stub::Refuse, request);
}

absl::StatusOr<v1::TokenReply> Client::Introspect(const std::string& token) {
  v1::IntrospectRequest request;
  request.set_token(token);
  return Call(*tokens_, &v1::Tokens::Stub::Introspect, request);
}

absl::StatusOr<v1::TokenReply> Client::Redeem(const v1::RedeemRequest& request) {
  return Call(*tokens_, &v1::Tokens::Stub::Redeem, request);
}

absl::StatusOr<v1::RevokeTokenReply> Client::RevokeToken(const std::string& token_id) {
  v1::RevokeTokenRequest request;
  request.set_token_id(token_id);
  return Call(*tokens_, &v1::Tokens::Stub::Revoke, request);
}

absl::StatusOr<v1::KeysReply> Client::TokenKeys() {
  return Call(*tokens_, &v1::Tokens::Stub::Keys, v1::KeysRequest());
}

absl::StatusOr<v1::RotateKeyReply> Client::RotateTokenKey() {
  return Call(*tokens_, &v1::Tokens::Stub::RotateKey, v1::RotateKeyRequest());
}

absl::StatusOr<v1::ExplainReply> Client::Explain(const std::string& decision_id) {
  v1::ExplainRequest request;
  request.set_decision_id(decision_id);
  return Call(*audit_, &v1::Audit::Stub::Explain, request);
}

absl::StatusOr<v1::ReplayReply> Client::Replay(uint64_t from, uint64_t to) {
  v1::ReplayRequest request;
  request.set_from(from);
  request.set_to(to);
  return Call(*audit_, &v1::Audit::Stub::Replay, request, kReplaySeconds);
}

absl::Status Client::WhatIf(std::string_view bundle,
                            absl::FunctionRef<void(const v1::WhatIfReply&)> on_reply) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(kReplaySeconds));
  auto stream = audit_->WhatIf(&context);
  v1::WhatIfRequest request;
  for (; !bundle.empty(); bundle.remove_prefix(request.bundle().size())) {
    request.set_bundle(std::string(bundle.substr(0, kPartBytes)));
    // Refused already: the status says why.
    if (!stream->Write(request)) break;
  }
  stream->WritesDone();
  v1::WhatIfReply reply;
  while (stream->Read(&reply)) on_reply(reply);
  absl::Status status = FromGrpc(stream->Finish());
  if (status.ok() && !reply.complete()) return absl::DataLossError("the answer is not complete");
  return status;
}

absl::StatusOr<v1::CheckpointReply> Client::Checkpoint() {
  return Call(*audit_, &v1::Audit::Stub::Checkpoint, v1::CheckpointRequest());
}

absl::StatusOr<v1::InclusionProofReply> Client::ProveInclusion(uint64_t index) {
  v1::InclusionProofRequest request;
  request.set_index(index);
  return Call(*audit_, &v1::Audit::Stub::InclusionProof, request);
}

absl::StatusOr<v1::ConsistencyProofReply> Client::ProveConsistency(uint64_t from, uint64_t to) {
  v1::ConsistencyProofRequest request;
  request.set_from(from);
  request.set_to(to);
  return Call(*audit_, &v1::Audit::Stub::ConsistencyProof, request);
}

absl::StatusOr<std::string> Client::Tile(const std::string& path) {
  v1::TileRequest request;
  request.set_path(path);
  auto reply = Call(*audit_, &v1::Audit::Stub::Tile, request);
  if (!reply.ok()) return reply.status();
  return reply->content();
}

}  // namespace writ
