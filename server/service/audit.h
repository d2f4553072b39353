// writ.v1.Audit on an engine. Thread-safe. Replays, what-ifs, proofs and tiles read from the
// store and may take long: they run one at a time on a worker, never on the threads that
// answer decisions; what reads the whole log on `replays`, the rest on `proofs`.
#ifndef WRIT_SERVER_SERVICE_AUDIT_H_
#define WRIT_SERVER_SERVICE_AUDIT_H_

#include <atomic>
#include <functional>

#include "engine/engine.h"
#include "server/api/writ/v1/audit.grpc.pb.h"
#include "server/service/calls.h"
#include "server/service/worker.h"

namespace writ::server {

class AuditService final : public v1::Audit::CallbackService {
 public:
  // All must outlive the service.
  AuditService(Engine& engine, Worker& replays, Worker& proofs, Calls& calls)
      : engine_(engine), replays_(replays), proofs_(proofs), calls_(calls) {}

  grpc::ServerUnaryReactor* Get(grpc::CallbackServerContext* context,
                                const v1::GetEventRequest* request, v1::Event* reply) override;

  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context,
                                    const v1::ExplainRequest* request,
                                    v1::ExplainReply* reply) override;

  grpc::ServerUnaryReactor* Replay(grpc::CallbackServerContext* context,
                                   const v1::ReplayRequest* request,
                                   v1::ReplayReply* reply) override;

  grpc::ServerBidiReactor<v1::WhatIfRequest, v1::WhatIfReply>* WhatIf(
      grpc::CallbackServerContext* context) override;

  grpc::ServerUnaryReactor* Checkpoint(grpc::CallbackServerContext* context,
                                       const v1::CheckpointRequest* request,
                                       v1::CheckpointReply* reply) override;

  grpc::ServerUnaryReactor* InclusionProof(grpc::CallbackServerContext* context,
                                           const v1::InclusionProofRequest* request,
                                           v1::InclusionProofReply* reply) override;

  grpc::ServerUnaryReactor* ConsistencyProof(grpc::CallbackServerContext* context,
                                             const v1::ConsistencyProofRequest* request,
                                             v1::ConsistencyProofReply* reply) override;

  grpc::ServerUnaryReactor* Tile(grpc::CallbackServerContext* context,
                                 const v1::TileRequest* request, v1::TileReply* reply) override;

 private:
  // Runs `answer` on `worker` and ends the call with its status.
  grpc::ServerUnaryReactor* OnWorker(Worker& worker, std::function<absl::Status()> answer);

  Engine& engine_;
  Worker& replays_;
  Worker& proofs_;
  Calls& calls_;
  std::atomic<int> what_ifs_{0};
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_AUDIT_H_
