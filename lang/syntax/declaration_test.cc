#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lang/syntax/test_parse.h"

namespace writ::lang {
namespace {

// Parses declarations behind a package line; nothing may be wrong.
File Good(const std::string& text) {
  Parsed parsed = Parse("package p\n" + text);
  EXPECT_EQ(parsed.Messages(), std::vector<std::string>()) << text;
  return std::move(parsed.file);
}

std::string Fields(const std::vector<FieldDecl>& fields) {
  std::string out;
  for (const FieldDecl& field : fields) {
    out += (out.empty() ? "" : ", ") + field.name.text + ": " + ToSource(*field.type);
    if (!field.doc.empty()) out += " /" + field.doc + "/";
  }
  return out;
}

std::string Names(const std::vector<Name>& names) {
  std::string out;
  for (const Name& name : names) out += (out.empty() ? "" : " ") + name.text;
  return out;
}

TEST(Declaration, PackageAndUse) {
  File file = Good("use std.time\nuse corp.money as m // why\n");
  EXPECT_EQ(file.package.text, "p");
  ASSERT_EQ(file.uses.size(), 2u);
  EXPECT_EQ(file.uses[0].package.text, "std.time");
  EXPECT_FALSE(file.uses[0].alias.has_value());
  EXPECT_EQ(file.uses[1].package.text, "corp.money");
  EXPECT_EQ(file.uses[1].alias->text, "m");
}

TEST(Declaration, Entity) {
  File file = Good("entity User in Team { email: string, boss: User?, }\nentity Team\n");
  ASSERT_EQ(file.entities.size(), 2u);
  EXPECT_EQ(file.entities[0].head.name.text, "User");
  EXPECT_EQ(file.entities[0].parent->text, "Team");
  EXPECT_EQ(Fields(file.entities[0].fields), "email: string, boss: User?");
  EXPECT_FALSE(file.entities[1].parent.has_value());
  EXPECT_TRUE(file.entities[1].fields.empty());
}

TEST(Declaration, FieldsMayBeNamedLikeKeywords) {
  File file = Good(
      "task T { to: string, from: string, of: int, for: int, date: date, when: int,"
      " in: bool, `odd-name`: int, permit: int }");
  EXPECT_EQ(file.tasks[0].params.size(), 9u);
  EXPECT_EQ(file.tasks[0].params[6].name.text, "in");
  EXPECT_EQ(file.tasks[0].params[7].name.text, "odd-name");
}

TEST(Declaration, Types) {
  File file = Good("type A = map<string, list<set<int>>>?\ntype B = { a: C?, b: { c: p.D } }");
  EXPECT_EQ(ToSource(*file.types[0].type), "map<string, list<set<int>>>?");
  EXPECT_EQ(ToSource(*file.types[1].type), "{ a: C?, b: { c: p.D } }");
}

TEST(Declaration, Action) {
  File file = Good("action a.b(x: int, y: string?) -> { z: money }\naction c()\n");
  EXPECT_EQ(file.actions[0].head.name.text, "a.b");
  EXPECT_EQ(Fields(file.actions[0].args), "x: int, y: string?");
  EXPECT_EQ(Fields(file.actions[0].result), "z: money");
  EXPECT_TRUE(file.actions[1].args.empty());
  EXPECT_TRUE(file.actions[1].result.empty());
}

TEST(Declaration, DocsAndAnnotationsBelongToTheNextOne) {
  File file = Good(
      "/// One.\n/// Two.\n@disclose(\"remedy\") @old\n"
      "task T {\n  /// Where to.\n  to: string\n}\n//// no doc\ntask U\n");
  EXPECT_EQ(file.tasks[0].head.doc, "One.\nTwo.");
  ASSERT_EQ(file.tasks[0].head.annotations.size(), 2u);
  EXPECT_EQ(file.tasks[0].head.annotations[0].name.text, "disclose");
  EXPECT_EQ(file.tasks[0].head.annotations[0].value, "remedy");
  EXPECT_EQ(file.tasks[0].head.annotations[1].name.text, "old");
  EXPECT_EQ(Fields(file.tasks[0].params), "to: string /Where to./");
  EXPECT_EQ(file.tasks[1].head.doc, "");
}

TEST(Declaration, GroupEnumConstFn) {
  File file = Good(
      "group g = a.b, c.*, any\nenum E { x, y }\nconst n: int = 1\nconst m = 2\n"
      "fn f(a: int, b: int): bool = a < b\n");
  EXPECT_EQ(Names(file.groups[0].actions), "a.b c.* any");
  EXPECT_EQ(Names(file.enums[0].values), "x y");
  EXPECT_EQ(ToSource(*file.consts[0].type), "int");
  EXPECT_EQ(ToSource(*file.consts[0].value), "1");
  EXPECT_EQ(file.consts[1].type, nullptr);
  EXPECT_EQ(Fields(file.fns[0].params), "a: int, b: int");
  EXPECT_EQ(ToSource(*file.fns[0].result), "bool");
  EXPECT_EQ(ToSource(*file.fns[0].body), "a < b");
}

TEST(Declaration, AssertedFact) {
  File file = Good("fact f(User, list<string>): bool = false\nfact g: int = 1");
  EXPECT_FALSE(file.facts[0].derived);
  ASSERT_EQ(file.facts[0].key_types.size(), 2u);
  EXPECT_EQ(ToSource(*file.facts[0].key_types[1]), "list<string>");
  EXPECT_EQ(ToSource(*file.facts[0].initial), "false");
  EXPECT_TRUE(file.facts[1].key_types.empty());
}

TEST(Declaration, DerivedFact) {
  File file = Good(
      "fact f(task, args.to) = sum(args.price) of a.b, c.* when args.x > 1\n"
      "  settle result.y\nfact g(agent) = count of succeeded any\n"
      "fact h(f.g(1)) = any of succeeded.x\n");
  const FactDecl& f = file.facts[0];
  EXPECT_TRUE(f.derived);
  ASSERT_EQ(f.keys.size(), 2u);
  EXPECT_EQ(ToSource(*f.keys[1]), "args.to");
  EXPECT_EQ(f.aggregate, AggregateKind::kSum);
  EXPECT_EQ(ToSource(*f.element), "args.price");
  EXPECT_EQ(Names(f.actions), "a.b c.*");
  EXPECT_EQ(ToSource(*f.condition), "args.x > 1");
  EXPECT_EQ(ToSource(*f.settle), "result.y");
  EXPECT_FALSE(f.succeeded);
  EXPECT_TRUE(file.facts[1].succeeded);
  EXPECT_EQ(file.facts[1].aggregate, AggregateKind::kCount);
  EXPECT_EQ(file.facts[2].aggregate, AggregateKind::kAny);
  EXPECT_FALSE(file.facts[2].succeeded);
}

TEST(Declaration, EveryAggregate) {
  File file = Good(
      "fact a() = min(x) of b\nfact c() = max(x) of b\nfact d() = last(x) of b\n"
      "fact e() = set(x) of b\n");
  EXPECT_EQ(file.facts[0].aggregate, AggregateKind::kMin);
  EXPECT_EQ(file.facts[1].aggregate, AggregateKind::kMax);
  EXPECT_EQ(file.facts[2].aggregate, AggregateKind::kLast);
  EXPECT_EQ(file.facts[3].aggregate, AggregateKind::kSet);
}

TEST(Declaration, Permit) {
  Parsed parsed = Parse(
      "package p\npermit buy: a.b, c.* for T, U\n  when x unless y when z\n"
      "  token { ttl: 30s, once } else \"no\"\npermit d\n");
  EXPECT_TRUE(parsed.Messages().empty());
  const RuleDecl& rule = parsed.file.rules[0];
  EXPECT_EQ(rule.effect, RuleEffect::kPermit);
  EXPECT_EQ(rule.head.name.text, "buy");
  EXPECT_EQ(Names(rule.actions), "a.b c.*");
  EXPECT_EQ(Names(rule.tasks), "T U");
  ASSERT_EQ(rule.clauses.size(), 3u);
  EXPECT_FALSE(rule.clauses[0].unless);
  EXPECT_TRUE(rule.clauses[1].unless);
  EXPECT_EQ(parsed.sources.Text(rule.clauses[1].span), "unless y");
  EXPECT_EQ(*rule.message, "no");
  ASSERT_TRUE(rule.token.has_value());
  EXPECT_TRUE(rule.token->once);
  EXPECT_EQ(ToSource(*rule.token->ttl), "30s");
  EXPECT_EQ(parsed.sources.Text(rule.token->span), "token { ttl: 30s, once }");
  EXPECT_EQ(parsed.file.rules[1].head.name.text, "");
  EXPECT_EQ(Names(parsed.file.rules[1].actions), "d");
  EXPECT_EQ(parsed.sources.Text(parsed.file.rules[1].head.span), "permit d");
}

TEST(Declaration, ForbidAndLimit) {
  File file =
      Good("forbid f: any when x else \"frozen\"\nlimit l: f(task) <= 3 else \"used up\"\n");
  EXPECT_EQ(file.rules[0].effect, RuleEffect::kForbid);
  EXPECT_EQ(*file.rules[0].message, "frozen");
  EXPECT_EQ(file.rules[1].effect, RuleEffect::kLimit);
  EXPECT_EQ(file.rules[1].head.name.text, "l");
  EXPECT_EQ(ToSource(*file.rules[1].limit), "f(task) <= 3");
  EXPECT_EQ(*file.rules[1].message, "used up");
}

TEST(Declaration, TestSteps) {
  Parsed parsed = Parse(R"(package p
test "all steps" {
  task t = T { to: "SFO" } by agent "a" for user "u" expires 2h
  a.b(x: 1, y: { z: 2 }) in t -> permit by lookup, succeeds { hold: "H" }
  a.c() -> permit, fails
  a.c() -> permit, succeeds
  a.c() -> deny by p.no
  a.c() -> deny the words of it // comment
  a.c() -> deny
  task.b() -> permit
  expect (f(t)) == 3
  set f(User("u"), 1) = true
  set g = 2
  wait 25h
  close t
}
)");
  EXPECT_EQ(parsed.Messages(), std::vector<std::string>());
  ASSERT_EQ(parsed.file.tests.size(), 1u);
  EXPECT_EQ(parsed.file.tests[0].head.name.text, "all steps");
  const std::vector<TestStep>& steps = parsed.file.tests[0].steps;
  ASSERT_EQ(steps.size(), 13u);
  EXPECT_EQ(steps[0].kind, StepKind::kGrant);
  EXPECT_EQ(steps[0].grant.variable.text, "t");
  EXPECT_EQ(ToSource(*steps[0].grant.task), "T { to: \"SFO\" }");
  EXPECT_EQ(steps[0].grant.agent->text, "a");
  EXPECT_EQ(steps[0].grant.user->text, "u");
  EXPECT_EQ(ToSource(*steps[0].grant.expires), "2h");
  EXPECT_EQ(steps[1].call.action.text, "a.b");
  EXPECT_EQ(steps[1].call.task->text, "t");
  EXPECT_EQ(steps[1].call.verdict, TestVerdict::kPermit);
  EXPECT_EQ(steps[1].call.rule->text, "lookup");
  EXPECT_TRUE(steps[1].call.has_outcome && steps[1].call.succeeds);
  EXPECT_EQ(ToSource(*steps[1].call.result), "{ hold: \"H\" }");
  EXPECT_TRUE(steps[2].call.has_outcome);
  EXPECT_FALSE(steps[2].call.succeeds);
  EXPECT_TRUE(steps[3].call.succeeds);
  EXPECT_EQ(steps[3].call.result, nullptr);
  EXPECT_EQ(steps[4].call.verdict, TestVerdict::kDeny);
  EXPECT_EQ(steps[4].call.rule->text, "p.no");
  EXPECT_EQ(*steps[5].call.reason, "the words of it");
  EXPECT_EQ(parsed.sources.Text(steps[5].span), "a.c() -> deny the words of it");
  EXPECT_FALSE(steps[6].call.reason.has_value());
  EXPECT_EQ(steps[7].call.action.text, "task.b");
  EXPECT_EQ(steps[8].kind, StepKind::kExpect);
  EXPECT_EQ(ToSource(*steps[8].expect.condition), "f(t) == 3");
  EXPECT_EQ(steps[9].set_fact.fact.text, "f");
  EXPECT_EQ(steps[9].set_fact.keys.size(), 2u);
  EXPECT_EQ(ToSource(*steps[9].set_fact.value), "true");
  EXPECT_TRUE(steps[10].set_fact.keys.empty());
  EXPECT_EQ(ToSource(*steps[11].wait.duration), "25h");
  EXPECT_EQ(steps[12].close.task.text, "t");
}

TEST(Declaration, AuthorityInTests) {
  Parsed parsed = Parse(R"(package p
test "authority" {
  task t = T {} by agent "a" for user "u" expires 2h under above
    only a.b, c.* when args.x <= 4 USD unless args.y
    only only
  revoke t
  revoke agent "a"
  restore tool "a.b"
  revoke.b() -> deny
}
)");
  EXPECT_EQ(parsed.Messages(), std::vector<std::string>());
  ASSERT_EQ(parsed.file.tests.size(), 1u);
  const std::vector<TestStep>& steps = parsed.file.tests[0].steps;
  ASSERT_EQ(steps.size(), 5u);
  const GrantStep& grant = steps[0].grant;
  EXPECT_EQ(grant.parent->text, "above");
  ASSERT_EQ(grant.scope.size(), 2u);
  EXPECT_EQ(Names(grant.scope[0].actions), "a.b c.*");
  ASSERT_EQ(grant.scope[0].clauses.size(), 2u);
  EXPECT_TRUE(grant.scope[0].clauses[1].unless);
  EXPECT_EQ(parsed.sources.Text(grant.scope[0].head.span),
            "only a.b, c.* when args.x <= 4 USD unless args.y");
  EXPECT_EQ(Names(grant.scope[1].actions), "only");
  EXPECT_TRUE(grant.scope[1].clauses.empty());
  EXPECT_EQ(steps[1].revoke.task.text, "t");
  EXPECT_EQ(steps[2].revoke.principal, "agent");
  EXPECT_EQ(steps[2].revoke.id->text, "a");
  EXPECT_TRUE(steps[3].revoke.restores);
  EXPECT_EQ(steps[4].call.action.text, "revoke.b");
}

TEST(Declaration, LivesOfRulesAndValues) {
  File file = Good(
      "fact f(Agent): bool = false ttl 5m\npermit p: a.b from date(\"2026-01-01\") when x until "
      "y\n");
  EXPECT_EQ(ToSource(*file.facts[0].ttl), "5m");
  EXPECT_EQ(ToSource(*file.rules[0].from), "date(\"2026-01-01\")");
  EXPECT_EQ(ToSource(*file.rules[0].until), "y");
  EXPECT_EQ(file.rules[0].clauses.size(), 1u);
}

TEST(Declaration, AByteOrderMarkIsWhiteSpace) {
  EXPECT_EQ(Parse("\xef\xbb\xbfpackage p\n").Messages(), std::vector<std::string>());
}

}  // namespace
}  // namespace writ::lang
