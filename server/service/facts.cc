#include "server/service/facts.h"

#include "engine/base/status_macros.h"
#include "server/service/answer.h"

namespace writ::server {
namespace {

auto SetIndex(v1::PutReply* reply) {
  return [reply](uint64_t log_index) { reply->set_log_index(log_index); };
}

}  // namespace

grpc::ServerUnaryReactor* FactsService::Put(grpc::CallbackServerContext* context,
                                            const v1::PutFactRequest* request,
                                            v1::PutReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(FactPut put, FromMessage(*request));
    engine_.PutFact(std::move(put), AnswerWith<uint64_t>(reactor, SetIndex(reply)));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* FactsService::Get(grpc::CallbackServerContext* context,
                                            const v1::GetFactRequest* request, v1::Fact* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(auto keys, KeysFromMessage(*request));
    WRIT_ASSIGN_OR_RETURN(*reply->mutable_value_json(), engine_.GetFact(request->fact(), *keys));
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* FactsService::PutEntity(grpc::CallbackServerContext* context,
                                                  const v1::PutEntityRequest* request,
                                                  v1::PutReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(EntityPut put, FromMessage(*request));
    engine_.PutEntity(std::move(put), AnswerWith<uint64_t>(reactor, SetIndex(reply)));
    return absl::OkStatus();
  });
}

}  // namespace writ::server
