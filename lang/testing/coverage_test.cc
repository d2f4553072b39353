#include "lang/testing/coverage.h"

#include "gtest/gtest.h"
#include "lang/testing/runner.h"

namespace writ::lang {
namespace {

constexpr char kPolicy[] = R"(package p
entity User { email: string }
entity Agent { owner: User }
task Trip { to: string }
action find(to: string, n: int)
fact found(task) = count of find
permit look: find for Trip
  when args.to == task.to
  when args.n > 0
permit other: find for Trip when args.to == "x"
forbid plain: find when args.n > 100 unless args.to == "y"
limit twice: found(task) <= 2
@untested("there is no such call")
forbid never: find when args.n < -100
test "t" {
  task t = Trip { to: "SFO" } by agent "a" for user "u"
)";

std::vector<ClauseCoverage> Covered(const std::string& steps, uint32_t percent) {
  Passes passes;
  passes.guards = passes.dead = false;
  CompileResult result = Compile({{"p.writ", kPolicy + steps + "}\n"}}, {.passes = passes});
  EXPECT_TRUE(result.ok());
  Coverage coverage(*result.tests.program);
  for (const TestResult& test : RunTests(result.tests, {.coverage = &coverage})) {
    EXPECT_TRUE(test.passed()) << test.failure->got;
  }
  EXPECT_EQ(coverage.Percent(), percent);
  return coverage.clauses();
}

std::string Missing(const std::vector<ClauseCoverage>& clauses) {
  std::string out;
  for (const ClauseCoverage& clause : clauses) {
    if (clause.covered()) continue;
    out += clause.rule + ":" + std::to_string(clause.line) + " " + clause.text + " " +
           clause.Missing() + "\n";
  }
  return out;
}

TEST(Coverage, SaysWhatWasNeverDecided) {
  EXPECT_EQ(Missing(Covered("find(to: \"SFO\", n: 1) -> permit\n", 41)),
            "p.look:8 when args.to == task.to never false\n"
            "p.look:9 when args.n > 0 never false\n"
            "p.other:10 when args.to == \"x\" never true\n"
            "p.plain:11 when args.n > 100 never true\n"
            "p.plain:11 unless args.to == \"y\" never decided\n"
            "p.twice:12 limit never false\n"
            "p.never:14 when args.n < -100 never true\n");
}

TEST(Coverage, IsFullWithoutWhatIsExcused) {
  const std::vector<ClauseCoverage> clauses = Covered(
      "find(to: \"SFO\", n: 1) -> permit\nfind(to: \"JFK\", n: 1) -> deny\n"
      "find(to: \"SFO\", n: 0) -> deny\nfind(to: \"x\", n: 1) -> permit\n"
      "find(to: \"x\", n: 1) -> deny by twice\nfind(to: \"y\", n: 101) -> deny\n"
      "find(to: \"z\", n: 101) -> deny by plain\n",
      100);
  EXPECT_EQ(Missing(clauses), "p.never:14 when args.n < -100 never true\n");
  EXPECT_EQ(clauses.back().excused, "there is no such call");
}

}  // namespace
}  // namespace writ::lang
