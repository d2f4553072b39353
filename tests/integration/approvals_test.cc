// Approvals over real connections: scenario 12.
#include <atomic>
#include <thread>
#include <vector>

#include "tests/integration/manual_server_clock.h"
#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

class ApprovalsTest : public ServerTest {
 protected:
  ServerOptions Options() const override {
    return {.policies = kTravelPolicies, .data = data_.path(), .clock = &clock_};
  }

  // A trip whose tickets over 500 USD need the approval of ana's manager, who is bo.
  Trip StartDearTrip() {
    Client client(server_->address());
    v1::PutEntityRequest ana;
    ana.set_type("User");
    ana.set_id(kUser);
    ana.set_attributes_json(R"({"email": "ana@corp.example", "manager": "bo"})");
    EXPECT_TRUE(client.PutEntity(ana).ok());
    return StartTrip({.budget = "2000 USD", .seats = 3, .ask_over = "500 USD"});
  }

  static absl::StatusOr<v1::DecideReply> Purchase(Trip& trip, const std::string& price,
                                                  const std::string& ticket = "") {
    auto request = trip.Request("flights.purchase", PurchaseArgs("H1", "SFO", price));
    request.set_ticket(ticket);
    return trip.client().Decide(request);
  }

  static absl::StatusOr<v1::Approval> Answer(Trip& trip, const std::string& ticket,
                                             const std::string& approver, bool approve = true) {
    v1::AnswerRequest request;
    request.set_ticket(ticket);
    request.set_approver(approver);
    request.set_note("seen");
    return approve ? trip.client().Approve(request) : trip.client().Refuse(request);
  }

  ManualServerClock clock_;
};

// 612 asks; again with the approved ticket; with 612.01; a second use; approved by the
// requester.
TEST_F(ApprovalsTest, Scenario12ADearTicketNeedsTheManager) {
  Trip trip = StartDearTrip();
  EXPECT_EQ(Summary(Purchase(trip, "500 USD")), "permit buy");
  auto asked = Purchase(trip, "612 USD");
  ASSERT_EQ(Summary(asked), "ask needs_approval manager");
  EXPECT_EQ(asked->message(), "this ticket is dear: the traveller's manager must approve it");
  EXPECT_EQ(asked->remedy().approvers(0), "bo");
  EXPECT_EQ(asked->approval().expires_micros(), asked->time_micros() + 15 * 60 * 1'000'000LL);
  EXPECT_EQ(trip.Tickets(), "1");
  const std::string ticket = asked->approval().ticket();

  EXPECT_EQ(Answer(trip, ticket, kUser).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Answer(trip, ticket, kAgent).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Answer(trip, ticket, "cy").status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Summary(Purchase(trip, "612 USD", ticket)), "ask needs_approval manager");
  auto approval = Answer(trip, ticket, "bo");
  ASSERT_TRUE(approval.ok()) << approval.status();
  EXPECT_EQ(approval->standing(), "approved");
  EXPECT_EQ(approval->args_json(), asked->canonical_args());

  EXPECT_EQ(Summary(Purchase(trip, "612.01 USD", ticket)), "deny ticket_mismatch");
  EXPECT_EQ(Summary(Purchase(trip, "612 USD", ticket)), "permit buy");
  EXPECT_EQ(Summary(Purchase(trip, "612 USD", ticket)), "deny ticket_used");
  EXPECT_EQ(trip.Tickets(), "2");
  ExpectReplayEqual();
}

// An approval is worth something for 15 minutes from the asking, and not a microsecond more.
TEST_F(ApprovalsTest, Scenario12AfterFifteenMinutesItIsTooLate) {
  Trip trip = StartDearTrip();
  const std::string in_time = Purchase(trip, "612 USD")->approval().ticket();
  ASSERT_TRUE(Answer(trip, in_time, "bo").ok());
  clock_.Advance(15 * kMinute - 1);
  EXPECT_EQ(Summary(Purchase(trip, "612 USD", in_time)), "permit buy");

  const std::string approved = Purchase(trip, "613 USD")->approval().ticket();
  const std::string waiting = Purchase(trip, "614 USD")->approval().ticket();
  ASSERT_TRUE(Answer(trip, approved, "bo").ok());
  clock_.Advance(15 * kMinute);
  EXPECT_EQ(Summary(Purchase(trip, "613 USD", approved)), "deny ticket_expired");
  EXPECT_EQ(Answer(trip, waiting, "bo").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Summary(Purchase(trip, "614 USD", waiting)), "deny ticket_expired");
  EXPECT_EQ(trip.client().GetApproval(waiting)->standing(), "expired");
  EXPECT_EQ(trip.Tickets(), "1");
  ExpectReplayEqual();
}

TEST_F(ApprovalsTest, PeopleListWhatWaitsForThem) {
  Trip trip = StartDearTrip();
  auto asked = Purchase(trip, "612 USD");
  ASSERT_EQ(Summary(asked), "ask needs_approval manager");
  v1::ListApprovalsRequest mine;
  mine.set_approver("bo");
  auto list = trip.client().ListApprovals(mine);
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->approvals_size(), 1);
  EXPECT_EQ(list->approvals(0).ticket(), asked->approval().ticket());
  EXPECT_EQ(list->approvals(0).action(), "flights.purchase");
  EXPECT_EQ(list->approvals(0).user(), kUser);
  EXPECT_EQ(list->approvals(0).standing(), "waiting");
  mine.set_approver("cy");
  EXPECT_EQ(trip.client().ListApprovals(mine)->approvals_size(), 0);
  ASSERT_TRUE(Answer(trip, asked->approval().ticket(), "bo", false).ok());
  EXPECT_EQ(Summary(Purchase(trip, "612 USD", asked->approval().ticket())), "deny ticket_refused");
  EXPECT_EQ(trip.client().GetApproval(asked->approval().ticket())->standing(), "refused");
  EXPECT_EQ(trip.client().GetApproval("a0").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ApprovalsTest, AnApprovalSurvivesACrashAndIsUsedOnce) {
  Trip trip = StartDearTrip();
  const std::string ticket = Purchase(trip, "612 USD")->approval().ticket();
  ASSERT_TRUE(Answer(trip, ticket, "bo").ok());
  KillAndRestart();
  Trip again(server_->address(), trip.task_id());
  EXPECT_EQ(Summary(Purchase(again, "612 USD", ticket)), "permit buy");
  KillAndRestart();
  Trip last(server_->address(), trip.task_id());
  EXPECT_EQ(Summary(Purchase(last, "612 USD", ticket)), "deny ticket_used");
  ExpectReplayEqual();
}

TEST_F(ApprovalsTest, TheAuditShowsTheThread) {
  Trip trip = StartDearTrip();
  auto asked = Purchase(trip, "612 USD");
  const std::string ticket = asked->approval().ticket();
  ASSERT_TRUE(Answer(trip, ticket, "bo").ok());
  auto permitted = Purchase(trip, "612 USD", ticket);
  ASSERT_EQ(Summary(permitted), "permit buy");
  auto said = [&](uint64_t index) { return trip.client().GetEvent(index)->json(); };
  EXPECT_NE(said(asked->log_index()).find("\"opened\":{\"ticket\":\"" + ticket), std::string::npos);
  EXPECT_EQ(trip.client().GetEvent(asked->log_index() + 1)->kind(), "ticket_approved");
  EXPECT_NE(said(permitted->log_index()).find("\"ticket_thread\":{"), std::string::npos);
  EXPECT_NE(said(permitted->log_index()).find("\"replays_equal\":true"), std::string::npos);
}

// Of many who use one approved ticket at the same time, one is permitted.
TEST_F(ApprovalsTest, ARaceOnOneTicketHasOneWinner) {
  Trip trip = StartDearTrip();
  const std::string ticket = Purchase(trip, "612 USD")->approval().ticket();
  ASSERT_TRUE(Answer(trip, ticket, "bo").ok());
  std::vector<std::thread> racers;
  std::atomic<int> permitted = 0, used = 0;
  for (int i = 0; i < 16; ++i) {
    racers.emplace_back([&] {
      Trip racer(server_->address(), trip.task_id());
      const std::string summary = Summary(Purchase(racer, "612 USD", ticket));
      permitted += summary == "permit buy";
      used += summary == "deny ticket_used";
    });
  }
  for (std::thread& racer : racers) racer.join();
  EXPECT_EQ(permitted, 1);
  EXPECT_EQ(used, 15);
  EXPECT_EQ(trip.Tickets(), "1");
  ExpectReplayEqual();
}

TEST_F(ApprovalsTest, TheCommandLineListsAndAnswers) {
  Trip trip = StartDearTrip();
  const std::string ticket = Purchase(trip, "612 USD")->approval().ticket();
  auto run = [this](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", server_->address()});
    auto finished = RunWrit(std::move(arguments));
    return finished.ok() ? *finished : Finished();
  };
  const Finished list = run({"approvals", "list", "--by", "bo"});
  EXPECT_EQ(list.exit.code, 0) << list.err;
  EXPECT_NE(list.out.find(ticket), std::string::npos) << list.out;
  EXPECT_NE(list.out.find("bo (travel.manager): no answer yet"), std::string::npos) << list.out;
  EXPECT_EQ(run({"approvals", "approve", ticket, "--by", "ana"}).exit.code, 1);
  EXPECT_EQ(run({"approvals", "approve", ticket, "--by", "bo", "--note", "ok"}).exit.code, 0);
  const Finished got = run({"approvals", "get", ticket, "--json"});
  EXPECT_NE(got.out.find("\"standing\":\"approved\""), std::string::npos) << got.out;
  EXPECT_EQ(run({"approvals", "refuse", ticket, "--by", "bo"}).exit.code, 0);
  const Finished decided =
      run({"decide", "--task", trip.task_id(), "--agent", kAgent, "--ticket", ticket, "--args",
           PurchaseArgs("H1", "SFO", "612 USD"), "flights.purchase"});
  EXPECT_EQ(decided.exit.code, 1);
  EXPECT_NE(decided.out.find("ticket_refused"), std::string::npos) << decided.out;
}

}  // namespace
}  // namespace writ::harness
