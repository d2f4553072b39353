#include "engine/decision/recorded_call.h"

#include <cstring>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/facts/fact_key.h"
#include "engine/value/canonical.h"
#include "engine/value/conform.h"

namespace writ {
namespace {

// The declared part of what a tool returned. Tools add fields over time: what the
// action does not declare is left out.
std::variant<Value, Misfit> FitResult(const Value& raw, const Type& type, Arena& arena) {
  if (!raw.is(Kind::kMap)) return Conform(raw, type, arena);
  std::vector<MapEntry> declared;
  for (uint32_t i = 0; i < raw.AsMap().size; ++i) {
    const MapEntry& entry = raw.AsMap().entries[i];
    if (entry.key.is(Kind::kString) && type.FindField(entry.key.AsText()))
      declared.push_back(entry);
  }
  return Conform(MakeMap(declared.data(), static_cast<uint32_t>(declared.size()), arena), type,
                 arena);
}

}  // namespace

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

absl::StatusOr<bool> SeeCall(std::shared_ptr<const Policy> policy, const CallRequest& request,
                             const CallDecided& event, const CallBody& body, Micros time,
                             LoadPolicy load, Arena& arena, SeenCall& seen) {
  seen.policy = std::move(policy);
  seen.request = request;
  Moment moment{.time = time, .ticket = body.ticket ? &*body.ticket : nullptr};
  if (seen.policy->program().digest() != event.bundle) {
    seen.request.ticket.clear();
    moment.ticket = nullptr;
  }
  seen.read = ReadArguments(seen.policy, seen.request);
  WRIT_ASSIGN_OR_RETURN(seen.views, ViewChain(body.chain, *seen.policy, load, arena));
  seen.call = Admit(seen.read, seen.request, ChainOf(seen.views), std::move(moment), arena);
  return seen.call.refusal == Reason::kPermitted;
}

absl::Status GiveResult(const Value& raw, SeenCall& seen, Arena& arena) {
  const ActionDef& action = seen.policy->program().actions[seen.call.action];
  auto fitted = FitResult(raw, *action.result, arena);
  if (const Misfit* misfit = std::get_if<Misfit>(&fitted)) {
    return absl::InvalidArgumentError(absl::StrCat("`result`: ", misfit->ToString()));
  }
  for (Level& level : seen.call.levels) {
    level.roots[static_cast<size_t>(Root::kResult)] = std::get<Value>(fitted);
  }
  return absl::OkStatus();
}

absl::StatusOr<FactValue> RecordedFacts::Read(const Program& program, uint32_t fact,
                                              std::string_view key, Arena& arena) {
  for (const Reading& reading : body_.readings) {
    if (reading.key == key && reading.fact == FactName(program, fact)) {
      WRIT_ASSIGN_OR_RETURN(Value value, DecodeCanonical(reading.value, arena));
      return FactValue{value, reading.changes_at};
    }
  }
  return FactValue{Value::Error(ErrorCode::kFactUnavailable)};
}

}  // namespace writ
