#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "lang/syntax/test_parse.h"

namespace writ::lang {
namespace {

// A tree with every grouping shown: (+ 1 (* 2 3)).
std::string Tree(const Expr& e) {
  std::string head = e.op != Operator::kNone ? std::string(OperatorText(e.op)) : e.name;
  switch (e.kind) {
    case ExprKind::kAnd:
      head = "&&";
      break;
    case ExprKind::kOr:
      head = "||";
      break;
    case ExprKind::kNot:
      head = "!";
      break;
    case ExprKind::kNegate:
      head = "neg";
      break;
    case ExprKind::kConditional:
      head = "?:";
      break;
    case ExprKind::kSelect:
      head = "." + e.name;
      break;
    case ExprKind::kMethod:
      head = "." + e.name + "()";
      break;
    default:
      break;
  }
  if (e.children.empty()) return ToSource(e);
  std::string tree = "(" + head;
  for (const ExprPtr& child : e.children) tree += " " + Tree(*child);
  return tree + ")";
}

std::string TreeOf(std::string text) {
  Parsed parsed;
  parsed.sources.files.emplace_back("test.writ", std::move(text));
  ExprPtr e = ParseExpression(parsed.sources, 0, parsed.diagnostics);
  return e ? Tree(*e) : parsed.Messages()[0];
}

TEST(Expression, GroupsAsCelDoes) {
  EXPECT_EQ(TreeOf("1 + 2 * 3"), "(+ 1 (* 2 3))");
  EXPECT_EQ(TreeOf("1 * 2 + 3"), "(+ (* 1 2) 3)");
  EXPECT_EQ(TreeOf("1 - 2 - 3"), "(- (- 1 2) 3)");
  EXPECT_EQ(TreeOf("a < b == c"), "(== (< a b) c)");
  EXPECT_EQ(TreeOf("a || b && c == d + e"), "(|| a (&& b (== c (+ d e))))");
  EXPECT_EQ(TreeOf("!a.b"), "(! (.b a))");
  EXPECT_EQ(TreeOf("-a * -b"), "(* (neg a) (neg b))");
  EXPECT_EQ(TreeOf("a ? b : c ? d : e"), "(?: a b (?: c d e))");
  EXPECT_EQ(TreeOf("a in b && c"), "(&& (in a b) c)");
}

TEST(Expression, ConjunctionsAreFlat) {
  EXPECT_EQ(TreeOf("a && b && (c && d) && e"), "(&& a b c d e)");
  EXPECT_EQ(TreeOf("a && (b && c)"), "(&& a b c)");
  EXPECT_EQ(TreeOf("a || (b && c) || d"), "(|| a (&& b c) d)");
}

TEST(Expression, MembersCallsAndIndexes) {
  EXPECT_EQ(TreeOf("a.b.c"), "(.c (.b a))");
  EXPECT_EQ(TreeOf("a.b(c, d)[0]"), "( (.b() a c d) 0)");
  EXPECT_EQ(TreeOf("f(1, g(2))"), "(f 1 (g 2))");
  EXPECT_EQ(TreeOf("1.size()"), "(.size() 1)");
}

// Text, and its normalised form.
TEST(Expression, HasOneSpelling) {
  const std::vector<std::pair<std::string, std::string>> kCases = {
      {"((a))", "a"},
      {"( a+b )*c", "(a + b) * c"},
      {"a+(b*c)", "a + b * c"},
      {"a-(b-c)", "a - (b - c)"},
      {"(a-b)-c", "a - b - c"},
      {"(a==b)==c", "a == b == c"},
      {"a==(b==c)", "a == (b == c)"},
      {"!(a&&b)", "!(a && b)"},
      {"(a?b:c)?d:e", "(a ? b : c) ? d : e"},
      {"a?b:(c?d:e)", "a ? b : c ? d : e"},
      {"(-a).f()", "(-a).f()"},
      {"- -a", "--a"},
      {"0x1F", "31"},
      {"007", "7"},
      {"5u", "5u"},
      {"1.50", "1.5"},
      {".5", "0.5"},
      {"1e3", "1000.0"},
      {"389.50 USD", "389.50 USD"},
      {"389.5  USD", "389.50 USD"},
      {"600.00 USD", "600 USD"},
      {"90m", "1h30m"},
      {"1h30m", "1h30m"},
      {"1d", "24h"},
      {"250ms", "250ms"},
      {"0s", "0s"},
      {"'say \"x\"'", "\"say \\\"x\\\"\""},
      {"\"a\\n\\t\\u00e9\\101\\x41\"",
       "\"a\\n\\t\xc3\xa9"
       "AA\""},
      {"r\"a\\n\"", "\"a\\\\n\""},
      {"\"\"\"two\nlines\"\"\"", "\"two\\nlines\""},
      {"b\"\\xff\\000z\"", "b\"\\xff\\x00z\""},
      {"[1,2,]", "[1, 2]"},
      {"[]", "[]"},
      {"{'a':1}", "{\"a\": 1}"},
      {"{}", "{}"},
      {"Trip{to:'SFO'}", "Trip { to: \"SFO\" }"},
      {"a.Trip{}", "a.Trip {}"},
      {"has( a.b )", "has(a.b)"},
      {"true||false", "true || false"},
      {"null", "null"},
      {"`in`", "`in`"},
      {"`plain`", "plain"},
      {"args.in", "args.in"},
      {"args.`get-it`", "args.`get-it`"},
      {"a // comment\n + b", "a + b"},
      {"task.to==args.to", "task.to == args.to"},
  };
  for (const auto& [text, expected] : kCases) EXPECT_EQ(Expression(text), expected) << text;
}

TEST(Expression, NormalisedTextParsesToItself) {
  for (std::string text : {"a + b * c - (d - e)", "!(a || b) && -c < d", "x.y(1, [2u, 0.5])[i]",
                           "T { a: {\"k\": 1h}, b: 5 USD }", "a ? b : c ? d : e"}) {
    EXPECT_EQ(Expression(Expression(text)), Expression(text));
  }
}

TEST(Expression, TellsWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> kCases = {
      {"", "1:1 Expected: expected an expression, found the end of the file"},
      {"1 +", "1:4 Expected: expected an expression, found the end of the file"},
      {"(1", "1:1 UnclosedBracket: this `(` is never closed"},
      {"f(1 2)", "1:5 Expected: expected `,` or `)`, found `2`"},
      {"a.", "1:3 Expected: expected a field's name, found the end of the file"},
      {"'abc", "1:1 UnclosedString: this string is never closed"},
      {"\"\"\"abc", "1:1 UnclosedString: this string is never closed"},
      {"'a\\qb'", "1:3 BadEscape: `\\q` is not an escape sequence"},
      {"'\\ud800'", "1:2 BadEscape: `\\u` is not an escape sequence"},
      {"12abc", "1:1 BadLiteral: `12abc` is not a number or a duration"},
      {"0x", "1:1 BadLiteral: `0x` is not a number or a duration"},
      {"30s USD", "1:1 BadLiteral: `30s` is not an amount of money"},
      {"a = b", "1:3 Assignment: `=` does not compare"},
      {"has(a)", "1:1 Expected: expected a field, as in `has(args.note)`, found `has`"},
      {"a.b().C{}", "1:8 Expected: expected an operator, found `{`"},
      {"a & b", "1:3 Expected: expected an operator or the end, found `&`"},
      {"a ? b", "1:6 Expected: expected `:`, found the end of the file"},
      {"when", "1:1 Expected: expected an expression, found `when`"},
      {"`a", "1:3 Expected: expected the closing backquote, found the end of the file"},
  };
  for (const auto& [text, expected] : kCases) EXPECT_EQ(Expression(text), expected) << text;
}

TEST(Expression, PlacesCoverWhatWasWritten) {
  Parsed parsed;
  parsed.sources.files.emplace_back("test.writ", "  (a || b) && c.d ");
  ExprPtr e = ParseExpression(parsed.sources, 0, parsed.diagnostics);
  EXPECT_EQ(parsed.sources.Text(e->span), "(a || b) && c.d");
  EXPECT_EQ(parsed.sources.Text(e->children[0]->span), "(a || b)");
  EXPECT_EQ(parsed.sources.Text(e->children[1]->name_span), "d");
}

}  // namespace
}  // namespace writ::lang
