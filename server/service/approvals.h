// writ.v1.Approvals on an engine. Thread-safe.
#ifndef WRIT_SERVER_SERVICE_APPROVALS_H_
#define WRIT_SERVER_SERVICE_APPROVALS_H_

#include "engine/engine.h"
#include "server/api/writ/v1/approvals.grpc.pb.h"
#include "server/service/calls.h"

namespace writ::server {

class ApprovalsService final : public v1::Approvals::CallbackService {
 public:
  // Both must outlive the service.
  ApprovalsService(Engine& engine, Calls& calls) : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context,
                                 const v1::ListApprovalsRequest* request,
                                 v1::ListApprovalsReply* reply) override;
  grpc::ServerUnaryReactor* Get(grpc::CallbackServerContext* context,
                                const v1::GetApprovalRequest* request,
                                v1::Approval* reply) override;
  grpc::ServerUnaryReactor* Approve(grpc::CallbackServerContext* context,
                                    const v1::AnswerRequest* request, v1::Approval* reply) override;
  grpc::ServerUnaryReactor* Refuse(grpc::CallbackServerContext* context,
                                   const v1::AnswerRequest* request, v1::Approval* reply) override;

 private:
  grpc::ServerUnaryReactor* Answer(const v1::AnswerRequest& request, bool approve,
                                   v1::Approval& reply);

  Engine& engine_;
  Calls& calls_;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_APPROVALS_H_
