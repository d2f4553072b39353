#include "engine/token/jwt.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "engine/token/jose.h"

namespace writ {
namespace {

Claims SomeClaims() {
  Claims claims{.issuer = "writ", .audience = "crm", .user = "ana", .agent = "a"};
  claims.task_id = "t1";
  claims.id = "d42";
  claims.issued = 1000;
  claims.expires = 1030;
  claims.action = "crm.query";
  claims.args.fill(1);
  claims.once = true;
  claims.key_thumbprint = "K1";
  return claims;
}

class JwtTest : public ::testing::Test {
 protected:
  JwtTest() : signer_(GenerateSigner()), keys_{signer_->public_key()} {
    token_ = *Mint(SomeClaims(), *signer_);
  }

  std::string OpenedAs(std::string_view token) const {
    auto opened = Open(token, keys_);
    const Refusal* refusal = std::get_if<Refusal>(&opened);
    return refusal == nullptr ? "good" : std::string(RefusalCode(*refusal));
  }

  // The token with another header, signed by the same key.
  std::string WithHeader(const std::string& header) const {
    const std::string payload =
        token_.substr(token_.find('.') + 1, token_.rfind('.') - token_.find('.') - 1);
    const std::string message = absl::StrCat(Base64Url(header), ".", payload);
    return absl::StrCat(message, ".", Base64Url(*signer_->Sign(message)));
  }

  std::string kid() const { return signer_->public_key().thumbprint(); }

  std::unique_ptr<Signer> signer_;
  std::vector<PublicKey> keys_;
  std::string token_;
};

TEST_F(JwtTest, OpensWhatItMinted) {
  auto opened = Open(token_, keys_);
  ASSERT_TRUE(std::holds_alternative<Claims>(opened));
  EXPECT_EQ(std::get<Claims>(opened), SomeClaims());
}

// Ed25519 has no randomness: a decision that is repeated gives the same token.
TEST_F(JwtTest, TheSameClaimsGiveTheSameToken) { EXPECT_EQ(*Mint(SomeClaims(), *signer_), token_); }

TEST_F(JwtTest, EveryChangedCharacterIsRefused) {
  for (size_t i = 0; i < token_.size(); ++i) {
    std::string changed = token_;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(OpenedAs(changed), "good") << i;
  }
}

TEST_F(JwtTest, AKeyOfAnotherIssuerIsUnknown) {
  auto other = GenerateSigner();
  EXPECT_EQ(OpenedAs(*Mint(SomeClaims(), *other)), "unknown_key");
}

// A key has one algorithm, and the token has no say in it.
TEST_F(JwtTest, NoOtherHeaderIsLookedAt) {
  const std::string good =
      absl::StrCat(R"({"typ":"txntoken+jwt","alg":"EdDSA","kid":")", kid(), "\"}");
  ASSERT_EQ(OpenedAs(WithHeader(good)), "good");
  const std::string headers[] = {
      R"({"typ":"txntoken+jwt","alg":"none","kid":")" + kid() + "\"}",
      R"({"typ":"txntoken+jwt","alg":"HS256","kid":")" + kid() + "\"}",
      R"({"typ":"txntoken+jwt","alg":"ES256","kid":")" + kid() + "\"}",
      R"({"typ":"txntoken+jwt","alg":"eddsa","kid":")" + kid() + "\"}",
      R"({"typ":"JWT","alg":"EdDSA","kid":")" + kid() + "\"}",
      R"({"alg":"EdDSA","kid":")" + kid() + "\"}",
      R"({"typ":"txntoken+jwt","alg":"EdDSA","kid":")" + kid() + R"(","crit":["x"]})",
      R"({"typ":"txntoken+jwt","alg":"EdDSA","kid":")" + kid() + R"(","jwk":{}})",
      R"({"kid":")" + kid() + R"(","typ":"txntoken+jwt","alg":"EdDSA"})",
      R"({"typ":"txntoken+jwt","alg":"EdDSA"})",
      R"({"typ":"txntoken+jwt","alg":"EdDSA","kid":"../../etc/passwd"})",
      "{}",
      "",
      "null",
  };
  for (const std::string& header : headers) {
    EXPECT_EQ(OpenedAs(WithHeader(header)), "unknown_key") << header;
  }
}

TEST_F(JwtTest, OtherFormsAreMalformed) {
  const size_t last = token_.rfind('.');
  for (const std::string& token : {std::string(), std::string("."), std::string("a.b"),
                                   token_.substr(0, last), std::string(kMaxTokenBytes + 1, 'a')}) {
    EXPECT_EQ(OpenedAs(token), "malformed") << token.substr(0, 80);
  }
  EXPECT_EQ(OpenedAs(token_.substr(0, last + 1)), "bad_signature");
  EXPECT_EQ(OpenedAs(token_ + "."), "malformed");
  EXPECT_EQ(OpenedAs(token_ + "="), "malformed");
  EXPECT_EQ(OpenedAs(token_ + "AAAA"), "bad_signature");
}

Presented Honest() {
  Presented presented{.issuer = "writ", .now = 1010};
  presented.audience = "crm";
  presented.action = "crm.query";
  presented.args.emplace().fill(1);
  presented.key_thumbprint = "K1";
  return presented;
}

std::string CheckedAs(const Presented& presented) {
  auto refusal = Check(SomeClaims(), presented);
  return refusal ? std::string(RefusalCode(*refusal)) : "good";
}

template <typename Change>
std::string With(Change change) {
  Presented presented = Honest();
  change(presented);
  return CheckedAs(presented);
}

TEST(CheckTest, EachWrongUseHasItsReason) {
  EXPECT_EQ(CheckedAs(Honest()), "good");
  EXPECT_EQ(With([](Presented& p) { p.issuer = "other"; }), "wrong_issuer");
  EXPECT_EQ(With([](Presented& p) { p.audience = "travel"; }), "wrong_audience");
  EXPECT_EQ(With([](Presented& p) { p.action = "crm.delete"; }), "wrong_action");
  EXPECT_EQ(With([](Presented& p) { (*p.args)[31] ^= 1; }), "wrong_arguments");
  EXPECT_EQ(With([](Presented& p) { p.key_thumbprint = "K2"; }), "wrong_key");
  EXPECT_EQ(With([](Presented& p) { p.key_thumbprint.reset(); }), "key_not_proved");
}

TEST(CheckTest, ATokenHasABeginningAndAnEnd) {
  auto at = [](int64_t now) { return With([now](Presented& p) { p.now = now; }); };
  EXPECT_EQ(at(1029), "good");
  EXPECT_EQ(at(1030), "expired");
  EXPECT_EQ(at(1000 - kTokenSkewSeconds), "good");
  EXPECT_EQ(at(1000 - kTokenSkewSeconds - 1), "not_yet");
}

TEST(CheckTest, ABearersTokenNeedsNoKey) {
  Claims claims = SomeClaims();
  claims.key_thumbprint.clear();
  Presented presented = Honest();
  presented.key_thumbprint.reset();
  EXPECT_EQ(Check(claims, presented), std::nullopt);
}

// The key and the signature of RFC 8037, appendix A.
TEST(KeyTest, FitsThePublishedExample) {
  const auto x = DecodeBase64Url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  ASSERT_TRUE(x);
  auto key = PublicKey::FromBytes(*x);
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  const std::string message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  const auto signature = DecodeBase64Url(
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  ASSERT_TRUE(signature);
  EXPECT_TRUE(key->Verify(message, *signature));
  EXPECT_FALSE(key->Verify(message + "x", *signature));
  EXPECT_FALSE(key->Verify(message, signature->substr(1)));
}

TEST(KeyTest, APublicKeyHas32Bytes) {
  EXPECT_TRUE(PublicKey::FromBytes(std::string(32, 'x')).ok());
  EXPECT_FALSE(PublicKey::FromBytes(std::string(31, 'x')).ok());
  EXPECT_FALSE(PublicKey::FromBytes(std::string(33, 'x')).ok());
}

TEST(JoseTest, OneTextForOneSequenceOfBytes) {
  for (size_t size = 0; size < 70; ++size) {
    const std::string bytes(size, '\xfb');
    EXPECT_EQ(DecodeBase64Url(Base64Url(bytes)), bytes);
  }
  EXPECT_EQ(Base64Url("\xfb\xff"), "-_8");
  for (const char* text : {"-_9", "-_8=", "+/8", "A", "-_8 "}) {
    EXPECT_EQ(DecodeBase64Url(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace writ
