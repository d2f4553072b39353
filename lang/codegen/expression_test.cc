// The code of a dozen expressions, listed; what they mean is tested with the compiler.
#include "lang/codegen/expression.h"

#include <string>
#include <utility>

#include "engine/bytecode/disassembler.h"
#include "gtest/gtest.h"
#include "lang/codegen/generate.h"
#include "lang/sema/check.h"
#include "lang/syntax/parser.h"

namespace writ::lang {
namespace {

constexpr char kDeclarations[] = R"(package p
entity User { email: string, manager: User? }
entity Agent { owner: User }
task Trip { to: string, budget: money }
action a.get(to: string, n: int, price: money, note: string?, tags: list<string>) -> { id: string }
fact frozen(Agent): bool = false
fact spend(task, args.to) = sum(args.price) of a.get
fn twice(n: int): int = n + n
)";

struct Generated {
  std::shared_ptr<const Program> program;
  std::string code;  // of the first rule's first clause, an instruction a line
};

Generated Generate(const std::string& rules) {
  SourceSet sources;
  sources.files.emplace_back("p.writ", kDeclarations + rules);
  Diagnostics diagnostics;
  std::vector<File> files;
  files.push_back(ParseFile(sources, 0, diagnostics));
  const std::vector<std::string> no_library;
  const Analysis analysis(sources, files, no_library, diagnostics);
  for (const Diagnostic& d : diagnostics.Sorted()) ADD_FAILURE() << Render(d, sources);
  if (diagnostics.has_errors()) return {};
  // What each construct becomes; lang/passes/passes_test.cc has what is shared.
  Passes passes;
  passes.Remove("share");
  Generator generator(analysis.model(), sources, 1, diagnostics, passes);
  generator.Generate();
  auto program = Program::Load(std::move(generator.program()).Finish());
  EXPECT_TRUE(program.ok()) << program.status().message();
  if (!program.ok()) return {};
  return {*program, Disassemble(**program, (*program)->rules[0].clauses[0].block)};
}

struct Listing {
  const char* name;
  const char* expr;
  const char* code;
};

constexpr Listing kListings[] = {
    {"TextEquality", R"expr(args.to == "SFO")expr",
     R"code(
    0  LoadRoot       r0 = args
    1  Field          r0 = r0 at 4 "to"
    2  LoadConst      r1 = "SFO"
    3  Equal          r0 = r0 r1
    4  Return         r0
)code"},
    {"ConstantsAreComputed", R"expr(args.n + 1 > 2 * 3)expr",
     R"code(
    0  LoadRoot       r0 = args
    1  Field          r0 = r0 at 0 "n"
    2  LoadConst      r1 = 1
    3  Add            r0 = r0 r1
    4  LoadConst      r1 = 6
    5  Greater        r0 = r0 r1
    6  Return         r0
)code"},
    {"Conjunction", R"expr(args.n > 1 && args.n < 5 && task.to == args.to)expr",
     R"code(
    0  LoadRoot       r0 = args
    1  Field          r0 = r0 at 0 "n"
    2  LoadConst      r1 = 1
    3  Greater        r0 = r0 r1
    4  JumpIfFalse    if r0 to 17
    5  LoadRoot       r1 = args
    6  Field          r1 = r1 at 0 "n"
    7  LoadConst      r2 = 5
    8  Less           r1 = r1 r2
    9  And            r0 = r0 r1
   10  JumpIfFalse    if r0 to 17
   11  LoadRoot       r1 = task
   12  Field          r1 = r1 at 1 "to"
   13  LoadRoot       r2 = args
   14  Field          r2 = r2 at 4 "to"
   15  Equal          r1 = r1 r2
   16  And            r0 = r0 r1
   17  Return         r0
)code"},
    {"Disjunction", R"expr(args.n > 1 || !(args.n < 0))expr",
     R"code(
    0  LoadRoot       r0 = args
    1  Field          r0 = r0 at 0 "n"
    2  LoadConst      r1 = 1
    3  Greater        r0 = r0 r1
    4  JumpIfTrue     if r0 to 11
    5  LoadRoot       r1 = args
    6  Field          r1 = r1 at 0 "n"
    7  LoadConst      r2 = 0
    8  Less           r1 = r1 r2
    9  Not            r1 = r1
   10  Or             r0 = r0 r1
   11  Return         r0
)code"},
    {"Conditional", R"expr((args.n > 1 ? args.to : task.to) == "x")expr",
     R"code(
    0  LoadRoot       r0 = args
    1  Field          r0 = r0 at 0 "n"
    2  LoadConst      r1 = 1
    3  Greater        r0 = r0 r1
    4  JumpIfError    if r0 to 11
    5  JumpIfFalse    if r0 to 9
    6  LoadRoot       r0 = args
    7  Field          r0 = r0 at 4 "to"
    8  Jump           to 11
    9  LoadRoot       r0 = task
   10  Field          r0 = r0 at 1 "to"
   11  LoadConst      r1 = "x"
   12  Equal          r0 = r0 r1
   13  Return         r0
)code"},
    {"OptionalTested", R"expr(has(args.note) && args.note == "x")expr",
     R"code(
    0  LoadRoot       r0 = args
    1  HasField       r0 = r0 at 1 "note"
    2  JumpIfFalse    if r0 to 8
    3  LoadRoot       r1 = args
    4  Field          r1 = r1 at 1 "note"
    5  LoadConst      r2 = "x"
    6  Equal          r1 = r1 r2
    7  And            r0 = r0 r1
    8  Return         r0
)code"},
    {"OptionalDefault", R"expr(args.note.orValue("none") == "x")expr",
     R"code(
    0  LoadRoot       r1 = args
    1  FieldOrAbsent  r1 = r1 at 1 "note"
    2  LoadConst      r2 = "none"
    3  Call           r0 = OrValue(r1, r2)
    4  LoadConst      r1 = "x"
    5  Equal          r0 = r0 r1
    6  Return         r0
)code"},
    {"ConstantList", R"expr(args.to in ["JFK", "EWR"])expr",
     R"code(
    0  LoadRoot       r0 = args
    1  Field          r0 = r0 at 4 "to"
    2  LoadConst      r1 = ["JFK", "EWR"]
    3  In             r0 = r0 r1
    4  Return         r0
)code"},
    {"List", R"expr(args.to in [task.to, "EWR"])expr",
     R"code(
    0  LoadRoot       r0 = args
    1  Field          r0 = r0 at 4 "to"
    2  NewList        r1
    3  LoadRoot       r2 = task
    4  Field          r2 = r2 at 1 "to"
    5  Append         r1 += r2
    6  LoadConst      r2 = "EWR"
    7  Append         r1 += r2
    8  In             r0 = r0 r1
    9  Return         r0
)code"},
    {"CallsInCalls", R"expr(args.to.substring(0, 2).startsWith(task.to))expr",
     R"code(
    0  LoadRoot       r2 = args
    1  Field          r2 = r2 at 4 "to"
    2  LoadConst      r3 = 0
    3  LoadConst      r4 = 2
    4  Call           r1 = Substring(r2, r3, r4)
    5  LoadRoot       r2 = task
    6  Field          r2 = r2 at 1 "to"
    7  Call           r0 = StartsWith(r1, r2)
    8  Return         r0
)code"},
    {"FunctionsAreInlined", R"expr(twice(twice(args.n)) == 4)expr",
     R"code(
    0  LoadRoot       r0 = args
    1  Field          r0 = r0 at 0 "n"
    2  LoadRoot       r1 = args
    3  Field          r1 = r1 at 0 "n"
    4  Add            r0 = r0 r1
    5  LoadRoot       r1 = args
    6  Field          r1 = r1 at 0 "n"
    7  LoadRoot       r2 = args
    8  Field          r2 = r2 at 0 "n"
    9  Add            r1 = r1 r2
   10  Add            r0 = r0 r1
   11  LoadConst      r1 = 4
   12  Equal          r0 = r0 r1
   13  Return         r0
)code"},
    {"FactsAreSlots", R"expr(frozen(agent) || spend(task, args.to) > task.budget)expr",
     R"code(
    0  LoadSlot       r0 = slot 0 (p.frozen)
    1  JumpIfTrue     if r0 to 7
    2  LoadSlot       r1 = slot 1 (p.spend)
    3  LoadRoot       r2 = task
    4  Field          r2 = r2 at 0 "budget"
    5  Greater        r1 = r1 r2
    6  Or             r0 = r0 r1
    7  Return         r0
)code"},
    {"AttributesAreSlots", R"expr(agent.owner.email == user.email)expr",
     R"code(
    0  LoadSlot       r0 = slot 1 (attributes)
    1  Field          r0 = r0 at 0 "email"
    2  LoadSlot       r1 = slot 2 (attributes)
    3  Field          r1 = r1 at 0 "email"
    4  Equal          r0 = r0 r1
    5  Return         r0
)code"},
    {"Patterns", R"expr(args.to.matches("^a+$"))expr",
     R"code(
    0  LoadRoot       r1 = args
    1  Field          r1 = r1 at 4 "to"
    2  LoadConst      r2 = "^a+$"
    3  Call           r0 = Matches(r1, r2)
    4  Return         r0
)code"},
    {"Now", R"expr(now() > timestamp("2026-12-01T00:00:00Z"))expr",
     R"code(
    0  LoadRoot       r0 = call
    1  Field          r0 = r0 at 4 "time"
    2  LoadConst      r1 = timestamp("2026-12-01T00:00:00Z")
    3  Greater        r0 = r0 r1
    4  Return         r0
)code"},
    {"Map", R"expr({"a": args.n}["a"] == 1)expr",
     R"code(
    0  NewMap         r0
    1  LoadConst      r1 = "a"
    2  LoadRoot       r2 = args
    3  Field          r2 = r2 at 0 "n"
    4  PutKey         r0 += r1 r2
    5  LoadConst      r1 = "a"
    6  Index          r0 = r0 r1
    7  LoadConst      r1 = 1
    8  Equal          r0 = r0 r1
    9  Return         r0
)code"},
    {"MacroThatDecides", R"expr(args.tags.all(t, t != args.to))expr",
     R"code(
    0  LoadRoot       r1 = args
    1  Field          r1 = r1 at 3 "tags"
    2  LoadConst      r0 = true
    3  Iterate        r0 over r1 at 0 to 11
    4  Element        r1 at 0 to 11
    5  LoadRoot       r3 = args
    6  Field          r3 = r3 at 4 "to"
    7  NotEqual       r2 = r1 r3
    8  And            r0 = r0 r2
    9  JumpIfFalse    if r0 to 11
   10  Repeat         to 4 paying 9
   11  Return         r0
)code"},
    {"MacroThatChooses", R"expr(args.tags.exists_one(t, t == "x"))expr",
     R"code(
    0  LoadRoot       r1 = args
    1  Field          r1 = r1 at 3 "tags"
    2  LoadConst      r0 = 0
    3  Iterate        r0 over r1 at 0 to 12
    4  Element        r1 at 0 to 12
    5  LoadConst      r3 = "x"
    6  Equal          r2 = r1 r3
    7  JumpIfError    if r2 to 10
    8  JumpIfFalse    if r2 to 11
    9  LoadConst      r2 = 1
   10  Add            r0 = r0 r2
   11  Repeat         to 4 paying 10
   12  LoadConst      r1 = 1
   13  Equal          r0 = r0 r1
   14  Return         r0
)code"},
    {"MacrosThatBuild", R"expr(args.tags.map(t, t != "x", [t].map(u, u)) == [])expr",
     R"code(
    0  LoadRoot       r1 = args
    1  Field          r1 = r1 at 3 "tags"
    2  NewList        r0
    3  Iterate        r0 over r1 at 0 to 18
    4  Element        r1 at 0 to 18
    5  LoadConst      r3 = "x"
    6  NotEqual       r2 = r1 r3
    7  JumpIfError    if r2 to 16
    8  JumpIfFalse    if r2 to 17
    9  NewList        r3
   10  Append         r3 += r1
   11  NewList        r2
   12  Iterate        r2 over r3 at 1 to 16
   13  Element        r3 at 1 to 16
   14  Append         r2 += r3
   15  Repeat         to 13 paying 4
   16  Append         r0 += r2
   17  Repeat         to 4 paying 19
   18  LoadConst      r1 = []
   19  Equal          r0 = r0 r1
   20  Return         r0
)code"},
};

class Code : public testing::TestWithParam<Listing> {};

TEST_P(Code, IsAsListed) {
  const std::string rule = std::string("permit x: a.get when ") + GetParam().expr + "\n";
  EXPECT_EQ("\n" + Generate(rule).code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(Expressions, Code, testing::ValuesIn(kListings),
                         [](const auto& info) { return std::string(info.param.name); });

// The same fact with the same key is read once, whoever reads it and however it is
// spelled; and what a key reads stands before it.
TEST(Slots, AreSharedAndOrdered) {
  const Generated generated = Generate(
      "permit x: a.get when spend(task, args.to) > 1 USD && frozen(agent)\n"
      "permit y: a.get when frozen( agent ) || spend(task, \"x\") > 1 USD\n"
      "permit z: a.get when agent.owner.email == \"x\" && spend(task,args.to) < 9 USD\n");
  ASSERT_NE(generated.program, nullptr);
  const Program& program = *generated.program;
  // spend(task, args.to), frozen(agent), spend(task, "x"), attributes of agent, of its owner.
  ASSERT_EQ(program.slots.size(), 5u);
  EXPECT_EQ(program.rules[0].slots, (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(program.rules[1].slots, (std::vector<uint32_t>{1, 2}));
  EXPECT_EQ(program.rules[2].slots, (std::vector<uint32_t>{0, 3, 4}));
  EXPECT_EQ(program.slots[4].slots, std::vector<uint32_t>{3});
  EXPECT_EQ(program.slots[4].fact, kEntityAttributes);
}

TEST(Rules, CarryWhatPeopleAreShown) {
  const Generated generated = Generate(
      "/// Why.\n@disclose(\"remedy\")\n"
      "permit x: a.get for Trip\n  when args.n\n    > 1\n  unless  args.to == \"x\"\n"
      "  token { ttl: 45s, once } else \"no\"\n");
  ASSERT_NE(generated.program, nullptr);
  const RuleDef& rule = generated.program->rules[0];
  EXPECT_EQ(rule.name, "p.x");
  EXPECT_EQ(rule.doc, "Why.");
  ASSERT_EQ(rule.annotations.size(), 1u);
  EXPECT_EQ(rule.annotations[0].value, "remedy");
  EXPECT_EQ(rule.message, "no");
  ASSERT_EQ(rule.clauses.size(), 2u);
  EXPECT_EQ(rule.clauses[0].text, "args.n > 1");
  EXPECT_EQ(rule.clauses[0].line, 12u);
  EXPECT_EQ(rule.clauses[0].column, 3u);
  EXPECT_TRUE(rule.clauses[1].unless);
  EXPECT_EQ(rule.clauses[1].text, "args.to == \"x\"");
  ASSERT_TRUE(rule.token.has_value());
  EXPECT_EQ(rule.token->ttl_seconds, 45u);
  EXPECT_TRUE(rule.token->once);
  ASSERT_EQ(rule.tasks.size(), 1u);
  EXPECT_EQ(rule.tasks[0]->name, "p.Trip");
  EXPECT_EQ(rule.line, 11u);
}

TEST(Folded, LeavesSingleSpaces) {
  EXPECT_EQ(Folded("  a \n\t b  c "), "a b c");
  EXPECT_EQ(Folded(""), "");
}

}  // namespace
}  // namespace writ::lang
