// writ.v1.Audit on an engine. Thread-safe. Replays take long and run one at a time on
// `worker`, never on the threads that answer decisions.
#ifndef WRIT_SERVER_SERVICE_AUDIT_H_
#define WRIT_SERVER_SERVICE_AUDIT_H_

#include "engine/engine.h"
#include "server/api/writ/v1/audit.grpc.pb.h"
#include "server/service/calls.h"
#include "server/service/worker.h"

namespace writ::server {

class AuditService final : public v1::Audit::CallbackService {
 public:
  // All must outlive the service.
  AuditService(const Engine& engine, Worker& worker, Calls& calls)
      : engine_(engine), worker_(worker), calls_(calls) {}

  grpc::ServerUnaryReactor* Get(grpc::CallbackServerContext* context,
                                const v1::GetEventRequest* request, v1::Event* reply) override;

  grpc::ServerUnaryReactor* Replay(grpc::CallbackServerContext* context,
                                   const v1::ReplayRequest* request,
                                   v1::ReplayReply* reply) override;

 private:
  const Engine& engine_;
  Worker& worker_;
  Calls& calls_;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_AUDIT_H_
