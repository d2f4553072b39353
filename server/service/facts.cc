#include "server/service/facts.h"

#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "server/service/answer.h"

namespace writ::server {
namespace {

auto SetIndex(v1::PutReply* reply) {
  return [reply](uint64_t log_index) { reply->set_log_index(log_index); };
}

}  // namespace

template <typename Message>
grpc::ServerUnaryReactor* FactsService::Change(const Message& request, v1::PutReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    std::vector<FactChange> changes(1);
    WRIT_ASSIGN_OR_RETURN(changes[0].what, FromMessage(request));
    engine_.ChangeFacts(std::move(changes), AnswerWith<uint64_t>(reactor, SetIndex(reply)));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* FactsService::Get(grpc::CallbackServerContext* context,
                                            const v1::GetFactRequest* request, v1::Fact* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(auto keys, KeysFromMessage(*request));
    WRIT_ASSIGN_OR_RETURN(FactInfo fact, engine_.FindFact(request->fact(), *keys));
    ToMessage(fact, *reply);
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* FactsService::List(grpc::CallbackServerContext* context,
                                             const v1::ListFactsRequest* request,
                                             v1::ListFactsReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(size_t size, PageSizeOf(request->page_size()));
    WRIT_ASSIGN_OR_RETURN(auto page,
                          engine_.ListFacts(request->fact(), request->page_token(), size));
    for (const FactInfo& fact : page.items) ToMessage(fact, *reply->add_facts());
    reply->set_next_page_token(page.next);
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* FactsService::GetGroups(grpc::CallbackServerContext* context,
                                                  const v1::GetGroupsRequest* request,
                                                  v1::Groups* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(auto groups, engine_.GetGroups(request->type(), request->id()));
    for (std::string& group : groups) reply->add_groups(std::move(group));
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* FactsService::Load(grpc::CallbackServerContext* context,
                                             const v1::LoadRequest* request, v1::PutReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(std::vector<FactChange> changes, FromMessage(*request));
    engine_.ChangeFacts(std::move(changes), AnswerWith<uint64_t>(reactor, SetIndex(reply)));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* FactsService::Put(grpc::CallbackServerContext* context,
                                            const v1::PutFactRequest* request,
                                            v1::PutReply* reply) {
  return Change(*request, reply);
}

grpc::ServerUnaryReactor* FactsService::Delete(grpc::CallbackServerContext* context,
                                               const v1::DeleteFactRequest* request,
                                               v1::PutReply* reply) {
  return Change(*request, reply);
}

grpc::ServerUnaryReactor* FactsService::PutEntity(grpc::CallbackServerContext* context,
                                                  const v1::PutEntityRequest* request,
                                                  v1::PutReply* reply) {
  return Change(*request, reply);
}

grpc::ServerUnaryReactor* FactsService::SetGroups(grpc::CallbackServerContext* context,
                                                  const v1::SetGroupsRequest* request,
                                                  v1::PutReply* reply) {
  return Change(*request, reply);
}

grpc::ServerUnaryReactor* FactsService::DeleteEntity(grpc::CallbackServerContext* context,
                                                     const v1::DeleteEntityRequest* request,
                                                     v1::PutReply* reply) {
  return Change(*request, reply);
}

}  // namespace writ::server
