// Every opcode has its line here; one without fails.
#include "engine/bytecode/disassembler.h"

#include <set>
#include <string>
#include <utility>

#include "engine/bytecode/codes.h"
#include "engine/bytecode/opcode_info.h"
#include "engine/bytecode/test_bundle.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

struct Line {
  Instruction instruction;
  std::string text;
};

// Constant 0 is "city", slot 0 reads `test.fact`.
const Line kLines[] = {
    {Make(Op::kReturn, 3), "Return         r3"},
    {Make(Op::kLoadConst, 1, 0, 0, 0), "LoadConst      r1 = \"city\""},
    {Make(Op::kLoadRoot, 1, 0, 0, 3), "LoadRoot       r1 = args"},
    {Make(Op::kLoadSlot, 1, 0, 0, 0), "LoadSlot       r1 = slot 0 (test.fact)"},
    {Make(Op::kMove, 1, 2), "Move           r1 = r2"},
    {Make(Op::kJump, 0, 0, 0, 7), "Jump           to 7"},
    {Make(Op::kJumpIfFalse, 1, 0, 0, 7), "JumpIfFalse    if r1 to 7"},
    {Make(Op::kJumpIfTrue, 1, 0, 0, 7), "JumpIfTrue     if r1 to 7"},
    {Make(Op::kJumpIfError, 1, 0, 0, 7), "JumpIfError    if r1 to 7"},
    {Make(Op::kIterate, 1, 2, 3, 9), "Iterate        r1 over r2 at 3 to 9"},
    {Make(Op::kElement, 1, 0, 3, 9), "Element        r1 at 3 to 9"},
    {Make(Op::kRepeat, 0, 1, 2, 4), "Repeat         to 4 paying 258"},
    {Make(Op::kField, 1, 2, 5, 0), "Field          r1 = r2 at 5 \"city\""},
    {Make(Op::kFieldOrAbsent, 1, 2, 5, 0), "FieldOrAbsent  r1 = r2 at 5 \"city\""},
    {Make(Op::kHasField, 1, 2, 5, 0), "HasField       r1 = r2 at 5 \"city\""},
    {Make(Op::kIndex, 1, 2, 3), "Index          r1 = r2 r3"},
    {Make(Op::kEqual, 1, 2, 3), "Equal          r1 = r2 r3"},
    {Make(Op::kNotEqual, 1, 2, 3), "NotEqual       r1 = r2 r3"},
    {Make(Op::kLess, 1, 2, 3), "Less           r1 = r2 r3"},
    {Make(Op::kLessEqual, 1, 2, 3), "LessEqual      r1 = r2 r3"},
    {Make(Op::kGreater, 1, 2, 3), "Greater        r1 = r2 r3"},
    {Make(Op::kGreaterEqual, 1, 2, 3), "GreaterEqual   r1 = r2 r3"},
    {Make(Op::kIn, 1, 2, 3), "In             r1 = r2 r3"},
    {Make(Op::kAnd, 1, 2, 3), "And            r1 = r2 r3"},
    {Make(Op::kOr, 1, 2, 3), "Or             r1 = r2 r3"},
    {Make(Op::kNot, 1, 2), "Not            r1 = r2"},
    {Make(Op::kAdd, 1, 2, 3), "Add            r1 = r2 r3"},
    {Make(Op::kSubtract, 1, 2, 3), "Subtract       r1 = r2 r3"},
    {Make(Op::kMultiply, 1, 2, 3), "Multiply       r1 = r2 r3"},
    {Make(Op::kDivide, 1, 2, 3), "Divide         r1 = r2 r3"},
    {Make(Op::kModulo, 1, 2, 3), "Modulo         r1 = r2 r3"},
    {Make(Op::kNegate, 1, 2), "Negate         r1 = r2"},
    {Make(Op::kNewList, 1), "NewList        r1"},
    {Make(Op::kAppend, 1, 2), "Append         r1 += r2"},
    {Make(Op::kNewMap, 1), "NewMap         r1"},
    {Make(Op::kPutKey, 1, 2, 3), "PutKey         r1 += r2 r3"},
    {Make(Op::kCall, 1, 2, 2, 13), "Call           r1 = Matches(r2, r3)"},
    {Make(Op::kCallAny, 1, 2, 1, 1), "CallAny        r1 = any size(r2)"},
    {Make(Op::kLoopKey, 1, 0, 2), "LoopKey        r1 = at 2"},
    {Make(Op::kLoopValue, 1, 0, 2), "LoopValue      r1 = at 2"},
    {Make(Op::kPutAll, 1, 2), "PutAll         r1 += r2"},
};

std::shared_ptr<const Program> Sample() {
  TestBundle bundle;
  const int city = static_cast<int>(bundle.builder.Text("city"));
  bundle.AddFact("test.fact");
  bundle.AddSlot(0);
  bundle::Rule& rule = bundle.AddRule("test.rule");
  rule.add_slots(0);
  bundle.AddClause(
      rule,
      {Make(Op::kLoadRoot, 0, 0, 0, 3), Make(Op::kField, 0, 0, 0, city), Make(Op::kReturn, 0)}, 1);
  bundle.AddClause(rule, {Make(Op::kLoadSlot, 0, 0, 0, 0), Make(Op::kReturn, 0)}, 1);
  rule.mutable_clauses(1)->set_unless(true);
  auto program = std::move(bundle).Load();
  EXPECT_TRUE(program.ok()) << program.status();
  return *program;
}

TEST(Disassembler, ShowsEveryOpcode) {
  auto program = Sample();
  std::set<Op> shown;
  for (const Line& line : kLines) {
    EXPECT_EQ(Disassemble(*program, line.instruction), line.text);
    shown.insert(line.instruction.op);
  }
  for (const OpcodeInfo& info : Opcodes()) {
    EXPECT_TRUE(shown.contains(info.op)) << info.name << " has no line";
  }
}

TEST(Disassembler, ShowsWhatIsOutOfRangeAsItStands) {
  auto program = Sample();
  EXPECT_EQ(Disassemble(*program, Make(static_cast<Op>(0xee))), "opcode 238?");
  EXPECT_EQ(Disassemble(*program, Make(Op::kLoadConst, 1, 0, 0, 99)),
            "LoadConst      r1 = constant 99?");
  EXPECT_EQ(Disassemble(*program, Make(Op::kLoadRoot, 1, 0, 0, 99)),
            "LoadRoot       r1 = root 99?");
  EXPECT_EQ(Disassemble(*program, Make(Op::kLoadSlot, 1, 0, 0, 99)),
            "LoadSlot       r1 = slot 99?");
  EXPECT_EQ(Disassemble(*program, Make(Op::kCall, 1, 2, 1, 999)),
            "Call           r1 = builtin 999?(r2)");
  EXPECT_EQ(Disassemble(*program, Block{0xffffffff, 5, 1, 0}), "");
}

TEST(Disassembler, ShowsAProgram) {
  EXPECT_EQ(Disassemble(*Sample()),
            "fact test.fact\n"
            "slot 0 (test.fact)\n"
            "rule test.rule\n"
            "  when: 1 registers, cost 4\n"
            "    0  LoadRoot       r0 = args\n"
            "    1  Field          r0 = r0 at 0 \"city\"\n"
            "    2  Return         r0\n"
            "  unless: 1 registers, cost 2\n"
            "    0  LoadSlot       r0 = slot 0 (test.fact)\n"
            "    1  Return         r0\n");
}

}  // namespace
}  // namespace writ
