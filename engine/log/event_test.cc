#include "engine/log/event.h"

#include <gtest/gtest.h>

#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

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

// One of each kind, and each body.
std::vector<std::pair<std::string, std::string>> Samples() {
  Digest digest;
  digest.fill(3);
  const std::string body = Encode(SomeBody());
  const std::string outcome_body = Encode(OutcomeBody{"result", SomeBody().deltas, {}});
  const std::string rows = Encode(std::vector<BackfilledRow>{{2, "k", "v"}, {11, "gone", {}}});
  CallDecided bare = SomeCall(body);
  bare.opened.reset();
  bare.token.reset();
  bare.body_is_digest = true;
  return {
      {"call body", body},
      {"outcome body", outcome_body},
      {"backfilled rows", rows},
      {"policy_activated", Encode(1, PolicyActivated{digest})},
      {"task_granted", Encode(2, TaskGranted{SomeTask()})},
      {"task_closed", Encode(3, TaskClosed{"t1"})},
      {"fact_put", Encode(4, EventKind::kFactPut, FactWritten{"f", "k", "v", 9})},
      {"entity_put", Encode(5, EventKind::kEntityPut, FactWritten{"f", "k", "v", 9})},
      {"call_decided", Encode(6, SomeCall(body))},
      {"call_decided, bare", Encode(7, bare)},
      {"outcome_reported", Encode(8, OutcomeReported{9, true, true, false, outcome_body})},
      {"task_revoked", Encode(9, TaskRevoked{"t1", "stolen"})},
      {"principal_revoked", Encode(10, PrincipalRevoked{1, "travel-1", true, "stolen"})},
      {"fact_removed", Encode(11, FactRemoved{"f", "k"})},
      {"lease_passed", Encode(12, LeasePassed{42, false, outcome_body})},
      {"facts_backfilled", Encode(13, FactsBackfilled{false, rows})},
      {"ticket_approved", Encode(14, EventKind::kTicketApproved, TicketAnswered{40, "bo", "yes"})},
      {"ticket_refused", Encode(15, EventKind::kTicketRefused, TicketAnswered{40, "bo", "no"})},
      {"token_redeemed", Encode(16, EventKind::kTokenRedeemed, TokenSpent{42, "travel"})},
      {"token_revoked", Encode(17, EventKind::kTokenRevoked, TokenSpent{42, ""})},
  };
}

// SHA-256 of the samples' bytes. A log that is there is read for as long as it is kept: what
// changes one of these is a new version of the format (docs/event_format.md).
TEST(EventTest, BytesAreThoseOfTheFormat) {
  const std::pair<std::string, std::string> expected[] = {
      {"call body", "6eb3aff6979cd339e2f39410602bf0a8b05be3b223e357da2ccd131c49fa1f47"},
      {"outcome body", "4f3b7e7f0f4a104e1fa875cb3bca0be82d11a2a042b93b2453e9711ee8ac5efe"},
      {"backfilled rows", "63c9db5dd9fb5a6a8a9426234c3ebd8a1fc59cf5aef6bc37d163df58c7a9b3af"},
      {"policy_activated", "1af73d79ea76b63c86f62095fc6c7c2392b540d834421fcac669ba361f315242"},
      {"task_granted", "e58cf5f3b5f23b3e056f314a2f832c40bf2cc3af4fa2969d296f7831cc39f90f"},
      {"task_closed", "2a8106bb1f41ad6e5f89e2492f126c999aea4863766bdac806e2a70e773898d0"},
      {"fact_put", "a9b32c4f4434b4c57af4dd3b4ee80032e48c9828018daa3b1abbb2900c1b0570"},
      {"entity_put", "b677bbadf7e94afe903c0c31a6d074ce5dbaccb7360bb073d07237e14ecf621e"},
      {"call_decided", "6829c6e54fd49d84a80ecffb7264ba18c968f09faf309d2f0114b556e74f9c2b"},
      {"call_decided, bare", "6c6346cd073e1464cefc7d7524296ed4a027fff247e297101b6d10e77b789b95"},
      {"outcome_reported", "796762da3d1495ba41d57e02c71daee0cef67e66c6ab63415ccfd2fd750bb543"},
      {"task_revoked", "82912b4fb2344ce5f684ea3ea5e484663599a8492a5ce6ce730986e9ae646687"},
      {"principal_revoked", "3477429da73d8af9afd7d59f5af5b7d6aa2c645b7b9cb9aab48351167d9f2fc8"},
      {"fact_removed", "c7e10efc62bbc5647adf647b88249bf23c6dc73abe66e17f5c57a33613e048c0"},
      {"lease_passed", "0d91584d031e78c33fd7dd1e985f0142228b3ff09fcefcdf88702ec713224f3f"},
      {"facts_backfilled", "9b6cfe726c3298fa55b5708ad06be6a6f09394348046a7857fe80c0e5c351162"},
      {"ticket_approved", "7db533e8ea37721e8796d28dee158f9d15652ee46e8c62c2dca66957c106d9f6"},
      {"ticket_refused", "4622a191c6da930ffa0d96c011fcf3b3febe6b611bcdcb0705a2bba91eeb9d66"},
      {"token_redeemed", "8246dbb9a592de6e321aab1d76a01a7dfa148f71e3a97b97f1260948c456b0b5"},
      {"token_revoked", "408bc57a7b05806dd818e1febf90f1742fff6d62f335a7a47f101c03ffbc2cd2"},
  };
  const auto samples = Samples();
  ASSERT_EQ(samples.size(), std::size(expected));
  for (size_t i = 0; i < samples.size(); ++i) {
    EXPECT_EQ(samples[i].first, expected[i].first);
    EXPECT_EQ(ToHex(Sha256(samples[i].second)), expected[i].second) << samples[i].first;
  }
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
  EXPECT_FALSE(DecodePolicyActivated(Encode(1, PolicyActivated{digest}))->by_call);
  const std::string by_call = Encode(1, PolicyActivated{digest, true});
  EXPECT_EQ(DecodePolicyActivated(by_call)->bundle, digest);
  EXPECT_TRUE(DecodePolicyActivated(by_call)->by_call);
  EXPECT_FALSE(DecodePolicyActivated(by_call.substr(0, by_call.size() - 1) + '\0').ok());
  EXPECT_FALSE(DecodePolicyActivated(by_call + '\1').ok());
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
  const std::string passed_bytes = Encode(9, passed);
  auto passed_back = DecodeLeasePassed(passed_bytes);
  ASSERT_TRUE(passed_back.ok());
  EXPECT_EQ(passed_back->decision, 42u);
  EXPECT_EQ(passed_back->body, outcome_body);
  std::string rows = Encode(std::vector<BackfilledRow>{{2, "k", "v"}, {11, "gone", {}}});
  const std::string backfilled = Encode(9, FactsBackfilled{.body = rows});
  EXPECT_EQ(DecodeFactsBackfilled(backfilled)->body, rows);
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
