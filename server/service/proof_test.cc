#include "server/service/proof.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/sha256.h"
#include "engine/token/jose.h"
#include "engine/token/key.h"

namespace writ::server {
namespace {

constexpr int64_t kNow = 1'795'456'800;
constexpr char kUri[] = "https://crm.example/query";

class ProofTest : public ::testing::Test {
 protected:
  ProofTest() : signer_(GenerateSigner()) {}

  std::string Header() const {
    return absl::StrCat(
        R"({"typ":"dpop+jwt","alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":")",
        Base64Url(signer_->public_key().bytes()), "\"}}");
  }
  static std::string Payload() {
    return absl::StrCat(R"({"jti":"p1","htm":"POST","htu":")", kUri, R"(","iat":)", kNow,
                        R"(,"ath":")", Base64Url(AsBytes(Sha256("token"))), "\"}");
  }
  std::string Proof(const std::string& header, const std::string& payload) const {
    const std::string message = absl::StrCat(Base64Url(header), ".", Base64Url(payload));
    return absl::StrCat(message, ".", Base64Url(*signer_->Sign(message)));
  }
  static std::string Checked(const std::string& proof) {
    auto thumbprint =
        CheckProof(proof, {.method = "POST", .uri = kUri, .now = kNow, .token = "token"});
    return thumbprint.ok() ? "good " + *thumbprint : std::string(thumbprint.status().message());
  }
  std::string WithHeader(const std::string& from, const std::string& to) const {
    return Checked(Proof(absl::StrReplaceAll(Header(), {{from, to}}), Payload()));
  }
  std::string WithPayload(const std::string& from, const std::string& to) const {
    return Checked(Proof(Header(), absl::StrReplaceAll(Payload(), {{from, to}})));
  }

  std::unique_ptr<Signer> signer_;
};

TEST_F(ProofTest, GivesTheThumbprintOfTheKeyThatSigned) {
  EXPECT_EQ(Checked(Proof(Header(), Payload())), "good " + signer_->public_key().thumbprint());
}

TEST_F(ProofTest, TheHeaderIsAsItMustBe) {
  EXPECT_EQ(WithHeader("dpop+jwt", "JWT"), "the proof's `typ` is not dpop+jwt");
  EXPECT_EQ(WithHeader("EdDSA", "none"), "the proof's `alg` is not EdDSA");
  EXPECT_EQ(WithHeader("EdDSA", "HS256"), "the proof's `alg` is not EdDSA");
  EXPECT_EQ(WithHeader("OKP", "EC"), "the proof's `jwk` is no Ed25519 key");
  EXPECT_EQ(WithHeader("Ed25519", "X25519"), "the proof's `jwk` is no Ed25519 key");
  EXPECT_EQ(WithHeader("\"jwk\"", "\"jku\""), "the proof's `jwk` is missing");
  EXPECT_EQ(WithHeader("\"x\"", "\"y\""), "the proof's `jwk` has no `x`");
  EXPECT_EQ(WithHeader("\"x\"", "\"d\":\"\",\"x\""), "the proof's `jwk` holds a private key");
  EXPECT_EQ(WithHeader("\"typ\"", "\"crit\":[],\"typ\""),
            "the proof's `crit` names what is not understood");
}

TEST_F(ProofTest, EveryClaimIsThereAndFits) {
  EXPECT_EQ(WithPayload("\"p1\"", "\"\""), "the proof's `jti` is missing");
  EXPECT_EQ(WithPayload("POST", "GET"), "the proof's `htm` is for another method");
  EXPECT_EQ(WithPayload("crm.example", "evil.example"), "the proof's `htu` is for another address");
  EXPECT_EQ(WithPayload("\"ath\"", "\"other\""), "the proof's `ath` is for another token");
  EXPECT_EQ(WithPayload("\"iat\"", "\"exp\""), "the proof's `iat` is no whole number of seconds");
  EXPECT_EQ(WithPayload(absl::StrCat(kNow), "1.5"),
            "the proof's `iat` is no whole number of seconds");
}

TEST_F(ProofTest, IsFreshToTheSecond) {
  auto at = [this](int64_t seconds) {
    return WithPayload(absl::StrCat(kNow), absl::StrCat(seconds));
  };
  const std::string good = "good " + signer_->public_key().thumbprint();
  const std::string stale = "the proof's `iat` is more than 60 seconds from now";
  EXPECT_EQ(at(kNow - kMaxProofAgeSeconds), good);
  EXPECT_EQ(at(kNow - kMaxProofAgeSeconds - 1), stale);
  EXPECT_EQ(at(kNow + kMaxProofAgeSeconds), good);
  EXPECT_EQ(at(kNow + kMaxProofAgeSeconds + 1), stale);
}

TEST_F(ProofTest, AnotherKeysSignatureIsRefused) {
  const std::string proof = Proof(Header(), Payload());
  const std::string stolen = Header();
  signer_ = GenerateSigner();
  EXPECT_EQ(Checked(Proof(stolen, Payload())), "the proof's signature does not fit its key");
  std::string changed = proof;
  changed[proof.size() / 2] = changed[proof.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(Checked(changed).rfind("the proof's ", 0), 0u);
}

TEST_F(ProofTest, OtherTextsAreNoProof) {
  for (const std::string& text : {"", ".", "..", "a.b", "a.b.c", "a.b.c.d"}) {
    EXPECT_EQ(Checked(text).rfind("the proof's ", 0), 0u) << text;
  }
  std::string padded = Proof(Header(), Payload());
  padded.append(kMaxProofBytes + 1 - padded.size(), 'A');
  EXPECT_EQ(Checked(padded), "the proof's text is longer than 8192 bytes");
  padded.pop_back();
  EXPECT_EQ(Checked(padded), "the proof's signature does not fit its key");
}

}  // namespace
}  // namespace writ::server
