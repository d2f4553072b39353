#include "server/service/tasks.h"

#include "engine/base/status_macros.h"
#include "server/service/answer.h"

namespace writ::server {
namespace {

auto SetTask(v1::Task* reply) {
  return [reply](const TaskInfo& task) { ToMessage(task, *reply); };
}

}  // namespace

grpc::ServerUnaryReactor* TasksService::Grant(grpc::CallbackServerContext* context,
                                              const v1::GrantRequest* request, v1::Task* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(TaskGrant grant, FromMessage(*request));
    if (!request->only().empty()) {
      WRIT_ASSIGN_OR_RETURN(grant.scope,
                            scopes_.Compile(*engine_.program(), request->type(), request->only()));
    }
    engine_.Grant(std::move(grant), AnswerWith<TaskInfo>(reactor, SetTask(reply)));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* TasksService::Get(grpc::CallbackServerContext* context,
                                            const v1::GetTaskRequest* request, v1::Task* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(TaskInfo task, engine_.GetTask(request->task_id()));
    ToMessage(task, *reply);
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* TasksService::Close(grpc::CallbackServerContext* context,
                                              const v1::CloseTaskRequest* request,
                                              v1::Task* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) {
    engine_.Close(TaskClose{request->task_id()}, AnswerWith<TaskInfo>(reactor, SetTask(reply)));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* TasksService::Revoke(grpc::CallbackServerContext* context,
                                               const v1::RevokeTaskRequest* request,
                                               v1::Task* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(TaskRevoke revoke, FromMessage(*request));
    engine_.Revoke(std::move(revoke), AnswerWith<TaskInfo>(reactor, SetTask(reply)));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* TasksService::List(grpc::CallbackServerContext* context,
                                             const v1::ListTasksRequest* request,
                                             v1::ListTasksReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(TaskFilter filter, FromMessage(*request));
    WRIT_ASSIGN_OR_RETURN(size_t size, PageSizeOf(request->page_size()));
    WRIT_ASSIGN_OR_RETURN(auto page, engine_.ListTasks(filter, request->page_token(), size));
    for (const TaskInfo& task : page.items) ToMessage(task, *reply->add_tasks());
    reply->set_next_page_token(page.next);
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* TasksService::SetPrincipal(const v1::RevokePrincipalRequest& request,
                                                     bool revoked, v1::Revocation* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(RevocationSet set, FromMessage(request, revoked));
    engine_.SetRevocation(std::move(set),
                          AnswerWith<RevocationInfo>(reactor, [reply](const RevocationInfo& info) {
                            ToMessage(info, *reply);
                          }));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* TasksService::RevokePrincipal(grpc::CallbackServerContext* context,
                                                        const v1::RevokePrincipalRequest* request,
                                                        v1::Revocation* reply) {
  return SetPrincipal(*request, true, reply);
}

grpc::ServerUnaryReactor* TasksService::RestorePrincipal(grpc::CallbackServerContext* context,
                                                         const v1::RevokePrincipalRequest* request,
                                                         v1::Revocation* reply) {
  return SetPrincipal(*request, false, reply);
}

grpc::ServerUnaryReactor* TasksService::ListRevocations(grpc::CallbackServerContext* context,
                                                        const v1::ListRevocationsRequest* request,
                                                        v1::ListRevocationsReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(size_t size, PageSizeOf(request->page_size()));
    WRIT_ASSIGN_OR_RETURN(auto page, engine_.ListRevocations(request->page_token(), size));
    for (const RevocationInfo& info : page.items) ToMessage(info, *reply->add_revocations());
    reply->set_next_page_token(page.next);
    return Reply(reactor);
  });
}

}  // namespace writ::server
