#include "server/service/listen.h"

#include <gtest/gtest.h>

namespace writ::server {
namespace {

std::string Parsed(const std::string& text) {
  auto address = ParseListenAddress(text);
  return address.ok() ? address->ToString() : std::string(address.status().message());
}

TEST(ListenTest, AcceptsThisMachine) {
  EXPECT_EQ(Parsed("127.0.0.1:7411"), "127.0.0.1:7411");
  EXPECT_EQ(Parsed("127.8.0.1:0"), "127.8.0.1:0");
  EXPECT_EQ(Parsed("localhost:1"), "127.0.0.1:1");
  EXPECT_EQ(Parsed("[::1]:65535"), "[::1]:65535");
  EXPECT_EQ(Parsed("unix:/run/writ.sock"), "unix:/run/writ.sock");
}

TEST(ListenTest, RefusesEverythingElseNamingTheOption) {
  const char* const refused[] = {
      "",           "7411",           "0.0.0.0:7411",   "[::]:7411",       "192.0.2.1:7411",
      "1270.0.1:1", "127.0.0.1.x:1",  "writ.example:1", "127.0.0.1:65536", "127.0.0.1:-1",
      "127.0.0.1:", "127.0.0.1:port", "unix:",          ":7411",           "::1:7411",
  };
  for (const char* text : refused) {
    auto address = ParseListenAddress(text);
    ASSERT_EQ(address.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(address.status().message().find("--listen `"), 0u) << address.status();
  }
}

TEST(ListenTest, BoundsASocketsPath) {
  EXPECT_TRUE(ParseListenAddress("unix:/" + std::string(106, 'x')).ok());
  EXPECT_FALSE(ParseListenAddress("unix:/" + std::string(107, 'x')).ok());
}

}  // namespace
}  // namespace writ::server
