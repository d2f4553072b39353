// Each pass alone: what it makes of code and of rules, and that it can be left out.
#include "lang/passes/passes.h"

#include <string>
#include <utility>

#include "engine/bytecode/disassembler.h"
#include "engine/value/text.h"
#include "gtest/gtest.h"
#include "lang/compiler/compiler.h"

namespace writ::lang {
namespace {

constexpr char kDeclarations[] = R"(package p
entity User { email: string }
entity Agent { owner: User }
enum Speed { slow, fast }
task Trip { to: string, days: list<string> }
action a.get(to: string, n: int, ok: bool, day: date, speed: Speed, price: money,
             tags: list<string>, note: string?) -> { id: string }
)";

std::shared_ptr<const Program> CompileWith(const std::string& rule, const Passes& passes) {
  CompileResult result = Compile({{"p.writ", kDeclarations + rule}}, {.passes = passes});
  for (const Diagnostic& d : result.diagnostics.Sorted()) {
    if (!result.ok()) ADD_FAILURE() << Render(d, result.sources);
  }
  auto program = Program::Load(std::move(result.bundle));
  EXPECT_TRUE(program.ok()) << program.status();
  return program.ok() ? *program : nullptr;
}

// All passes but those named in `without`.
Passes Without(std::string_view without) {
  Passes passes;
  EXPECT_TRUE(passes.Remove(without));
  return passes;
}

// The first clause's code.
std::string CodeOf(const std::string& condition, const Passes& passes = {}) {
  const auto program = CompileWith("permit probe: a.get when " + condition, passes);
  return program ? Disassemble(*program, program->rules[0].clauses[0].block) : "";
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Passes, AreRemovedByName) {
  Passes passes;
  EXPECT_FALSE(passes.Remove("speed"));
  EXPECT_TRUE(passes.fold && passes.share && passes.guards && passes.dead);
  EXPECT_TRUE(passes.Remove("share"));
  EXPECT_TRUE(passes.fold && !passes.share && passes.guards && passes.dead);
  passes = Passes::None();
  for (const PassInfo& pass : kPasses) EXPECT_FALSE(passes.*pass.on) << pass.name;
}

TEST(Fold, ConstantsAreValuesOrCode) {
  EXPECT_EQ(Count(CodeOf("args.n > 2 * 3"), "Multiply"), 0u);
  EXPECT_EQ(Count(CodeOf("args.n > 2 * 3", Without("fold")), "Multiply"), 1u);
  EXPECT_EQ(Count(CodeOf("args.n in [1, 1 + 1]", Without("fold")), "Append"), 2u);
  // The machine wants a pattern that it knows.
  EXPECT_EQ(Count(CodeOf("args.to.matches(\"a\" + \"b\")", Without("fold")), "Add"), 0u);
}

TEST(Fold, LeavesOutWhatCannotMatter) {
  EXPECT_EQ(Count(CodeOf("true && args.n > 1"), "And"), 0u);
  EXPECT_EQ(Count(CodeOf("args.n > 1 || false || args.n < 0"), "Or"), 1u);
  EXPECT_EQ(Count(CodeOf("args.n / 0 > 1 || true"), "Divide"), 0u);
  EXPECT_EQ(Count(CodeOf("args.n / 0 > 1 || true", Without("fold")), "Divide"), 1u);
}

TEST(Share, KeepsWhatStandsThereTwiceAndIsComputedInAnyCase) {
  EXPECT_EQ(Count(CodeOf("args.n > 1 && args.n < 9"), "Field"), 1u);
  EXPECT_EQ(Count(CodeOf("args.n > 1 && args.n < 9", Without("share")), "Field"), 2u);
  EXPECT_EQ(Count(CodeOf("args.to.size() + args.to.size() > 3"), "Call"), 1u);
  // Never computed when the first condition is false.
  EXPECT_EQ(Count(CodeOf("args.ok && (args.n > 1 || args.n < 0)"), "Field"), 3u);
}

TEST(Share, KeepsPathsThatAMacroWouldWalkForEachElement) {
  const std::string code = CodeOf("args.tags.all(t, t in task.days)");
  EXPECT_LT(code.find("days"), code.find("Iterate"));
  const std::string plain = CodeOf("args.tags.all(t, t in task.days)", Without("share"));
  EXPECT_GT(plain.find("days"), plain.find("Iterate"));
}

// "args.to = SFO ", or "" for no guard.
std::string GuardOf(const std::string& clauses, const Passes& passes = {}) {
  const auto program = CompileWith("permit probe: a.get " + clauses, passes);
  if (program == nullptr || !program->rules[0].guard) return "";
  std::string text = program->rules[0].guard->subject_text + " =";
  for (uint32_t constant : program->rules[0].guard->constants) {
    text += " " + ToSource(program->constants[constant]);
  }
  return text;
}

TEST(Guards, AreComparisonsWithConstants) {
  EXPECT_EQ(GuardOf("when args.to == \"SFO\""), "args.to = \"SFO\"");
  EXPECT_EQ(GuardOf("when \"SFO\" == task.to && args.n > 1"), "task.to = \"SFO\"");
  EXPECT_EQ(GuardOf("when args.n == 1"), "args.n = 1");
  EXPECT_EQ(GuardOf("when args.ok == true"), "args.ok = true");
  EXPECT_EQ(GuardOf("when args.speed == \"fast\""), "args.speed = \"fast\"");
  EXPECT_EQ(GuardOf("when args.day == date(\"2026-12-01\")"), "args.day = date(\"2026-12-01\")");
  EXPECT_EQ(GuardOf("when agent.id() == \"bot\""), "EntityId(agent) = \"bot\"");
  EXPECT_EQ(GuardOf("when args.to in [\"b\", \"a\", \"b\"]"), "args.to = \"a\" \"b\"");
  EXPECT_EQ(GuardOf("when args.to == \"b\" || args.to in [\"a\", \"c\"]"),
            "args.to = \"a\" \"b\" \"c\"");
}

TEST(Guards, TheNarrowestOfAllConditionsIsTaken) {
  EXPECT_EQ(GuardOf("when args.n > 1 when args.to == \"SFO\""), "args.to = \"SFO\"");
  EXPECT_EQ(GuardOf("when args.n in [1, 2] && args.ok == true"), "args.ok = true");
}

TEST(Guards, AreNotTakenWhereTheRuleCouldHoldOtherwise) {
  EXPECT_EQ(GuardOf(""), "");
  EXPECT_EQ(GuardOf("when args.n > 1 || args.to == \"SFO\""), "");
  EXPECT_EQ(GuardOf("when args.to == \"a\" || task.to == \"a\""), "");
  EXPECT_EQ(GuardOf("unless args.to == \"SFO\""), "");
  EXPECT_EQ(GuardOf("when !(args.to == \"SFO\")"), "");
  EXPECT_EQ(GuardOf("when args.to == task.to"), "");
  EXPECT_EQ(GuardOf("when user.email == \"x\""), "");
  EXPECT_EQ(GuardOf("when args.price == 5 USD"), "");
  EXPECT_EQ(GuardOf("when args.to == \"SFO\"", Without("guards")), "");
}

TEST(Dead, RulesThatNeverHoldAreNoCandidates) {
  const std::string rule = "permit probe: a.get when args.n > 1 when 1 + 1 == 3";
  EXPECT_TRUE(CompileWith(rule, {})->rules[0].never);
  EXPECT_TRUE(CompileWith(rule, Without("fold"))->rules[0].never);
  EXPECT_FALSE(CompileWith(rule, Without("dead"))->rules[0].never);
  EXPECT_TRUE(CompileWith("forbid probe: a.get unless true", {})->rules[0].never);
  EXPECT_FALSE(CompileWith("forbid probe: a.get when true", {})->rules[0].never);
}

}  // namespace
}  // namespace writ::lang
