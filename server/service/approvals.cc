#include "server/service/approvals.h"

#include "engine/base/status_macros.h"
#include "server/service/answer.h"

namespace writ::server {

grpc::ServerUnaryReactor* ApprovalsService::List(grpc::CallbackServerContext* context,
                                                 const v1::ListApprovalsRequest* request,
                                                 v1::ListApprovalsReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(TicketPage page, engine_.ListTickets(FromMessage(*request)));
    for (const TicketInfo& ticket : page.tickets) ToMessage(ticket, *reply->add_approvals());
    reply->set_next(page.next);
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* ApprovalsService::Get(grpc::CallbackServerContext* context,
                                                const v1::GetApprovalRequest* request,
                                                v1::Approval* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(TicketInfo ticket, engine_.GetTicket(request->ticket()));
    ToMessage(ticket, *reply);
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* ApprovalsService::Approve(grpc::CallbackServerContext* context,
                                                    const v1::AnswerRequest* request,
                                                    v1::Approval* reply) {
  return Answer(*request, true, *reply);
}

grpc::ServerUnaryReactor* ApprovalsService::Refuse(grpc::CallbackServerContext* context,
                                                   const v1::AnswerRequest* request,
                                                   v1::Approval* reply) {
  return Answer(*request, false, *reply);
}

grpc::ServerUnaryReactor* ApprovalsService::Answer(const v1::AnswerRequest& request, bool approve,
                                                   v1::Approval& reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(TicketAnswer answer, FromMessage(request));
    answer.approve = approve;
    auto fill = [&reply](const TicketInfo& ticket) { ToMessage(ticket, reply); };
    engine_.AnswerTicket(std::move(answer), AnswerWith<TicketInfo>(reactor, fill));
    return absl::OkStatus();
  });
}

}  // namespace writ::server
