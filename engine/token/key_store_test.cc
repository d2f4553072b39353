#include "engine/token/key_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace writ {
namespace {

class KeyStoreTest : public ::testing::Test {
 protected:
  KeyStoreTest()
      : directory_(::testing::TempDir() + "/" +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(directory_);
  }

  std::unique_ptr<TokenIssuer> Opened() const {
    auto issuer = TokenIssuer::Open(directory_, "writ");
    EXPECT_TRUE(issuer.ok()) << issuer.status();
    return issuer.ok() ? *std::move(issuer) : nullptr;
  }

  std::string OpenError() const {
    return std::string(TokenIssuer::Open(directory_, "writ").status().message());
  }

  std::string FileName(int number) const {
    return directory_ + "/000" + std::to_string(number) + ".key";
  }

  static bool Accepts(const TokenIssuer& issuer, const std::string& token) {
    return std::holds_alternative<Claims>(issuer.Open(token));
  }

  const std::string directory_;
};

TEST_F(KeyStoreTest, MakesOneKeyForItsOwnerAloneAndKeepsIt) {
  const std::string keys = Opened()->Jwks();
  EXPECT_EQ(Opened()->Jwks(), keys);
  struct stat status;
  ASSERT_EQ(stat(FileName(1).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ASSERT_EQ(stat(directory_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST_F(KeyStoreTest, ARotatedKeyStillChecksWhatItSigned) {
  auto issuer = Opened();
  const std::string before = *issuer->Mint({.id = "d1"});
  ASSERT_TRUE(issuer->Rotate().ok());
  const std::string after = *issuer->Mint({.id = "d1"});
  EXPECT_NE(before.substr(0, before.find('.')), after.substr(0, after.find('.')));
  auto again = Opened();
  EXPECT_EQ(*again->Mint({.id = "d1"}), after);
  for (const TokenIssuer* each : {issuer.get(), again.get()}) {
    EXPECT_TRUE(Accepts(*each, before));
    EXPECT_TRUE(Accepts(*each, after));
  }
}

TEST_F(KeyStoreTest, KeepsSoManyKeysAndNoMore) {
  auto issuer = Opened();
  const std::string first = *issuer->Mint({});
  for (size_t i = 1; i < kMaxTokenKeys; ++i) ASSERT_TRUE(issuer->Rotate().ok());
  EXPECT_TRUE(Accepts(*issuer, first));
  EXPECT_TRUE(Accepts(*Opened(), first));
  ASSERT_TRUE(issuer->Rotate().ok());
  EXPECT_FALSE(Accepts(*issuer, first));
  EXPECT_FALSE(Accepts(*Opened(), first));
}

TEST_F(KeyStoreTest, RefusesAKeyThatOthersCanRead) {
  Opened();
  ASSERT_EQ(chmod(FileName(1).c_str(), 0640), 0);
  EXPECT_NE(OpenError().find("0001.key"), std::string::npos) << OpenError();
}

TEST_F(KeyStoreTest, RefusesWhatIsNoKeyAndDoesNotQuoteIt) {
  Opened();
  std::ofstream(FileName(1)) << "secret that must not be quoted";
  EXPECT_NE(OpenError().find("0001.key"), std::string::npos) << OpenError();
  EXPECT_EQ(OpenError().find("secret"), std::string::npos);
}

TEST_F(KeyStoreTest, AnUnfinishedFileIsNoKey) {
  const std::string keys = Opened()->Jwks();
  std::ofstream(FileName(2) + ".new") << "half";
  EXPECT_EQ(Opened()->Jwks(), keys);
  EXPECT_TRUE(Opened()->Rotate().ok());
}

}  // namespace
}  // namespace writ
