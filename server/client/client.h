// A caller's side of writ.v1: one connection, blocking calls with a deadline.
//
// An error means that no decision was made: treat it as a denial. Thread-safe.
#ifndef WRIT_SERVER_CLIENT_CLIENT_H_
#define WRIT_SERVER_CLIENT_CLIENT_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "server/api/writ/v1/approvals.grpc.pb.h"
#include "server/api/writ/v1/audit.grpc.pb.h"
#include "server/api/writ/v1/decisions.grpc.pb.h"
#include "server/api/writ/v1/facts.grpc.pb.h"
#include "server/api/writ/v1/policies.grpc.pb.h"
#include "server/api/writ/v1/tasks.grpc.pb.h"
#include "server/api/writ/v1/tokens.grpc.pb.h"

namespace writ {

inline constexpr char kDefaultServer[] = "127.0.0.1:7411";
inline constexpr int kCallSeconds = 10;
// A replay reads the whole log, and so does an activation that brings new facts.
inline constexpr int kReplaySeconds = 600;

class Client {
 public:
  // `address` as `writ serve` prints it. Connects at the first call. Two clients never
  // share a connection.
  explicit Client(const std::string& address);

  absl::StatusOr<v1::DecideReply> Decide(const v1::DecideRequest& request);
  absl::StatusOr<v1::DecideBatchReply> DecideBatch(const v1::DecideBatchRequest& request);
  absl::StatusOr<v1::ReportOutcomeReply> ReportOutcome(const v1::ReportOutcomeRequest& request);
  // Waits for the end of `task_id`: calls `on_event` with each message, on this thread, until
  // the last. OK when the task ended; Unavailable and the like when the stream broke.
  absl::Status Watch(const v1::WatchRequest& request,
                     absl::FunctionRef<void(const v1::WatchEvent&)> on_event);
  absl::StatusOr<v1::Task> Grant(const v1::GrantRequest& request);
  absl::StatusOr<v1::Task> GetTask(const std::string& task_id);
  absl::StatusOr<v1::Task> CloseTask(const std::string& task_id);
  absl::StatusOr<v1::Task> RevokeTask(const std::string& task_id, const std::string& reason);
  absl::StatusOr<v1::ListTasksReply> ListTasks(const v1::ListTasksRequest& request);
  // Revokes it, or restores it.
  absl::StatusOr<v1::Revocation> SetPrincipal(const v1::RevokePrincipalRequest& request,
                                              bool revoked);
  absl::StatusOr<v1::ListRevocationsReply> ListRevocations(
      const v1::ListRevocationsRequest& request);
  absl::StatusOr<v1::PutReply> PutFact(const v1::PutFactRequest& request);
  absl::StatusOr<v1::PutReply> PutEntity(const v1::PutEntityRequest& request);
  absl::StatusOr<v1::PutReply> DeleteFact(const v1::DeleteFactRequest& request);
  absl::StatusOr<v1::PutReply> DeleteEntity(const v1::DeleteEntityRequest& request);
  absl::StatusOr<v1::PutReply> SetGroups(const v1::SetGroupsRequest& request);
  absl::StatusOr<v1::Groups> GetGroups(const std::string& type, const std::string& id);
  absl::StatusOr<v1::ListFactsReply> ListFacts(const v1::ListFactsRequest& request);
  absl::StatusOr<v1::PutReply> Load(const v1::LoadRequest& request);
  absl::StatusOr<v1::Fact> FindFact(const std::string& fact, const std::string& keys_json);
  // The value as JSON.
  absl::StatusOr<std::string> GetFact(const std::string& fact, const std::string& keys_json);
  absl::StatusOr<v1::Event> GetEvent(uint64_t index);
  absl::StatusOr<v1::ExplainReply> Explain(const std::string& decision_id);
  absl::StatusOr<v1::ReplayReply> Replay(uint64_t from = 0, uint64_t to = 0);

  absl::StatusOr<v1::ActivatePolicyReply> ActivatePolicy(const v1::ActivatePolicyRequest& request);
  absl::StatusOr<v1::Policy> GetPolicy(bool with_sources = false);

  absl::StatusOr<v1::ListApprovalsReply> ListApprovals(const v1::ListApprovalsRequest& request);
  absl::StatusOr<v1::Approval> GetApproval(const std::string& ticket);
  absl::StatusOr<v1::Approval> Approve(const v1::AnswerRequest& request);
  absl::StatusOr<v1::Approval> Refuse(const v1::AnswerRequest& request);
  absl::StatusOr<v1::TokenReply> Introspect(const std::string& token);
  absl::StatusOr<v1::TokenReply> Redeem(const v1::RedeemRequest& request);
  absl::StatusOr<v1::RevokeTokenReply> RevokeToken(const std::string& token_id);
  absl::StatusOr<v1::KeysReply> TokenKeys();
  absl::StatusOr<v1::RotateKeyReply> RotateTokenKey();
  // `bundle`: a compiled policy. Calls `on_reply` with each message, on this thread; the last
  // one is complete.
  absl::Status WhatIf(std::string_view bundle,
                      absl::FunctionRef<void(const v1::WhatIfReply&)> on_reply);
  absl::StatusOr<v1::CheckpointReply> Checkpoint();
  // In the tree of the newest checkpoint.
  absl::StatusOr<v1::InclusionProofReply> ProveInclusion(uint64_t index);
  // `to` 0: the size of the newest checkpoint.
  absl::StatusOr<v1::ConsistencyProofReply> ProveConsistency(uint64_t from, uint64_t to = 0);
  // By its path: "tile/0/000.p/12".
  absl::StatusOr<std::string> Tile(const std::string& path);

  // For callers with many calls in flight.
  v1::Decisions::Stub& decisions() { return *decisions_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Decisions::Stub> decisions_;
  std::unique_ptr<v1::Tasks::Stub> tasks_;
  std::unique_ptr<v1::Facts::Stub> facts_;
  std::unique_ptr<v1::Audit::Stub> audit_;
  std::unique_ptr<v1::Policies::Stub> policies_;
  std::unique_ptr<v1::Tokens::Stub> tokens_;
  std::unique_ptr<v1::Approvals::Stub> approvals_;
};

}  // namespace writ

#endif  // WRIT_SERVER_CLIENT_CLIENT_H_
