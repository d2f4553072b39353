#include "server/service/audit.h"

#include "server/service/answer.h"

namespace writ::server {
namespace {

// The log only grows, so a head taken after the replay covers what was replayed.
absl::Status ReplayRange(const Engine& engine, const v1::ReplayRequest& request,
                         v1::ReplayReply& reply) {
  const uint64_t size = engine.tree_head().size;
  const uint64_t to = request.to() == 0 ? size : request.to();
  if (request.from() > to || to > size) {
    return absl::InvalidArgumentError("`from` and `to` are not a range of the log");
  }
  auto report = engine.Replay(request.from(), to);
  if (!report.ok()) return report.status();
  ToMessage(*report, engine.tree_head(), reply);
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* AuditService::Get(grpc::CallbackServerContext* context,
                                            const v1::GetEventRequest* request, v1::Event* reply) {
  auto event = engine_.GetEvent(request->index());
  if (event.ok()) ToMessage(*event, *reply);
  return FinishNow(context, event.status());
}

grpc::ServerUnaryReactor* AuditService::Replay(grpc::CallbackServerContext* context,
                                               const v1::ReplayRequest* request,
                                               v1::ReplayReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  bool taken = worker_.Run([this, reactor, request, reply] {
    reactor->Finish(ToGrpc(ReplayRange(engine_, *request, *reply)));
  });
  if (!taken) reactor->Finish({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many replays wait"});
  return reactor;
}

}  // namespace writ::server
