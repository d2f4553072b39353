// Tokens over real connections: scenarios 1 and 7, and what an independent JOSE library
// makes of them.
#include <atomic>
#include <fstream>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/sha256.h"
#include "engine/token/jose.h"
#include "engine/token/key.h"
#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

constexpr char kDecideUri[] = "/writ.v1.Decisions/Decide";
constexpr char kToolUri[] = "https://air.example/purchase";

// What a caller signs to show that it holds a key; with `token`, for use with it.
v1::ProofOfKey Prove(const Signer& key, const std::string& uri, const std::string& token = "") {
  std::string payload = absl::StrCat(R"({"jti":"p","htm":"POST","htu":")", uri, R"(","iat":)",
                                     absl::ToUnixSeconds(absl::Now()));
  if (!token.empty()) {
    absl::StrAppend(&payload, R"(,"ath":")", Base64Url(AsBytes(Sha256(token))), "\"");
  }
  const std::string message = absl::StrCat(
      Base64Url(absl::StrCat(
          R"({"typ":"dpop+jwt","alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":")",
          Base64Url(key.public_key().bytes()), "\"}}")),
      ".", Base64Url(payload + "}"));
  v1::ProofOfKey proof;
  proof.set_jwt(absl::StrCat(message, ".", Base64Url(*key.Sign(message))));
  proof.set_uri(uri);
  return proof;
}

class TokensTest : public ServerTest {
 protected:
  v1::DecideReply Purchase(Trip& trip, const Signer* key = nullptr) {
    auto request = trip.Request("flights.purchase", PurchaseArgs("H1", "SFO", "100 USD"));
    request.mutable_token();
    if (key != nullptr) *request.mutable_token()->mutable_proof() = Prove(*key, kDecideUri);
    auto reply = trip.client().Decide(request);
    EXPECT_EQ(Summary(reply), "permit buy");
    return reply.ok() ? *reply : v1::DecideReply();
  }

  static v1::RedeemRequest Honest(const v1::DecideReply& permit) {
    v1::RedeemRequest request;
    request.set_token(permit.token());
    request.set_audience("travel");
    request.set_action("flights.purchase");
    request.set_args_json(permit.canonical_args());
    return request;
  }

  static std::string Redeemed(Trip& trip, const v1::RedeemRequest& request) {
    auto reply = trip.client().Redeem(request);
    if (!reply.ok()) return std::string(reply.status().message());
    return reply->good() ? "good" : reply->reason();
  }
};

// Scenario 1: audience travel, argument digest, 30 s.
TEST_F(TokensTest, APurchaseCarriesATokenForThisCall) {
  Trip trip = StartTrip();
  const v1::DecideReply permit = Purchase(trip);
  auto standing = trip.client().Introspect(permit.token());
  ASSERT_TRUE(standing.ok()) << standing.status();
  EXPECT_TRUE(standing->good()) << standing->reason();
  const v1::TokenClaims& claims = standing->claims();
  EXPECT_EQ(claims.audience(), "travel");
  EXPECT_EQ(claims.args_sha256(), permit.args_sha256());
  EXPECT_EQ(claims.bundle_sha256(), permit.bundle_digest());
  EXPECT_EQ(claims.expires_seconds() - claims.issued_seconds(), 30);
  EXPECT_EQ(claims.expires_seconds(), permit.token_expires_seconds());
  EXPECT_EQ(claims.token_id(), permit.decision_id());
  EXPECT_EQ(claims.user(), kUser);
  EXPECT_EQ(claims.agent(), kAgent);
  EXPECT_TRUE(claims.once());
  ExpectReplayEqual();
}

TEST_F(TokensTest, OnlyWhoAsksGetsOne) {
  Trip trip = StartTrip();
  auto permit = trip.Decide("flights.purchase", PurchaseArgs("H1", "SFO", "100 USD"));
  ASSERT_EQ(Summary(permit), "permit buy");
  EXPECT_EQ(permit->token(), "");
  EXPECT_EQ(permit->token_expires_seconds(), 0);
}

// Scenario 7: every wrong use is refused with its reason, the first honest one accepted.
TEST_F(TokensTest, ALeakedTokenIsWorthNothing) {
  Trip trip = StartTrip({.seats = 2});
  const auto key = GenerateSigner(), thief = GenerateSigner();
  const v1::DecideReply permit = Purchase(trip, key.get());
  v1::RedeemRequest request = Honest(permit);
  EXPECT_EQ(Redeemed(trip, request), "key_not_proved");
  *request.mutable_proof() = Prove(*thief, kToolUri, permit.token());
  EXPECT_EQ(Redeemed(trip, request), "wrong_key");
  *request.mutable_proof() = Prove(*key, kToolUri, "another token");
  EXPECT_EQ(Redeemed(trip, request), "bad_proof");
  *request.mutable_proof() = Prove(*key, "https://evil.example/", permit.token());
  request.mutable_proof()->set_uri(kToolUri);
  EXPECT_EQ(Redeemed(trip, request), "bad_proof");
  *request.mutable_proof() = Prove(*key, kToolUri, permit.token());
  request.set_audience("crm");
  EXPECT_EQ(Redeemed(trip, request), "wrong_audience");
  request.set_audience("travel");
  request.set_args_json(PurchaseArgs("H1", "SFO", "100 USD"));
  EXPECT_EQ(Redeemed(trip, request), "wrong_arguments");
  request.set_args_json(permit.canonical_args());
  EXPECT_EQ(Redeemed(trip, request), "good");
  EXPECT_EQ(Redeemed(trip, request), "redeemed");
  KillAndRestart();
  Trip again(server_->address(), trip.task_id());
  EXPECT_EQ(Redeemed(again, request), "redeemed");
  // Another trip's token ends with its task.
  const v1::DecideReply other = Purchase(again, key.get());
  request = Honest(other);
  *request.mutable_proof() = Prove(*key, kToolUri, other.token());
  ASSERT_TRUE(again.client().CloseTask(again.task_id()).ok());
  EXPECT_EQ(Redeemed(again, request), "task_ended");
  ExpectReplayEqual();
}

TEST_F(TokensTest, AProofThatDoesNotFitDecidesNothing) {
  Trip trip = StartTrip();
  auto request = trip.Request("flights.purchase", PurchaseArgs("H1", "SFO", "100 USD"));
  *request.mutable_token()->mutable_proof() = Prove(*GenerateSigner(), kToolUri);
  EXPECT_EQ(trip.client().Decide(request).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(trip.Tickets(), "0");
}

TEST_F(TokensTest, ARevokedOneIsRefused) {
  Trip trip = StartTrip();
  const v1::DecideReply permit = Purchase(trip);
  ASSERT_TRUE(trip.client().RevokeToken(permit.decision_id()).ok());
  EXPECT_EQ(Redeemed(trip, Honest(permit)), "revoked");
  EXPECT_EQ(trip.client().RevokeToken("d0").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(TokensTest, KeysRotateAndSurvive) {
  Trip trip = StartTrip({.seats = 2});
  const v1::DecideReply before = Purchase(trip);
  auto rotated = trip.client().RotateTokenKey();
  ASSERT_TRUE(rotated.ok()) << rotated.status();
  const v1::DecideReply after = Purchase(trip);
  auto header = [](const v1::DecideReply& reply) {
    return *DecodeBase64Url(reply.token().substr(0, reply.token().find('.')));
  };
  EXPECT_EQ(header(before).find(rotated->kid()), std::string::npos);
  EXPECT_NE(header(after).find(rotated->kid()), std::string::npos);
  const std::string keys = trip.client().TokenKeys()->jwks_json();
  KillAndRestart();
  Trip again(server_->address(), trip.task_id());
  EXPECT_EQ(again.client().TokenKeys()->jwks_json(), keys);
  EXPECT_EQ(Redeemed(again, Honest(before)), "good");
  EXPECT_EQ(Redeemed(again, Honest(after)), "good");
}

// Of many who redeem one token at the same time, one is told that it is good.
TEST_F(TokensTest, ARaceHasOneWinner) {
  Trip trip = StartTrip();
  const v1::RedeemRequest request = Honest(Purchase(trip));
  constexpr int kRacers = 16;
  std::vector<std::thread> racers;
  std::atomic<int> good = 0, redeemed = 0;
  for (int i = 0; i < kRacers; ++i) {
    racers.emplace_back([&] {
      auto reply = Client(server_->address()).Redeem(request);
      if (!reply.ok()) return;
      good += reply->good();
      redeemed += reply->reason() == "redeemed";
    });
  }
  for (std::thread& racer : racers) racer.join();
  EXPECT_EQ(good, 1);
  EXPECT_EQ(redeemed, kRacers - 1);
}

// Debian's PyJWT knows nothing of Writ: the key set and the token are all that it gets.
TEST_F(TokensTest, AnotherJoseLibraryChecksItOffline) {
  Trip trip = StartTrip();
  const v1::DecideReply permit = Purchase(trip);
  const std::string keys = data_.path() + "/jwks.json", token = data_.path() + "/token.txt";
  std::ofstream(keys) << trip.client().TokenKeys()->jwks_json();
  std::ofstream(token) << permit.token();
  auto checked = RunToEnd({"/usr/bin/python3", "tests/integration/check_token.py", keys, token,
                           "travel", "writ", permit.canonical_args()});
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->exit.code, 0) << checked->err;
  EXPECT_EQ(checked->out, "ana travel-1 flights.purchase " + permit.decision_id() + "\n");
  auto elsewhere = RunToEnd({"/usr/bin/python3", "tests/integration/check_token.py", keys, token,
                             "crm", "writ", permit.canonical_args()});
  ASSERT_TRUE(elsewhere.ok()) << elsewhere.status();
  EXPECT_NE(elsewhere->exit.code, 0);
  EXPECT_NE(elsewhere->err.find("InvalidAudienceError"), std::string::npos) << elsewhere->err;
}

}  // namespace
}  // namespace writ::harness
