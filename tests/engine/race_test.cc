// R9: two calls never both pass a limit that only one may pass, however many race.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package race
task Spend { budget: money }
action bank.pay(price: money)
fact spend(task) = sum(args.price) of bank.pay
fact payments(task) = count of bank.pay
permit pay: bank.pay for Spend
limit budget: spend(task) <= task.budget
)";

constexpr int kThreads = 16;
constexpr int kCallsEach = 200;

TEST(RaceTest, R9BudgetIsNeverExceeded) {
  TestEngine t(kPolicy, /*inline_commands=*/false);
  t.Grant("t", "Spend", R"({"budget": "1000 USD"})");
  std::atomic<int> permits = 0, limits = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int call = 0; call < kCallsEach; ++call) {
        Decision decision = t.Decide("t", "bank.pay", R"({"price": "7 USD"})");
        if (decision.verdict == Verdict::kPermit) ++permits;
        if (decision.reason == Reason::kLimit) ++limits;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(permits, 142);  // 142 * 7 = 994
  EXPECT_EQ(limits, kThreads * kCallsEach - 142);
  EXPECT_NE(t.Fact("spend", R"(["t"])").find("994"), std::string::npos);
  t.ExpectReplaysEqual();
}

// Concurrent retries under one key: one decision, one debit.
TEST(RaceTest, OneKeyIsOneDecision) {
  TestEngine t(kPolicy, /*inline_commands=*/false);
  t.Grant("t", "Spend", R"({"budget": "1000 USD"})");
  std::vector<std::string> ids(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      CallRequest request = Request("t", "bank.pay", R"({"price": "7 USD"})");
      request.idempotency_key = "once";
      ids[i] = t.Decide(request).decision_id;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& id : ids) EXPECT_EQ(id, ids[0]);
  EXPECT_EQ(t.Fact("payments", R"(["t"])"), "1");
}

// Commands that wait when the engine closes are answered, each exactly once.
TEST(RaceTest, ClosingAnswersWhatWaits) {
  std::atomic<int> answered = 0;
  {
    TestEngine t(kPolicy, /*inline_commands=*/false);
    t.Grant("t", "Spend", R"({"budget": "1000 USD"})");
    for (int i = 0; i < 5000; ++i) {
      t.engine().Decide(Request("t", "bank.pay", R"({"price": "1 USD"})"),
                        [&](absl::StatusOr<Decision> decision) {
                          EXPECT_TRUE(decision.ok());
                          ++answered;
                        });
    }
  }
  EXPECT_EQ(answered, 5000);
}

}  // namespace
}  // namespace writ::tests
