// Windows over real connections, by a clock that the test moves: bulk reads by kind of task
// (scenario 8), sliding and calendar windows and a clock set back (15), a prerequisite that
// goes stale (16).
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "tests/integration/policy_test_base.h"

namespace writ::harness {
namespace {

constexpr char kRows[] = R"(
package crm

entity User {}
entity Agent {}
task Support {}
task Marketing {}

action crm.query(rows: int) -> { rows: int }

fact read(agent) = sum(args.rows) of crm.query within 1h settle result.rows

permit support: crm.query for Support when args.rows > 0
@disclose("remedy")
limit bulk: read(agent) <= 100 else "100 case rows an hour"
)";

class BulkReadTest : public PolicyTest {
 protected:
  BulkReadTest() : PolicyTest(kRows) {}
};

TEST_F(BulkReadTest, Scenario8RowsAnHourByKindOfTask) {
  Grant("case", "Support");
  Grant("another case", "Support");
  Grant("campaign", "Marketing");
  const char* query = "crm.query";
  Play({
      {"50 rows", 0, "case", query, R"({"rows": 50})", "permit support", R"({"rows": 50})"},
      {"50 rows of another case", kSecond, "another case", query, R"({"rows": 50})",
       "permit support", R"({"rows": 50})"},
      {"one more", 2 * kSecond, "case", query, R"({"rows": 1})", "deny limit bulk"},
      {"a task of another kind", 3 * kSecond, "campaign", query, R"({"rows": 1})",
       "deny no_permit"},
      {"no rows at all", 4 * kSecond, "case", query, R"({"rows": -50})", "deny no_permit"},
      {"an hour after the first", kHour, "case", query, R"({"rows": 1})", "deny limit bulk"},
      {"when it is out of the window", kHour + 1, "case", query, R"({"rows": 50})",
       "permit support", R"({"rows": 20})"},
      {"it returned 20", kHour + 2, "case", query, R"({"rows": 30})", "permit support"},
      {"one too many", kHour + 3, "case", query, R"({"rows": 1})", "deny limit bulk"},
  });
}

TEST_F(BulkReadTest, Scenario8TheAgentIsToldUntilWhenToWait) {
  Grant("case", "Support");
  Play({{"all", 0, "case", "crm.query", R"({"rows": 100})", "permit support"}});
  clock_.Advance(kMinute);
  auto denied = Decide("case", "crm.query", R"({"rows": 40})");
  ASSERT_EQ(Summary(denied), "deny limit bulk");
  EXPECT_EQ(denied->remedy().remaining(), "0");
  EXPECT_EQ(denied->remedy().wait_until_micros(), kMonday + kHour + 1);
  auto said = RunWrit({"decide", "crm.query", "--task", "case", "--agent", "bot", "--args",
                       R"({"rows": 40})", "--server", server_->address()});
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_NE(said->out.find("until      2026-11-23T19:00:01Z\n"), std::string::npos) << said->out;
  clock_.Set(denied->remedy().wait_until_micros() - 1);
  EXPECT_EQ(Summary(Decide("case", "crm.query", R"({"rows": 40})")), "deny limit bulk");
  clock_.Advance(1);
  EXPECT_EQ(Summary(Decide("case", "crm.query", R"({"rows": 40})")), "permit support");
}

constexpr char kRefunds[] = R"(
package desk

entity User {}
entity Agent {}
task Work {}

action desk.refund(amount: money)

fact refunds(agent) = count of desk.refund within 24h
fact today(agent)   = sum(args.amount) of desk.refund each day in "Europe/Madrid"

permit refund: desk.refund
@disclose("remedy")
limit five: refunds(agent) <= 5
@disclose("remedy")
limit daily: today(agent) <= 1000 EUR
)";

Micros Madrid(int month, int day, int hour, int minute = 0, int second = 0) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/Madrid", &zone));
  return absl::ToUnixMicros(
      absl::FromCivil(absl::CivilSecond(2026, month, day, hour, minute, second), zone));
}

class RefundTest : public PolicyTest {
 protected:
  RefundTest() : PolicyTest(kRefunds, Madrid(10, 23, 18)) {}
  void SetUp() override {
    PolicyTest::SetUp();
    Grant("t", "Work");
  }
  absl::StatusOr<v1::DecideReply> Refund(int euros) {
    return Decide("t", "desk.refund", absl::StrCat(R"({"amount": ")", euros, R"( EUR"})"));
  }
  std::string RefundAt(Micros at, int euros) {
    clock_.Set(at);
    return Summary(Refund(euros));
  }
};

TEST_F(RefundTest, Scenario15TheCalendarStartsAnewOnceTheSlidingWindowGoesOn) {
  EXPECT_EQ(RefundAt(Madrid(10, 23, 23, 59, 59), 900), "permit refund");
  auto denied = Refund(200);
  EXPECT_EQ(Summary(denied), "deny limit daily");
  EXPECT_EQ(denied->remedy().wait_until_micros(), Madrid(10, 24, 0));
  EXPECT_EQ(RefundAt(Madrid(10, 24, 0, 0, 1), 600), "permit refund");
  // The day began once: what the first second of it saw still counts at its end.
  EXPECT_EQ(RefundAt(Madrid(10, 24, 23, 59, 58), 401), "deny limit daily");
  EXPECT_EQ(Fact("refunds", R"(["bot"])"), "2");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Summary(Refund(100)), "permit refund");
  auto sixth = Refund(1);
  EXPECT_EQ(Summary(sixth), "deny limit five");
  EXPECT_EQ(sixth->remedy().wait_until_micros(), Madrid(10, 24, 23, 59, 59) + 1);
  EXPECT_EQ(RefundAt(Madrid(10, 24, 23, 59, 59), 1), "deny limit five");
  EXPECT_EQ(RefundAt(Madrid(10, 24, 23, 59, 59) + 1, 1), "permit refund");
}

// Clocks in Madrid go from 03:00 back to 02:00 on 2026-10-25.
TEST_F(RefundTest, Scenario15ADayOf25Hours) {
  const Micros midnight = Madrid(10, 25, 0), next = Madrid(10, 26, 0);
  ASSERT_EQ(next - midnight, 25 * kHour);
  EXPECT_EQ(RefundAt(midnight, 600), "permit refund");
  EXPECT_EQ(RefundAt(midnight + 2 * kHour, 300), "permit refund");  // 02:00, the first time
  auto denied = Refund(200);
  EXPECT_EQ(denied->remedy().wait_until_micros(), next);
  // A day of 24 hours would be over; the sliding window has let the first one go.
  EXPECT_EQ(RefundAt(midnight + 24 * kHour + 1, 200), "deny limit daily");
  EXPECT_EQ(Fact("refunds", R"(["bot"])"), "1");
  EXPECT_EQ(RefundAt(next - 1, 101), "deny limit daily");
  EXPECT_EQ(RefundAt(next, 1000), "permit refund");
}

TEST_F(RefundTest, Scenario15AClockSetBackDeniesAndResetsNothing) {
  const Micros noon = Madrid(10, 24, 0, 30);
  EXPECT_EQ(RefundAt(noon, 900), "permit refund");
  // Back over midnight, where another day would begin.
  EXPECT_EQ(RefundAt(noon - 2 * kHour, 1), "deny clock_went_back");
  Restart();
  EXPECT_EQ(Summary(Refund(1)), "deny clock_went_back");
  EXPECT_EQ(RefundAt(noon, 200), "deny limit daily");
  EXPECT_EQ(RefundAt(noon, 100), "permit refund");
  EXPECT_EQ(Fact("refunds", R"(["bot"])"), "2");
}

constexpr char kDeploy[] = R"(
package ci

entity User {}
entity Agent {}
task Release {}

action ci.test(commit: string)
action ci.deploy(commit: string)

fact tested(task, args.commit) = any of succeeded ci.test within 5m
fact deploys(task)             = count of ci.deploy

permit all: any
forbid untested: ci.deploy unless tested(task, args.commit)
)";

class DeployTest : public PolicyTest {
 protected:
  DeployTest() : PolicyTest(kDeploy) {}
};

TEST_F(DeployTest, Scenario16AfterTestsThatSucceededNotLongAgo) {
  Grant("t", "Release");
  const char* app = R"({"commit": "a1"})";
  v1::DecideBatchRequest together;
  *together.add_requests() = Request("t", "ci.test", app);
  *together.add_requests() = Request("t", "ci.deploy", app);
  auto both = client_->DecideBatch(together);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(Summary(both->results(0).reply()), "permit all");
  EXPECT_EQ(Summary(both->results(1).reply()), "deny forbidden untested");
  const std::string tests = both->results(0).reply().decision_id();
  clock_.Advance(kMinute);
  Report(tests, true);
  EXPECT_EQ(Summary(Decide("t", "ci.deploy", R"({"commit": "b2"})")), "deny forbidden untested");
  EXPECT_EQ(Summary(Decide("t", "ci.deploy", app)), "permit all");
  clock_.Advance(6 * kMinute);
  EXPECT_EQ(Summary(Decide("t", "ci.deploy", app)), "deny forbidden untested");
  // The tries that were denied count nowhere.
  EXPECT_EQ(Fact("deploys"), "1");
}

TEST_F(DeployTest, Scenario16TestsThatFailedAllowNothing) {
  Grant("t", "Release");
  const char* app = R"({"commit": "a1"})";
  auto test = Decide("t", "ci.test", app);
  ASSERT_EQ(Summary(test), "permit all");
  Report(test->decision_id(), false);
  EXPECT_EQ(Summary(Decide("t", "ci.deploy", app)), "deny forbidden untested");
  EXPECT_EQ(Fact("deploys"), "0");
}

}  // namespace
}  // namespace writ::harness
