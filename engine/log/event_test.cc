#include "engine/log/event.h"

#include <gtest/gtest.h>

#include <random>

namespace writ {
namespace {

TaskState SomeTask() {
  return {.id = "t1",
          .type = "travel.BookTrip",
          .params = "params",
          .user = "ana",
          .agent = "travel-1",
          .parent = "t0",
          .scope = std::string(32, 's'),
          .granted = 5,
          .expires = 7,
          .levels = 3,
          .status = TaskStatus::kClosed};
}

TicketState SomeTicket() {
  TicketState ticket{.index = 40, .task_id = "t1", .user = "ana", .agent = "travel-1"};
  ticket.action = "flights.purchase";
  ticket.args.fill(1);
  ticket.bundle.fill(2);
  ticket.asked = 3;
  ticket.expires = 9;
  ticket.approvals = {{"travel.manager", "bo", Answer::kApproved, 5}, {"travel.cfo", "cy"}};
  ticket.used = true;
  return ticket;
}

CallDecided SomeCall(std::string_view body) {
  CallDecided call;
  call.bundle.fill(7);
  call.task_id = "t1";
  call.agent = "travel-1";
  call.action = "flights.purchase";
  call.call_id = "c";
  call.ip = "192.0.2.1";
  call.session = "s";
  call.idempotency_key = "k";
  call.clock_back = true;
  call.verdict = 1;
  call.reason = 9;
  call.rules = {"travel.buy", "travel.other"};
  call.detail = "detail";
  call.remaining = "211.00 USD";
  call.denied_in = "t0";
  call.ticket = "a40";
  call.token_asked = true;
  call.key_thumbprint = "thumb";
  call.opened = TicketOpened{.expires = 77, .approvals = {{"travel.manager", "bo"}}};
  call.token = TokenReleased{.audience = "travel", .expires = 66, .once = true};
  call.body = body;
  return call;
}

CallBody SomeBody() {
  CallBody body;
  body.args_readable = true;
  body.args = "args";
  body.chain = {SomeTask(), SomeTask()};
  body.chain[1].id = "t0";
  body.revoked = "agent:travel-1";
  body.ticket = SomeTicket();
  body.readings = {{"travel.spend", "key", "value"}, {"attributes", "entity", "map"}};
  body.deltas = {{"travel.spend", "key", {"element", "another"}, "after"}};
  body.deltas[0].level = 1;
  return body;
}

TEST(EventTest, CallComesBackAsItWas) {
  std::string body = Encode(SomeBody());
  std::string event = Encode(Micros{42}, SomeCall(body));
  auto head = DecodeHead(event);
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->kind, EventKind::kCallDecided);
  EXPECT_EQ(head->time, 42);
  auto call = DecodeCallDecided(event);
  ASSERT_TRUE(call.ok());
  EXPECT_EQ(call->rules, SomeCall(body).rules);
  EXPECT_EQ(call->remaining, "211.00 USD");
  EXPECT_TRUE(call->clock_back);
  EXPECT_FALSE(call->key_reused);
  EXPECT_EQ(Encode(Micros{42}, *call), event);
  auto decoded = DecodeCallBody(call->body);
  ASSERT_TRUE(decoded.ok());
  ASSERT_EQ(decoded->chain.size(), 2u);
  EXPECT_EQ(decoded->chain[0].params, "params");
  EXPECT_EQ(decoded->chain[1].id, "t0");
  EXPECT_EQ(decoded->revoked, "agent:travel-1");
  EXPECT_EQ(decoded->readings.size(), 2u);
  EXPECT_EQ(decoded->ticket->index, 40u);
  EXPECT_EQ(decoded->ticket->approvals[0].answered, 5);
  EXPECT_EQ(call->opened->approvals[0].approver, "bo");
  EXPECT_EQ(call->token->expires, 66);
  EXPECT_EQ(Encode(*decoded), body);
}

TEST(EventTest, EveryKindComesBackAsItWas) {
  Digest digest;
  digest.fill(3);
  EXPECT_EQ(DecodePolicyActivated(Encode(1, PolicyActivated{digest}))->bundle, digest);
  EXPECT_EQ(DecodeTaskGranted(Encode(1, TaskGranted{SomeTask()}))->task.expires, 7);
  EXPECT_EQ(DecodeTaskClosed(Encode(1, TaskClosed{"t1"}))->task_id, "t1");
  EXPECT_EQ(DecodeTaskRevoked(Encode(1, TaskRevoked{"t1", "stolen"}))->reason, "stolen");
  std::string revoked = Encode(1, PrincipalRevoked{1, "travel-1", true, "stolen"});
  EXPECT_EQ(DecodePrincipalRevoked(revoked)->id, "travel-1");
  EXPECT_TRUE(DecodePrincipalRevoked(revoked)->revoked);
  std::string put = Encode(1, EventKind::kFactPut, FactWritten{"f", "k", "v", 9});
  EXPECT_EQ(DecodeFactWritten(put)->value, "v");
  EXPECT_EQ(DecodeFactWritten(put)->expires, 9);
  EXPECT_EQ(DecodeFactRemoved(Encode(1, FactRemoved{"f", "k"}))->key, "k");
  std::string said = Encode(1, EventKind::kTicketRefused, TicketAnswered{40, "bo", "too dear"});
  EXPECT_EQ(DecodeTicketAnswered(said)->note, "too dear");
  EXPECT_FALSE(DecodeTokenSpent(said).ok());
  std::string spent = Encode(1, EventKind::kTokenRedeemed, TokenSpent{42, "travel"});
  EXPECT_EQ(DecodeTokenSpent(spent)->decision, 42u);
  EXPECT_FALSE(DecodeTicketAnswered(spent).ok());
  std::string outcome_body = Encode(OutcomeBody{"result", SomeBody().deltas, SomeBody().deltas});
  OutcomeReported outcome{.decision = 9, .succeeded = true, .body = outcome_body};
  std::string bytes = Encode(1, outcome);
  EXPECT_EQ(DecodeOutcomeReported(bytes)->decision, 9u);
  EXPECT_EQ(DecodeOutcomeBody(outcome_body)->deltas.size(), 1u);
  EXPECT_EQ(DecodeOutcomeBody(outcome_body)->settled[0].elements.size(), 2u);
  LeasePassed passed{.decision = 42, .body = outcome_body};
  auto passed_back = DecodeLeasePassed(Encode(9, passed));
  ASSERT_TRUE(passed_back.ok());
  EXPECT_EQ(passed_back->decision, 42u);
  EXPECT_EQ(passed_back->body, outcome_body);
  std::string rows = Encode(std::vector<BackfilledRow>{{2, "k", "v"}, {11, "gone", {}}});
  EXPECT_EQ(DecodeFactsBackfilled(Encode(9, FactsBackfilled{.body = rows}))->body, rows);
  ASSERT_EQ(DecodeBackfilledRows(rows)->size(), 2u);
  EXPECT_EQ(*DecodeBackfilledRows(rows)->at(0).value, "v");
  EXPECT_FALSE(DecodeBackfilledRows(rows)->at(1).value.has_value());
}

// Every prefix and every extension is refused, never read as something else.
TEST(EventTest, RefusesTruncatedAndExtendedEvents) {
  std::string event = Encode(Micros{42}, SomeCall(Encode(SomeBody())));
  for (size_t size = 0; size < event.size(); ++size) {
    EXPECT_FALSE(DecodeCallDecided(event.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(DecodeCallDecided(event + '\0').ok());
}

TEST(EventTest, RefusesAnotherKind) {
  EXPECT_FALSE(DecodeTaskClosed(Encode(1, PolicyActivated{})).ok());
  std::string unknown = Encode(1, TaskClosed{"t"});
  unknown[1] = 99;
  EXPECT_FALSE(DecodeHead(unknown).ok());
}

// Bytes that decode at all encode to themselves.
TEST(EventTest, FlippedBytesDecodeToThemselvesOrNotAtAll) {
  std::mt19937 random(1);
  const std::string event = Encode(Micros{42}, SomeCall(Encode(SomeBody())));
  for (int i = 0; i < 20'000; ++i) {
    std::string flipped = event;
    flipped[random() % flipped.size()] ^= static_cast<char>(1 << random() % 8);
    auto head = DecodeHead(flipped);
    auto call = DecodeCallDecided(flipped);
    if (head.ok() && call.ok()) {
      EXPECT_EQ(Encode(head->time, *call), flipped);
    }
    if (!call.ok() || call->body_is_digest) continue;
    auto body = DecodeCallBody(call->body);
    if (body.ok()) {
      EXPECT_EQ(Encode(*body), call->body);
    }
  }
}

}  // namespace
}  // namespace writ
