// writ.v1.Facts on an engine. Thread-safe; no call holds a thread while it is committed.
#ifndef WRIT_SERVER_SERVICE_FACTS_H_
#define WRIT_SERVER_SERVICE_FACTS_H_

#include "engine/engine.h"
#include "server/api/writ/v1/facts.grpc.pb.h"
#include "server/service/calls.h"

namespace writ::server {

class FactsService final : public v1::Facts::CallbackService {
 public:
  // Both must outlive the service.
  FactsService(Engine& engine, Calls& calls) : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* Put(grpc::CallbackServerContext* context,
                                const v1::PutFactRequest* request, v1::PutReply* reply) override;

  grpc::ServerUnaryReactor* Get(grpc::CallbackServerContext* context,
                                const v1::GetFactRequest* request, v1::Fact* reply) override;

  grpc::ServerUnaryReactor* PutEntity(grpc::CallbackServerContext* context,
                                      const v1::PutEntityRequest* request,
                                      v1::PutReply* reply) override;

  grpc::ServerUnaryReactor* Delete(grpc::CallbackServerContext* context,
                                   const v1::DeleteFactRequest* request,
                                   v1::PutReply* reply) override;

  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context,
                                 const v1::ListFactsRequest* request,
                                 v1::ListFactsReply* reply) override;

  grpc::ServerUnaryReactor* SetGroups(grpc::CallbackServerContext* context,
                                      const v1::SetGroupsRequest* request,
                                      v1::PutReply* reply) override;

  grpc::ServerUnaryReactor* GetGroups(grpc::CallbackServerContext* context,
                                      const v1::GetGroupsRequest* request,
                                      v1::Groups* reply) override;

  grpc::ServerUnaryReactor* DeleteEntity(grpc::CallbackServerContext* context,
                                         const v1::DeleteEntityRequest* request,
                                         v1::PutReply* reply) override;

  grpc::ServerUnaryReactor* Load(grpc::CallbackServerContext* context,
                                 const v1::LoadRequest* request, v1::PutReply* reply) override;

 private:
  // One change of the kind of `request`.
  template <typename Message>
  grpc::ServerUnaryReactor* Change(const Message& request, v1::PutReply* reply);

  Engine& engine_;
  Calls& calls_;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_FACTS_H_
