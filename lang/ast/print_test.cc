#include "lang/ast/print.h"

#include <utility>

#include "gtest/gtest.h"

namespace writ::lang {
namespace {

ExprPtr Ident(std::string name) {
  auto e = std::make_unique<Expr>();
  e->kind = ExprKind::kIdent;
  e->name = std::move(name);
  return e;
}

ExprPtr Literal(ExprKind kind, std::string text) {
  auto e = std::make_unique<Expr>();
  e->kind = kind;
  e->text = std::move(text);
  return e;
}

ExprPtr Binary(Operator op, ExprPtr left, ExprPtr right) {
  auto e = std::make_unique<Expr>();
  e->kind = op < Operator::kAdd ? ExprKind::kCompare : ExprKind::kArithmetic;
  e->op = op;
  e->children.push_back(std::move(left));
  e->children.push_back(std::move(right));
  return e;
}

// What the tree says is kept by parentheses, also where no text was parsed.
TEST(Print, ParenthesesOnlyWhereTheyAreNeeded) {
  auto sum = [] { return Binary(Operator::kAdd, Ident("a"), Ident("b")); };
  EXPECT_EQ(ToSource(*Binary(Operator::kAdd, sum(), Ident("c"))), "a + b + c");
  EXPECT_EQ(ToSource(*Binary(Operator::kAdd, Ident("c"), sum())), "c + (a + b)");
  EXPECT_EQ(ToSource(*Binary(Operator::kMultiply, sum(), Ident("c"))), "(a + b) * c");
  EXPECT_EQ(ToSource(*Binary(Operator::kLess, sum(), Ident("c"))), "a + b < c");
  EXPECT_EQ(ToSource(*Binary(Operator::kIn, Ident("c"), Binary(Operator::kEqual, sum(), sum()))),
            "c in (a + b == a + b)");
}

TEST(Print, NamesThatAreNoPlainWordsStandInBackquotes) {
  EXPECT_EQ(ToSource(*Ident("when")), "`when`");
  EXPECT_EQ(ToSource(*Ident("get-it")), "`get-it`");
  EXPECT_EQ(ToSource(*Ident("task")), "task");
  EXPECT_TRUE(IsReserved("else"));
  EXPECT_FALSE(IsReserved("of"));
}

TEST(Print, TextsAndBytesAreEscaped) {
  EXPECT_EQ(ToSource(*Literal(ExprKind::kString, "\"\\\n\x01\x7f\xc3\xa9")),
            "\"\\\"\\\\\\n\\x01\\x7f\xc3\xa9\"");
  EXPECT_EQ(ToSource(*Literal(ExprKind::kBytes, "a\xc3")), "b\"a\\xc3\"");
}

TEST(Print, NumbersOutOfRangeStayAsTheyAre) {
  EXPECT_EQ(ToSource(*Literal(ExprKind::kInt, "99999999999999999999999")),
            "99999999999999999999999");
  EXPECT_EQ(ToSource(*Literal(ExprKind::kDouble, "1e400")), "1e400");
}

}  // namespace
}  // namespace writ::lang
