// writ.v1.Decisions on an engine. Thread-safe; no call holds a thread while the engine decides.
#ifndef WRIT_SERVER_SERVICE_DECISIONS_H_
#define WRIT_SERVER_SERVICE_DECISIONS_H_

#include "engine/engine.h"
#include "server/api/writ/v1/decisions.grpc.pb.h"
#include "server/service/calls.h"

namespace writ::server {

class DecisionsService final : public v1::Decisions::CallbackService {
 public:
  // Both must outlive the service.
  DecisionsService(Engine& engine, Calls& calls) : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* Decide(grpc::CallbackServerContext* context,
                                   const v1::DecideRequest* request,
                                   v1::DecideReply* reply) override;

  grpc::ServerUnaryReactor* DecideBatch(grpc::CallbackServerContext* context,
                                        const v1::DecideBatchRequest* request,
                                        v1::DecideBatchReply* reply) override;

  grpc::ServerBidiReactor<v1::DecideStreamRequest, v1::DecideStreamReply>* DecideStream(
      grpc::CallbackServerContext* context) override;

  grpc::ServerUnaryReactor* ReportOutcome(grpc::CallbackServerContext* context,
                                          const v1::ReportOutcomeRequest* request,
                                          v1::ReportOutcomeReply* reply) override;

  grpc::ServerWriteReactor<v1::WatchEvent>* Watch(grpc::CallbackServerContext* context,
                                                  const v1::WatchRequest* request) override;

 private:
  Engine& engine_;
  Calls& calls_;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_DECISIONS_H_
