// The travel agent's scenarios over real connections.
#include "tests/integration/scenarios.h"
#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

class TravelTest : public ServerTest {
 protected:
  void PlayAll(Trip& trip, const std::vector<Step>& steps, size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) {
      const Played played = Play(trip, steps[i]);
      EXPECT_TRUE(played.ok) << steps[i].title << ": " << played.verdict << " by " << played.rules
                             << " for " << played.reason << ": " << played.message;
    }
  }

  static std::string Purchase(Trip& trip, const std::string& args) {
    return Summary(trip.Decide("flights.purchase", args));
  }
};

TEST_F(TravelTest, Scenario1BuysOneTicketWithinBudgetAcrossACrash) {
  auto trip = Trip::Start(server_->address());
  ASSERT_TRUE(trip.ok()) << trip.status();
  PlayAll(*trip, TravelSteps(), 0, kStepsBeforeCrash);
  const std::string spend = trip->Spend(), tickets = trip->Tickets();
  EXPECT_NE(spend.find("391.5"), std::string::npos) << spend;
  EXPECT_EQ(tickets, "1");
  KillAndRestart();
  Trip again(server_->address(), trip->task_id());
  EXPECT_EQ(again.Spend(), spend);
  EXPECT_EQ(again.Tickets(), tickets);
  PlayAll(again, TravelSteps(), kStepsBeforeCrash, TravelSteps().size());
  EXPECT_EQ(again.Spend(), spend);
  EXPECT_EQ(ExpectReplayEqual(), TravelSteps().size());
}

TEST_F(TravelTest, Scenario2DeniesWhatTheTripIsNotFor) {
  auto trip = Trip::Start(server_->address());
  ASSERT_TRUE(trip.ok()) << trip.status();
  PlayAll(*trip, ElsewhereSteps(), 0, ElsewhereSteps().size());
  EXPECT_EQ(trip->Tickets(), "0");
  EXPECT_EQ(ExpectReplayEqual(), ElsewhereSteps().size());
}

TEST_F(TravelTest, TellsWhatIsLeftOfALimit) {
  Trip trip = StartTrip({.budget = "1000 USD", .seats = 3});
  ASSERT_EQ(Purchase(trip, PurchaseArgs("H1", "SFO", "600 USD")), "permit buy");
  auto denied = trip.Decide("flights.purchase", PurchaseArgs("H1", "SFO", "400.01 USD"));
  ASSERT_EQ(Summary(denied), "deny limit budget");
  EXPECT_EQ(denied->remedy().remaining().rfind("400", 0), 0u) << denied->remedy().remaining();
  EXPECT_EQ(denied->message(), "the trip's budget is used up");
}

TEST_F(TravelTest, Scenario6RetriesGiveTheSameDecisionAndDebitOnce) {
  Trip trip = StartTrip({.seats = 3});
  auto request = trip.Request("flights.purchase", PurchaseArgs("H1", "SFO", "100 USD"));
  request.set_idempotency_key("k");
  auto first = trip.client().Decide(request);
  const std::string spend = trip.Spend();
  auto second = trip.client().Decide(request);
  ASSERT_EQ(Summary(first), "permit buy");
  ASSERT_EQ(Summary(second), "permit buy");
  EXPECT_EQ(first->decision_id(), second->decision_id());
  EXPECT_EQ(first->canonical_args(), second->canonical_args());
  EXPECT_EQ(trip.Spend(), spend);
  request.set_args_json(PurchaseArgs("H1", "SFO", "101 USD"));
  EXPECT_EQ(Summary(trip.client().Decide(request)), "deny key_reused");
  EXPECT_EQ(trip.Spend(), spend);
}

struct Odd {
  const char* args;
  const char* summary;
};

constexpr Odd kOddArguments[] = {
    {R"({})", "deny bad_arguments"},
    {R"(null)", "deny bad_arguments"},
    {R"([])", "deny bad_arguments"},
    {R"({"hold": "H1", "to": "SFO", "price": null})", "deny bad_arguments"},
    {R"({"hold": "H1", "to": "SFO", "price": "389"})", "deny bad_arguments"},
    {R"({"hold": "H1", "to": "SFO", "price": 389})", "deny bad_arguments"},
    {R"({"hold": "H1", "to": "SFO", "price": {"amount": -1, "currency": "USD"}})",
     "deny forbidden not_positive"},
    {R"({"hold": "H1", "to": "SFO", "price": {"amount": 1e400, "currency": "USD"}})",
     "deny bad_arguments"},
    {R"({"hold": "H1", "to": "SFO", "price": {"amount": NaN, "currency": "USD"}})",
     "deny bad_arguments"},
    {R"({"hold": "H1", "to": "SFO", "price": "389 USD", "price": "1 USD"})", "deny bad_arguments"},
    {R"({"hold": "H1", "to": "SFO", "price": "389 USD", "note": "x"})", "deny bad_arguments"},
    // A Cyrillic letter that looks like an O.
    {R"({"hold": "H1", "to": "SFО", "price": "389 USD"})", "deny forbidden elsewhere"},
    {R"({"hold": "H1", "to": "SFO", "price": {"amount": 389, "currency": "USD"}) x)",
     "deny bad_arguments"},
    {R"({"hold": "H1", "to": "SFO", "price": {"amount": 3.89e2, "currency": "USD"}})",
     "permit buy"},
};

TEST_F(TravelTest, OddArgumentsAreDeniedEachForItsOwnReason) {
  Trip trip = StartTrip();
  for (const Odd& odd : kOddArguments) EXPECT_EQ(Purchase(trip, odd.args), odd.summary) << odd.args;
  EXPECT_NE(trip.Spend().find("389"), std::string::npos) << trip.Spend();
  EXPECT_EQ(ExpectReplayEqual(), std::size(kOddArguments) + 1);
}

TEST_F(TravelTest, ADeniedArgumentIsNamed) {
  Trip trip = StartTrip();
  auto reply = trip.Decide("flights.purchase", R"({"hold": "H1", "to": "SFO"})");
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_NE(reply->detail().find("price"), std::string::npos) << reply->detail();
  EXPECT_TRUE(reply->canonical_args().empty());
  EXPECT_TRUE(reply->args_sha256().empty());
}

TEST_F(TravelTest, ASuspendedAgentCanDoNothing) {
  Trip trip = StartTrip();
  v1::PutFactRequest put;
  put.set_fact("suspended");
  put.set_keys_json(R"(["travel-1"])");
  put.set_value_json("true");
  ASSERT_TRUE(trip.client().PutFact(put).ok());
  EXPECT_EQ(Summary(trip.Decide("flights.search", SearchArgs("SFO"))), "deny forbidden frozen");
  put.set_value_json("false");
  ASSERT_TRUE(trip.client().PutFact(put).ok());
  EXPECT_EQ(Summary(trip.Decide("flights.search", SearchArgs("SFO"))), "permit lookup");
}

TEST_F(TravelTest, AClosedTaskDenies) {
  Trip trip = StartTrip();
  auto closed = trip.client().CloseTask(trip.task_id());
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_TRUE(closed->closed());
  EXPECT_TRUE(trip.client().GetTask(trip.task_id())->closed());
  EXPECT_EQ(Summary(trip.Decide("flights.search", SearchArgs("SFO"))), "deny task_closed");
}

TEST_F(TravelTest, StrangersAreDenied) {
  Trip trip = StartTrip();
  auto request = trip.Request("flights.search", SearchArgs("SFO"));
  request.set_agent("travel-2");
  EXPECT_EQ(Summary(trip.client().Decide(request)), "deny wrong_agent");
  request.set_agent(kAgent);
  request.set_task_id("nothing");
  EXPECT_EQ(Summary(trip.client().Decide(request)), "deny unknown_task");
}

TEST_F(TravelTest, ATraceComesOnlyWhenAsked) {
  Trip trip = StartTrip();
  auto request = trip.Request("flights.search", SearchArgs("ACA"));
  EXPECT_FALSE(trip.client().Decide(request)->has_trace());
  request.set_explain(true);
  auto reply = trip.client().Decide(request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  bool found = false;
  for (const v1::RuleTrace& rule : reply->trace().rules()) {
    if (rule.rule() != "travel.elsewhere") continue;
    found = true;
    EXPECT_EQ(rule.effect(), "forbid");
    ASSERT_EQ(rule.clauses_size(), 1);
    EXPECT_EQ(rule.clauses(0).text(), "unless args.to == task.to");
    EXPECT_EQ(rule.clauses(0).file(), "policy.writ");
    EXPECT_EQ(rule.clauses(0).result(), "true");
  }
  EXPECT_TRUE(found) << reply->trace().DebugString();
}

}  // namespace
}  // namespace writ::harness
