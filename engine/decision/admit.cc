// ReadArguments and Admit: everything unknown, closed, expired, foreign or ill-typed
// stops here, before any rule runs.
#include <iterator>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/decision/pipeline.h"
#include "engine/decision/revocation.h"
#include "engine/value/canonical.h"
#include "engine/value/conform.h"
#include "engine/value/text.h"

namespace writ {
namespace {

Value EntityOf(const Type* type, std::string_view id, Arena& arena) {
  return Value::Entity(arena.New(EntityRep{type->name, id, nullptr}));
}

// The agents that the call's task passed through: who calls first, then who granted it.
Value ChainRoot(const Call& call, Arena& arena) {
  const Type* agent = call.policy->program().agent_type;
  Value* agents = arena.NewArray<Value>(call.chain.size());
  for (size_t i = 0; i < call.chain.size(); ++i) {
    agents[i] = EntityOf(agent, call.chain[i]->state->agent, arena);
  }
  return Value::List(agents, static_cast<uint32_t>(call.chain.size()));
}

Value CallRoot(const Call& call, Arena& arena) {
  const CallRequest& request = *call.request;
  int64_t seconds = call.moment.time / 1'000'000;
  int64_t micros = call.moment.time % 1'000'000;
  if (micros < 0) seconds -= 1, micros += 1'000'000;
  MapEntry entries[] = {
      {Value::String("chain"), ChainRoot(call, arena)},
      {Value::String("id"), Value::String(request.call_id)},
      {Value::String("ip"), Value::String(request.ip)},
      {Value::String("session"), Value::String(request.session)},
      {Value::String("time"), Value::Timestamp({seconds, static_cast<uint32_t>(micros * 1000)})},
  };
  return MakeMap(entries, std::size(entries), arena);
}

// All levels have the same roots but `task`: the agent is the one that calls.
Roots SharedRoots(const Call& call, Arena& arena) {
  const Program& program = call.policy->program();
  const TaskState& own = *call.chain.front()->state;
  Roots roots;
  auto set = [&roots](Root root, Value value) { roots[static_cast<size_t>(root)] = value; };
  set(Root::kUser, EntityOf(program.user_type, own.user, arena));
  set(Root::kAgent, EntityOf(program.agent_type, own.agent, arena));
  set(Root::kArgs, call.read->args);
  set(Root::kCall, CallRoot(call, arena));
  set(Root::kTool, call.policy->tool(call.action));
  return roots;
}

void SetLevels(Call& call, Arena& arena) {
  const Roots shared = SharedRoots(call, arena);
  for (const TaskView* task : call.chain) {
    Level& level = call.levels.emplace_back();
    level.task = task;
    level.plan = &call.policy->index().Find(call.action, task->type);
    level.roots = shared;
    level.roots[static_cast<size_t>(Root::kTask)] = Value::Entity(&task->entity);
  }
}

// Whether calls may still be made in a task.
Reason StandingOf(const TaskView& task, Micros now) {
  if (task.state->status == TaskStatus::kRevoked) return Reason::kTaskRevoked;
  if (task.state->status == TaskStatus::kClosed) return Reason::kTaskClosed;
  if (now >= task.state->expires) return Reason::kTaskExpired;
  if (task.type == nullptr) return Reason::kStaleTask;
  return Reason::kPermitted;
}

// What is wrong with the ticket that the call presents. One of another task is told as
// unknown: its id says nothing to an agent that was not given it.
Reason TicketRefusal(const Call& call) {
  const CallRequest& request = *call.request;
  if (request.ticket.empty()) return Reason::kPermitted;
  if (call.ticket == nullptr) return Reason::kUnknownTicket;
  const TicketState& ticket = *call.ticket;
  if (ticket.task_id != request.task_id || ticket.agent != request.agent) {
    return Reason::kUnknownTicket;
  }
  if (ticket.action != request.action || ticket.args != call.read->digest ||
      ticket.bundle != call.policy->program().digest()) {
    return Reason::kTicketMismatch;
  }
  switch (StandingOf(ticket, call.moment.time)) {
    case Standing::kWaiting:
    case Standing::kApproved:
      return Reason::kPermitted;
    case Standing::kRefused:
      return Reason::kTicketRefused;
    case Standing::kUsed:
      return Reason::kTicketUsed;
    case Standing::kExpired:
      return Reason::kTicketExpired;
  }
  return Reason::kTicketExpired;
}

// The first thing that is wrong with the call, in a fixed order.
Reason RefusalOf(Call& call, const ActionDef* action) {
  if (call.moment.clock_back) return Reason::kClockBack;
  if (call.moment.key_reused) return Reason::kKeyReused;
  if (call.chain.empty()) return Reason::kUnknownTask;
  if (call.chain.front()->state->agent != call.request->agent) return Reason::kWrongAgent;
  for (size_t i = 0; i < call.chain.size(); ++i) {
    call.refused_level = i;
    Reason standing = StandingOf(*call.chain[i], call.moment.time);
    if (standing != Reason::kPermitted) return standing;
  }
  call.refused_level = 0;
  if (!call.moment.revoked.empty()) return RevocationReason(call.moment.revoked);
  if (action == nullptr) return Reason::kUnknownAction;
  if (!call.read->fits) return Reason::kBadArguments;
  return TicketRefusal(call);
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

Call Admit(const ReadCall& read, const CallRequest& request, TaskChain chain, Moment moment,
           Arena& arena) {
  Call call{.policy = read.policy.get(), .request = &request, .read = &read};
  call.chain = std::move(chain);
  call.moment = std::move(moment);
  call.ticket = call.moment.ticket;
  const Program& program = call.policy->program();
  const ActionDef* action = program.FindAction(request.action);
  call.refusal = RefusalOf(call, action);
  if (call.refusal != Reason::kPermitted) return call;
  call.action = program.IndexOf(*action);
  SetLevels(call, arena);
  return call;
}

}  // namespace writ
