// writ.v1.Policies on an engine. Thread-safe. A bundle is loaded and verified on a worker,
// never on the threads that answer decisions.
#ifndef WRIT_SERVER_SERVICE_POLICIES_H_
#define WRIT_SERVER_SERVICE_POLICIES_H_

#include "engine/engine.h"
#include "server/api/writ/v1/policies.grpc.pb.h"
#include "server/service/calls.h"
#include "server/service/worker.h"

namespace writ::server {

class PoliciesService final : public v1::Policies::CallbackService {
 public:
  // All must outlive the service.
  PoliciesService(Engine& engine, Worker& activations, Calls& calls)
      : engine_(engine), activations_(activations), calls_(calls) {}

  grpc::ServerUnaryReactor* Activate(grpc::CallbackServerContext* context,
                                     const v1::ActivatePolicyRequest* request,
                                     v1::ActivatePolicyReply* reply) override;

  grpc::ServerUnaryReactor* Get(grpc::CallbackServerContext* context,
                                const v1::GetPolicyRequest* request, v1::Policy* reply) override;

 private:
  Engine& engine_;
  Worker& activations_;
  Calls& calls_;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_POLICIES_H_
