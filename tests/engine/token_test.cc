// Tokens for one call, on the engine: when a permit carries one, and what it is worth.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "engine/replay/rebuild.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package desk
task Support { case: string }
action crm.query(case: string) -> { rows: int }
action crm.peek(case: string)
action crm.export(case: string)
fact asked(task) = count of crm.query
permit query: crm.query for Support when args.case == task.case
  token { ttl: 30s, once, audience: "crm" }
permit peek: crm.peek for Support token { ttl: 60s }
permit export: crm.export for Support
limit few: asked(task) <= 3
)";
constexpr std::string_view kArgs = R"({"case": "c1"})";
constexpr Micros kSecond = 1'000'000;

class TokenTest : public testing::Test {
 protected:
  TokenTest() : t_(kPolicy) { t_.Grant("t", "Support", R"({"case": "c1"})"); }

  Decision Ask(std::string_view action, std::string_view args = kArgs,
               const std::string& thumbprint = "") {
    CallRequest request = Request("t", action, args);
    request.want_token = true;
    request.key_thumbprint = thumbprint;
    return t_.Decide(std::move(request));
  }

  Claims ClaimsIn(const std::string& token) {
    auto opened = t_.issuer().Open(token);
    EXPECT_TRUE(std::holds_alternative<Claims>(opened)) << token;
    return std::holds_alternative<Claims>(opened) ? std::get<Claims>(opened) : Claims();
  }

  // "good", or why it is not.
  std::string Redeem(const TokenPresented& presented) {
    auto standing =
        Await<TokenStanding>([&](auto done) { t_.engine().Redeem(presented, std::move(done)); });
    if (!standing.ok()) return std::string(standing.status().message());
    return standing->good ? "good" : standing->reason;
  }

  std::string Introspect(const std::string& token) {
    auto standing = Await<TokenStanding>(
        [&](auto done) { t_.engine().Introspect({.token = token}, std::move(done)); });
    if (!standing.ok()) return std::string(standing.status().message());
    return standing->good ? "good" : standing->reason;
  }

  absl::StatusOr<uint64_t> Revoke(const std::string& id) {
    return Await<uint64_t>([&](auto done) { t_.engine().RevokeToken(id, std::move(done)); });
  }

  static TokenPresented Honest(const Decision& decision) {
    return {.token = decision.token,
            .audience = "crm",
            .action = "crm.query",
            .args = Sha256(decision.canonical_args)};
  }

  static TokenPresented Presented(const Decision& decision) {
    return {.token = decision.token,
            .audience = "desk",
            .action = "crm.peek",
            .args = Sha256(decision.canonical_args)};
  }

  TestEngine t_;
};

TEST_F(TokenTest, APermitCarriesOneForThisCallAlone) {
  const Decision decision = Ask("crm.query");
  ASSERT_EQ(Summary(decision), "permit");
  const Claims claims = ClaimsIn(decision.token);
  EXPECT_EQ(claims.issuer, "writ");
  EXPECT_EQ(claims.audience, "crm");
  EXPECT_EQ(claims.user, "ana");
  EXPECT_EQ(claims.agent, "bot");
  EXPECT_EQ(claims.task_id, "t");
  EXPECT_EQ(claims.id, decision.decision_id);
  EXPECT_EQ(claims.issued, decision.time / kSecond);
  EXPECT_EQ(claims.expires, claims.issued + 30);
  EXPECT_EQ(claims.action, "crm.query");
  EXPECT_EQ(claims.args, Sha256(decision.canonical_args));
  EXPECT_EQ(claims.bundle, decision.bundle);
  EXPECT_TRUE(claims.once);
  EXPECT_EQ(claims.key_thumbprint, "");
  t_.ExpectReplaysEqual();
}

TEST_F(TokenTest, TheAudienceIsThePackageWhenTheRuleDoesNotSay) {
  const Claims claims = ClaimsIn(Ask("crm.peek").token);
  EXPECT_EQ(claims.audience, "desk");
  EXPECT_FALSE(claims.once);
}

TEST_F(TokenTest, OnlyAPermitThatWasAskedForOneAndGivesOneHasOne) {
  EXPECT_EQ(t_.Decide("t", "crm.query", kArgs).token, "");
  EXPECT_EQ(Summary(Ask("crm.export")), "permit");
  EXPECT_EQ(Ask("crm.export").token, "");
  const Decision denied = Ask("crm.query", R"({"case": "c2"})");
  EXPECT_EQ(Summary(denied), "deny no_permit");
  EXPECT_EQ(denied.token, "");
  EXPECT_FALSE(denied.token_grant.has_value());
}

TEST_F(TokenTest, DoesNotOutliveItsTask) {
  t_.clock().Advance(Micros{86'400} * kSecond - 10 * kSecond);
  const Claims claims = ClaimsIn(Ask("crm.query").token);
  EXPECT_EQ(claims.expires, claims.issued + 10);
}

TEST_F(TokenTest, ARetryGivesTheSameToken) {
  CallRequest request = Request("t", "crm.query", kArgs);
  request.want_token = true;
  request.idempotency_key = "k";
  const std::string token = t_.Decide(request).token;
  ASSERT_NE(token, "");
  t_.clock().Advance(29 * kSecond);
  EXPECT_EQ(t_.Decide(request).token, token);
  EXPECT_EQ(t_.Fact("asked", R"(["t"])"), "1");
  t_.clock().Advance(kSecond);
  const Decision late = t_.Decide(request);
  EXPECT_EQ(Summary(late), "permit");
  EXPECT_EQ(late.token, "");
}

// Scenario 7, and the first honest use.
TEST_F(TokenTest, EveryWrongUseIsRefusedWithItsReason) {
  const Decision decision = Ask("crm.query", kArgs, "K1");
  TokenPresented presented = Honest(decision);
  EXPECT_EQ(Redeem(presented), "key_not_proved");
  presented.key_thumbprint = "K2";
  EXPECT_EQ(Redeem(presented), "wrong_key");
  presented.key_thumbprint = "K1";
  presented.audience = "travel";
  EXPECT_EQ(Redeem(presented), "wrong_audience");
  presented.audience = "crm";
  presented.action = "crm.export";
  EXPECT_EQ(Redeem(presented), "wrong_action");
  presented.action = "crm.query";
  presented.args = Sha256(R"({"case":"c2"})");
  EXPECT_EQ(Redeem(presented), "wrong_arguments");
  presented.args = Sha256(decision.canonical_args);
  EXPECT_EQ(Introspect(decision.token), "good");
  EXPECT_EQ(Redeem(presented), "good");
  EXPECT_EQ(Redeem(presented), "redeemed");
  EXPECT_EQ(Introspect(decision.token), "redeemed");
}

TEST_F(TokenTest, AnExpiredOneIsWorthNothing) {
  const Decision decision = Ask("crm.query");
  t_.clock().Advance(30 * kSecond);
  EXPECT_EQ(Redeem(Honest(decision)), "expired");
  EXPECT_EQ(Introspect(decision.token), "expired");
}

// The clock of the machine goes back; the time of the log does not.
TEST_F(TokenTest, AClockThatWentBackGivesNoTimeBack) {
  const Decision decision = Ask("crm.query");
  t_.clock().Advance(30 * kSecond);
  t_.Decide("t", "crm.query", kArgs);
  t_.clock().Advance(-3 * kSecond);
  EXPECT_EQ(Redeem(Honest(decision)), "expired");
  t_.clock().Advance(-20 * kSecond);
  EXPECT_EQ(Redeem(Honest(decision)), "the clock went back");
}

TEST_F(TokenTest, ItEndsWithItsTask) {
  const Decision decision = Ask("crm.query");
  ASSERT_TRUE(Await<TaskInfo>([&](auto done) { t_.engine().Close({"t"}, std::move(done)); }).ok());
  EXPECT_EQ(Introspect(decision.token), "task_ended");
  EXPECT_EQ(Redeem(Honest(decision)), "task_ended");
}

TEST_F(TokenTest, ItEndsWithItsAgent) {
  const Decision decision = Ask("crm.query");
  RevocationSet revoke{PrincipalKind::kAgent, "bot", true, "gone"};
  ASSERT_TRUE(Await<RevocationInfo>([&](auto done) {
                t_.engine().SetRevocation(revoke, std::move(done));
              }).ok());
  EXPECT_EQ(Introspect(decision.token), "task_ended");
  EXPECT_EQ(Redeem(Honest(decision)), "task_ended");
}

TEST_F(TokenTest, CanBeRevoked) {
  const Decision decision = Ask("crm.query");
  EXPECT_TRUE(Revoke(decision.decision_id).ok());
  EXPECT_EQ(Introspect(decision.token), "revoked");
  EXPECT_EQ(Redeem(Honest(decision)), "revoked");
}

TEST_F(TokenTest, OnlyWhatWasReleasedCanBeRevoked) {
  const Decision without = t_.Decide("t", "crm.query", kArgs);
  for (const std::string& id : {std::string("d0"), without.decision_id, std::string("d999"),
                                std::string("x"), std::string()}) {
    EXPECT_EQ(Revoke(id).status().code(), absl::StatusCode::kNotFound) << id;
  }
}

TEST_F(TokenTest, WhatWasUsedStaysUsedAfterReopening) {
  const Decision used = Ask("crm.query"), open = Ask("crm.query");
  ASSERT_EQ(Redeem(Honest(used)), "good");
  t_.Reopen();
  EXPECT_EQ(Redeem(Honest(used)), "redeemed");
  EXPECT_EQ(Redeem(Honest(open)), "good");
  t_.ExpectReplaysEqual();
}

// What has expired needs no row: rows are as many as tokens that were spent lately.
TEST_F(TokenTest, WhatWasSpentIsForgottenWhenItHasExpired) {
  auto rows = [this] { return t_.store().Scan(Table::kTokens, "", "", 10'000)->size(); };
  auto peek = [this] {
    const Decision decision = Ask("crm.peek");
    EXPECT_EQ(Redeem(Presented(decision)), "good");
    return decision;
  };
  std::vector<Decision> spent;
  for (int i = 0; i < 50; ++i) spent.push_back(peek());
  // Two for each, and one that counts them.
  EXPECT_EQ(rows(), 101u);
  t_.clock().Advance(60 * kSecond);
  const Decision at_last = peek();
  EXPECT_EQ(rows(), 103u);
  EXPECT_EQ(Redeem(Presented(spent[0])), "expired");
  t_.clock().Advance(1);
  for (int i = 0; i < 25; ++i) peek();
  EXPECT_EQ(rows(), 1 + 2 * 26u);
  for (const Decision& decision : spent) EXPECT_EQ(Redeem(Presented(decision)), "expired");
  EXPECT_EQ(Redeem(Presented(at_last)), "redeemed");
  ASSERT_TRUE(Revoke(spent[0].decision_id).ok());
  EXPECT_EQ(Redeem(Presented(spent[0])), "expired");
  t_.ExpectReplaysEqual();
  auto made = NewMemoryStore();
  EXPECT_EQ(Rebuild(t_.store(), *made)->difference, "");
}

TEST_F(TokenTest, AnotherIssuersTokenIsUnknown) {
  const auto other = TokenIssuer::InMemory("writ");
  const Decision decision = Ask("crm.query");
  EXPECT_EQ(Redeem({.token = *other->Mint(ClaimsIn(decision.token))}), "unknown_key");
  EXPECT_EQ(Redeem({.token = "no token"}), "malformed");
}

}  // namespace
}  // namespace writ::tests
