#include "engine/token/claims.h"

#include <gtest/gtest.h>

namespace writ {
namespace {

Claims SomeClaims() {
  Claims claims{.issuer = "https://writ.example", .audience = "travel", .user = "ana"};
  claims.agent = "travel-1";
  claims.task_id = "t1";
  claims.id = "d42";
  claims.issued = 1'795'456'800;
  claims.expires = 1'795'456'830;
  claims.action = "flights.purchase";
  claims.args.fill(1);
  claims.bundle.fill(2);
  claims.once = true;
  claims.key_thumbprint = "thumb";
  return claims;
}

TEST(ClaimsTest, HasTheNamesOfATransactionToken) {
  EXPECT_EQ(ClaimsJson(SomeClaims()),
            "{\"iss\":\"https://writ.example\",\"aud\":\"travel\",\"sub\":\"ana\","
            "\"act\":{\"sub\":\"travel-1\"},\"txn\":\"t1\",\"jti\":\"d42\",\"iat\":1795456800,"
            "\"exp\":1795456830,\"scope\":\"flights.purchase\",\"tctx\":{\"action\":"
            "\"flights.purchase\",\"args_sha256\":\"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE\","
            "\"task\":\"t1\",\"decision\":\"d42\",\"bundle_sha256\":"
            "\"AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI\",\"once\":true},"
            "\"cnf\":{\"jkt\":\"thumb\"}}");
}

TEST(ClaimsTest, ComeBackAsTheyWere) {
  Claims claims = SomeClaims();
  EXPECT_EQ(ReadClaims(ClaimsJson(claims)), claims);
  claims.key_thumbprint.clear();
  claims.once = false;
  EXPECT_EQ(ReadClaims(ClaimsJson(claims)), claims);
}

TEST(ClaimsTest, IdsMayHoldAnyText) {
  Claims claims = SomeClaims();
  claims.user = "a\"b\\c\n\t\x01\x7f\xc2\x80\xc3\xa9\"},\"exp\":9";
  EXPECT_EQ(ReadClaims(ClaimsJson(claims)), claims);
}

// One set of claims, one text: nothing can be added, left out or written in another way.
TEST(ClaimsTest, ReadsNothingButWhatItWrites) {
  const std::string json = ClaimsJson(SomeClaims());
  for (size_t size = 0; size < json.size(); ++size) {
    EXPECT_EQ(ReadClaims(json.substr(0, size)), std::nullopt) << size;
  }
  EXPECT_EQ(ReadClaims(json + " "), std::nullopt);
  auto changed = [&json](const std::string& from, const std::string& to) {
    std::string text = json;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_EQ(ReadClaims(changed("\"iss\"", "\"iss\" ")), std::nullopt);
  EXPECT_EQ(ReadClaims(changed("1795456830", "01795456830")), std::nullopt);
  EXPECT_EQ(ReadClaims(changed("1795456830", "9999999999999999999")), std::nullopt);
  EXPECT_EQ(ReadClaims(changed("\"ana\"", "\"\\u0061na\"")), std::nullopt);
  EXPECT_EQ(ReadClaims(changed("\"task\":\"t1\"", "\"task\":\"t2\"")), std::nullopt);
  EXPECT_EQ(ReadClaims(changed("\"decision\":\"d42\"", "\"decision\":\"d43\"")), std::nullopt);
  EXPECT_EQ(ReadClaims(changed("\"action\":\"flights.purchase\"", "\"action\":\"x\"")),
            std::nullopt);
}

}  // namespace
}  // namespace writ
