#include "tests/score/player.h"

#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "engine/base/status_macros.h"
#include "server/client/client.h"
#include "tests/score/result_adapter.h"

namespace writ::score {
namespace {

constexpr char kUser[] = "user";
constexpr char kAgent[] = "assistant";

// One connection.
class Player {
 public:
  Player(const std::string& address, const Policy& policy) : client_(address), policy_(policy) {}

  absl::StatusOr<Outcome> Play(const Run& run) {
    WRIT_ASSIGN_OR_RETURN(const std::string task_id, Grant(run));
    Outcome outcome;
    for (const Call& call : run.calls) {
      WRIT_ASSIGN_OR_RETURN(CallOutcome one, Make(call, task_id));
      outcome.push_back(std::move(one));
    }
    return outcome;
  }

 private:
  absl::StatusOr<std::string> Grant(const Run& run) {
    const auto terms = policy_.FindTask(run.user_task, run.prompt);
    if (!terms) return absl::NotFoundError(absl::StrCat("no task for ", run.user_task));
    v1::GrantRequest request;
    request.set_type(terms->type);
    request.set_params_json(terms->params_json);
    request.set_user(kUser);
    request.set_agent(kAgent);
    WRIT_ASSIGN_OR_RETURN(const v1::Task task, client_.Grant(request));
    return task.task_id();
  }

  absl::StatusOr<CallOutcome> Make(const Call& call, const std::string& task_id) {
    const ActionDef* action = policy_.FindTool(call.tool);
    v1::DecideRequest request;
    request.set_task_id(task_id);
    request.set_agent(kAgent);
    request.set_action(action == nullptr ? call.tool : action->name);
    request.set_args_json(call.args_json);
    WRIT_ASSIGN_OR_RETURN(const v1::DecideReply reply, client_.Decide(request));
    CallOutcome outcome;
    outcome.permitted = reply.verdict() == v1::VERDICT_PERMIT;
    outcome.reason = reply.reason();
    outcome.rules.assign(reply.rules().begin(), reply.rules().end());
    outcome.message = reply.detail().empty() ? reply.message() : reply.detail();
    if (outcome.permitted) WRIT_RETURN_IF_ERROR(Report(call, *action, reply, outcome));
    return outcome;
  }

  // A result that does not fit is not reported: what came of the call is unknown.
  absl::Status Report(const Call& call, const ActionDef& action, const v1::DecideReply& reply,
                      CallOutcome& outcome) {
    v1::ReportOutcomeRequest request;
    request.set_decision_id(reply.decision_id());
    request.set_agent(kAgent);
    request.set_succeeded(!call.failed);
    if (!call.failed) {
      const auto result = AdaptResult(call.result, *action.result);
      outcome.result_lost = !result;
      if (!result) return absl::OkStatus();
      request.set_result_json(*result);
    }
    return client_.ReportOutcome(request).status();
  }

  Client client_;
  const Policy& policy_;
};

// What the threads share.
struct Work {
  const std::vector<Run>& runs;
  std::vector<Outcome> outcomes;
  std::atomic<size_t> next = 0;
  absl::Mutex mutex;
  absl::Status status ABSL_GUARDED_BY(mutex);

  void Fail(const absl::Status& failure) {
    absl::MutexLock lock(&mutex);
    status.Update(failure);
    next = runs.size();
  }
};

void PlayAll(Player player, Work& work) {
  for (size_t i = work.next++; i < work.runs.size(); i = work.next++) {
    absl::StatusOr<Outcome> outcome = player.Play(work.runs[i]);
    if (!outcome.ok()) return work.Fail(outcome.status());
    work.outcomes[i] = *std::move(outcome);
  }
}

}  // namespace

absl::StatusOr<Played> Play(const std::string& address, const Policy& policy,
                            const std::vector<Run>& runs, int connections) {
  Work work{.runs = runs, .outcomes = std::vector<Outcome>(runs.size())};
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < connections; ++i) {
    threads.emplace_back([&] { PlayAll(Player(address, policy), work); });
  }
  for (std::thread& thread : threads) thread.join();
  absl::MutexLock lock(&work.mutex);
  if (!work.status.ok()) return work.status;
  Played played{.outcomes = std::move(work.outcomes)};
  for (const Outcome& outcome : played.outcomes) played.decisions += outcome.size();
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  played.seconds = time.count();
  return played;
}

}  // namespace writ::score
