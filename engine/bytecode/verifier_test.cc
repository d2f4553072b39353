// What the verifier refuses, one test a reason, and what it says of what it accepts.
#include "engine/bytecode/verifier.h"

#include <functional>
#include <string>
#include <vector>

#include "engine/bytecode/codes.h"
#include "engine/bytecode/test_bundle.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

constexpr int kText = 0;      // constant "x"
constexpr int kNumber = 1;    // constant 7
constexpr int kZone = 2;      // constant "UTC"
constexpr int kListed = 0;    // a slot that the rule lists
constexpr int kUnlisted = 1;  // one that it does not

// A bundle whose one clause is `code`.
absl::StatusOr<std::shared_ptr<const Program>> LoadClause(const std::vector<Instruction>& code,
                                                          uint32_t registers) {
  TestBundle bundle;
  bundle.builder.Text("x");
  bundle.builder.Constant(Value::Int(7));
  bundle.builder.Text("UTC");
  bundle.AddFact("test.fact");
  bundle.AddSlot(0);
  bundle.AddSlot(0);
  bundle::Rule& rule = bundle.AddRule("test.rule");
  rule.add_slots(kListed);
  bundle.AddClause(rule, code, registers);
  return std::move(bundle).Load();
}

std::string Verify(const std::vector<Instruction>& code, uint32_t registers = 4) {
  return std::string(LoadClause(code, registers).status().message());
}

uint32_t CostOf(const std::vector<Instruction>& code) {
  auto program = LoadClause(code, 4);
  EXPECT_TRUE(program.ok()) << program.status();
  return program.ok() ? (*program)->rules[0].clauses[0].block.cost : 0;
}

int Number(Builtin builtin) { return static_cast<int>(builtin); }

struct Refusal {
  std::vector<Instruction> code;
  std::string message;
  uint32_t registers = 4;
};

const Instruction kLoad = Make(Op::kLoadConst, 0, 0, 0, kNumber);
const Instruction kEnd = Make(Op::kReturn, 0);

TEST(Verifier, NamesTheBlockAndTheInstruction) {
  EXPECT_EQ(Verify({kLoad, Make(Op::kMove, 0, 9), kEnd}),
            "rule `test.rule`: instruction 1: register out of range");
}

TEST(Verifier, RefusesOperandsOutOfRange) {
  const Refusal refusals[] = {
      {{Make(static_cast<Op>(0xff)), kEnd}, "unknown opcode"},
      {{Make(Op::kReturn, 4)}, "register out of range"},
      {{Make(Op::kLoadConst, 4), kEnd}, "register out of range"},
      {{kLoad, Make(Op::kMove, 0, 4), kEnd}, "register out of range"},
      {{kLoad, Make(Op::kAdd, 0, 0, 4), kEnd}, "register out of range"},
      {{kLoad, Make(Op::kAppend, 4, 0), kEnd}, "register out of range"},
      {{Make(Op::kLoadConst, 0, 0, 0, 99), kEnd}, "constant out of range"},
      {{Make(Op::kLoadConst, 0, 0, 0, -1), kEnd}, "constant out of range"},
      {{kLoad, Make(Op::kField, 0, 0, 0, kNumber), kEnd}, "the name of a field is not a text"},
      {{Make(Op::kLoadRoot, 0, 0, 0, 7), kEnd}, "unknown root"},
      {{Make(Op::kLoadSlot, 0, 0, 0, 2), kEnd}, "slot out of range"},
      {{Make(Op::kLoadSlot, 0, 0, 0, kUnlisted), kEnd}, "slot 1 is read but not declared"},
      {{kLoad, Make(Op::kCall, 0, 0, 1, 9999), kEnd}, "unknown builtin"},
      {{kLoad, Make(Op::kCall, 0, 0, 2, Number(Builtin::kIntSame)), kEnd},
       "wrong number of arguments"},
      {{kLoad, Make(Op::kCall, 0, 3, 2, Number(Builtin::kGreatest)), kEnd},
       "argument register out of range"},
      {{kLoad, kEnd}, "the number of registers is not 1 to 256", 0},
      {{kLoad, kEnd}, "the number of registers is not 1 to 256", 257},
  };
  for (const Refusal& refusal : refusals) {
    EXPECT_NE(Verify(refusal.code, refusal.registers).find(refusal.message), std::string::npos)
        << refusal.message << ", but: " << Verify(refusal.code, refusal.registers);
  }
}

TEST(Verifier, RefusesPathsThatLeaveTheBlockOrGoBack) {
  const Refusal refusals[] = {
      {{kLoad}, "the block does not end in Return"},
      {{}, "the block is empty"},
      {{kLoad, Make(Op::kJump, 0, 0, 0, 1), kEnd}, "a jump that does not go forward"},
      {{kLoad, Make(Op::kJump, 0, 0, 0, 0), kEnd}, "a jump that does not go forward"},
      {{kLoad, Make(Op::kJump, 0, 0, 0, -1), kEnd}, "a jump out of the block"},
      {{kLoad, Make(Op::kJumpIfTrue, 0, 0, 0, 3), kEnd}, "a jump out of the block"},
      // The jump's other way falls off the end.
      {{kLoad, Make(Op::kJumpIfTrue, 0, 0, 0, 3), kEnd, Make(Op::kMove, 1, 0)},
       "the block does not end in Return"},
  };
  for (const Refusal& refusal : refusals) {
    EXPECT_NE(Verify(refusal.code).find(refusal.message), std::string::npos)
        << refusal.message << ", but: " << Verify(refusal.code);
  }
}

TEST(Verifier, RefusesRegistersReadBeforeTheyAreWritten) {
  const std::vector<std::vector<Instruction>> blocks = {
      {kEnd},
      {Make(Op::kMove, 0, 1), kEnd},
      {kLoad, Make(Op::kAdd, 0, 0, 1), kEnd},
      {kLoad, Make(Op::kAppend, 1, 0), kEnd},
      {Make(Op::kJumpIfError, 0, 0, 0, 1), kEnd},
      {kLoad, Make(Op::kCall, 0, 0, 2, Number(Builtin::kGreatest)), kEnd},
      // Written on one way only.
      {kLoad, Make(Op::kJumpIfTrue, 0, 0, 0, 3), Make(Op::kMove, 1, 0), Make(Op::kReturn, 1)},
  };
  for (const auto& block : blocks) {
    EXPECT_NE(Verify(block).find("read before it is written"), std::string::npos) << Verify(block);
  }
}

TEST(Verifier, AcceptsARegisterWrittenOnEveryWay) {
  EXPECT_EQ(Verify({kLoad, Make(Op::kJumpIfTrue, 0, 0, 0, 4), Make(Op::kMove, 1, 0),
                    Make(Op::kJump, 0, 0, 0, 5), Make(Op::kNot, 1, 0), Make(Op::kReturn, 1)}),
            "");
}

TEST(Verifier, ChecksOnlyTheOperandsOfWhatNoPathReaches) {
  EXPECT_EQ(Verify({kLoad, kEnd, Make(Op::kMove, 0, 1), Make(Op::kReturn, 3)}), "");
  EXPECT_NE(Verify({kLoad, kEnd, Make(Op::kMove, 0, 4)}), "");
}

TEST(Verifier, AcceptsTheLastRegister) {
  EXPECT_EQ(Verify({Make(Op::kLoadConst, 255, 0, 0, kText), Make(Op::kReturn, 255)}, 256), "");
}

// r0 over r0, an element in r1: `body` for each, to an exit behind the Repeat.
std::vector<Instruction> Looping(const std::vector<Instruction>& body, int paid = 200) {
  const int exit = 4 + static_cast<int>(body.size());
  std::vector<Instruction> code = {kLoad, Make(Op::kIterate, 0, 0, 0, exit),
                                   Make(Op::kElement, 1, 0, 0, exit)};
  code.insert(code.end(), body.begin(), body.end());
  code.push_back(Make(Op::kRepeat, 0, paid / 256, paid % 256, 2));
  code.push_back(kEnd);
  return code;
}

// Loops inside each other, each on its level.
std::vector<Instruction> NestLoops(int depth) {
  std::vector<Instruction> code = {kLoad};
  for (int i = 0; i < depth; ++i) {
    const int exit = 1 + 2 * depth + (depth - i);
    code.push_back(Make(Op::kIterate, 0, 0, i, exit));
    code.push_back(Make(Op::kElement, 0, 0, i, exit));
  }
  for (int i = depth - 1; i >= 0; --i) code.push_back(Make(Op::kRepeat, 0, 0, 200, 2 + 2 * i));
  code.push_back(kEnd);
  return code;
}

TEST(VerifierOfLoops, AcceptsAnElementInTheBodyAndAJumpToTheExit) {
  EXPECT_EQ(Verify(Looping({Make(Op::kMove, 2, 1)})), "");
  EXPECT_EQ(Verify(Looping({Make(Op::kJumpIfTrue, 1, 0, 0, 5)})), "");
  EXPECT_EQ(Verify(Looping({Make(Op::kReturn, 1)})), "");
}

TEST(VerifierOfLoops, OnlyTheirBodiesAskWhereTheyAre) {
  for (Op op : {Op::kLoopKey, Op::kLoopValue}) {
    EXPECT_EQ(Verify(Looping({Make(op, 2, 0, 0)})), "");
    for (const auto& code : {Looping({Make(op, 2, 0, 1)}), {Make(op, 0, 0, 0), kEnd}}) {
      EXPECT_NE(Verify(code).find("asks a loop that does not run"), std::string::npos);
    }
  }
}

TEST(VerifierOfLoops, LimitsTheirNesting) {
  EXPECT_EQ(Verify(NestLoops(kMaxLoopDepth)), "");
  EXPECT_NE(Verify(NestLoops(kMaxLoopDepth + 1)).find("loops nest too deep"), std::string::npos);
}

TEST(VerifierOfLoops, RefusesWhatIsNoLoop) {
  const Instruction iterate = Make(Op::kIterate, 0, 0, 0, 4),
                    repeat = Make(Op::kRepeat, 0, 0, 9, 2);
  const Instruction element = Make(Op::kElement, 1, 0, 0, 4);
  const Refusal refusals[] = {
      {{kLoad, repeat, kEnd}, "Repeat of no open loop"},
      {{kLoad, iterate, kEnd, kEnd, kEnd}, "Iterate without its Element"},
      {{kLoad, kLoad, element, repeat, kEnd}, "Element without its Iterate"},
      {{element, repeat, kEnd}, "Element without its Iterate"},
      {{kLoad, iterate, Make(Op::kElement, 1, 0, 1, 4), repeat, kEnd}, "without its Element"},
      {{kLoad, Make(Op::kIterate, 0, 0, 1, 4), Make(Op::kElement, 1, 0, 1, 4), repeat, kEnd},
       "a level that is not its own"},
      {{kLoad, iterate, element, kEnd, kEnd}, "a loop that does not end"},
      {{kLoad, iterate, element, Make(Op::kRepeat, 0, 0, 9, 1), kEnd}, "Repeat of no open loop"},
      {{kLoad, iterate, element, kLoad, repeat, kEnd}, "does not end at its exit"},
      {Looping({Make(Op::kJumpIfTrue, 1, 0, 0, 6), kLoad}, 200), ""},
      {{kLoad, iterate, element, repeat, kEnd, kEnd}, ""},
      // Over the exit, to the Element from before the Iterate, and into the body.
      {{kLoad, Make(Op::kIterate, 0, 0, 0, 5), Make(Op::kElement, 1, 0, 0, 5),
        Make(Op::kJumpIfTrue, 1, 0, 0, 6), repeat, kEnd, kEnd},
       "a jump into or out of a loop"},
      {{Make(Op::kJump, 0, 0, 0, 2), iterate, element, repeat, kEnd},
       "a jump into or out of a loop"},
      {{Make(Op::kJump, 0, 0, 0, 3), iterate, element, repeat, kEnd},
       "a jump into or out of a loop"},
  };
  for (const Refusal& refusal : refusals) {
    const std::string said = Verify(refusal.code);
    EXPECT_NE(said.find(refusal.message), std::string::npos) << refusal.message << ": " << said;
    EXPECT_EQ(said.empty(), refusal.message.empty()) << said;
  }
}

TEST(VerifierOfLoops, ABodyThatMayNotRunWritesNothing) {
  const auto after = [](std::vector<Instruction> code, int read) {
    code.back() = Make(Op::kReturn, read);
    return Verify(code);
  };
  const std::string refused = "read before it is written";
  EXPECT_NE(after(Looping({Make(Op::kMove, 2, 1)}), 2).find(refused), std::string::npos);
  EXPECT_NE(after(Looping({}), 1).find(refused), std::string::npos);
  // Written by the turn before is not written.
  EXPECT_NE(Verify(Looping({Make(Op::kMove, 3, 2), Make(Op::kMove, 2, 1)})).find(refused),
            std::string::npos);
}

// What held at the first turn must hold at the next: the pattern is another one then.
TEST(VerifierOfLoops, ForgetsWhatATurnChanges) {
  std::vector<Instruction> code = {Make(Op::kLoadConst, 0, 0, 0, kText),
                                   Make(Op::kLoadConst, 1, 0, 0, kText),
                                   Make(Op::kLoadConst, 3, 0, 0, kText),
                                   Make(Op::kIterate, 3, 0, 0, 8),
                                   Make(Op::kElement, 2, 0, 0, 8),
                                   Make(Op::kCall, 3, 0, 2, Number(Builtin::kMatches)),
                                   Make(Op::kMove, 1, 2),
                                   Make(Op::kRepeat, 0, 0, 200, 4),
                                   kEnd};
  EXPECT_NE(Verify(code).find("the pattern is not a constant text"), std::string::npos);
  code[6] = Make(Op::kMove, 2, 1);
  EXPECT_EQ(Verify(code), "");
}

TEST(VerifierOfLoops, RefusesAValueThatEachTurnNests) {
  // r2 = [r2], without end; a list of the elements is bounded.
  EXPECT_NE(Verify({Make(Op::kNewList, 2), kLoad, Make(Op::kIterate, 0, 0, 0, 8),
                    Make(Op::kElement, 1, 0, 0, 8), Make(Op::kNewList, 3), Make(Op::kAppend, 3, 2),
                    Make(Op::kMove, 2, 3), Make(Op::kRepeat, 0, 0, 200, 3), kEnd}),
            "");
  EXPECT_EQ(Verify({Make(Op::kNewList, 2), kLoad, Make(Op::kIterate, 0, 0, 0, 6),
                    Make(Op::kElement, 1, 0, 0, 6), Make(Op::kAppend, 2, 1),
                    Make(Op::kRepeat, 0, 0, 200, 3), Make(Op::kReturn, 2)}),
            "");
}

TEST(VerifierOfLoops, ATurnPaysWhatItCosts) {
  // Element, Move and Repeat.
  EXPECT_EQ(Verify(Looping({Make(Op::kMove, 2, 1)}, 3)), "");
  EXPECT_NE(Verify(Looping({Make(Op::kMove, 2, 1)}, 2)).find("a turn of the loop costs 3"),
            std::string::npos);
}

TEST(VerifierOfLoops, TheBlockCountsATurnOnce) {
  // LoadConst, Iterate, a turn of 3, Return.
  EXPECT_EQ(CostOf(Looping({Make(Op::kMove, 2, 1)})), 1u + 2 + 3 + 1);
}

std::vector<Instruction> Matching(std::vector<Instruction> pattern) {
  std::vector<Instruction> code = {Make(Op::kLoadConst, 0, 0, 0, kText)};
  code.insert(code.end(), pattern.begin(), pattern.end());
  code.push_back(Make(Op::kCall, 0, 0, 2, Number(Builtin::kMatches)));
  code.push_back(kEnd);
  return code;
}

TEST(Verifier, WantsAConstantTextAsPattern) {
  const std::string refused = "the pattern is not a constant text";
  EXPECT_EQ(Verify(Matching({Make(Op::kLoadConst, 1, 0, 0, kText)})), "");
  EXPECT_EQ(Verify(Matching({Make(Op::kMove, 1, 0)})), "");
  EXPECT_NE(Verify(Matching({Make(Op::kLoadConst, 1, 0, 0, kNumber)})).find(refused),
            std::string::npos);
  EXPECT_NE(Verify(Matching({Make(Op::kLoadRoot, 1)})).find(refused), std::string::npos);
  // Another constant on each way.
  EXPECT_NE(
      Verify(Matching({Make(Op::kLoadConst, 1, 0, 0, kText), Make(Op::kJumpIfTrue, 0, 0, 0, 4),
                       Make(Op::kLoadConst, 1, 0, 0, kNumber)}))
          .find(refused),
      std::string::npos);
}

TEST(Verifier, CollectsThePatterns) {
  auto program = LoadClause(Matching({Make(Op::kLoadConst, 1, 0, 0, kText)}), 4);
  ASSERT_TRUE(program.ok());
  EXPECT_EQ((*program)->patterns, std::vector<uint32_t>{kText});
}

std::vector<Instruction> AskingTheHour(Instruction zone) {
  return {Make(Op::kLoadRoot, 0), zone, Make(Op::kCall, 0, 0, 2, Number(Builtin::kGetHoursIn)),
          kEnd};
}

TEST(Verifier, WantsAConstantTimeZone) {
  auto program = LoadClause(AskingTheHour(Make(Op::kLoadConst, 1, 0, 0, kZone)), 4);
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_EQ((*program)->zones, std::vector<uint32_t>{kZone});
  EXPECT_TRUE((*program)->patterns.empty());
  const std::string refused = "the time zone is not a constant text";
  for (Instruction zone : {Make(Op::kLoadConst, 1, 0, 0, kNumber), Make(Op::kLoadRoot, 1)}) {
    EXPECT_NE(Verify(AskingTheHour(zone)).find(refused), std::string::npos);
  }
  EXPECT_NE(Verify(AskingTheHour(Make(Op::kLoadConst, 1, 0, 0, kText)))
                .find("there is no such time zone"),
            std::string::npos);
}

TEST(Verifier, WhatIsChosenByItsArgumentsPreparesNone) {
  const auto any = [](Builtin builtin, int count) {
    return Verify({kLoad, kLoad, Make(Op::kMove, 1, 0),
                   Make(Op::kCallAny, 0, 0, count, Number(builtin)), kEnd});
  };
  EXPECT_EQ(any(Builtin::kSizeList, 1), "");
  EXPECT_EQ(any(Builtin::kGetHours, 1), "");
  const std::string refused = "a builtin that is not chosen by its arguments";
  EXPECT_NE(any(Builtin::kMatches, 2).find(refused), std::string::npos);
  EXPECT_NE(any(Builtin::kGetHoursIn, 2).find(refused), std::string::npos);
}

TEST(Verifier, PaysForTheDearestThatMayBeChosen) {
  // `string` of a time is the dearest of those of one value: 6.
  const Instruction call = Make(Op::kCallAny, 0, 0, 1, Number(Builtin::kIntToString));
  EXPECT_EQ(CostOf({kLoad, call, kEnd}), 1u + 6 + 6 + 1);
}

TEST(Verifier, CountsTheDearestPath) {
  EXPECT_EQ(CostOf({kLoad, kEnd}), 2u);
  // The call costs 4 and its builtin 50 more.
  EXPECT_EQ(CostOf(Matching({Make(Op::kMove, 1, 0)})), 1u + 1 + 4 + 50 + 1);
  // Past the jump: a Not and a Negate, or nothing.
  EXPECT_EQ(CostOf({kLoad, Make(Op::kJumpIfTrue, 0, 0, 0, 4), Make(Op::kNot, 0, 0),
                    Make(Op::kNegate, 0, 0), kEnd}),
            1u + 1 + 1 + 1 + 1);
}

std::vector<Instruction> Repeat(const Instruction& instruction, size_t times) {
  std::vector<Instruction> code = {kLoad};
  code.insert(code.end(), times, instruction);
  code.push_back(kEnd);
  return code;
}

TEST(Verifier, LimitsTheCostOfABlock) {
  const Instruction two = Make(Op::kAdd, 0, 0, 0);
  EXPECT_EQ(Verify(Repeat(two, (kMaxBlockCost - 2) / 2)), "");
  EXPECT_NE(Verify(Repeat(two, kMaxBlockCost / 2)).find("more than 20000"), std::string::npos);
}

TEST(Verifier, LimitsTheLengthOfABlock) {
  const Instruction one = Make(Op::kMove, 1, 0);
  EXPECT_EQ(Verify(Repeat(one, kMaxBlockInstructions - 2)), "");
  EXPECT_NE(Verify(Repeat(one, kMaxBlockInstructions - 1)).find("too long"), std::string::npos);
}

// A list in a list in a list.
std::vector<Instruction> Nest(int levels) {
  std::vector<Instruction> code = {Make(Op::kNewList, 0)};
  for (int i = 1; i < levels; ++i) {
    code.push_back(Make(Op::kNewList, 1));
    code.push_back(Make(Op::kAppend, 1, 0));
    code.push_back(Make(Op::kMove, 0, 1));
  }
  code.push_back(kEnd);
  return code;
}

TEST(Verifier, LimitsTheNestingOfBuiltValues) {
  EXPECT_EQ(Verify(Nest(kMaxBuiltDepth)), "");
  EXPECT_NE(Verify(Nest(kMaxBuiltDepth + 1)).find("nests too deep"), std::string::npos);
}

TEST(Verifier, LimitsTheCodeOfAllBlocksTogether) {
  TestBundle bundle;
  const uint32_t text = bundle.builder.Text("x");
  bundle::Rule& rule = bundle.AddRule("test.rule");
  std::vector<Instruction> code(kMaxBlockInstructions - 1,
                                Make(Op::kLoadConst, 0, 0, 0, static_cast<int>(text)));
  code.push_back(kEnd);
  const bundle::Block shared = bundle.AddBlock(code, 1);
  const uint64_t blocks = kMaxVerifiedInstructions / kMaxBlockInstructions + 1;
  for (uint64_t i = 0; i < blocks; ++i) *rule.add_clauses()->mutable_block() = shared;
  EXPECT_EQ(std::move(bundle).Load().status().message(),
            "the blocks of the bundle have too many instructions");
}

TEST(Verifier, RefusesABlockOutsideTheCode) {
  for (uint32_t begin : {1u, 2u, 0xffffffffu}) {
    TestBundle bundle;
    bundle.builder.Text("x");
    bundle::Rule& rule = bundle.AddRule("test.rule");
    bundle.AddClause(rule, {Make(Op::kLoadConst), kEnd}, 1);
    rule.mutable_clauses(0)->mutable_block()->set_begin(begin);
    EXPECT_NE(std::string(std::move(bundle).Load().status().message()).find("outside the code"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace writ
