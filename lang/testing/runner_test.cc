#include "lang/testing/runner.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace writ::lang {
namespace {

constexpr char kPolicy[] = R"(package p
entity User { email: string, boss: User? }
entity Agent { owner: User }
task Trip { to: string, budget: money }
action find(to: string)
action buy(to: string, price: money) -> { charged: money }
fact frozen(Agent): bool = false
fact spend(task) = sum(args.price) of buy settle result.charged
permit look: find for Trip when args.to == task.to
permit pay: buy for Trip when args.to == task.to
limit budget: spend(task) <= task.budget else "the budget is used up"
forbid stop: any when frozen(agent) else "frozen"
ask boss: buy when args.price == 61 USD of user.boss within 5m
)";
constexpr char kGrant[] =
    "  task t = Trip { to: \"SFO\", budget: 100 USD } by agent \"a\" for user \"u\"\n";
// Lines of the policy, of the test's title and of the grant.
constexpr uint32_t kFirstStep = 16;

CompiledTests Compiled(const std::string& tests) {
  CompileResult result = Compile({{"p.writ", kPolicy + tests}});
  for (const Diagnostic& d : result.diagnostics.Sorted()) {
    ADD_FAILURE() << Render(d, result.sources);
  }
  return std::move(result.tests);
}

TestOptions Named(const std::string& part) {
  return {.selects = [part](const std::string& title) {
    return title.find(part) != std::string::npos;
  }};
}

// The result of one test: a granted task, then `steps`.
TestResult Run(const std::string& steps) {
  auto results = RunTests(Compiled(std::string("test \"t\" {\n") + kGrant + steps + "\n}\n"));
  if (results.size() != 1) return {"none", "", 0, TestFailure{}, {}};
  return results[0];
}

void ExpectPass(const std::string& steps) {
  TestResult result = Run(steps);
  EXPECT_TRUE(result.passed()) << steps << "\n"
                               << result.failure->step << "\nexpected " << result.failure->expected
                               << "\ngot " << result.failure->got;
}

TestFailure ExpectFailure(const std::string& steps) {
  TestResult result = Run(steps);
  EXPECT_FALSE(result.passed()) << steps;
  return result.failure.value_or(TestFailure{});
}

constexpr char kBoss[] = "  set attributes(User(\"u\")) = { email: \"u@x\", boss: User(\"bo\") }\n";

TEST(Runner, AnApprovalIsAskedGivenAndUsed) {
  ExpectPass(std::string(kBoss) +
             "  buy(to: \"SFO\", price: 61 USD) -> ask by boss\n"
             "  buy(to: \"SFO\", price: 61 USD) with approval -> ask\n"
             "  approve by user \"u\", fails\n"
             "  approve by user \"bo\"\n"
             "  buy(to: \"SFO\", price: 61 USD) with approval -> permit by pay\n"
             "  buy(to: \"SFO\", price: 61 USD) with approval -> deny ticket used\n");
  ExpectPass(std::string(kBoss) +
             "  buy(to: \"SFO\", price: 61 USD) -> ask\n"
             "  refuse by user \"bo\"\n"
             "  buy(to: \"SFO\", price: 61 USD) with approval -> deny ticket refused\n");
}

TEST(Runner, AnAnswerThatIsNotTakenFailsTheTest) {
  EXPECT_EQ(ExpectFailure("  approve by user \"bo\"").expected, "an ask before it");
  EXPECT_EQ(ExpectFailure(std::string(kBoss) + "  buy(to: \"SFO\", price: 61 USD) -> ask\n"
                                               "  approve by user \"cy\"")
                .expected,
            "an approval that is taken");
  EXPECT_EQ(ExpectFailure(std::string(kBoss) + "  buy(to: \"SFO\", price: 61 USD) -> ask\n"
                                               "  refuse by user \"bo\", fails")
                .expected,
            "fails");
  EXPECT_EQ(
      ExpectFailure(std::string(kBoss) + "  buy(to: \"SFO\", price: 61 USD) -> permit").expected,
      "permit");
}

TEST(Runner, VerdictRuleAndReasonAreAsTheTestSays) {
  ExpectPass("  find(to: \"SFO\") -> permit");
  ExpectPass("  find(to: \"SFO\") -> permit by look");
  ExpectPass("  find(to: \"JFK\") -> deny");
  ExpectPass("  buy(to: \"SFO\", price: 101 USD) -> deny by budget");
  ExpectPass("  buy(to: \"SFO\", price: 101 USD) -> deny the budget is used up");
  ExpectPass("  mail() -> deny unknown action");
}

constexpr char kMacroPolicy[] = R"(package p
entity User { email: string }
entity Agent { owner: User }
task Mail { people: list<string>, most: int }
action send(to: list<string>, costs: map<string, int>) -> { failed: list<string> }
fact bounced(task) = set(result.failed.filter(f, f.endsWith(".example")).size()) of succeeded send
permit known: send for Mail when args.to.all(a, a in task.people)
forbid twice: send when args.to.exists(a, args.to.filter(b, b == a).size() > 1)
forbid dear: send when args.costs.exists(k, 100 / args.costs[k] < 100 / task.most)
test "mail" {
  task m = Mail { people: ["ana", "bo"], most: 20 } by agent "a" for user "u"
  send(to: ["ana", "bo"], costs: { "ana": 1, "bo": 20 }) -> permit by known, succeeds { failed: ["x.example", "y"] }
  expect bounced(m).filter(n, n > 0).size() == 1
  expect ["ana"].map(p, p + "!") == ["ana!"]
  send(to: [], costs: {}) -> permit by known
  send(to: ["ana", "eve"], costs: {}) -> deny no permit
  send(to: ["bo", "ana", "bo"], costs: {}) -> deny by twice
  send(to: ["bo"], costs: { "bo": 26 }) -> deny by dear
  send(to: ["bo"], costs: { "bo": 0 }) -> deny by dear
}
)";

TEST(Runner, MacrosDecideAsTheirElementsSay) {
  CompileResult compiled = Compile({{"p.writ", kMacroPolicy}});
  for (const Diagnostic& d : compiled.diagnostics.Sorted()) {
    ADD_FAILURE() << Render(d, compiled.sources);
  }
  const std::vector<TestResult> results = RunTests(compiled.tests);
  ASSERT_EQ(results.size(), 1u);
  EXPECT_TRUE(results[0].passed())
      << results[0].failure->step << "\nexpected " << results[0].failure->expected << "\ngot "
      << results[0].failure->got;
}

TEST(Runner, AWrongVerdictFailsWithTheTraceOfEveryClause) {
  TestFailure failure = ExpectFailure("  find(to: \"JFK\") -> permit by look");
  EXPECT_EQ(failure.line, kFirstStep);
  EXPECT_EQ(failure.column, 3u);
  EXPECT_EQ(failure.step, "find(to: \"JFK\") -> permit by look");
  EXPECT_EQ(failure.expected, "permit by `p.look`");
  EXPECT_EQ(failure.got, "deny: no rule permits it");
  bool traced = false;
  for (const std::string& line : failure.trace) {
    traced |= line.find("p.look") != std::string::npos &&
              line.find("args.to == task.to") != std::string::npos &&
              line.find("does not hold") != std::string::npos;
  }
  EXPECT_TRUE(traced);
}

TEST(Runner, AnotherRuleOrReasonFails) {
  EXPECT_EQ(ExpectFailure("  buy(to: \"SFO\", price: 101 USD) -> deny by stop").expected,
            "deny by `p.stop`");
  EXPECT_EQ(ExpectFailure("  buy(to: \"SFO\", price: 101 USD) -> deny frozen solid").expected,
            "deny: frozen solid");
  EXPECT_NE(ExpectFailure("  find(to: \"SFO\") -> deny").got.find("permit by `p.look`"),
            std::string::npos);
}

TEST(Runner, OutcomesChangeFacts) {
  ExpectPass(
      "  buy(to: \"SFO\", price: 60 USD) -> permit, succeeds { charged: 70 USD }\n"
      "  expect spend(t) == 70 USD\n"
      "  buy(to: \"SFO\", price: 30 USD) -> permit, fails\n"
      "  expect spend(t) == 70 USD\n"
      "  buy(to: \"SFO\", price: 30 USD) -> permit\n"
      "  expect spend(t) == 100 USD");
}

TEST(Runner, AFalseExpectationShowsTheFacts) {
  TestFailure failure = ExpectFailure(
      "  buy(to: \"SFO\", price: 60 USD) -> permit\n"
      "  expect spend(t) == 70 USD");
  EXPECT_EQ(failure.line, kFirstStep + 1);
  EXPECT_EQ(failure.expected, "true");
  EXPECT_EQ(failure.got, "false");
  ASSERT_EQ(failure.trace.size(), 1u);
  EXPECT_NE(failure.trace[0].find("p.spend"), std::string::npos);
  EXPECT_NE(failure.trace[0].find("60"), std::string::npos);
}

TEST(Runner, FactsAreSet) {
  ExpectPass(
      "  set frozen(Agent(\"a\")) = true\n"
      "  find(to: \"SFO\") -> deny by stop\n"
      "  set frozen(Agent(\"a\")) = false\n"
      "  find(to: \"SFO\") -> permit");
}

TEST(Runner, TimePassesOnlyWhenTheTestWaits) {
  ExpectPass(
      "  wait 23h\n"
      "  find(to: \"SFO\") -> permit\n"
      "  wait 2h\n"
      "  find(to: \"SFO\") -> deny task expired");
}

TEST(Runner, ClosedTasksDeny) { ExpectPass("  close t\n  find(to: \"SFO\") -> deny task closed"); }

TEST(Runner, ACallIsMadeInTheTaskItNames) {
  ExpectPass(
      "  task u = Trip { to: \"JFK\", budget: 5 USD } by agent \"b\" for user \"u\" expires 2h\n"
      "  find(to: \"JFK\") -> permit\n"
      "  find(to: \"SFO\") -> deny\n"
      "  find(to: \"SFO\") in t -> permit\n"
      "  expect spend(t) == spend(u)");
}

TEST(Runner, EveryTestStartsFromNothing) {
  const std::string test = std::string("{\n") + kGrant +
                           "  buy(to: \"SFO\", price: 100 USD) -> permit\n"
                           "  buy(to: \"SFO\", price: 1 USD) -> deny by budget\n}\n";
  CompiledTests tests = Compiled("test \"one\" " + test + "test \"two\" " + test);
  std::vector<TestResult> results = RunTests(tests);
  ASSERT_EQ(results.size(), 2u);
  EXPECT_TRUE(results[0].passed());
  EXPECT_TRUE(results[1].passed());
  EXPECT_EQ(results[1].title, "two");
  EXPECT_EQ(results[0].file, "p.writ");
  EXPECT_EQ(results[0].line, 14u);
}

TEST(Runner, TheFilterChoosesByTitle) {
  CompiledTests tests = Compiled("test \"one\" {}\ntest \"two\" {}\n");
  ASSERT_EQ(RunTests(tests, Named("tw")).size(), 1u);
  EXPECT_EQ(RunTests(tests, Named("tw"))[0].title, "two");
  EXPECT_TRUE(RunTests(tests, Named("three")).empty());
}

TEST(Runner, AStepThatErrsFails) {
  TestFailure failure = ExpectFailure(
      "  buy(to: \"SFO\", price: 60 USD) -> permit\n"
      "  expect spend(t) + 5 EUR == 65 EUR");
  EXPECT_NE(failure.got.find("currency_mismatch"), std::string::npos) << failure.got;
}

}  // namespace
}  // namespace writ::lang
