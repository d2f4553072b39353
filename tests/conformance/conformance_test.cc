#include <cstdlib>
#include <filesystem>

#include "gtest/gtest.h"
#include "tests/conformance/cel_value.h"
#include "tests/conformance/runner.h"

namespace writ::conformance {
namespace {

constexpr char kCases[] = "tests/conformance/cases";
constexpr char kScores[] = "tests/conformance/scores.txt";

TEST(OwnCases, AllPass) {
  auto suite = ReadSuite(kCases);
  ASSERT_TRUE(suite.ok()) << suite.status();
  for (const CaseFile& file : *suite) {
    const FileReport report = RunFile(file);
    EXPECT_GT(report.score.total, 0u) << report.name;
    EXPECT_EQ(report.score.passed, report.score.total) << report.text;
  }
}

TEST(Suite, PassesWhatIsRecorded) {
  const char* data = std::getenv("WRIT_DATA");
  if (data == nullptr) GTEST_SKIP() << "WRIT_DATA is not set";
  auto suite = ReadSuite(std::string(data) + "/cel-spec");
  ASSERT_TRUE(suite.ok()) << suite.status();
  auto recorded = ReadScores(kScores);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  std::vector<FileReport> reports;
  for (const CaseFile& file : *suite) {
    reports.push_back(RunFile(file));
    EXPECT_EQ(recorded->count(file.name), 1u) << file.name << " has no recorded score";
  }
  for (const std::string& line : BelowRecorded(reports, *recorded)) ADD_FAILURE() << line;
}

// The runner itself: what must not count as passed.

Case Expecting(std::string expr, Value value) {
  Case test;
  test.expr = std::move(expr);
  test.value = value;
  return test;
}

TEST(Runner, KindsMustAgree) {
  EXPECT_TRUE(RunCase(Expecting("1 + 1", Value::Int(2))).passed);
  EXPECT_FALSE(RunCase(Expecting("1 + 1", Value::Uint(2))).passed);
  EXPECT_FALSE(RunCase(Expecting("1 + 1", Value::Double(2))).passed);
  EXPECT_FALSE(RunCase(Expecting("1 + 1", Value::Int(3))).passed);
}

TEST(Runner, AnErrorIsNoValueAndAValueNoError) {
  EXPECT_FALSE(RunCase(Expecting("1 / 0", Value::Int(0))).passed);
  Case test;
  test.expr = "1 + 1";
  test.error = true;
  const Outcome outcome = RunCase(test);
  EXPECT_FALSE(outcome.passed);
  EXPECT_EQ(outcome.expected, "error");
  EXPECT_EQ(outcome.got, "{\"int\": \"2\"}");
}

TEST(Runner, ATypeIsChecked) {
  Case test;
  test.expr = "[1]";
  test.check_only = true;
  test.type = "list(int)";
  EXPECT_TRUE(RunCase(test).passed);
  test.type = "list(uint)";
  EXPECT_FALSE(RunCase(test).passed);
}

TEST(Runner, AFileBelowItsScoreIsNamed) {
  FileReport report;
  report.name = "basic";
  report.score = {3, 5};
  EXPECT_TRUE(BelowRecorded({report}, {{"basic", 3}}).empty());
  EXPECT_TRUE(BelowRecorded({report}, {{"other", 9}}).empty());
  ASSERT_EQ(BelowRecorded({report}, {{"basic", 4}}).size(), 1u);
}

TEST(CelTypes, ReadAndWritten) {
  TypeTable types;
  for (const char* text : {"int", "map(string, list(double))", "optional_type(list(dyn))",
                           "null_type", "google.protobuf.Timestamp"}) {
    const Type* type = ReadType(text, types);
    ASSERT_NE(type, nullptr) << text;
    EXPECT_EQ(TypeText(*type), text);
  }
  EXPECT_EQ(ReadType("tuple(int)", types), nullptr);
  EXPECT_EQ(ReadType("map(int)", types), nullptr);
}

}  // namespace
}  // namespace writ::conformance
