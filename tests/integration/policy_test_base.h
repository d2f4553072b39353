// A test on a server of its own, with a policy given as text and a clock that the test moves.
// User "ana", agent "bot".
#ifndef WRIT_TESTS_INTEGRATION_POLICY_TEST_BASE_H_
#define WRIT_TESTS_INTEGRATION_POLICY_TEST_BASE_H_

#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/integration/manual_server_clock.h"
#include "tests/integration/server_test_base.h"

namespace writ::harness {

// One call of a scenario, and what must come of it.
struct ScenarioCall {
  const char* title;  // for people
  Micros at;          // when, counted from the scenario's start
  const char* task;
  const char* action;
  const char* args;              // JSON
  const char* gives;             // as Summary says it
  const char* result = nullptr;  // reported as a success; null: nothing is reported
};

class PolicyTest : public ServerTest {
 protected:
  explicit PolicyTest(std::string_view policy, Micros start = kMonday)
      : start_(start), clock_(start) {
    WritePolicy(policy);
  }

  void SetUp() override {
    StartServer();
    ASSERT_NE(server_, nullptr);
    client_ = std::make_unique<Client>(server_->address());
  }
  // Whatever a scenario did, its log comes out the same again.
  void TearDown() override {
    if (server_ != nullptr) ExpectReplayEqual();
  }
  // On what it left, without what a scenario's own SetUp adds.
  void Restart() {
    EXPECT_EQ(server_->Kill().signal, SIGKILL);
    PolicyTest::SetUp();
  }

  ServerOptions Options() const override {
    return {
        .policies = policies_.path(), .data = data_.path(), .more = arguments_, .clock = &clock_};
  }

  void WritePolicy(std::string_view policy) {
    std::ofstream(policies_.path() + "/policy.writ") << policy;
  }

  void Grant(const std::string& task, const std::string& type, const std::string& params = "{}",
             const std::string& agent = "bot") {
    v1::GrantRequest request;
    request.set_task_id(task);
    request.set_type(type);
    request.set_params_json(params);
    request.set_user("ana");
    request.set_agent(agent);
    request.set_lifetime_seconds(7 * 24 * 3600);
    auto granted = client_->Grant(request);
    ASSERT_TRUE(granted.ok()) << granted.status();
  }

  static v1::DecideRequest Request(const std::string& task, const std::string& action,
                                   const std::string& args, const std::string& agent = "bot") {
    v1::DecideRequest request;
    request.set_task_id(task);
    request.set_agent(agent);
    request.set_action(action);
    request.set_args_json(args);
    return request;
  }
  absl::StatusOr<v1::DecideReply> Decide(const std::string& task, const std::string& action,
                                         const std::string& args,
                                         const std::string& agent = "bot") {
    return client_->Decide(Request(task, action, args, agent));
  }

  v1::ReportOutcomeReply Report(const std::string& decision_id, bool succeeded,
                                const std::string& result = "") {
    v1::ReportOutcomeRequest request;
    request.set_decision_id(decision_id);
    request.set_agent("bot");
    request.set_succeeded(succeeded);
    request.set_result_json(result);
    auto reply = client_->ReportOutcome(request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.ok() ? *reply : v1::ReportOutcomeReply();
  }

  // The value of a fact as JSON.
  std::string Fact(const std::string& fact, const std::string& keys = R"(["t"])") {
    auto value = client_->GetFact(fact, keys);
    return value.ok() ? *value : std::string(value.status().message());
  }

  void Play(const std::vector<ScenarioCall>& calls) {
    for (const ScenarioCall& call : calls) {
      clock_.Set(start_ + call.at);
      auto reply = Decide(call.task, call.action, call.args);
      EXPECT_EQ(Summary(reply), call.gives) << call.title;
      if (call.result == nullptr || !reply.ok()) continue;
      Report(reply->decision_id(), true, call.result);
    }
  }

  const Micros start_;
  ManualServerClock clock_;
  TempDirectory policies_;
  std::vector<std::string> arguments_;  // more of `writ serve`
  std::unique_ptr<Client> client_;
};

}  // namespace writ::harness

#endif  // WRIT_TESTS_INTEGRATION_POLICY_TEST_BASE_H_
