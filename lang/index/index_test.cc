#include "lang/index/index.h"

#include <algorithm>

#include "gtest/gtest.h"

namespace writ::lang {
namespace {

constexpr char kPolicy[] = R"(package p
use std.time
entity User { email: string }
entity Agent { owner: User }
enum Level { low, high }
/// A trip.
task Trip { to: string, budget: money }
action a.find(to: string, level: Level) -> { to: int }
group g = a.find
const cap = 10
/// Doubles.
fn twice(n: int): int = n + n
fact spend(task) = count of a.find
fact last_to(task) = last(result.to) of a.find
permit look: g for Trip
  when args.to == task.to && args.level == Level.high
  when [1].all(n, twice(n) < cap)
  when time.is_weekend(date("2026-11-28"))
limit few: spend(task) <= 3
test "t" {
  task t = Trip { to: "x", budget: 1 USD } by agent "a" for user "u"
  a.find(to: "x", level: "low") in t -> permit by look, succeeds { to: 1 }
  expect spend(t) == 1
}
)";

size_t PlaceOf(const std::string& text, const std::string& part) {
  const size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return at;
}

// "kind name, n uses, declared at LINE" of what stands at the end of `part`.
std::string Meaning(const std::string& part) {
  const Index index = BuildIndex({{"p.writ", kPolicy}});
  const auto at = static_cast<uint32_t>(PlaceOf(kPolicy, part) + part.size());
  const IndexedName* name = index.At(0, at);
  if (name == nullptr) return "nothing";
  const LineColumn line = index.sources.files[name->place.file].Locate(name->place.begin);
  return name->detail + " @" + std::to_string(line.line) + " x" + std::to_string(name->uses.size());
}

TEST(Index, KnowsWhatNamesMean) {
  EXPECT_EQ(Meaning("for Trip"), "task Trip { to: string, budget: money } @7 x2");
  EXPECT_EQ(Meaning("args.to"), "to: string @8 x2");
  EXPECT_EQ(Meaning("result.to"), "to: int @8 x2");
  EXPECT_EQ(Meaning("== task.to"), "to: string @7 x2");
  EXPECT_EQ(Meaning("args.level"), "level: Level @8 x2");
  EXPECT_EQ(Meaning("level: Level"), "enum Level { low, high } @5 x2");
  EXPECT_EQ(Meaning("Level.high"), "Level.high @5 x1");
  EXPECT_EQ(Meaning("twice"), "fn twice(n: int): int = n + n @12 x1");
  EXPECT_EQ(Meaning("= n"), "n: int @12 x2");
  EXPECT_EQ(Meaning("twice(n) < cap"), "const cap = 10 @10 x1");
  EXPECT_EQ(Meaning("look: g"), "group g = a.find @9 x1");
  EXPECT_EQ(Meaning("group g = a.find"),
            "action a.find(to: string, level: Level) -> { to: int } "
            "@8 x4");
  EXPECT_EQ(Meaning("few: spend"), "fact spend(task) = count of a.find @13 x2");
  EXPECT_EQ(Meaning("permit by look").substr(0, 14), "permit look: g");
  EXPECT_EQ(Meaning("in t"), "task t = Trip { to: \"x\", budget: 1 USD } @21 x2");
  EXPECT_EQ(Meaning("[1].all(n"), "n, an element of `[1]` @17 x1");
  EXPECT_EQ(Meaning("owner: User"), "entity User { email: string } @3 x1");
  EXPECT_EQ(Meaning("when"), "nothing");
}

TEST(Index, FollowsNamesIntoTheLibrary) {
  const Index index = BuildIndex({{"p.writ", kPolicy}});
  const auto at = static_cast<uint32_t>(PlaceOf(kPolicy, "is_weekend"));
  const IndexedName* name = index.At(0, at);
  ASSERT_NE(name, nullptr);
  EXPECT_GE(name->place.file, index.given);
  EXPECT_EQ(name->doc, "Saturday or Sunday: `is_weekend(date(\"2026-11-28\"))`.");
}

std::vector<std::string> Labels(std::string text, bool keywords = false) {
  const size_t at = PlaceOf(text, "|");
  text.erase(at, 1);
  std::vector<std::string> labels;
  for (const Completion& c : Complete({{"p.writ", text}}, "p.writ", at)) {
    if (c.keyword == keywords) labels.push_back(c.label);
  }
  return labels;
}

bool Offers(const std::string& text, const std::string& label) {
  const std::vector<std::string> labels = Labels(text);
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

std::string With(const std::string& declaration) {
  return "package p\ntask Trip { to: string, budget: money }\naction a.find(to: string, n: int)\n"
         "group g = a.find\nfn twice(n: int): int = n + n\nentity Agent { owner: string }\n" +
         declaration;
}

TEST(Completion, AfterAPoint) {
  EXPECT_EQ(Labels(With("permit x: a.find for Trip when args.|\n")),
            (std::vector<std::string>{"n", "to"}));
  EXPECT_EQ(Labels(With("permit x: g for Trip when task.b| == 1 USD\n")),
            (std::vector<std::string>{"budget", "to"}));
  EXPECT_EQ(Labels(With("permit x: a.find when agent.|\n")), std::vector<std::string>{"owner"});
  EXPECT_TRUE(Offers(With("permit x: a.find when args.to.|\n"), "startsWith"));
  EXPECT_TRUE(Labels(With("permit x: a.find when args.|\n"), true).empty());
}

TEST(Completion, MethodsOfTheTypeBeforeThePoint) {
  const std::string money = With("permit x: a.find for Trip when task.budget.|\n");
  EXPECT_TRUE(Offers(money, "currency"));
  EXPECT_FALSE(Offers(money, "startsWith"));
  EXPECT_FALSE(Offers(money, "all"));
  const std::string text = With("permit x: a.find when args.to.trim().|\n");
  EXPECT_TRUE(Offers(text, "startsWith"));
  EXPECT_FALSE(Offers(text, "currency"));
  EXPECT_TRUE(Offers(With("fn f(xs: list<money>): bool = xs.|\n"), "all"));
  EXPECT_TRUE(Offers(With("fn f(xs: list<money>): bool = xs.all(m, m.|)\n"), "currency"));
  EXPECT_FALSE(Offers(With("fn f(xs: list<money>): bool = xs.all(m, m.|)\n"), "join"));
  const std::string record =
      With("type R = { weight: decimal, at: date }\nfn f(r: R): int = r.|\n");
  EXPECT_TRUE(Offers(record, "weight"));
  EXPECT_TRUE(Offers(With("type R = { at: date }\nfn f(r: R): int = r.at.|\n"), "weekday"));
  EXPECT_TRUE(Offers(With("fn f(n: string?): string = n.|\n"), "orValue"));
  EXPECT_FALSE(Offers(With("fn f(n: string): string = n.|\n"), "orValue"));
  EXPECT_TRUE(Offers(With("fn f(n: money?): string = n.orValue(1 USD).|\n"), "currency"));
}

TEST(Index, KnowsWhatAMethodIsAskedOf) {
  const std::string text = With("permit x: a.find for Trip when task.budget.amount() > 1\n");
  const Index index = BuildIndex({{"p.writ", text}});
  const auto at = static_cast<uint32_t>(text.find("amount()"));
  EXPECT_EQ(index.ReceiverAt(0, at), "money");
  EXPECT_EQ(index.ReceiverAt(0, at - 10), "");
}

TEST(Completion, WhereNamesStand) {
  EXPECT_TRUE(Offers(With("permit x: a.find when t|\n"), "twice"));
  EXPECT_TRUE(Offers(With("permit x: a.find when t|\n"), "task"));
  EXPECT_TRUE(Offers(With("permit x: |\n"), "a.find"));
  EXPECT_TRUE(Offers(With("permit x: a.find for |\n"), "Trip"));
  EXPECT_TRUE(Offers(With("fn f(x: |): int = 1\n"), "money"));
  EXPECT_TRUE(Offers(With("fn f(x: int): int = [1].map(elem, el|)[0]\n"), "elem"));
}

TEST(Completion, Keywords) {
  const std::vector<std::string> words = Labels(With("permit x: a.find\n  w|\n"), true);
  EXPECT_TRUE(std::find(words.begin(), words.end(), "when") != words.end());
  EXPECT_TRUE(Complete({}, "p.writ", 3).empty());
}

}  // namespace
}  // namespace writ::lang
