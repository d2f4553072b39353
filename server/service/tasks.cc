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

}  // namespace writ::server
