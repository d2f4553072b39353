#include "server/service/tasks.h"

#include "server/service/answer.h"

namespace writ::server {

grpc::ServerUnaryReactor* TasksService::Grant(grpc::CallbackServerContext* context,
                                              const v1::GrantRequest* request, v1::Task* reply) {
  auto grant = FromMessage(*request);
  if (!grant.ok()) return FinishNow(context, grant.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  auto fill = [reply](const TaskInfo& task) { ToMessage(task, *reply); };
  engine_.Grant(*std::move(grant), AnswerWith<TaskInfo>(reactor, fill));
  return reactor;
}

grpc::ServerUnaryReactor* TasksService::Get(grpc::CallbackServerContext* context,
                                            const v1::GetTaskRequest* request, v1::Task* reply) {
  auto task = engine_.GetTask(request->task_id());
  if (task.ok()) ToMessage(*task, *reply);
  return FinishNow(context, task.status());
}

grpc::ServerUnaryReactor* TasksService::Close(grpc::CallbackServerContext* context,
                                              const v1::CloseTaskRequest* request,
                                              v1::Task* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  auto fill = [reply](const TaskInfo& task) { ToMessage(task, *reply); };
  engine_.Close(TaskClose{request->task_id()}, AnswerWith<TaskInfo>(reactor, fill));
  return reactor;
}

}  // namespace writ::server
