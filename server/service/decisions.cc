#include "server/service/decisions.h"

#include "server/service/answer.h"

namespace writ::server {

grpc::ServerUnaryReactor* DecisionsService::Decide(grpc::CallbackServerContext* context,
                                                   const v1::DecideRequest* request,
                                                   v1::DecideReply* reply) {
  auto call = FromMessage(*request);
  if (!call.ok()) return FinishNow(context, call.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  auto fill = [this, reply, explain = request->explain()](const Decision& decision) {
    ToMessage(decision, *reply);
    if (explain) ToMessage(decision, *engine_.program(), *reply->mutable_trace());
  };
  engine_.Decide(*std::move(call), AnswerWith<Decision>(reactor, fill));
  return reactor;
}

grpc::ServerUnaryReactor* DecisionsService::ReportOutcome(grpc::CallbackServerContext* context,
                                                          const v1::ReportOutcomeRequest* request,
                                                          v1::ReportOutcomeReply* reply) {
  auto report = FromMessage(*request);
  if (!report.ok()) return FinishNow(context, report.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  auto fill = [reply](const OutcomeReceipt& receipt) { ToMessage(receipt, *reply); };
  engine_.ReportOutcome(*std::move(report), AnswerWith<OutcomeReceipt>(reactor, fill));
  return reactor;
}

}  // namespace writ::server
