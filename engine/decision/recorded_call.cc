#include "engine/decision/recorded_call.h"

#include <cstring>

#include "engine/base/status_macros.h"
#include "engine/facts/fact_key.h"
#include "engine/value/canonical.h"

namespace writ {

absl::StatusOr<CallRequest> RequestOf(const CallDecided& event, const CallBody& body) {
  CallRequest request;
  request.task_id = event.task_id;
  request.agent = event.agent;
  request.action = event.action;
  request.call_id = event.call_id;
  request.ip = event.ip;
  request.session = event.session;
  request.idempotency_key = event.idempotency_key;
  request.ticket = event.ticket;
  request.want_token = event.token_asked;
  request.key_thumbprint = event.key_thumbprint;
  if (!body.args_readable) {
    request.args_error = body.args;
    return request;
  }
  auto args = std::make_shared<RawValue>();
  WRIT_ASSIGN_OR_RETURN(args->value, DecodeCanonical(body.args, args->arena));
  request.args = std::move(args);
  return request;
}

absl::Status SetScope(TaskView& view, LoadPolicy load) {
  const std::string& scope = view.state->scope;
  Digest digest;
  if (scope.empty()) return absl::OkStatus();
  if (scope.size() != digest.size()) return absl::DataLossError("the scope of a task is damaged");
  std::memcpy(digest.data(), scope.data(), digest.size());
  WRIT_ASSIGN_OR_RETURN(view.scope, load(digest));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<TaskView>> ViewChain(const std::vector<TaskState>& chain,
                                                const Policy& policy, LoadPolicy load,
                                                Arena& arena) {
  std::vector<TaskView> views;
  for (const TaskState& task : chain) {
    views.push_back(ViewTask(task, policy, arena));
    WRIT_RETURN_IF_ERROR(SetScope(views.back(), load));
  }
  return views;
}

TaskChain ChainOf(const std::vector<TaskView>& views) {
  TaskChain chain;
  for (const TaskView& view : views) chain.push_back(&view);
  return chain;
}

absl::StatusOr<Value> RecordedFacts::Read(const Program& program, uint32_t fact,
                                          std::string_view key, Arena& arena) {
  for (const Reading& reading : body_.readings) {
    if (reading.key == key && reading.fact == FactName(program, fact)) {
      return DecodeCanonical(reading.value, arena);
    }
  }
  return Value::Error(ErrorCode::kFactUnavailable);
}

}  // namespace writ
