// Windows, leases and what calls that fail take out again, on the whole engine.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "engine/replay/rebuild.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr Micros kSecond = 1'000'000;
constexpr Micros kHour = 3600 * kSecond;

constexpr std::string_view kPolicy = R"(
package desk

entity User {}
entity Agent {}
task Work {}

action desk.refund(order: string, amount: money) -> { paid: money }
action desk.read(path: string)
action desk.test(name: string)
action desk.deploy(name: string)
action desk.buy(price: money, to: string) -> { paid: money }

fact refunds(agent)        = count of desk.refund within 24h
fact refunded_today(agent) = sum(args.amount) of desk.refund each day in "Europe/Madrid"
  settle result.paid
fact reads(agent)          = count of desk.read within 1m
fact tested(task, args.name) = any of succeeded desk.test within 5m
fact held(task)            = sum(args.price) of desk.buy on unknown release after 10m
  settle result.paid
fact cheapest(task)        = min(args.price) of desk.buy
fact dearest(task)         = max(args.price) of desk.buy
fact last_to(task)         = last(args.to) of desk.buy
fact payees(task)          = set(args.to) of desk.buy
fact ever(task)            = any of desk.buy
fact recent(task)          = set(args.to) of desk.buy within 1h
fact hourly(task)          = max(args.price) of desk.buy each hour in "UTC"

permit all: any
forbid untested: desk.deploy unless tested(task, args.name)
limit five: refunds(agent) <= 5
limit daily: refunded_today(agent) <= 1000 EUR
limit pace: reads(agent) <= 3
limit budget: held(task) <= 1000 USD
)";

class WindowTest : public ::testing::Test {
 protected:
  WindowTest() : t_(kPolicy) { t_.Grant("t", "Work", "{}"); }
  ~WindowTest() override {
    t_.ExpectReplaysEqual();
    auto made = NewMemoryStore();
    auto report = Rebuild(t_.store(), *made);
    EXPECT_TRUE(report.ok()) << report.status();
    if (report.ok()) EXPECT_EQ(report->difference, "");
  }

  Decision Refund(int amount) {
    return t_.Decide("t", "desk.refund",
                     absl::StrCat(R"({"order": "o", "amount": ")", amount, R"( EUR"})"));
  }
  Decision Read() { return t_.Decide("t", "desk.read", R"({"path": "/a"})"); }
  Decision Buy(int price, const std::string& to = "bob") {
    return t_.Decide("t", "desk.buy",
                     absl::StrCat(R"({"price": ")", price, R"( USD", "to": ")", to, "\"}"));
  }
  void Fail(const Decision& decision) {
    auto receipt = t_.Report(decision, false);
    EXPECT_TRUE(receipt.ok()) << receipt.status();
  }
  OutcomeReceipt Succeed(const Decision& decision, int paid) {
    auto receipt = t_.Report(decision, true, absl::StrCat(R"({"paid": ")", paid, R"( USD"})"));
    EXPECT_TRUE(receipt.ok()) << receipt.status();
    return receipt.ok() ? *receipt : OutcomeReceipt();
  }
  std::string OfTask(std::string_view fact) { return t_.Fact(fact, R"(["t"])"); }
  std::string OfAgent(std::string_view fact) { return t_.Fact(fact, R"(["bot"])"); }

  TestEngine t_;
};

// Scenario 15: a sliding window counts both sides of midnight, to the microsecond.
TEST_F(WindowTest, R8SlidesExactly) {
  const Micros first = t_.clock().Now();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Summary(Refund(1)), "permit");
  Decision sixth = Refund(1);
  EXPECT_EQ(Summary(sixth), "deny limit desk.five");
  EXPECT_EQ(sixth.remaining, "0");
  EXPECT_EQ(sixth.wait_until, first + 24 * kHour + 1);
  t_.Grant("t2", "Work", "{}");
  t_.clock().Advance(24 * kHour - 1);
  EXPECT_EQ(OfAgent("refunds"), "5");
  t_.clock().Advance(1);
  EXPECT_EQ(OfAgent("refunds"), "5");  // closed at both ends
  t_.clock().Advance(1);
  EXPECT_EQ(OfAgent("refunds"), "0");
}

// Scenario 15: the day is the zone's; one of 25 hours is one day.
TEST_F(WindowTest, R8TheCalendarIsTheZones) {
  // 2026-11-23T18:00Z is 19:00 in Madrid.
  EXPECT_EQ(Summary(Refund(900)), "permit");
  t_.clock().Advance(5 * kHour - 1 * kSecond);  // 23:59:59
  Decision late = Refund(200);
  EXPECT_EQ(Summary(late), "deny limit desk.daily");
  EXPECT_EQ(late.wait_until, t_.clock().Now() + kSecond);
  t_.clock().Advance(2 * kSecond);  // 00:00:01
  EXPECT_EQ(Summary(Refund(200)), "permit");
  EXPECT_NE(OfAgent("refunded_today").find("200"), std::string::npos);
}

// Scenario 15: a clock set back denies and resets nothing.
TEST_F(WindowTest, AClockSetBackResetsNoWindow) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Summary(Read()), "permit");
  t_.clock().Advance(-2 * kHour);
  EXPECT_EQ(Summary(Read()), "deny clock_went_back");
  t_.clock().Advance(2 * kHour);
  EXPECT_EQ(Summary(Read()), "deny limit desk.pace");
  t_.clock().Advance(61 * kSecond);
  EXPECT_EQ(Summary(Read()), "permit");
}

// R7: a denied call is in no window.
TEST_F(WindowTest, R7DeniedCallsCountNowhere) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Summary(Read()), "permit");
  t_.clock().Advance(30 * kSecond);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(Summary(Read()), "deny limit desk.pace");
  EXPECT_EQ(OfAgent("reads"), "3");
  t_.clock().Advance(31 * kSecond);
  EXPECT_EQ(OfAgent("reads"), "0");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Summary(Read()), "permit");
}

// Scenario 16: R6 with a window. What is not yet reported proves nothing.
TEST_F(WindowTest, R6APrerequisiteThatGoesStale) {
  Decision test = t_.Decide("t", "desk.test", R"({"name": "app"})");
  EXPECT_EQ(Summary(t_.Decide("t", "desk.deploy", R"({"name": "app"})")),
            "deny forbidden desk.untested");
  ASSERT_TRUE(t_.Report(test, true).ok());
  EXPECT_EQ(Summary(t_.Decide("t", "desk.deploy", R"({"name": "app"})")), "permit");
  EXPECT_EQ(Summary(t_.Decide("t", "desk.deploy", R"({"name": "lib"})")),
            "deny forbidden desk.untested");
  t_.clock().Advance(300 * kSecond);
  EXPECT_EQ(Summary(t_.Decide("t", "desk.deploy", R"({"name": "app"})")), "permit");
  t_.clock().Advance(60 * kSecond);
  EXPECT_EQ(Summary(t_.Decide("t", "desk.deploy", R"({"name": "app"})")),
            "deny forbidden desk.untested");
}

// Scenario 5: nobody reports; the lease passes; the late report is an overrun.
TEST_F(WindowTest, R5AnUnknownOutcomeIsReleasedAfterItsLease) {
  Decision first = Buy(900);
  EXPECT_EQ(Summary(first), "permit");
  EXPECT_EQ(Summary(Buy(900)), "deny limit desk.budget");
  t_.clock().Advance(600 * kSecond - 1);
  EXPECT_EQ(Summary(Buy(900)), "deny limit desk.budget");
  t_.Reopen();
  t_.clock().Advance(1);
  Decision second = Buy(900);
  EXPECT_EQ(Summary(second), "permit");
  EXPECT_FALSE(Succeed(second, 850).overrun);
  EXPECT_NE(OfTask("held").find("850"), std::string::npos) << OfTask("held");
  EXPECT_TRUE(Succeed(first, 870).overrun);
  EXPECT_NE(OfTask("held").find("1720"), std::string::npos) << OfTask("held");
  EXPECT_EQ(Summary(Buy(1)), "deny limit desk.budget");
}

// Who reads the fact does not see what a call would not see any more.
TEST_F(WindowTest, R5ALeaseThatHasPassedIsTakenOutBeforeItsFactIsRead) {
  Buy(900);
  t_.clock().Advance(600 * kSecond - 1);
  EXPECT_NE(OfTask("held").find("900"), std::string::npos) << OfTask("held");
  const uint64_t size = t_.engine().tree_head().size;
  t_.clock().Advance(1);
  EXPECT_NE(OfTask("dearest").find("900"), std::string::npos) << OfTask("dearest");
  EXPECT_EQ(t_.engine().tree_head().size, size) << "a fact without leases passes none";
  EXPECT_EQ(OfTask("held").find("900"), std::string::npos) << OfTask("held");
  EXPECT_EQ(t_.engine().tree_head().size, size + 1);
  OfTask("held");
  EXPECT_EQ(t_.engine().tree_head().size, size + 1) << "once";
}

TEST_F(WindowTest, R5AFailureAfterTheLeaseTakesNothingOutTwice) {
  Decision first = Buy(900);
  t_.clock().Advance(601 * kSecond);
  EXPECT_EQ(Summary(Buy(100)), "permit");
  Fail(first);
  EXPECT_NE(OfTask("held").find("100"), std::string::npos) << OfTask("held");
  // Other facts counted the call until it was known to have failed.
  EXPECT_NE(OfTask("dearest").find("100"), std::string::npos) << OfTask("dearest");
}

// R5: every aggregate takes a call out again as if it had never been.
TEST_F(WindowTest, R5EveryAggregateTakesAFailureOut) {
  EXPECT_EQ(OfTask("ever"), "false");
  Decision a = Buy(30, "ann");
  Decision b = Buy(10, "bob");
  Decision c = Buy(50, "bob");
  EXPECT_NE(OfTask("cheapest").find("10"), std::string::npos);
  EXPECT_NE(OfTask("hourly").find("50"), std::string::npos);
  EXPECT_EQ(OfTask("last_to"), "\"bob\"");
  EXPECT_EQ(OfTask("payees"), R"(["ann","bob"])");
  Fail(b);
  EXPECT_NE(OfTask("cheapest").find("30"), std::string::npos);
  EXPECT_EQ(OfTask("payees"), R"(["ann","bob"])");
  Fail(c);
  EXPECT_NE(OfTask("dearest").find("30"), std::string::npos);
  EXPECT_NE(OfTask("hourly").find("30"), std::string::npos);
  EXPECT_EQ(OfTask("last_to"), "\"ann\"");
  EXPECT_EQ(OfTask("payees"), R"(["ann"])");
  EXPECT_EQ(OfTask("recent"), R"(["ann"])");
  EXPECT_EQ(OfTask("ever"), "true");
  Fail(a);
  EXPECT_EQ(OfTask("ever"), "false");
  EXPECT_EQ(OfTask("cheapest"), "null");
  EXPECT_EQ(OfTask("payees"), "[]");
}

// A call that fails when its window has moved on takes nothing out of what counts now.
TEST_F(WindowTest, R8AFailureOutsideTheWindowChangesNothing) {
  Decision old = Buy(30, "ann");
  t_.clock().Advance(2 * kHour);
  EXPECT_EQ(Summary(Buy(40, "bob")), "permit");
  EXPECT_EQ(OfTask("recent"), R"(["bob"])");
  Fail(old);
  EXPECT_EQ(OfTask("recent"), R"(["bob"])");
  EXPECT_NE(OfTask("hourly").find("40"), std::string::npos);
}

// State survives a restart in every form in which it is kept.
TEST_F(WindowTest, WindowsSurviveAReopening) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Summary(Read()), "permit");
  Buy(30, "ann");
  t_.Reopen();
  EXPECT_EQ(Summary(Read()), "deny limit desk.pace");
  EXPECT_EQ(OfTask("recent"), R"(["ann"])");
  EXPECT_EQ(OfTask("payees"), R"(["ann"])");
}

// Windows go with the definition, not with the name of a rule or a comment.
TEST_F(WindowTest, AnEditedRuleKeepsWhatWasCounted) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Summary(Read()), "permit");
  std::string edited(kPolicy);
  edited += "\n// a comment\nforbid nothing: desk.read when args.path == \"/never\"\n";
  t_.Reopen(edited);
  EXPECT_EQ(Summary(Read()), "deny limit desk.pace");
}

}  // namespace
}  // namespace writ::tests
