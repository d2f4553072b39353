#include "engine/vm/patterns.h"

#include <string>

#include "engine/bytecode/program.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

// A program whose patterns are all its constants.
absl::StatusOr<PatternSet> Compile(const std::vector<std::string>& patterns) {
  Program program;
  for (const std::string& pattern : patterns) {
    program.patterns.push_back(static_cast<uint32_t>(program.constants.size()));
    program.constants.push_back(Value::String(pattern));
  }
  return PatternSet::Compile(program);
}

TEST(PatternSet, MatchesSomewhereInTheText) {
  auto set = Compile({"b+", "^b+$"});
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_TRUE(set->Match("abbc", "b+").IsTrue());
  EXPECT_TRUE(set->Match("abbc", "^b+$").IsFalse());
  EXPECT_TRUE(set->Match("", "b+").IsFalse());
}

TEST(PatternSet, KnowsItsOwnPatternsOnly) {
  auto set = Compile({"a"});
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->Match("a", "b").AsError(), ErrorCode::kBadArgument);
  EXPECT_EQ(PatternSet().Match("a", "a").AsError(), ErrorCode::kBadArgument);
}

TEST(PatternSet, NamesThePatternThatItRefuses) {
  const auto set = Compile({"good", "(bad"});
  ASSERT_FALSE(set.ok());
  EXPECT_NE(std::string(set.status().message()).find("`(bad`"), std::string::npos);
}

TEST(PatternSet, LimitsThePattern) {
  EXPECT_TRUE(CheckPattern(std::string(kMaxPatternBytes, 'a')).ok());
  EXPECT_FALSE(CheckPattern(std::string(kMaxPatternBytes + 1, 'a')).ok());
  EXPECT_FALSE(CheckPattern("((a{0,100}){0,100}){0,100}").ok());
}

TEST(PatternSet, LimitsTheText) {
  auto set = Compile({"^a+$"});
  ASSERT_TRUE(set.ok());
  EXPECT_TRUE(set->Match(std::string(kMaxSubjectBytes, 'a'), "^a+$").IsTrue());
  EXPECT_EQ(set->Match(std::string(kMaxSubjectBytes + 1, 'a'), "^a+$").AsError(),
            ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace writ
