// ReadArguments and Admit: everything unknown, closed, expired, foreign or ill-typed
// stops here, before any rule runs.
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/decision/pipeline.h"
#include "engine/value/canonical.h"
#include "engine/value/conform.h"
#include "engine/value/text.h"

namespace writ {
namespace {

Value EntityOf(const Type* type, std::string_view id, Arena& arena) {
  return Value::Entity(arena.New(EntityRep{type->name, id, nullptr}));
}

Value CallRoot(const CallRequest& request, Micros time, Arena& arena) {
  int64_t seconds = time / 1'000'000;
  int64_t micros = time % 1'000'000;
  if (micros < 0) seconds -= 1, micros += 1'000'000;
  MapEntry entries[] = {
      {Value::String("id"), Value::String(request.call_id)},
      {Value::String("ip"), Value::String(request.ip)},
      {Value::String("session"), Value::String(request.session)},
      {Value::String("time"), Value::Timestamp({seconds, static_cast<uint32_t>(micros * 1000)})},
  };
  return MakeMap(entries, 4, arena);
}

void SetRoots(Call& call, Arena& arena) {
  const Program& program = call.policy->program();
  auto set = [&call](Root root, Value value) { call.roots[static_cast<size_t>(root)] = value; };
  set(Root::kUser, EntityOf(program.user_type, call.task->state->user, arena));
  set(Root::kAgent, EntityOf(program.agent_type, call.task->state->agent, arena));
  set(Root::kTask, Value::Entity(&call.task->entity));
  set(Root::kArgs, call.read->args);
  set(Root::kCall, CallRoot(*call.request, call.moment.time, arena));
  set(Root::kTool, call.policy->tool(call.action));
}

// The first thing that is wrong with the call, in a fixed order.
Reason RefusalOf(const Call& call, const ActionDef* action) {
  if (call.moment.clock_back) return Reason::kClockBack;
  if (call.moment.key_reused) return Reason::kKeyReused;
  if (call.task == nullptr) return Reason::kUnknownTask;
  const TaskState& task = *call.task->state;
  if (task.agent != call.request->agent) return Reason::kWrongAgent;
  if (task.closed) return Reason::kTaskClosed;
  if (call.moment.time >= task.expires) return Reason::kTaskExpired;
  if (call.task->type == nullptr) return Reason::kStaleTask;
  if (action == nullptr) return Reason::kUnknownAction;
  if (!call.read->fits) return Reason::kBadArguments;
  return Reason::kPermitted;
}

}  // namespace

ReadCall ReadArguments(std::shared_ptr<const Policy> policy, const CallRequest& request) {
  ReadCall read;
  read.policy = std::move(policy);
  read.arena = std::make_unique<Arena>();
  if (request.args == nullptr) {
    read.misfit = request.args_error;
    return read;
  }
  read.raw = CanonicalBytes(request.args->value);
  const ActionDef* action = read.policy->program().FindAction(request.action);
  if (action == nullptr) return read;
  auto conformed = Conform(request.args->value, *action->args, *read.arena);
  if (const Misfit* misfit = std::get_if<Misfit>(&conformed)) {
    read.misfit = misfit->ToString();
    return read;
  }
  read.fits = true;
  read.args = std::get<Value>(conformed);
  read.canonical_json = ToJson(read.args);
  read.digest = Sha256(read.canonical_json);
  return read;
}

Type RecordOf(const Type& named) {
  Type record;
  record.kind = TypeKind::kRecord;
  record.fields = named.fields;
  return record;
}

TaskView ViewTask(const TaskState& state, const Policy& policy, Arena& arena) {
  TaskView view{.state = &state};
  view.entity = {state.type, state.id, nullptr};
  const Type* type = policy.program().FindTask(state.type);
  if (type == nullptr || type->name != state.type) return view;
  auto params = DecodeCanonical(state.params, arena);
  if (!params.ok()) return view;
  // The parameters were conformed when the task was granted; under a newer policy the
  // type may have changed.
  auto conformed = Conform(*params, RecordOf(*type), arena);
  const Value* fitting = std::get_if<Value>(&conformed);
  if (fitting == nullptr) return view;
  view.type = type;
  view.entity.attributes = &fitting->AsMap();
  return view;
}

Call Admit(const ReadCall& read, const CallRequest& request, const TaskView* task, Moment moment,
           Arena& arena) {
  Call call{.policy = read.policy.get(), .request = &request, .read = &read, .task = task};
  call.moment = moment;
  const Program& program = call.policy->program();
  const ActionDef* action = program.FindAction(request.action);
  call.refusal = RefusalOf(call, action);
  if (call.refusal != Reason::kPermitted) return call;
  call.action = program.IndexOf(*action);
  call.plan = &call.policy->index().Find(call.action, task->type);
  SetRoots(call, arena);
  return call;
}

}  // namespace writ
