// Unknown outcomes are normal: a retry under its key finds the decision that was made,
// whatever happened in between; and time never goes back.
#include <gtest/gtest.h>

#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package retry
task Spend { budget: money }
action bank.pay(price: money)
fact spend(task) = sum(args.price) of bank.pay
permit pay: bank.pay for Spend
limit budget: spend(task) <= task.budget
)";
constexpr std::string_view kPay = R"({"price": "600 USD"})";
constexpr Micros kSecond = 1'000'000;

class RetryTest : public ::testing::Test {
 protected:
  RetryTest() : t_(kPolicy) {
    t_.Grant("t", "Spend", R"({"budget": "1000 USD"})");
    t_.Grant("other", "Spend", R"({"budget": "1000 USD"})");
  }
  ~RetryTest() override { t_.ExpectReplaysEqual(); }

  Decision Pay(std::string_view key, std::string_view args = kPay, std::string_view task = "t") {
    CallRequest request = Request(task, "bank.pay", args);
    request.idempotency_key = key;
    return t_.Decide(std::move(request));
  }

  TestEngine t_;
};

TEST_F(RetryTest, CommittedWithTheSameCallGivesTheSameDecisionAndSpendsOnce) {
  Decision first = Pay("k");
  EXPECT_EQ(Summary(first), "permit");
  t_.Reopen();
  Decision again = Pay("k");
  EXPECT_EQ(again.decision_id, first.decision_id);
  EXPECT_EQ(again.verdict, first.verdict);
  EXPECT_EQ(again.args_digest, first.args_digest);
  // Spent once: a second one of the same size would pass the budget.
  EXPECT_EQ(Summary(Pay("", R"({"price": "400 USD"})")), "permit");
}

TEST_F(RetryTest, DenialIsRepeatedToo) {
  Pay("");
  Decision denied = Pay("k");
  EXPECT_EQ(Summary(denied), "deny limit retry.budget");
  Decision again = Pay("k");
  EXPECT_EQ(again.decision_id, denied.decision_id);
  EXPECT_EQ(again.rules, denied.rules);
  EXPECT_EQ(again.remaining, denied.remaining);
}

// Spelled otherwise it is the same call; with other content it is an attack.
TEST_F(RetryTest, CommittedWithAnotherCallIsDenied) {
  Decision first = Pay("k");
  EXPECT_EQ(Pay("k", R"({ "price":"600 USD" })").decision_id, first.decision_id);
  EXPECT_EQ(Summary(Pay("k", R"({"price": "600.01 USD"})")), "deny key_reused");
  EXPECT_EQ(Summary(Pay("k", "no json")), "deny key_reused");
  CallRequest request = Request("t", "bank.pay", kPay);
  request.agent = "somebody";
  request.idempotency_key = "k";
  EXPECT_EQ(Summary(t_.Decide(request)), "deny key_reused");
  // The key goes on standing for the first call.
  EXPECT_EQ(Pay("k").decision_id, first.decision_id);
}

// It was not judged, so the key is still free: for the same call, or for another.
TEST_F(RetryTest, ADenialForTheClockTakesNoKey) {
  EXPECT_EQ(Summary(Pay("old")), "permit");
  t_.clock().Advance(-60 * kSecond);
  Decision denied = Pay("k");
  EXPECT_EQ(Summary(denied), "deny clock_went_back");
  EXPECT_EQ(Summary(Pay("old")), "permit");
  EXPECT_EQ(Summary(Pay("k")), "deny clock_went_back");
  t_.clock().Advance(60 * kSecond);
  Decision again = Pay("k", R"({"price": "400 USD"})");
  EXPECT_EQ(Summary(again), "permit");
  EXPECT_NE(again.decision_id, denied.decision_id);
  EXPECT_EQ(Pay("k", R"({"price": "400 USD"})").decision_id, again.decision_id);
  EXPECT_EQ(Summary(Pay("k")), "deny key_reused");
}

TEST_F(RetryTest, KeyIsOfItsTask) {
  EXPECT_EQ(Summary(Pay("k")), "permit");
  EXPECT_EQ(Summary(Pay("k", kPay, "other")), "permit");
}

TEST_F(RetryTest, ClockSetBackDeniesAndBringsNothingBack) {
  t_.clock().Advance(Micros{86'399} * kSecond);
  EXPECT_EQ(Summary(Pay("")), "permit");
  t_.clock().Advance(-5 * kSecond);  // as far back as is borne
  Decision borne = Pay("", R"({"price": "1 USD"})");
  EXPECT_EQ(Summary(borne), "permit");
  Micros time = borne.time;
  t_.clock().Advance(-1);
  EXPECT_EQ(Summary(Pay("", R"({"price": "1 USD"})")), "deny clock_went_back");
  // Also by a restart, and what has expired stays so.
  t_.clock().Advance(6 * kSecond + 1);
  EXPECT_EQ(Summary(Pay("", R"({"price": "1 USD"})")), "deny task_expired");
  t_.clock().Advance(-7'200 * kSecond);
  t_.Reopen();
  Decision back = Pay("", R"({"price": "1 USD"})");
  EXPECT_EQ(Summary(back), "deny clock_went_back");
  EXPECT_GE(back.time, time);
}

}  // namespace
}  // namespace writ::tests
