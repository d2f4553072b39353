#include "server/lsp/framing.h"

#include <sstream>

#include "gtest/gtest.h"
#include "server/lsp/places.h"

namespace writ::lsp {
namespace {

std::string Bodies(const std::string& bytes) {
  std::istringstream in(bytes);
  std::string out;
  while (auto frame = ReadFrame(in)) out += frame->malformed ? "!;" : frame->body + ";";
  return out;
}

TEST(Framing, ReadsBodiesBehindTheirHeaders) {
  EXPECT_EQ(Bodies("Content-Length: 2\r\n\r\n{}"), "{};");
  EXPECT_EQ(Bodies("Content-Type: x\r\ncontent-length:  2\r\n\r\n{}Content-Length: 1\r\n\r\n1"),
            "{};1;");
  EXPECT_EQ(Bodies("\r\nContent-Length: 0\n\nContent-Length: 1\n\n1"), ";1;");
}

TEST(Framing, GoesOnAfterHeadersWithoutALength) {
  EXPECT_EQ(Bodies("nonsense\r\n\r\nContent-Length: 1\r\n\r\n1"), "!;1;");
  EXPECT_EQ(Bodies("Content-Length: -1\r\n\r\nContent-Length: 1\r\n\r\n1"), "!;1;");
  EXPECT_EQ(Bodies("Content-Length: 99999999999999999999\r\n\r\n"), "!;");
  EXPECT_EQ(Bodies(std::string(kMaxHeaderBytes + 10, 'x') + "\r\n\r\nContent-Length: 1\n\n1"),
            "!;1;");
}

TEST(Framing, ABodyIsBounded) {
  std::istringstream in("Content-Length: " + std::to_string(kMaxBodyBytes + 1) + "\r\n\r\n");
  auto frame = ReadFrame(in);
  ASSERT_TRUE(frame.has_value());
  EXPECT_TRUE(frame->malformed);
}

TEST(Framing, EndsWithTheStream) {
  EXPECT_EQ(Bodies(""), "");
  EXPECT_EQ(Bodies("Content-Length: 5\r\n\r\n12"), "");
  EXPECT_EQ(Bodies("Content-Length: 5"), "");
}

TEST(Framing, WritesWhatItReads) {
  std::ostringstream out;
  WriteFrame("{\"a\": 1}", out);
  EXPECT_EQ(Bodies(out.str()), "{\"a\": 1};");
}

TEST(Places, CountUtf16) {
  const std::string text = "a\n\xc3\xa4\xf0\x9f\x98\x80x\n";
  EXPECT_EQ(OffsetOf(text, {0, 0}), 0u);
  EXPECT_EQ(OffsetOf(text, {1, 0}), 2u);
  EXPECT_EQ(OffsetOf(text, {1, 1}), 4u);
  EXPECT_EQ(OffsetOf(text, {1, 3}), 8u);
  EXPECT_EQ(OffsetOf(text, {1, 99}), 9u);
  EXPECT_EQ(OffsetOf(text, {9, 0}), text.size());
  for (size_t offset : {0u, 1u, 2u, 4u, 8u, 9u, 10u}) {
    EXPECT_EQ(OffsetOf(text, PositionOf(text, offset)), offset);
  }
}

TEST(Places, UrisAndPaths) {
  EXPECT_EQ(PathOf("file:///a/b%20c.writ"), "/a/b c.writ");
  EXPECT_EQ(PathOf("file:///a%2"), "/a%2");
  EXPECT_EQ(PathOf("untitled:x"), "");
  EXPECT_EQ(UriOf("/a/b c\xc3\xa4.writ"), "file:///a/b%20c%C3%A4.writ");
  EXPECT_EQ(PathOf(UriOf("/a?#%.writ")), "/a?#%.writ");
}

}  // namespace
}  // namespace writ::lsp
