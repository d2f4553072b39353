#include "engine/base/ed25519.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "engine/base/file.h"

namespace writ {
namespace {

std::string Hex(std::string_view bytes) {
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

std::string_view Bytes(const Ed25519PublicKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::string TestPath(const std::string& name) {
  const char* directory = std::getenv("TEST_TMPDIR");
  return std::string(directory != nullptr ? directory : "/tmp") + "/" + name;
}

// RFC 8032, section 7.1, test 3.
TEST(Ed25519Test, SignsAsTheStandardSays) {
  auto key = Ed25519Key::FromSeed(
      absl::HexStringToBytes("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(Hex(Bytes(key->public_key())),
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  std::string message = absl::HexStringToBytes("af82");
  auto signature = key->Sign(message);
  ASSERT_TRUE(signature.ok());
  EXPECT_EQ(Hex(*signature),
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  EXPECT_TRUE(Ed25519Verify(key->public_key(), message, *signature));
}

TEST(Ed25519Test, RefusesEveryOtherByte) {
  auto key = Ed25519Key::Generate();
  ASSERT_TRUE(key.ok());
  const std::string signature = *key->Sign("message");
  EXPECT_FALSE(Ed25519Verify(key->public_key(), "massage", signature));
  for (size_t i = 0; i < signature.size(); ++i) {
    std::string bad = signature;
    bad[i] ^= 1;
    EXPECT_FALSE(Ed25519Verify(key->public_key(), "message", bad)) << i;
  }
  EXPECT_FALSE(Ed25519Verify(key->public_key(), "message", signature.substr(1)));
  EXPECT_FALSE(Ed25519Verify(key->public_key(), "message", ""));
  EXPECT_FALSE(Ed25519Verify(Ed25519Key::Generate()->public_key(), "message", signature));
  EXPECT_FALSE(Ed25519Key::FromSeed("short").ok());
}

TEST(KeyFileTest, IsMadeOnceAndIsSecret) {
  const std::string path = TestPath("private/one.key");
  auto made = LoadOrMakeKey(path);
  ASSERT_TRUE(made.ok()) << made.status();
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  auto loaded = LoadOrMakeKey(path);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->seed(), made->seed());
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(LoadOrMakeKey(path).status()));
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  ASSERT_TRUE(ReplaceSmallFile(path, "no key\n", 0600).ok());
  EXPECT_TRUE(absl::IsDataLoss(LoadOrMakeKey(path).status()));
}

TEST(SmallFileTest, IsReplacedAsAWhole) {
  const std::string path = TestPath("small");
  EXPECT_TRUE(absl::IsNotFound(ReadSmallFile(path).status()));
  ASSERT_TRUE(ReplaceSmallFile(path, "one", 0644).ok());
  ASSERT_TRUE(ReplaceSmallFile(path, "two", 0644).ok());
  EXPECT_EQ(*ReadSmallFile(path), "two");
  EXPECT_NE(access((path + ".new").c_str(), F_OK), 0);
  ASSERT_TRUE(ReplaceSmallFile(path, std::string(kMaxSmallFileBytes, 'x'), 0644).ok());
  EXPECT_TRUE(ReadSmallFile(path).ok());
  ASSERT_TRUE(ReplaceSmallFile(path, std::string(kMaxSmallFileBytes + 1, 'x'), 0644).ok());
  EXPECT_FALSE(ReadSmallFile(path).ok());
  EXPECT_FALSE(ReplaceSmallFile(TestPath("nowhere/small"), "one", 0644).ok());
}

}  // namespace
}  // namespace writ
