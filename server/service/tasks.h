// writ.v1.Tasks on an engine. Thread-safe; no call holds a thread while it is committed.
#ifndef WRIT_SERVER_SERVICE_TASKS_H_
#define WRIT_SERVER_SERVICE_TASKS_H_

#include "engine/engine.h"
#include "server/api/writ/v1/tasks.grpc.pb.h"
#include "server/service/calls.h"
#include "server/service/scopes.h"

namespace writ::server {

class TasksService final : public v1::Tasks::CallbackService {
 public:
  // Both must outlive the service.
  TasksService(Engine& engine, Calls& calls) : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* Grant(grpc::CallbackServerContext* context,
                                  const v1::GrantRequest* request, v1::Task* reply) override;

  grpc::ServerUnaryReactor* Get(grpc::CallbackServerContext* context,
                                const v1::GetTaskRequest* request, v1::Task* reply) override;

  grpc::ServerUnaryReactor* Close(grpc::CallbackServerContext* context,
                                  const v1::CloseTaskRequest* request, v1::Task* reply) override;

  grpc::ServerUnaryReactor* Revoke(grpc::CallbackServerContext* context,
                                   const v1::RevokeTaskRequest* request, v1::Task* reply) override;

  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context,
                                 const v1::ListTasksRequest* request,
                                 v1::ListTasksReply* reply) override;

  grpc::ServerUnaryReactor* RevokePrincipal(grpc::CallbackServerContext* context,
                                            const v1::RevokePrincipalRequest* request,
                                            v1::Revocation* reply) override;

  grpc::ServerUnaryReactor* RestorePrincipal(grpc::CallbackServerContext* context,
                                             const v1::RevokePrincipalRequest* request,
                                             v1::Revocation* reply) override;

  grpc::ServerUnaryReactor* ListRevocations(grpc::CallbackServerContext* context,
                                            const v1::ListRevocationsRequest* request,
                                            v1::ListRevocationsReply* reply) override;

 private:
  grpc::ServerUnaryReactor* SetPrincipal(const v1::RevokePrincipalRequest& request, bool revoked,
                                         v1::Revocation* reply);

  Engine& engine_;
  Calls& calls_;
  ScopeCompiler scopes_;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_TASKS_H_
