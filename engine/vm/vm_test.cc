// What every opcode does: with values, with errors, with nothing there, and with fuel.
#include "engine/vm/vm.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/bytecode/codes.h"
#include "engine/bytecode/opcode_info.h"
#include "engine/bytecode/test_bundle.h"
#include "engine/vm/test_values.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

const Instruction kEnd = Make(Op::kReturn, 0);

// r0 = constant 0, r1 = constant 1 and so on, then the code.
std::vector<Instruction> Loading(size_t constants, const std::vector<Instruction>& code) {
  std::vector<Instruction> all;
  for (size_t i = 0; i < constants; ++i) {
    all.push_back(Make(Op::kLoadConst, static_cast<int>(i), 0, 0, static_cast<int>(i)));
  }
  all.insert(all.end(), code.begin(), code.end());
  return all;
}

// The value of code over constants that stand in the registers from 0 on.
std::string Show(const std::vector<Value>& constants, const std::vector<Instruction>& code) {
  return TestMachine(constants, Loading(constants.size(), code)).Show();
}

// r0 = r0 op r1, or op of r0 alone.
std::string Apply(Op op, const Value& b, const Value& c) {
  return Show({b, c}, {Make(op, 0, 0, 1), kEnd});
}
std::string Apply(Op op, const Value& b) { return Show({b}, {Make(op, 0, 0), kEnd}); }

// One case of an opcode.
struct Case {
  Op op;
  std::string got, expected;
};

class Vm : public testing::Test {
 protected:
  // Constant 2 is true, constant 3 is false; what a jump on constant 0 leaves in r0.
  std::string Jump(Op op, const Value& on) {
    return Show({on, Value::Null(), Value::Bool(true), Value::Bool(false)},
                {Make(op, 0, 0, 0, 6), kEnd, Make(Op::kReturn, 2)});
  }

  // The elements of constant 0 in a list, or what Iterate makes of it.
  static std::vector<Instruction> Copying() {
    return {Make(Op::kNewList, 1),   Make(Op::kIterate, 1, 0, 0, 6), Make(Op::kElement, 2, 0, 0, 6),
            Make(Op::kAppend, 1, 2), Make(Op::kRepeat, 0, 0, 4, 3),  Make(Op::kReturn, 1)};
  }
  std::string Copy(const Value& from) { return Show({from}, Copying()); }

  // What LoopKey or LoopValue gives for each element of constant 0, in a list.
  std::string Each(Op op, const Value& from) {
    std::vector<Instruction> code = Copying();
    code[3] = Make(op, 2, 0, 0);
    code[4] = Make(Op::kAppend, 1, 2);
    code[5] = Make(Op::kRepeat, 0, 0, 5, 3);
    code.push_back(Make(Op::kReturn, 1));
    for (int head : {1, 2}) code[head].d = 7;
    return Show({from}, code);
  }

  // `size` of a value of any kind.
  std::string Size(const Value& of) {
    return Show({of}, {Make(Op::kCallAny, 0, 0, 1, static_cast<int>(Builtin::kSizeString)), kEnd});
  }

  std::string Put(const Value& map, const Value& more) {
    return Show({map, more}, {Make(Op::kPutAll, 0, 1), kEnd});
  }

  // A case of every opcode.
  std::vector<Case> Cases() {
    const Value trip =
        v_.Task("Trip", "t1", {{Str("to"), Str("SFO")}, {Str("via"), Value::Null()}});
    const Value list = v_.List({Int(10), Int(20)});
    const Value map = v_.Map({{Str("a"), Int(1)}});
    const Value yes = Value::Bool(true), no = Value::Bool(false);
    TestMachine root({}, {Make(Op::kLoadRoot, 0, 0, 0, 3), kEnd});
    root.roots[static_cast<size_t>(Root::kArgs)] = Str("the arguments");
    TestMachine slot({}, {Make(Op::kLoadSlot, 0, 0, 0, 1), kEnd}, 2);
    slot.slots = {Int(5), Int(6)};
    const auto field = [&](Op op, const std::string& name) {
      return Show({trip, v_.Text(name)}, {Make(op, 0, 0, 9, 1), kEnd});
    };
    return {
        {Op::kReturn, Show({Int(1), Int(2)}, {Make(Op::kReturn, 1)}), "2"},
        {Op::kLoadConst, Show({Str("x")}, {kEnd}), "\"x\""},
        {Op::kLoadRoot, root.Show(), "\"the arguments\""},
        {Op::kLoadSlot, slot.Show(), "6"},
        {Op::kMove, Show({Int(1), Int(2)}, {Make(Op::kMove, 0, 1), kEnd}), "2"},
        {Op::kJump, Jump(Op::kJump, no), "true"},
        {Op::kJumpIfFalse, Jump(Op::kJumpIfFalse, no), "true"},
        {Op::kJumpIfFalse, Jump(Op::kJumpIfFalse, yes), "true"},
        {Op::kJumpIfTrue, Jump(Op::kJumpIfTrue, yes), "true"},
        {Op::kJumpIfTrue, Jump(Op::kJumpIfTrue, no), "false"},
        {Op::kJumpIfError, Jump(Op::kJumpIfError, no), "false"},
        {Op::kIterate, Copy(list), "[10, 20]"},
        {Op::kIterate, Copy(v_.Set({Str("b"), Str("a")})), "[\"a\", \"b\"]"},
        {Op::kIterate, Copy(map), "[\"a\"]"},
        {Op::kIterate, Copy(Int(1)), "error(type_mismatch)"},
        {Op::kIterate, Copy(Value()), "error(absent)"},
        {Op::kIterate, Copy(Err(ErrorCode::kOverflow)), "error(overflow)"},
        {Op::kElement, Copy(v_.List({})), "[]"},
        {Op::kRepeat, Copy(v_.List({Int(1), Int(2), Int(3)})), "[1, 2, 3]"},
        {Op::kField, field(Op::kField, "to"), "\"SFO\""},
        {Op::kField, field(Op::kField, "via"), "null"},
        {Op::kField, field(Op::kField, "from"), "error(no_such_field)"},
        {Op::kFieldOrAbsent, field(Op::kFieldOrAbsent, "to"), "\"SFO\""},
        {Op::kFieldOrAbsent, field(Op::kFieldOrAbsent, "via"), "absent"},
        {Op::kFieldOrAbsent, field(Op::kFieldOrAbsent, "from"), "absent"},
        {Op::kHasField, field(Op::kHasField, "to"), "true"},
        {Op::kHasField, field(Op::kHasField, "via"), "false"},
        {Op::kHasField, field(Op::kHasField, "from"), "false"},
        {Op::kIndex, Apply(Op::kIndex, list, Int(1)), "20"},
        {Op::kIndex, Apply(Op::kIndex, list, Int(2)), "error(index_out_of_range)"},
        {Op::kIndex, Apply(Op::kIndex, list, Int(-1)), "error(index_out_of_range)"},
        {Op::kIndex, Apply(Op::kIndex, list, Str("0")), "error(type_mismatch)"},
        {Op::kIndex, Apply(Op::kIndex, list, Value::Double(1)), "20"},
        {Op::kIndex, Apply(Op::kIndex, list, Value::Double(0.5)), "error(bad_argument)"},
        {Op::kIndex, Apply(Op::kIndex, list, Value::Double(2)), "error(index_out_of_range)"},
        {Op::kIndex, Apply(Op::kIndex, list, Value::Double(-1)), "error(index_out_of_range)"},
        {Op::kIndex, Apply(Op::kIndex, map, Str("a")), "1"},
        {Op::kIndex, Apply(Op::kIndex, map, Str("b")), "error(no_such_key)"},
        {Op::kEqual, Apply(Op::kEqual, Int(1), v_.Dec("1.0")), "true"},
        {Op::kEqual, Apply(Op::kEqual, Str("a"), Str("b")), "false"},
        {Op::kEqual, Apply(Op::kEqual, list, list), "true"},
        {Op::kNotEqual, Apply(Op::kNotEqual, Int(1), Int(1)), "false"},
        {Op::kNotEqual, Apply(Op::kNotEqual, v_.Usd("1"), v_.Cash("1", "EUR")),
         "error(currency_mismatch)"},
        {Op::kLess, Apply(Op::kLess, Int(1), Int(2)), "true"},
        {Op::kLess, Apply(Op::kLess, Int(2), Int(2)), "false"},
        {Op::kLess, Apply(Op::kLess, Str("a"), Int(2)), "error(type_mismatch)"},
        {Op::kLessEqual, Apply(Op::kLessEqual, Int(2), Int(2)), "true"},
        {Op::kLessEqual, Apply(Op::kLessEqual, v_.Usd("3"), v_.Usd("2.99")), "false"},
        {Op::kGreater, Apply(Op::kGreater, Int(2), Int(1)), "true"},
        {Op::kGreater, Apply(Op::kGreater, Str("a"), Str("b")), "false"},
        {Op::kGreaterEqual, Apply(Op::kGreaterEqual, Int(1), Int(2)), "false"},
        {Op::kGreaterEqual, Apply(Op::kGreaterEqual, v_.Dec("2"), v_.Dec("2.0")), "true"},
        {Op::kIn, Apply(Op::kIn, Int(20), list), "true"},
        {Op::kIn, Apply(Op::kIn, Int(21), list), "false"},
        {Op::kIn, Apply(Op::kIn, Str("a"), map), "true"},
        {Op::kIn, Apply(Op::kIn, Str("a"), v_.Set({Str("b"), Str("a")})), "true"},
        {Op::kIn, Apply(Op::kIn, Str("a"), Str("abc")), "error(type_mismatch)"},
        {Op::kAnd, Apply(Op::kAnd, yes, yes), "true"},
        {Op::kAnd, Apply(Op::kAnd, yes, no), "false"},
        {Op::kOr, Apply(Op::kOr, no, no), "false"},
        {Op::kOr, Apply(Op::kOr, no, yes), "true"},
        {Op::kNot, Apply(Op::kNot, no), "true"},
        {Op::kNot, Apply(Op::kNot, Int(0)), "error(type_mismatch)"},
        {Op::kAdd, Apply(Op::kAdd, Int(1), Int(2)), "3"},
        {Op::kSubtract, Apply(Op::kSubtract, Int(1), Int(2)), "-1"},
        {Op::kMultiply, Apply(Op::kMultiply, Int(3), Int(2)), "6"},
        {Op::kDivide, Apply(Op::kDivide, Int(-7), Int(2)), "-3"},
        {Op::kModulo, Apply(Op::kModulo, Int(-7), Int(2)), "-1"},
        {Op::kNegate, Apply(Op::kNegate, Int(7)), "-7"},
        {Op::kNewList, Show({}, {Make(Op::kNewList, 0), kEnd}), "[]"},
        {Op::kAppend, Show({list, Int(30)}, {Make(Op::kAppend, 0, 1), kEnd}), "[10, 20, 30]"},
        {Op::kAppend, Show({map, Int(30)}, {Make(Op::kAppend, 0, 1), kEnd}),
         "error(type_mismatch)"},
        {Op::kNewMap, Show({}, {Make(Op::kNewMap, 0), kEnd}), "{}"},
        {Op::kPutKey, Show({map, Str("A"), Int(2)}, {Make(Op::kPutKey, 0, 1, 2), kEnd}),
         "{\"A\": 2, \"a\": 1}"},
        {Op::kPutKey, Show({map, Str("a"), Int(2)}, {Make(Op::kPutKey, 0, 1, 2), kEnd}),
         "error(bad_argument)"},
        {Op::kPutKey, Show({map, list, Int(2)}, {Make(Op::kPutKey, 0, 1, 2), kEnd}),
         "error(type_mismatch)"},
        {Op::kCall,
         Show({Int(1), Int(2)},
              {Make(Op::kCall, 0, 0, 2, static_cast<int>(Builtin::kGreatest)), kEnd}),
         "2"},
        {Op::kCallAny, Size(list), "2"},
        {Op::kCallAny, Size(map), "1"},
        {Op::kCallAny, Size(Str("abc")), "3"},
        {Op::kCallAny, Size(Int(1)), "error(type_mismatch)"},
        {Op::kCallAny, Size(Value()), "error(absent)"},
        {Op::kCallAny, Size(Err(ErrorCode::kOverflow)), "error(overflow)"},
        {Op::kLoopKey, Each(Op::kLoopKey, list), "[0, 1]"},
        {Op::kLoopKey, Each(Op::kLoopKey, map), "[\"a\"]"},
        {Op::kLoopValue, Each(Op::kLoopValue, list), "[10, 20]"},
        {Op::kLoopValue, Each(Op::kLoopValue, v_.Set({Str("b"), Str("a")})), "[\"a\", \"b\"]"},
        {Op::kLoopValue, Each(Op::kLoopValue, map), "[1]"},
        {Op::kPutAll, Put(map, v_.Map({{Str("A"), Int(2)}, {Str("b"), Int(3)}})),
         "{\"A\": 2, \"a\": 1, \"b\": 3}"},
        {Op::kPutAll, Put(map, v_.Map({})), "{\"a\": 1}"},
        {Op::kPutAll, Put(map, map), "error(bad_argument)"},
        {Op::kPutAll, Put(v_.Map({{Int(1), Int(1)}}), v_.Map({{Value::Uint(1), Int(1)}})),
         "error(bad_argument)"},
        {Op::kPutAll, Put(map, list), "error(type_mismatch)"},
        {Op::kPutAll, Put(map, Err(ErrorCode::kOverflow)), "error(overflow)"},
    };
  }

  Values v_;
};

TEST_F(Vm, RunsEveryOpcode) {
  std::set<Op> seen;
  for (const Case& c : Cases()) {
    EXPECT_EQ(c.got, c.expected) << FindOpcode(c.op)->name;
    seen.insert(c.op);
  }
  for (const OpcodeInfo& info : Opcodes()) {
    EXPECT_TRUE(seen.contains(info.op)) << info.name << " has no case";
  }
}

// Opcodes that compute from b, or from b and c, and give back the first error.
const Op kStrict[] = {Op::kIndex,    Op::kEqual,        Op::kNotEqual, Op::kLess, Op::kLessEqual,
                      Op::kGreater,  Op::kGreaterEqual, Op::kIn,       Op::kAdd,  Op::kSubtract,
                      Op::kMultiply, Op::kDivide,       Op::kModulo};

TEST_F(Vm, GivesBackTheFirstError) {
  const Value overflow = Err(ErrorCode::kOverflow), zero = Err(ErrorCode::kDivideByZero);
  for (Op op : kStrict) {
    for (const Value& other : {Int(1), Value(), v_.List({}), v_.Usd("1"), v_.Span(1)}) {
      EXPECT_EQ(Apply(op, overflow, other), "error(overflow)") << FindOpcode(op)->name;
      EXPECT_EQ(Apply(op, other, overflow), "error(overflow)") << FindOpcode(op)->name;
    }
    EXPECT_EQ(Apply(op, overflow, zero), "error(overflow)") << FindOpcode(op)->name;
  }
  EXPECT_EQ(Apply(Op::kNot, overflow), "error(overflow)");
  EXPECT_EQ(Apply(Op::kNegate, overflow), "error(overflow)");
  EXPECT_EQ(Apply(Op::kMove, overflow), "error(overflow)");
}

TEST_F(Vm, WhatIsNotThereIsAnError) {
  for (Op op : kStrict) {
    EXPECT_EQ(Apply(op, Value(), Int(1)), "error(absent)") << FindOpcode(op)->name;
    EXPECT_EQ(Apply(op, Value(), Value()), "error(absent)") << FindOpcode(op)->name;
  }
  for (Op op : {Op::kField, Op::kFieldOrAbsent, Op::kHasField}) {
    EXPECT_EQ(Show({Value(), Str("x")}, {Make(op, 0, 0, 0, 1), kEnd}),
              op == Op::kHasField ? "false" : "error(absent)");
    EXPECT_EQ(Show({Err(ErrorCode::kOverflow), Str("x")}, {Make(op, 0, 0, 0, 1), kEnd}),
              "error(overflow)");
    EXPECT_EQ(Show({v_.Entity("User", "ana"), Str("x")}, {Make(op, 0, 0, 0, 1), kEnd}),
              "error(type_mismatch)");
  }
  EXPECT_EQ(Apply(Op::kMove, Value()), "absent");
}

TEST_F(Vm, AListOrMapKeepsItsFirstError) {
  const Value list = v_.List({}), error = Err(ErrorCode::kOverflow);
  EXPECT_EQ(Show({list, error, Int(1)}, {Make(Op::kAppend, 0, 1), Make(Op::kAppend, 0, 2), kEnd}),
            "error(overflow)");
  EXPECT_EQ(Show({list, Value()}, {Make(Op::kAppend, 0, 1), kEnd}), "error(absent)");
  EXPECT_EQ(Show({v_.Map({}), Str("a"), error}, {Make(Op::kPutKey, 0, 1, 2), kEnd}),
            "error(overflow)");
  EXPECT_EQ(Show({v_.Map({}), error, Int(1)}, {Make(Op::kPutKey, 0, 1, 2), kEnd}),
            "error(overflow)");
}

TEST_F(Vm, FalseBeatsAnErrorUnderAnd) {
  const Value error = Err(ErrorCode::kOverflow), no = Value::Bool(false), yes = Value::Bool(true);
  for (const Value& other : {error, Int(1), Value()}) {
    EXPECT_EQ(Apply(Op::kAnd, no, other), "false");
    EXPECT_EQ(Apply(Op::kAnd, other, no), "false");
    EXPECT_EQ(Apply(Op::kOr, yes, other), "true");
    EXPECT_EQ(Apply(Op::kOr, other, yes), "true");
  }
  EXPECT_EQ(Apply(Op::kAnd, yes, error), "error(overflow)");
  EXPECT_EQ(Apply(Op::kAnd, error, yes), "error(overflow)");
  EXPECT_EQ(Apply(Op::kOr, no, Int(1)), "error(type_mismatch)");
  EXPECT_EQ(Apply(Op::kOr, Int(1), no), "error(type_mismatch)");
  EXPECT_EQ(Apply(Op::kAnd, Int(1), error), "error(overflow)");
  EXPECT_EQ(Apply(Op::kAnd, Value(), yes), "error(absent)");
}

TEST_F(Vm, JumpIfErrorMakesAnErrorOfWhatIsNoBool) {
  const auto jump = [](const Value& on) {
    return Show({on, Str("went on")},
                {Make(Op::kJumpIfError, 0, 0, 0, 4), Make(Op::kReturn, 1), kEnd});
  };
  EXPECT_EQ(jump(Value::Bool(false)), "\"went on\"");
  EXPECT_EQ(jump(Err(ErrorCode::kOverflow)), "error(overflow)");
  EXPECT_EQ(jump(Int(1)), "error(type_mismatch)");
  EXPECT_EQ(jump(Value()), "error(type_mismatch)");
}

TEST_F(Vm, AConditionalJumpIsTakenForItsBoolOnly) {
  for (const Value& other : {Int(0), Int(1), Value(), Err(ErrorCode::kOverflow)}) {
    for (Op op : {Op::kJumpIfFalse, Op::kJumpIfTrue}) {
      EXPECT_EQ(Show({other, Str("went on")}, {Make(op, 0, 0, 0, 4), Make(Op::kReturn, 1), kEnd}),
                "\"went on\"");
    }
  }
}

TEST_F(Vm, ASlotThatWasNotFilledIsAnError) {
  TestMachine machine({}, {Make(Op::kLoadSlot, 0, 0, 0, 1), kEnd}, 2);
  machine.slots.pop_back();
  EXPECT_EQ(machine.Show(), "error(fact_unavailable)");
}

TEST_F(Vm, ListsThatShareAPrefixDoNotShareTheirEnds) {
  EXPECT_EQ(Show({v_.List({Int(1)}), Int(2), Int(3)},
                 {Make(Op::kMove, 3, 0), Make(Op::kAppend, 0, 1), Make(Op::kAppend, 3, 2),
                  Make(Op::kAppend, 0, 3), kEnd}),
            "[1, 2, [1, 3]]");
}

TEST_F(Vm, ABlockPaysItsDearestPathAtTheStart) {
  TestMachine machine({Int(1)}, Loading(1, {Make(Op::kAdd, 0, 0, 0), kEnd}));
  ASSERT_EQ(machine.block().cost, 4u);
  EXPECT_EQ(machine.Spent(), 4u);
  EXPECT_EQ(machine.Show(4), "2");
  EXPECT_EQ(machine.Show(3), "error(fuel)");
  EXPECT_EQ(machine.Show(0), "error(fuel)");
}

TEST_F(Vm, CollectionsPayForTheirElements) {
  const Value list = v_.List(std::vector<Value>(100, Int(1)));
  const auto spent = [](const Value& b, const Value& c, Op op) {
    TestMachine machine({b, c}, Loading(2, {Make(op, 0, 0, 1), kEnd}));
    return machine.Spent() - machine.block().cost;
  };
  EXPECT_EQ(spent(list, list, Op::kAdd), 200u);
  EXPECT_EQ(spent(list, list, Op::kEqual), 100u);
  EXPECT_EQ(spent(Int(2), list, Op::kIn), 100u);
  // Every element is compared with a list of 100.
  EXPECT_EQ(spent(list, list, Op::kIn), 100u * 101);
  // A nested list pays for what is in it too.
  const Value nested = v_.List({list, list});
  EXPECT_EQ(spent(nested, nested, Op::kEqual), 202u);
  EXPECT_EQ(spent(Str(std::string(640, 'x')), Str("y"), Op::kAdd), 20u);
}

TEST_F(Vm, EveryTurnOfALoopPays) {
  const auto machine = [this](size_t size) {
    return TestMachine({v_.List(std::vector<Value>(size, Int(1)))},
                       Loading(1, {Make(Op::kIterate, 0, 0, 0, 5), Make(Op::kElement, 1, 0, 0, 5),
                                   Make(Op::kMove, 2, 1), Make(Op::kRepeat, 0, 0, 3, 2), kEnd}));
  };
  EXPECT_EQ(machine(0).Spent(), machine(0).block().cost);
  TestMachine thousand = machine(1000);
  const uint64_t whole = thousand.block().cost + 3'000;
  EXPECT_EQ(thousand.Spent(), whole);
  EXPECT_NE(thousand.Show(whole), "error(fuel)");
  EXPECT_EQ(thousand.Show(whole - 1), "error(fuel)");
}

// 4 levels of 100: a hundred million turns, of which the fuel pays for few.
TEST_F(Vm, LoopsInsideEachOtherEndWithTheFuel) {
  const Value list = v_.List(std::vector<Value>(100, Int(1)));
  std::vector<Instruction> code;
  for (int i = 0; i < 4; ++i) {
    code.push_back(Make(Op::kIterate, 1, 0, i, 15 - i));
    code.push_back(Make(Op::kElement, 2, 0, i, 15 - i));
  }
  code.push_back(Make(Op::kMove, 3, 2));
  for (int i = 3; i >= 0; --i) code.push_back(Make(Op::kRepeat, 0, 0, 60, 3 + 2 * i));
  code.push_back(kEnd);
  TestMachine machine({list, Int(0)}, Loading(2, code));
  ASSERT_EQ(machine.refusal(), "");
  EXPECT_EQ(machine.Show(), "error(fuel)");
}

TEST_F(Vm, SetsAreHalved) {
  std::vector<Value> items;
  for (int i = 0; i < 1000; ++i) items.push_back(Int(i));
  TestMachine machine({Int(77), v_.Set(items)}, Loading(2, {Make(Op::kIn, 0, 0, 1), kEnd}));
  EXPECT_EQ(machine.Show(), "true");
  EXPECT_EQ(machine.Spent() - machine.block().cost, 10u);
}

TEST_F(Vm, RunsOutOfFuelInTheMiddleOnTheExactUnit) {
  const Value list = v_.List(std::vector<Value>(100, Int(1)));
  TestMachine machine({list},
                      Loading(1, {Make(Op::kAdd, 1, 0, 0), Make(Op::kIndex, 0, 0, 2), kEnd}));
  ASSERT_NE(machine.refusal(), "");
  TestMachine sum({list, Int(0)},
                  Loading(2, {Make(Op::kAdd, 2, 0, 0), Make(Op::kIndex, 0, 2, 1), kEnd}));
  const uint64_t whole = sum.block().cost + 200;
  EXPECT_EQ(sum.Show(whole), "1");
  EXPECT_EQ(sum.Show(whole - 1), "error(fuel)");
}

// `false && (out of fuel)` must not be false: the decision could not be afforded.
TEST_F(Vm, NothingHidesThatTheFuelRanOut) {
  const Value list = v_.List(std::vector<Value>(100, Int(1)));
  TestMachine machine({list, Value::Bool(false)},
                      Loading(2, {Make(Op::kEqual, 2, 0, 0), Make(Op::kAnd, 0, 1, 2), kEnd}));
  EXPECT_EQ(machine.Show(machine.block().cost + 100), "false");
  EXPECT_EQ(machine.Show(machine.block().cost + 99), "error(fuel)");
}

TEST_F(Vm, ASpentBudgetRunsNothingMore) {
  Budget budget(10);
  EXPECT_FALSE(budget.Pay(11));
  EXPECT_FALSE(budget.Pay(0));
  EXPECT_TRUE(budget.spent());
}

TEST_F(Vm, LimitsTheTextsThatItMakes) {
  const std::string half(kTestFuel > 0 ? 32 << 10 : 0, 'x');
  TestMachine fits({Str(half)}, Loading(1, {Make(Op::kAdd, 0, 0, 0), kEnd}));
  EXPECT_EQ(fits.Run().size(), 64u << 10);
  const std::string more = half + "x";
  TestMachine large({Str(half), Str(more)}, Loading(2, {Make(Op::kAdd, 0, 0, 1), kEnd}));
  EXPECT_EQ(large.Show(), "error(too_large)");
}

}  // namespace
}  // namespace writ
