#include "lang/explain/explain.h"

#include "gtest/gtest.h"
#include "lang/compiler/compiler.h"
#include "lang/testing/runner.h"

namespace writ::lang {
namespace {

constexpr char kPolicy[] = R"(package p
entity User { email: string }
entity Agent { owner: User }
task Trip { to: string, budget: money }
task Other {}
action buy(to: string, price: money)
action sell(to: string)
fn twice(m: money): money = m * 2
fact spend(task) = sum(args.price) of buy
fact frozen(Agent): bool = false
permit pay: buy for Trip
  when args.to == task.to
  when twice(args.price) < 1000 USD
permit fixed: buy for Trip when args.to == "JFK" && args.price > 1 EUR
permit other: buy for Other
permit sells: sell for Trip when args.to.lowerAscii().contains("x") && size(args.to) < 9
limit budget: spend(task) <= task.budget
forbid frozen_agent: any when frozen(agent)
test "t" {
  task t = Trip { to: "SFO", budget: 100 USD } by agent "a" for user "u"
  buy(to: "SFO", price: 60 USD) -> permit
)";

// Of the last call that `steps` make.
Explanation Explained(const std::string& steps) {
  CompileResult compiled = Compile({{"p.writ", kPolicy + steps + "}\n"}});
  EXPECT_TRUE(compiled.ok());
  Explanation last;
  TestOptions options;
  options.decided = [&](const Engine& engine, const Decision& decision) {
    auto recorded = engine.GetDecision(decision.log_index);
    ASSERT_TRUE(recorded.ok()) << recorded.status();
    auto explained = Explain(*recorded, [&](std::shared_ptr<const Program> program) {
      return engine.ExamineDecision(decision.log_index, std::move(program));
    });
    ASSERT_TRUE(explained.ok()) << explained.status();
    EXPECT_EQ(explained->decision.verdict, decision.verdict);
    EXPECT_EQ(explained->decision.rules, decision.rules);
    EXPECT_EQ(explained->decision.message, decision.message);
    last = *std::move(explained);
  };
  RunTests(compiled.tests, options);
  return last;
}

std::string Rules(const Explanation& explanation) {
  std::string text = ToText(explanation);
  const size_t in = text.find("\nin "), facts = text.find("\nfacts\n");
  return text.substr(in + 1, facts - in - 1);
}

TEST(Explain, ShowsEveryRuleWithValues) {
  EXPECT_EQ(Rules(Explained("buy(to: \"SFO\", price: 60 USD) -> deny\n")),
            "in task-0 (p.Trip)\n"
            "permit p.pay  (p.writ:11)  holds\n"
            "  when args.to == task.to  holds\n"
            "    args.to = \"SFO\"\n"
            "    task.to = \"SFO\"\n"
            "  when twice(args.price) < 1000 USD  holds\n"
            "    (args.price * 2) = 120.00 USD\n"
            "    args.price = 60.00 USD\n"
            "permit p.fixed  (p.writ:14)  does not hold\n"
            "  when args.to == \"JFK\" && args.price > 1 EUR  does not hold\n"
            "    (args.to == \"JFK\") = false\n"
            "    args.to = \"SFO\"\n"
            "    (args.price > 1.00 EUR) = error(currency_mismatch)\n"
            "    args.price = 60.00 USD\n"
            "limit p.budget  (p.writ:17)  does not hold\n"
            "  limit  does not hold\n"
            "    p.spend(task) = 60.00 USD\n"
            "    task.budget = 100.00 USD\n"
            "forbid p.frozen_agent  (p.writ:18)  does not hold\n"
            "  when frozen(agent)  does not hold\n");
}

TEST(Explain, RulesThatWereNotAskedAreShownToo) {
  const Explanation explanation =
      Explained("set frozen(Agent(\"a\")) = true\nbuy(to: \"JFK\", price: 1 USD) -> deny\n");
  const std::string text = Rules(explanation);
  EXPECT_NE(text.find("permit p.pay  (p.writ:11)  was not judged\n"
                      "  when args.to == task.to  was not reached; its condition is false\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("frozen_agent  (p.writ:18)  holds"), std::string::npos) << text;
}

TEST(Explain, ACallThatIsRefusedHasNoRules) {
  const Explanation explanation = Explained("buy(to: 1) -> deny\n");
  EXPECT_TRUE(explanation.levels.empty());
  EXPECT_NE(ToText(explanation).find("deny: "), std::string::npos);
}

// As the author called them, not by the name of the function that was chosen.
TEST(Explain, FunctionsAreSpelledAsInTheSource) {
  const std::string text = Rules(Explained("sell(to: \"Y\") -> deny\n"));
  EXPECT_NE(text.find("    args.to.lowerAscii() = \"y\"\n"), std::string::npos) << text;
  EXPECT_NE(text.find("    args.to.lowerAscii().contains(\"x\") = false\n"), std::string::npos)
      << text;
  EXPECT_EQ(text.find("LowerAscii("), std::string::npos) << text;
}

TEST(Explain, AsJson) {
  const std::string json = ToJson(Explained("sell(to: \"y\") -> deny\n"));
  EXPECT_NE(json.find(R"("rule":"p.sells")"), std::string::npos) << json;
  EXPECT_NE(json.find(R"({"text":"args.to","value":"\"y\""})"), std::string::npos) << json;
  EXPECT_EQ(json.find("p.pay"), std::string::npos) << json;
}

}  // namespace
}  // namespace writ::lang
