#include "server/service/audit.h"

#include "engine/base/status_macros.h"
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
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(EventInfo event, engine_.GetEvent(request->index()));
    ToMessage(event, *reply);
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* AuditService::Replay(grpc::CallbackServerContext* context,
                                               const v1::ReplayRequest* request,
                                               v1::ReplayReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    bool taken = worker_.Run([this, reactor, request, reply] {
      reactor->Finish(ToGrpc(ReplayRange(engine_, *request, *reply)));
    });
    if (taken) return absl::OkStatus();
    return absl::ResourceExhaustedError("too many replays wait");
  });
}

}  // namespace writ::server
