// The commands that work on policies alone, as a person at a shell meets them.
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/integration/harness.h"
#include "tests/integration/travel.h"

namespace writ::harness {
namespace {

Finished Writ(std::vector<std::string> arguments, std::string_view input = {}) {
  auto run = RunWrit(std::move(arguments), input);
  EXPECT_TRUE(run.ok()) << run.status();
  return run.ok() ? *run : Finished{};
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

rapidjson::Document Json(const Finished& run) {
  rapidjson::Document document;
  document.Parse(run.out.c_str());
  EXPECT_TRUE(document.IsObject()) << run.out << run.err;
  if (!document.IsObject()) document.SetObject();
  return document;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ToolsTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = directory_.path() + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  TempDirectory directory_;
};

TEST_F(ToolsTest, FmtWritesChecksAndPrints) {
  const std::string path = Write("p.writ", "package p\naction   a.b( )\n");
  const std::string formatted = "package p\n\naction a.b()\n";
  Finished check = Writ({"fmt", "--check", directory_.path()});
  EXPECT_EQ(check.exit.code, 1);
  EXPECT_EQ(check.out, "would change " + path + "\n");
  Finished print = Writ({"fmt", "--stdout", path});
  EXPECT_EQ(print.exit.code, 0);
  EXPECT_EQ(print.out, formatted);
  EXPECT_NE(ReadFile(path), formatted);
  EXPECT_EQ(Writ({"fmt", path}).out, "formatted " + path + "\n");
  EXPECT_EQ(ReadFile(path), formatted);
  Finished again = Writ({"fmt", "--check", path});
  EXPECT_EQ(again.exit.code, 0) << again.out;
  EXPECT_EQ(Json(Writ({"fmt", "--json", path}))["changed"].Size(), 0u);
}

TEST_F(ToolsTest, FmtLeavesAFileWithMistakesAlone) {
  const std::string path = Write("p.writ", "package p\npermit   x: when\n");
  Finished run = Writ({"fmt", path});
  EXPECT_EQ(run.exit.code, 2);
  EXPECT_TRUE(Contains(run.err, path + ":2:")) << run.err;
  EXPECT_EQ(ReadFile(path), "package p\npermit   x: when\n");
}

constexpr char kTested[] = R"(package p
entity User {}
entity Agent {}
task T {}
action a.b(n: int)
permit few: a.b for T when args.n < 3
test "one <passes> & \"so\"" {
  task t = T {} by agent "x" for user "y"
  a.b(n: 1) -> permit
}
test "two fails" {
  task t = T {} by agent "x" for user "y"
  a.b(n: 2) -> deny
}
)";

TEST_F(ToolsTest, TestSelectsByPatternAndShowsWhy) {
  const std::string path = Write("p.writ", kTested);
  EXPECT_EQ(Writ({"test", path, "--filter", "^one.*so"}).exit.code, 0);
  EXPECT_EQ(Writ({"test", path, "--filter", "("}).exit.code, 2);
  Finished run = Writ({"test", path});
  EXPECT_EQ(run.exit.code, 1);
  EXPECT_TRUE(Contains(run.out, "permit p.few, line 6: `args.n < 3` holds")) << run.out;
}

TEST_F(ToolsTest, TestMeasuresCoverage) {
  const std::string path = Write("p.writ", kTested);
  Finished run = Writ({"test", path, "--filter", "one", "--coverage"});
  EXPECT_EQ(run.exit.code, 0) << run.err;
  EXPECT_TRUE(Contains(run.out, "coverage 50 %\n")) << run.out;
  EXPECT_TRUE(Contains(run.out, ":6: p.few: `when args.n < 3` was never false\n")) << run.out;
  EXPECT_EQ(Writ({"test", path, "--filter", "one", "--min-coverage", "50"}).exit.code, 0);
  EXPECT_EQ(Writ({"test", path, "--filter", "one", "--min-coverage", "51"}).exit.code, 1);
  auto json = Json(Writ({"test", path, "--json", "--coverage"}));
  EXPECT_EQ(json["tests"].Size(), 2u);
  EXPECT_STREQ(json["tests"][1]["expected"].GetString(), "deny");
  EXPECT_GT(json["tests"][1]["trace"].Size(), 0u);
  EXPECT_EQ(json["coverage"]["percent"].GetInt(), 50);
}

TEST_F(ToolsTest, TestWritesJUnit) {
  const std::string path = Write("p.writ", kTested), xml = directory_.path() + "/out.xml";
  EXPECT_EQ(Writ({"test", path, "--junit", xml}).exit.code, 1);
  const std::string text = ReadFile(xml);
  EXPECT_TRUE(Contains(text, "tests=\"2\" failures=\"1\"")) << text;
  EXPECT_TRUE(Contains(text, "name=\"one &lt;passes&gt; &amp; &quot;so&quot;\" time=\"0\"/>"))
      << text;
  EXPECT_TRUE(Contains(text, "<failure message=\"expected deny, got permit by `p.few`\">")) << text;
  EXPECT_EQ(Writ({"test", path, "--junit", directory_.path() + "/no/where.xml"}).exit.code, 3);
}

TEST_F(ToolsTest, EvalSaysWhatAnExpressionIs) {
  EXPECT_EQ(Writ({"eval", "1 + 2 * 3"}).out, "7\n");
  EXPECT_EQ(Writ({"eval", "items.all(i, i > 1)", "--bind", "items=[2, 3]"}).out, "true\n");
  EXPECT_EQ(Writ({"eval", "name + \"!\"", "--bind", R"(name="a\"b")"}).out, "\"a\\\"b!\"\n");
  Finished error = Writ({"eval", "[0].map(i, 1 / i)"});
  EXPECT_EQ(error.exit.code, 1);
  EXPECT_EQ(error.out, "error(divide_by_zero)\n");
  auto json = Json(Writ({"eval", "[1, 2]", "--json"}));
  EXPECT_STREQ(json["type"].GetString(), "list<int>");
  EXPECT_EQ(json["value"].Size(), 2u);
  Finished wrong = Writ({"eval", "1 +"});
  EXPECT_EQ(wrong.exit.code, 2);
  EXPECT_TRUE(Contains(wrong.err, "expected an expression")) << wrong.err;
  EXPECT_EQ(Writ({"eval", "x", "--bind", "x=[1"}).exit.code, 2);
  EXPECT_EQ(Writ({"eval", "x", "--bind", "x"}).exit.code, 2);
  EXPECT_EQ(Writ({"eval", "x", "--policies", "no/such"}).exit.code, 2);
}

TEST_F(ToolsTest, EvalSeesAPolicy) {
  Write("d/p.writ", "package p\nfn twice(n: int): int = n + n\nconst cap = 9\n");
  EXPECT_EQ(Writ({"eval", "twice(cap)", "--policies", directory_.path() + "/d"}).out, "18\n");
}

TEST_F(ToolsTest, ReplWorksWithPipedInput) {
  Finished run =
      Writ({"repl", "--policies", kTravelPolicies},
           "let x = 20\n"
           "x + 1\n"
           "fn f(n: int,\n"
           "     m: int): int = n * m\n"
           ":type f(x, 2)\n"
           "task t = BookTrip { from: \"JFK\", to: \"SFO\", depart: date(\"2026-12-01\"), "
           "budget: 600 USD } by agent \"travel-1\" for user \"ana\"\n"
           "flights.search(from: \"JFK\", to: \"SFO\", depart: date(\"2026-12-01\"))\n"
           "spend(t)\n"
           ":bindings\n"
           ":quit\n"
           "not reached\n");
  EXPECT_EQ(run.exit.code, 0) << run.err;
  EXPECT_TRUE(run.out.starts_with("loaded 2 files of package travel\n")) << run.out;
  EXPECT_TRUE(Contains(run.out, "x: int = 20\n_1: int = 21\nint\n")) << run.out;
  EXPECT_TRUE(Contains(run.out, "permit by `travel.lookup`\n")) << run.out;
  EXPECT_TRUE(Contains(run.out, "x = 20\n_1 = x + 1\n")) << run.out;
}

TEST_F(ToolsTest, ReplGoesOnAfterAMistake) {
  Finished run = Writ({"repl"}, "1 + y\n:hlep\n1 + 1\n:load no/such\n:help\n");
  EXPECT_EQ(run.exit.code, 2);
  EXPECT_TRUE(Contains(run.err, "nothing here is named `y`")) << run.err;
  EXPECT_TRUE(Contains(run.err, "did you mean `:help`?")) << run.err;
  EXPECT_TRUE(Contains(run.out, "_1: int = 2\n")) << run.out;
  EXPECT_TRUE(Contains(run.out, ":history")) << run.out;
}

TEST_F(ToolsTest, ExplainsACallThatIsGivenToIt) {
  const std::vector<std::string> call = {
      "explain",
      "flights.purchase(hold: \"H1\", to: \"SFO\", price: 700 USD)",
      "--policies",
      kTravelPolicies,
      "--agent",
      "travel-1",
      "--user",
      "ana",
      "--task",
      "BookTrip { from: \"JFK\", to: \"SFO\", depart: date(\"2026-12-01\"), budget: 600 USD }",
      "--before",
      "flights.reserve(flight: \"UA837\", to: \"SFO\", depart: date(\"2026-12-01\"), "
      "price: 700 USD) -> permit, succeeds { hold: \"H1\" }"};
  Finished run = Writ(call);
  EXPECT_EQ(run.exit.code, 0) << run.err;
  EXPECT_TRUE(Contains(run.out, "flights.purchase by travel-1\ndeny by `travel.budget`"))
      << run.out;
  EXPECT_TRUE(Contains(run.out, "permit travel.buy")) << run.out;
  EXPECT_TRUE(Contains(run.out, "travel.holds(task) = set([\"H1\"])")) << run.out;
  EXPECT_TRUE(Contains(run.out, "task.budget = 600.00 USD")) << run.out;
  EXPECT_EQ(Writ({"explain", "flights.dance()", "--policies", kTravelPolicies}).exit.code, 2);
  EXPECT_EQ(
      Writ({"explain", "nonsense", "--policies", kTravelPolicies, "--task", "CompareFares {}"})
          .exit.code,
      2);
}

TEST_F(ToolsTest, DiffComparesMeaning) {
  Write("a/p.writ", "package p\naction a.b(n: int)\npermit few: a.b when args.n < 3\n");
  Write("b/q.writ", "package p\n// moved\npermit few: a.b when (args.n < 4)\naction a.b(n: int)\n");
  Write("c/p.writ", "package p\npermit few: a.b when (args.n < 3)\naction a.b(n:int)\n");
  const std::string root = directory_.path();
  EXPECT_EQ(Writ({"diff", root + "/a", root + "/c"}).exit.code, 0);
  Finished run = Writ({"diff", root + "/a", root + "/b"});
  EXPECT_EQ(run.exit.code, 1);
  EXPECT_EQ(run.out,
            "changed permit p.few  (q.writ:3)\n  - when args.n < 3\n  + when args.n < 4\n");
  auto json = Json(Writ({"diff", root + "/a", root + "/b", "--json"}));
  EXPECT_STREQ(json["changes"][0]["change"].GetString(), "changed");
  Write("d/p.writ", "package p\npermit few: a.b\n");
  EXPECT_EQ(Writ({"diff", root + "/a", root + "/d"}).exit.code, 2);
}

}  // namespace
}  // namespace writ::harness
