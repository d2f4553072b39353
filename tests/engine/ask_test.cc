// Approvals on the engine: rule R4, step 5; rule R7; what a ticket is bound to; who may
// answer it.
#include <gtest/gtest.h>

#include "engine/engine.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package pay
entity User { manager: User?, auditor: User? }
entity Agent { owner: User }
task Pay { to: string }
action bank.send(to: string, amount: int)
action bank.look(to: string)
fact sent(task) = sum(args.amount) of bank.send
fact paused(Agent): bool = false
permit send: bank.send for Pay when args.to == task.to token { ttl: 30s, once }
permit look: bank.look for Pay
forbid frozen: any when paused(agent)
limit most: sent(task) <= 1000
ask manager: bank.send when args.amount > 500
  of user.manager within 15m else "your manager must approve this"
ask auditor: bank.send when args.amount > 800 of user.auditor within 1h
ask broken: bank.send when 10 / (args.amount - 7) == 10 of user.manager within 15m
)";
constexpr Micros kMinute = 60'000'000;

class AskTest : public testing::Test {
 protected:
  AskTest() : t_(kPolicy) {
    t_.Grant("t", "Pay", R"({"to": "x"})");
    PutUser("ana", R"({"manager": "bo", "auditor": "cy"})");
  }

  void PutUser(const std::string& id, std::string_view attributes) {
    auto put = Await<uint64_t>([&](auto done) {
      t_.engine().PutEntity({"User", id, Json(attributes)}, std::move(done));
    });
    ASSERT_TRUE(put.ok()) << put.status();
  }

  Decision Send(int amount, const std::string& ticket = "", const std::string& key = "") {
    CallRequest request =
        Request("t", "bank.send", "{\"to\": \"x\", \"amount\": " + std::to_string(amount) + "}");
    request.ticket = ticket;
    request.idempotency_key = key;
    request.want_token = true;
    return t_.Decide(std::move(request));
  }

  // Asked for a call of `amount`; gives the ticket.
  std::string Ask(int amount) {
    const Decision decision = Send(amount);
    EXPECT_EQ(decision.verdict, Verdict::kAsk) << Summary(decision);
    return decision.approval ? decision.approval->ticket : "";
  }

  absl::StatusOr<TicketInfo> Answer(const std::string& ticket, const std::string& who,
                                    bool approve = true) {
    return Await<TicketInfo>([&](auto done) {
      t_.engine().AnswerTicket({ticket, who, approve, "a note"}, std::move(done));
    });
  }
  void Approve(const std::string& ticket, const std::string& who) {
    auto info = Answer(ticket, who);
    ASSERT_TRUE(info.ok()) << info.status();
  }

  TestEngine t_;
};

TEST_F(AskTest, R4AnAskThatHoldsAsks) {
  const Decision decision = Send(600);
  EXPECT_EQ(Summary(decision), "ask needs_approval pay.manager");
  EXPECT_EQ(decision.message, "your manager must approve this");
  ASSERT_TRUE(decision.approval.has_value());
  EXPECT_EQ(decision.approval->ticket, "a" + decision.decision_id.substr(1));
  EXPECT_EQ(decision.approval->expires, decision.time + 15 * kMinute);
  ASSERT_EQ(decision.approval->approvals.size(), 1u);
  EXPECT_EQ(decision.approval->approvals[0].approver, "bo");
  EXPECT_EQ(decision.token, "");
  EXPECT_EQ(Summary(Send(500)), "permit");
  t_.ExpectReplaysEqual();
}

TEST_F(AskTest, R4WhatDeniesIsNotAsked) {
  EXPECT_EQ(Summary(Send(1001)), "deny limit pay.most");
  CallRequest elsewhere = Request("t", "bank.send", R"({"to": "y", "amount": 600})");
  EXPECT_EQ(Summary(t_.Decide(elsewhere)), "deny no_permit");
  t_.PutFact("paused", R"(["bot"])", "true");
  EXPECT_EQ(Summary(Send(600)), "deny forbidden pay.frozen");
}

TEST_F(AskTest, R4AnAskThatErrsDenies) {
  EXPECT_EQ(Summary(Send(7)), "deny rule_error pay.broken");
  t_.ExpectReplaysEqual();
}

TEST_F(AskTest, R7ACallThatWaitsChangesNoFact) {
  const std::string ticket = Ask(600);
  EXPECT_EQ(t_.Fact("sent", R"(["t"])"), "0");
  Approve(ticket, "bo");
  EXPECT_EQ(t_.Fact("sent", R"(["t"])"), "0");
  const Decision decision = Send(600, ticket);
  EXPECT_EQ(Summary(decision), "permit");
  EXPECT_NE(decision.token, "");
  EXPECT_EQ(t_.Fact("sent", R"(["t"])"), "600");
  t_.ExpectReplaysEqual();
}

TEST_F(AskTest, AllApprovalsAreNeededAndTheShortestTimeCounts) {
  const Decision asked = Send(900);
  ASSERT_TRUE(asked.approval.has_value());
  EXPECT_EQ(asked.approval->approvals.size(), 2u);
  EXPECT_EQ(asked.approval->expires, asked.time + 15 * kMinute);
  const std::string ticket = asked.approval->ticket;
  Approve(ticket, "bo");
  const Decision waiting = Send(900, ticket);
  EXPECT_EQ(Summary(waiting), "ask needs_approval pay.auditor");
  EXPECT_EQ(waiting.approval->ticket, ticket);
  Approve(ticket, "cy");
  EXPECT_EQ(Summary(Send(900, ticket)), "permit");
  t_.ExpectReplaysEqual();
}

TEST_F(AskTest, ATicketIsForOneExactCall) {
  const std::string ticket = Ask(600);
  Approve(ticket, "bo");
  EXPECT_EQ(Summary(Send(601, ticket)), "deny ticket_mismatch");
  EXPECT_EQ(Summary(Send(100, ticket)), "deny ticket_mismatch");
  CallRequest look = Request("t", "bank.look", R"({"to": "x"})");
  look.ticket = ticket;
  EXPECT_EQ(Summary(t_.Decide(look)), "deny ticket_mismatch");
  t_.Grant("other", "Pay", R"({"to": "x"})");
  CallRequest other = Request("other", "bank.send", R"({"to": "x", "amount": 600})");
  other.ticket = ticket;
  EXPECT_EQ(Summary(t_.Decide(other)), "deny unknown_ticket");
  EXPECT_EQ(Summary(Send(600, "a999")), "deny unknown_ticket");
  EXPECT_EQ(Summary(Send(600, "nonsense")), "deny unknown_ticket");
  EXPECT_EQ(Summary(Send(600, ticket)), "permit");
  EXPECT_EQ(Summary(Send(600, ticket)), "deny ticket_used");
  t_.ExpectReplaysEqual();
}

// Written another way, it is the same call.
TEST_F(AskTest, TheSameArgumentsAreTheSameCall) {
  const std::string ticket = Ask(600);
  Approve(ticket, "bo");
  CallRequest request = Request("t", "bank.send", R"({ "amount": 6e2, "to": "x" })");
  request.ticket = ticket;
  EXPECT_EQ(Summary(t_.Decide(request)), "permit");
}

TEST_F(AskTest, ATicketExpires) {
  const std::string ticket = Ask(600), early = Ask(600);
  Approve(ticket, "bo");
  t_.clock().Advance(15 * kMinute - 1);
  Approve(early, "bo");
  t_.clock().Advance(1);
  EXPECT_EQ(Summary(Send(600, ticket)), "deny ticket_expired");
  EXPECT_EQ(Answer(Ask(600), "bo").status(), absl::OkStatus());
  EXPECT_EQ(Answer(early, "bo", false).status().code(), absl::StatusCode::kFailedPrecondition);
  t_.ExpectReplaysEqual();
}

// Readers go by the engine's time, which never goes back; the clock may.
TEST_F(AskTest, WhatExpiredStaysSoForReadersWhenTheClockGoesBack) {
  const std::string ticket = Ask(600);
  t_.clock().Advance(15 * kMinute);
  EXPECT_EQ(Summary(Send(600, ticket)), "deny ticket_expired");
  t_.clock().Advance(-kMinute);
  EXPECT_EQ(t_.engine().GetTicket(ticket)->standing, "expired");
  EXPECT_TRUE(t_.engine().ListTickets({})->tickets.empty());
}

TEST_F(AskTest, ARefusalEndsIt) {
  const std::string ticket = Ask(900);
  Approve(ticket, "bo");
  ASSERT_TRUE(Answer(ticket, "cy", false).ok());
  EXPECT_EQ(Summary(Send(900, ticket)), "deny ticket_refused");
  EXPECT_EQ(Answer(ticket, "bo", false).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(AskTest, AnApprovalCanBeTakenBackUntilItIsUsed) {
  const std::string ticket = Ask(600);
  Approve(ticket, "bo");
  ASSERT_TRUE(Answer(ticket, "bo", false).ok());
  EXPECT_EQ(Summary(Send(600, ticket)), "deny ticket_refused");
}

TEST_F(AskTest, OnlyWhoWasAskedAnswersAndNeverWhoAsks) {
  const std::string ticket = Ask(600);
  for (const char* who : {"ana", "bot", "cy", "", "stranger"}) {
    EXPECT_EQ(Answer(ticket, who).status().code(), absl::StatusCode::kPermissionDenied) << who;
  }
  EXPECT_EQ(Answer("a999", "bo").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Answer("x", "bo").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Summary(Send(600, ticket)), "ask needs_approval pay.manager");
}

// Nobody approves for himself, also when the policy would let him.
TEST_F(AskTest, WithoutSomebodyElseToAskItDenies) {
  for (std::string_view attributes : {R"({})", R"({"manager": "ana"})", R"({"manager": "bot"})"}) {
    PutUser("ana", attributes);
    EXPECT_EQ(Summary(Send(600)), "deny no_approver pay.manager") << attributes;
  }
  t_.ExpectReplaysEqual();
}

// The approval is of the one who is the approver when the call is made.
TEST_F(AskTest, AnotherManagerMustApproveAgain) {
  const std::string ticket = Ask(600);
  Approve(ticket, "bo");
  PutUser("ana", R"({"manager": "di"})");
  const Decision decision = Send(600, ticket);
  EXPECT_EQ(Summary(decision), "ask needs_approval pay.manager");
  EXPECT_NE(decision.approval->ticket, ticket);
  Approve(decision.approval->ticket, "di");
  EXPECT_EQ(Summary(Send(600, decision.approval->ticket)), "permit");
  t_.ExpectReplaysEqual();
}

TEST_F(AskTest, EverythingElseMustStillHold) {
  const std::string ticket = Ask(600);
  Approve(ticket, "bo");
  EXPECT_EQ(Summary(Send(450)), "permit");
  EXPECT_EQ(Summary(Send(600, ticket)), "deny limit pay.most");
  t_.ExpectReplaysEqual();
}

TEST_F(AskTest, AnotherPolicyAsksAnew) {
  const std::string ticket = Ask(600);
  Approve(ticket, "bo");
  t_.Reopen(std::string(kPolicy) + "\nconst unused_here = 1\n");
  EXPECT_EQ(Summary(Send(600, ticket)), "deny ticket_mismatch");
  EXPECT_EQ(Summary(Send(600)), "ask needs_approval pay.manager");
}

TEST_F(AskTest, TicketsSurviveReopening) {
  const std::string ticket = Ask(600);
  Approve(ticket, "bo");
  t_.Reopen();
  EXPECT_EQ(Summary(Send(600, ticket)), "permit");
  t_.Reopen();
  EXPECT_EQ(Summary(Send(600, ticket)), "deny ticket_used");
  t_.ExpectReplaysEqual();
}

TEST_F(AskTest, AnIdempotencyKeyStandsForTheCallThroughItsApproval) {
  const Decision asked = Send(600, "", "k");
  const std::string ticket = asked.approval->ticket;
  const Decision again = Send(600, "", "k");
  EXPECT_EQ(again.decision_id, asked.decision_id);
  EXPECT_EQ(again.approval->ticket, ticket);
  Approve(ticket, "bo");
  const Decision permitted = Send(600, ticket, "k");
  EXPECT_EQ(Summary(permitted), "permit");
  const Decision retried = Send(600, ticket, "k");
  EXPECT_EQ(retried.decision_id, permitted.decision_id);
  EXPECT_EQ(retried.token, permitted.token);
  EXPECT_EQ(t_.Fact("sent", R"(["t"])"), "600");
  t_.ExpectReplaysEqual();
}

TEST_F(AskTest, AFailedCallNeedsANewApproval) {
  const std::string ticket = Ask(600);
  Approve(ticket, "bo");
  const Decision decision = Send(600, ticket);
  ASSERT_TRUE(t_.Report(decision, false).ok());
  EXPECT_EQ(t_.Fact("sent", R"(["t"])"), "0");
  EXPECT_EQ(Summary(Send(600, ticket)), "deny ticket_used");
}

TEST_F(AskTest, AClosedTasksTicketIsOver) {
  const std::string ticket = Ask(600);
  ASSERT_TRUE(Await<TaskInfo>([&](auto done) { t_.engine().Close({"t"}, std::move(done)); }).ok());
  EXPECT_EQ(Answer(ticket, "bo").status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(AskTest, ARevokedAgentsTicketIsOver) {
  const std::string ticket = Ask(600);
  RevocationSet revoke{PrincipalKind::kAgent, "bot", true, "gone"};
  ASSERT_TRUE(Await<RevocationInfo>([&](auto done) {
                t_.engine().SetRevocation(revoke, std::move(done));
              }).ok());
  EXPECT_EQ(Answer(ticket, "bo").status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(AskTest, PeopleSeeWhatTheyAreAskedAndTheAuditWhatTheySaid) {
  const std::string ticket = Ask(900);
  auto page = t_.engine().ListTickets({.approver = "bo"});
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->tickets.size(), 1u);
  EXPECT_EQ(page->tickets[0].args_json, R"({"amount":900,"to":"x"})");
  EXPECT_EQ(page->tickets[0].user, "ana");
  EXPECT_EQ(page->tickets[0].standing, "waiting");
  Approve(ticket, "bo");
  EXPECT_TRUE(t_.engine().ListTickets({.approver = "bo"})->tickets.empty());
  EXPECT_EQ(t_.engine().ListTickets({.approver = "cy"})->tickets.size(), 1u);
  Approve(ticket, "cy");
  EXPECT_EQ(t_.engine().GetTicket(ticket)->standing, "approved");
  const Decision decision = Send(900, ticket);
  EXPECT_EQ(t_.engine().GetTicket(ticket)->standing, "used");
  EXPECT_TRUE(t_.engine().ListTickets({})->tickets.empty());
  const std::string json = t_.engine().GetEvent(decision.log_index)->json;
  EXPECT_NE(json.find("\"ticket_thread\""), std::string::npos) << json;
  EXPECT_NE(json.find("\"answer\":\"approved\""), std::string::npos) << json;
  const std::string said = t_.engine().GetEvent(decision.log_index - 1)->json;
  EXPECT_NE(said.find("\"ticket_approved\""), std::string::npos) << said;
  EXPECT_NE(said.find("\"a note\""), std::string::npos) << said;
}

TEST_F(AskTest, ListsComeInPagesAndLeaveOutWhatExpired) {
  for (int i = 0; i < 5; ++i) Ask(600);
  auto first = t_.engine().ListTickets({.limit = 3});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->tickets.size(), 3u);
  auto second = t_.engine().ListTickets({.after = first->next, .limit = 3});
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->tickets.size(), 2u);
  EXPECT_EQ(second->next, "");
  EXPECT_NE(second->tickets[0].ticket, first->tickets[2].ticket);
  EXPECT_FALSE(t_.engine().ListTickets({.limit = 0}).ok());
  EXPECT_FALSE(t_.engine().ListTickets({.limit = 1001}).ok());
  EXPECT_FALSE(t_.engine().ListTickets({.after = "?"}).ok());
  t_.clock().Advance(15 * kMinute);
  EXPECT_TRUE(t_.engine().ListTickets({})->tickets.empty());
}

TEST_F(AskTest, ANoteIsBounded) {
  const std::string ticket = Ask(600);
  auto with = [&](size_t size) {
    return Await<TicketInfo>([&](auto done) {
      t_.engine().AnswerTicket({ticket, "bo", true, std::string(size, 'n')}, std::move(done));
    });
  };
  EXPECT_EQ(with(1025).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(with(1024).ok());
}

// Whoever must approve at some level must approve, and nobody whom the call passed through.
TEST_F(AskTest, R11AnAskOfALevelAboveIsAskedInTheChild) {
  TaskGrant child{.task_id = "child", .type = "Pay", .params = Json(R"({"to": "x"})")};
  child.agent = "helper";
  child.parent = "t";
  ASSERT_TRUE(Await<TaskInfo>([&](auto done) { t_.engine().Grant(child, std::move(done)); }).ok());
  CallRequest request = Request("child", "bank.send", R"({"to": "x", "amount": 600})");
  request.agent = "helper";
  const Decision asked = t_.Decide(request);
  ASSERT_EQ(Summary(asked), "ask needs_approval pay.manager");
  EXPECT_EQ(asked.approval->approvals.size(), 1u);  // the same ask at both levels
  Approve(asked.approval->ticket, "bo");
  request.ticket = asked.approval->ticket;
  EXPECT_EQ(Summary(t_.Decide(request)), "permit");
  EXPECT_EQ(t_.Fact("sent", R"(["t"])"), "600");
  t_.ExpectReplaysEqual();
}

TEST_F(AskTest, AnAgentOfTheChainIsNeverAsked) {
  TaskGrant child{.task_id = "child", .type = "Pay", .params = Json(R"({"to": "x"})")};
  child.agent = "helper";
  child.parent = "t";
  ASSERT_TRUE(Await<TaskInfo>([&](auto done) { t_.engine().Grant(child, std::move(done)); }).ok());
  CallRequest request = Request("child", "bank.send", R"({"to": "x", "amount": 600})");
  request.agent = "helper";
  for (const char* manager : {"bot", "helper", "ana"}) {
    PutUser("ana", std::string("{\"manager\": \"") + manager + "\"}");
    EXPECT_EQ(Summary(t_.Decide(request)), "deny no_approver pay.manager") << manager;
  }
}

}  // namespace
}  // namespace writ::tests
