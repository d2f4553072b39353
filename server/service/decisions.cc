#include "server/service/decisions.h"

#include "engine/base/status_macros.h"
#include "server/service/answer.h"
#include "server/service/watch.h"

namespace writ::server {

grpc::ServerUnaryReactor* DecisionsService::Decide(grpc::CallbackServerContext* context,
                                                   const v1::DecideRequest* request,
                                                   v1::DecideReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(CallRequest call, FromMessage(*request));
    auto fill = [this, reply, explain = request->explain()](const Decision& decision) {
      ToMessage(decision, *reply);
      if (explain) ToMessage(decision, *engine_.program(), *reply->mutable_trace());
    };
    engine_.Decide(std::move(call), AnswerWith<Decision>(reactor, fill));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* DecisionsService::ReportOutcome(grpc::CallbackServerContext* context,
                                                          const v1::ReportOutcomeRequest* request,
                                                          v1::ReportOutcomeReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(OutcomeReport report, FromMessage(*request));
    auto fill = [reply](const OutcomeReceipt& receipt) { ToMessage(receipt, *reply); };
    engine_.ReportOutcome(std::move(report), AnswerWith<OutcomeReceipt>(reactor, fill));
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::WatchEvent>* DecisionsService::Watch(
    grpc::CallbackServerContext* context, const v1::WatchRequest* request) {
  return server::Watch(engine_, *request);
}

}  // namespace writ::server
