#include "lang/diff/diff.h"

#include "gtest/gtest.h"

namespace writ::lang {
namespace {

constexpr char kBase[] = R"(package p
entity User { email: string }
entity Agent { owner: User }
enum Level { low, high }
task Trip { to: string, budget: money }
action find(to: string, level: Level)
action buy(to: string, price: money)
group all = find, buy
const cap = 100 USD
fn fits(price: money): bool = price <= cap
fact frozen(Agent): bool = false
fact spend(task) = sum(args.price) of buy
permit look: all for Trip when args.to == task.to
permit pay: buy for Trip
  when fits(args.price)
  unless frozen(agent)
limit budget: spend(task) <= task.budget else "used up"
)";

// "changed permit p.pay: -when x +when y; ..."
std::string Changes(const std::string& before, const std::string& after) {
  const DiffResult result = Diff({{"p.writ", before}}, {{"p.writ", after}});
  EXPECT_TRUE(result.ok());
  std::string text;
  for (const Change& change : result.changes) {
    const char* kKinds[] = {"added ", "removed ", "changed "};
    text += kKinds[static_cast<int>(change.kind)] + change.what + " " + change.name + ":";
    for (const std::string& line : change.before) text += " -" + line;
    for (const std::string& line : change.after) text += " +" + line;
    text += "\n";
  }
  return text;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

struct Edit {
  const char* from;
  const char* to;
  const char* changes;
};
class Differs : public testing::TestWithParam<Edit> {};

TEST_P(Differs, ByMeaning) {
  const Edit& edit = GetParam();
  EXPECT_EQ(Changes(kBase, Replaced(kBase, edit.from, edit.to)), edit.changes);
}

constexpr Edit kEdits[] = {
    // Text that means the same.
    {"const cap = 100 USD", "// what we pay\nconst cap = 100.00   USD", ""},
    {"fits(args.price)", "args.price <= 100 USD", ""},
    {"  when fits(args.price)\n  unless frozen(agent)",
     "  unless frozen(agent)\n  when (fits(args.price))", ""},
    {"permit look: all", "permit look: find, buy", ""},
    {"enum Level { low, high }", "enum Level {\n  low,\n  high,\n}", ""},
    // What does not.
    {"price <= cap", "price < cap",
     "changed permit p.pay: -when args.price <= 100.00 USD +when args.price < 100.00 USD\n"},
    {"unless frozen(agent)", "", "changed permit p.pay: -unless p.frozen(agent)\n"},
    {"permit look: all", "permit look: find", "changed permit p.look: -action buy\n"},
    {"permit look", "permit seek",
     "removed permit p.look: -action buy -action find -for p.Trip -for some tasks "
     "-when args.to == task.to\n"
     "added permit p.seek: +action buy +action find +for p.Trip +for some tasks "
     "+when args.to == task.to\n"},
    {"\"used up\"", "\"no\"", "changed limit p.budget: -else \"used up\" +else \"no\"\n"},
    {"<= task.budget", "< task.budget",
     "changed limit p.budget: -p.spend(task) <= task.budget +p.spend(task) < task.budget\n"},
    {"bool = false", "bool = true", "changed fact p.frozen: -default false +default true\n"},
    {"{ low, high }", "{ low, high, top }", "changed enum p.Level: +value top\n"},
    {"budget: money }", "budget: money, seats: int? }",
     "changed task p.Trip: +parameter seats: int?\n"},
    {"action find(", "action find(n: int, ", "changed action find: +argument n: int\n"},
};
INSTANTIATE_TEST_SUITE_P(Edits, Differs, testing::ValuesIn(kEdits));

TEST(Diff, KnowsARuleWithoutANameByWhatItSays) {
  const std::string before = std::string(kBase) + "forbid find when args.to == \"x\"\n";
  const std::string moved = std::string("package p\n\n\n") + (before.c_str() + 10);
  EXPECT_EQ(Changes(before, moved), "");
  EXPECT_NE(Changes(before, kBase), "");
}

TEST(Diff, SaysWhereAChangeStands) {
  const DiffResult result =
      Diff({{"a.writ", kBase}}, {{"b.writ", Replaced(kBase, "<= cap", "< cap")}});
  ASSERT_EQ(result.changes.size(), 1u);
  EXPECT_EQ(result.changes[0].file, "b.writ");
  EXPECT_EQ(result.changes[0].line, 14u);
}

TEST(Diff, SaysNothingOfAPolicyThatDoesNotCompile) {
  const DiffResult result = Diff({{"p.writ", kBase}}, {{"p.writ", "package p\npermit a: b\n"}});
  EXPECT_FALSE(result.ok());
  EXPECT_TRUE(result.changes.empty());
  EXPECT_FALSE(result.old_diagnostics.has_errors());
}

}  // namespace
}  // namespace writ::lang
