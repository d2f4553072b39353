// What is reported of permitted calls, and what that does to the facts that counted them.
#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

class OutcomeTest : public ServerTest {
 protected:
  // A permitted purchase; gives the decision's id.
  std::string Buy(Trip& trip, const std::string& price) {
    auto reply = trip.Decide("flights.purchase", PurchaseArgs("H1", "SFO", price));
    EXPECT_EQ(Summary(reply), "permit buy");
    return reply.ok() ? reply->decision_id() : "";
  }

  static absl::StatusCode CodeOf(const absl::StatusOr<v1::ReportOutcomeReply>& reply) {
    return reply.status().code();
  }
};

TEST_F(OutcomeTest, Scenario5AFailureGivesBackWhatWasReserved) {
  Trip trip = StartTrip({.budget = "1000 USD", .seats = 9});
  const std::string nothing = trip.Spend();
  std::string first = Buy(trip, "900 USD");
  EXPECT_NE(trip.Spend(), nothing);
  ASSERT_TRUE(trip.Report(first, false).ok());
  EXPECT_EQ(trip.Tickets(), "0");
  Buy(trip, "900 USD");
  // The second was never reported: it counts.
  auto third = trip.Decide("flights.purchase", PurchaseArgs("H1", "SFO", "900 USD"));
  EXPECT_EQ(Summary(third), "deny limit budget");
  ExpectReplayEqual();
}

TEST_F(OutcomeTest, ASuccessSettlesWhatWasCharged) {
  Trip trip = StartTrip();
  ASSERT_TRUE(trip.Report(Buy(trip, "389 USD"), true, TicketResult("T1", "391.50 USD")).ok());
  EXPECT_NE(trip.Spend().find("391.5"), std::string::npos) << trip.Spend();
}

TEST_F(OutcomeTest, TheSameReportAgainChangesNothing) {
  Trip trip = StartTrip();
  std::string decision = Buy(trip, "389 USD");
  auto first = trip.Report(decision, true, TicketResult("T1", "391.50 USD"));
  auto second = trip.Report(decision, true, TicketResult("T1", "391.50 USD"));
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_FALSE(first->repeated());
  EXPECT_TRUE(second->repeated());
  EXPECT_NE(trip.Spend().find("391.5"), std::string::npos) << trip.Spend();
}

TEST_F(OutcomeTest, AnotherReportIsRefused) {
  Trip trip = StartTrip();
  std::string decision = Buy(trip, "389 USD");
  ASSERT_TRUE(trip.Report(decision, true, TicketResult("T1", "391.50 USD")).ok());
  EXPECT_EQ(CodeOf(trip.Report(decision, false)), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf(trip.Report(decision, true, TicketResult("T1", "1 USD"))),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(trip.Tickets(), "1");
}

TEST_F(OutcomeTest, OnlyTheAgentOfTheCallMayReport) {
  Trip trip = StartTrip();
  v1::ReportOutcomeRequest request;
  request.set_decision_id(Buy(trip, "389 USD"));
  request.set_agent("travel-2");
  EXPECT_EQ(CodeOf(trip.client().ReportOutcome(request)), absl::StatusCode::kNotFound);
  EXPECT_EQ(trip.Tickets(), "1");
}

TEST_F(OutcomeTest, WhatWasNotPermittedHasNoOutcome) {
  Trip trip = StartTrip();
  auto denied = trip.Decide("flights.search", SearchArgs("ACA"));
  ASSERT_EQ(Summary(denied), "deny forbidden elsewhere");
  EXPECT_EQ(CodeOf(trip.Report(denied->decision_id(), true)), absl::StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(trip.Report("d999999", true)), absl::StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(trip.Report("", true)), absl::StatusCode::kInvalidArgument);
}

TEST_F(OutcomeTest, AResultThatDoesNotFitIsRefused) {
  Trip trip = StartTrip();
  std::string decision = Buy(trip, "389 USD");
  for (const char* result : {R"({"ticket": 7, "charged": "1 USD"})", "{", R"({"ticket": "T1"})"}) {
    EXPECT_EQ(CodeOf(trip.Report(decision, true, result)), absl::StatusCode::kInvalidArgument)
        << result;
  }
  ASSERT_TRUE(trip.Report(decision, true, TicketResult("T1", "389 USD")).ok());
}

}  // namespace
}  // namespace writ::harness
