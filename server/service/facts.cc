#include "server/service/facts.h"

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
  auto put = FromMessage(*request);
  if (!put.ok()) return FinishNow(context, put.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  engine_.PutFact(*std::move(put), AnswerWith<uint64_t>(reactor, SetIndex(reply)));
  return reactor;
}

grpc::ServerUnaryReactor* FactsService::Get(grpc::CallbackServerContext* context,
                                            const v1::GetFactRequest* request, v1::Fact* reply) {
  auto keys = KeysFromMessage(*request);
  if (!keys.ok()) return FinishNow(context, keys.status());
  auto value = engine_.GetFact(request->fact(), **keys);
  if (value.ok()) reply->set_value_json(*value);
  return FinishNow(context, value.status());
}

grpc::ServerUnaryReactor* FactsService::PutEntity(grpc::CallbackServerContext* context,
                                                  const v1::PutEntityRequest* request,
                                                  v1::PutReply* reply) {
  auto put = FromMessage(*request);
  if (!put.ok()) return FinishNow(context, put.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  engine_.PutEntity(*std::move(put), AnswerWith<uint64_t>(reactor, SetIndex(reply)));
  return reactor;
}

}  // namespace writ::server
