#include "lang/source/source.h"

#include "gtest/gtest.h"

namespace writ::lang {
namespace {

TEST(SourceFile, LocatesBytesByLineAndColumn) {
  SourceFile file("a.writ", "ab\ncd\n\ne");
  auto at = [&](uint32_t offset) {
    LineColumn place = file.Locate(offset);
    return std::pair(place.line, place.column);
  };
  EXPECT_EQ(at(0), std::pair(1u, 1u));
  EXPECT_EQ(at(2), std::pair(1u, 3u));
  EXPECT_EQ(at(3), std::pair(2u, 1u));
  EXPECT_EQ(at(6), std::pair(3u, 1u));
  EXPECT_EQ(at(7), std::pair(4u, 1u));
  EXPECT_EQ(at(8), std::pair(4u, 2u));
}

TEST(SourceFile, GivesLinesWithoutTheirEnds) {
  SourceFile file("a.writ", "ab\r\ncd\n");
  EXPECT_EQ(file.Line(1), "ab");
  EXPECT_EQ(file.Line(2), "cd");
  EXPECT_EQ(file.Line(3), "");
  EXPECT_EQ(file.Line(4), "");
  EXPECT_EQ(file.Line(0), "");
}

TEST(SourceFile, AnEmptyFileHasOneLine) {
  SourceFile file("a.writ", "");
  EXPECT_EQ(file.Locate(0).line, 1u);
  EXPECT_EQ(file.Line(1), "");
}

TEST(SourceSet, GivesTheTextOfASpan) {
  SourceSet sources;
  sources.files.emplace_back("a.writ", "hello");
  EXPECT_EQ(sources.Text({0, 1, 3}), "el");
}

}  // namespace
}  // namespace writ::lang
