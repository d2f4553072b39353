// Scenario 5 over real connections: what was reserved by a call that failed, and by one that
// nobody ever reported.
#include "absl/strings/str_cat.h"
#include "tests/integration/policy_test_base.h"

namespace writ::harness {
namespace {

constexpr char kPolicy[] = R"(
package shop

entity User {}
entity Agent {}
task Buy { budget: money }

action shop.buy(price: money) -> { charged: money }
action shop.hold(price: money) -> { charged: money }

fact bought(task) = sum(args.price) of shop.buy settle result.charged
fact held(task)   = sum(args.price) of shop.hold on unknown release after 10m settle result.charged

permit buy: shop.buy
permit hold: shop.hold
@disclose("remedy")
limit budget: bought(task) <= task.budget
@disclose("remedy")
limit holds: held(task) <= task.budget
)";

constexpr char k900[] = R"({"price": "900 USD"})";

class UnknownOutcomeTest : public PolicyTest {
 protected:
  UnknownOutcomeTest() : PolicyTest(kPolicy) {}
  void SetUp() override {
    PolicyTest::SetUp();
    Grant("t", "Buy", R"({"budget": "1000 USD"})");
  }
  // Permitted; gives the decision's id.
  std::string Spend900(const std::string& action) {
    auto reply = Decide("t", action, k900);
    EXPECT_EQ(VerdictText(reply.ok() ? reply->verdict() : v1::VERDICT_UNSPECIFIED), "permit");
    return reply.ok() ? reply->decision_id() : "";
  }
  std::string Sum(const std::string& fact) { return MoneyText(Fact(fact)); }
};

TEST_F(UnknownOutcomeTest, Scenario5UnknownCounts) {
  Report(Spend900("shop.buy"), false);
  EXPECT_EQ(Sum("bought"), "0.00 USD");
  Spend900("shop.buy");
  clock_.Advance(5 * 24 * kHour);
  auto third = Decide("t", "shop.buy", k900);
  EXPECT_EQ(Summary(third), "deny limit budget");
  EXPECT_EQ(third->remedy().remaining(), "100.00 USD");
  EXPECT_EQ(third->remedy().wait_until_micros(), 0);  // waiting does not help
}

TEST_F(UnknownOutcomeTest, Scenario5UnknownIsReleasedAfterItsLease) {
  Report(Spend900("shop.hold"), false);
  const std::string unknown = Spend900("shop.hold");
  clock_.Advance(10 * kMinute - 1);
  EXPECT_EQ(Summary(Decide("t", "shop.hold", k900)), "deny limit holds");
  Restart();
  clock_.Advance(1);
  const std::string third = Spend900("shop.hold");
  EXPECT_EQ(Sum("held"), "900.00 USD");

  // The one that was given up for lost did happen.
  const v1::ReportOutcomeReply late = Report(unknown, true, R"({"charged": "870 USD"})");
  EXPECT_TRUE(late.overrun());
  EXPECT_EQ(Sum("held"), "1770.00 USD");
  auto event = client_->GetEvent(late.log_index());
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_NE(event->json().find("\"overrun\":true"), std::string::npos) << event->json();
  EXPECT_FALSE(Report(third, true, R"({"charged": "900 USD"})").overrun());
  EXPECT_EQ(Summary(Decide("t", "shop.hold", R"({"price": "1 USD"})")), "deny limit holds");
}

TEST_F(UnknownOutcomeTest, Scenario5ALateFailureIsNoOverrun) {
  const std::string unknown = Spend900("shop.hold");
  clock_.Advance(10 * kMinute);
  Spend900("shop.hold");
  EXPECT_FALSE(Report(unknown, false).overrun());
  EXPECT_EQ(Sum("held"), "900.00 USD");
}

TEST_F(UnknownOutcomeTest, TheCommandLineTellsOfAnOverrun) {
  const std::string unknown = Spend900("shop.hold");
  clock_.Advance(11 * kMinute);
  Spend900("shop.hold");
  auto report = RunWrit({"report", unknown, "--agent", "bot", "--succeeded", "--result",
                         R"({"charged": "870 USD"})", "--server", server_->address()});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->exit.code, 0) << report->err;
  EXPECT_NE(report->out.find("overrun   yes"), std::string::npos) << report->out;
}

}  // namespace
}  // namespace writ::harness
