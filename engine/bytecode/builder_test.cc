#include "engine/bytecode/builder.h"

#include <string>
#include <utility>

#include "engine/bytecode/codes.h"
#include "engine/bytecode/test_bundle.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

TEST(ProgramBuilder, InternsConstantsByTheirBytes) {
  TypeTable types;
  Arena arena;
  ProgramBuilder builder(types);
  const uint32_t one = builder.Constant(Value::Int(1));
  EXPECT_EQ(builder.Constant(Value::Int(1)), one);
  EXPECT_NE(builder.Constant(Value::Decimal(Decimal::FromInt(1), arena)), one);
  EXPECT_EQ(builder.Text("x"), builder.Constant(Value::String("x")));
  EXPECT_EQ(builder.bundle().constants_size(), 3);
}

TEST(ProgramBuilder, WritesTheSameBytesForTheSameContent) {
  auto build = [] {
    TestBundle bundle;
    bundle.AddRule("test.rule");
    return std::move(bundle.builder).Finish();
  };
  EXPECT_EQ(build(), build());
}

TEST(CodeBuilder, ResolvesLabels) {
  TestBundle bundle;
  CodeBuilder code(bundle.builder);
  const Reg condition = code.New(), result = code.New();
  const CodeBuilder::Label otherwise = code.NewLabel(), end = code.NewLabel();
  code.Emit(Op::kLoadConst, condition, 0, 0, bundle.builder.Constant(Value::Bool(true)));
  code.Jump(Op::kJumpIfFalse, condition, otherwise);
  code.Emit(Op::kMove, result, condition);
  code.Jump(end);
  code.Bind(otherwise);
  code.Emit(Op::kNot, result, condition);
  code.Bind(end);
  code.Emit(Op::kReturn, result);
  *bundle.AddRule("test.rule").add_clauses()->mutable_block() = *code.Finish();
  auto program = std::move(bundle).Load();
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_EQ((*program)->code[1].d, 4);
  EXPECT_EQ((*program)->code[3].d, 5);
}

TEST(CodeBuilder, PlacesBlocksOneAfterTheOther) {
  TestBundle bundle;
  CodeBuilder first(bundle.builder), second(bundle.builder);
  first.Emit(Op::kReturn, first.New());
  second.Emit(Op::kReturn, second.New());
  EXPECT_EQ(second.Finish()->begin(), 0u);
  EXPECT_EQ(first.Finish()->begin(), 1u);
}

TEST(CodeBuilder, GivesRegistersBack) {
  TestBundle bundle;
  CodeBuilder code(bundle.builder);
  const Reg mark = code.Mark();
  code.New();
  EXPECT_EQ(code.New(), 1u);
  code.FreeTo(mark);
  EXPECT_EQ(code.New(), 0u);
  code.Emit(Op::kReturn);
  EXPECT_EQ(code.Finish()->registers(), 2u);
}

TEST(CodeBuilder, SaysWhenABlockNeedsTooManyRegisters) {
  for (int registers : {256, 257}) {
    TestBundle bundle;
    CodeBuilder code(bundle.builder);
    for (int i = 0; i < registers; ++i) code.New();
    code.Emit(Op::kReturn);
    EXPECT_EQ(code.Finish().has_value(), registers == 256);
    EXPECT_EQ(bundle.bundle().code().empty(), registers == 257);
  }
}

TEST(CodeBuilder, SaysWhenACallHasTooManyArguments) {
  TestBundle bundle;
  CodeBuilder code(bundle.builder);
  code.Call(code.New(), Builtin::kGreatest, 0, 256);
  EXPECT_FALSE(code.Finish().has_value());
}

TEST(CodeBuilder, AFieldPositionThatDoesNotFitIsStillAHint) {
  TestBundle bundle;
  CodeBuilder code(bundle.builder);
  code.Emit(Op::kField, code.New(), 0, 1000, bundle.builder.Text("x"));
  EXPECT_TRUE(code.Finish().has_value());
}

}  // namespace
}  // namespace writ
