// What expressions are: their types, or what is said against them.
#include "lang/sema/check.h"

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lang/syntax/parser.h"

namespace writ::lang {
namespace {

constexpr char kDeclarations[] = R"(package p
entity User { email: string, manager: User?, level: Level? }
entity Agent { owner: User }
enum Level { low, mid, high }
type Pair = { a: int, b: decimal }
task Trip { to: string, budget: money, note: string?, rate: double }
action a.get(to: string, n: int, d: decimal, price: money, note: string?, tags: list<string>,
             at: timestamp, day: date, any: dyn, by: map<string, int>)
          -> { id: string, paid: money }
fact frozen(Agent): bool = false
fact spend(task) = sum(args.price) of a.get
fact top(user) = max(result.paid) of a.get
const cap = 500 USD
fn twice(n: int): int = n + n
fn dear(m: money): bool = m > cap
)";

struct Checked {
  SourceSet sources;
  std::vector<File> files;
  Diagnostics diagnostics;
  std::unique_ptr<Analysis> analysis;
  const Model* model = nullptr;
};

std::unique_ptr<Checked> CheckText(const std::string& text) {
  auto checked = std::make_unique<Checked>();
  checked->sources.files.emplace_back("p.writ", text);
  checked->files.push_back(ParseFile(checked->sources, 0, checked->diagnostics));
  static const std::vector<std::string> no_library;
  checked->analysis = std::make_unique<Analysis>(checked->sources, checked->files, no_library,
                                                 checked->diagnostics);
  checked->model = &checked->analysis->model();
  return checked;
}

std::string Complaints(const Checked& checked) {
  std::string names;
  for (const Diagnostic& diagnostic : checked.diagnostics.Sorted()) {
    if (!names.empty()) names += " ";
    names += DiagnosticName(diagnostic.id);
  }
  return names;
}

// The type of `expr` where a fact keeps it, or the names of what is reported.
std::string TypeOf(const std::string& expr) {
  const auto checked = CheckText(std::string(kDeclarations) + "fact probe(user) = last(" + expr +
                                 ") of succeeded a.get\n");
  const std::string complaints = Complaints(*checked);
  if (!complaints.empty()) return complaints;
  for (const Fact& fact : checked->model->facts) {
    if (fact.name == "p.probe") return fact.type->element->ToString();
  }
  return "no fact";
}

// The one spelling of `expr` as a term.
std::string TermOf(const std::string& expr) {
  const auto checked =
      CheckText(std::string(kDeclarations) + "permit probe: a.get when " + expr + "\n");
  const std::string complaints = Complaints(*checked);
  if (!complaints.empty()) return complaints;
  return ToSource(*checked->model->rules[0].clauses[0].condition);
}

// What is reported about a rule with these clauses.
std::string RuleSays(const std::string& clauses) {
  return Complaints(*CheckText(std::string(kDeclarations) + "permit probe: a.get " + clauses));
}

std::string Says(const std::string& declarations) {
  return Complaints(*CheckText(kDeclarations + declarations));
}

struct Row {
  const char* expr;
  const char* type;
};

void ExpectTypes(const std::vector<Row>& rows) {
  for (const Row& row : rows) EXPECT_EQ(TypeOf(row.expr), row.type) << row.expr;
}

TEST(Types, Literals) {
  ExpectTypes({{"1", "int"},
               {"-9223372036854775808", "int"},
               {"9223372036854775808", "BadLiteral"},
               {"0xff", "int"},
               {"1u", "uint"},
               {"18446744073709551615u", "uint"},
               {"1.5", "decimal"},
               {"98.70", "decimal"},
               {"0.0000000000000000001", "BadLiteral"},
               {"\"x\"", "string"},
               {"true", "bool"},
               {"500 USD", "money"},
               {"1h30m", "duration"},
               {"[1, 2]", "list<int>"},
               {"[1, 2.5]", "list<decimal>"},
               {"[1, \"x\"]", "TypeMismatch"},
               {"{\"a\": 1}", "map<string, int>"},
               {"Level.low", "p.Level"},
               {"User(\"ana\")", "p.User"},
               {"agent(\"x\")", "p.Agent"}});
}

TEST(Types, RootsAndFields) {
  ExpectTypes({{"args.n", "int"},
               {"args.by", "map<string, int>"},
               {"args.by.x", "int"},
               {"args.by[\"x\"]", "int"},
               {"args.tags[0]", "string"},
               {"args.any.deep.er", "dyn"},
               {"task.budget", "money"},
               {"user", "p.User"},
               {"user.email", "string"},
               {"agent.owner.email", "string"},
               {"agent.owner.id()", "string"},
               {"task", "p.Trip"},
               {"call.time", "timestamp"},
               {"now()", "timestamp"},
               {"tool.name", "string"},
               {"result.paid", "money"},
               {"args.wrong", "UnknownField"},
               {"task.wrong", "UnknownField"},
               {"user.wrong", "UnknownField"},
               {"wrong", "UnknownName"}});
}

TEST(Types, Arithmetic) {
  ExpectTypes({{"args.n + 1", "int"},
               {"args.n + 1.5", "decimal"},
               {"args.d * args.n", "decimal"},
               {"args.d % 2", "BadOperands"},
               {"args.n % 2", "int"},
               {"task.rate * 1.5", "double"},
               {"task.rate + 1", "double"},
               {"task.rate + args.n", "BadOperands"},
               {"args.price + 1 USD", "money"},
               {"args.price * 2", "money"},
               {"2.5 * args.price", "money"},
               {"args.price / 2", "money"},
               {"args.price / 2 USD", "decimal"},
               {"args.price * args.price", "BadOperands"},
               {"args.price + 1", "BadOperands"},
               {"args.to + \"x\"", "string"},
               {"args.tags + [\"x\"]", "list<string>"},
               {"args.at + 1h", "timestamp"},
               {"args.at - args.at", "duration"},
               {"args.day + 24h", "date"},
               {"args.day - args.day", "duration"},
               {"args.day + 1", "BadOperands"},
               {"-args.price", "money"},
               {"-args.to", "BadOperand"},
               {"args.any + 1", "dyn"}});
}

TEST(Types, Comparison) {
  ExpectTypes({{"args.n == 1.0", "bool"},
               {"args.n < args.d", "bool"},
               {"task.rate > 1.5", "bool"},
               {"args.price > 500", "Incomparable"},
               {"args.price > cap", "bool"},
               {"args.n == \"1\"", "Incomparable"},
               {"user == agent.owner", "bool"},
               {"user == agent", "Incomparable"},
               {"user < user", "Incomparable"},
               {"args.to in args.tags", "bool"},
               {"args.n in [1, 2]", "bool"},
               {"args.n in [\"1\"]", "Incomparable"},
               {"\"k\" in args.by", "bool"},
               {"args.n in args.to", "TypeMismatch"},
               {"args.any == 1", "bool"},
               {"args.note == null", "UntestedOptional"},
               {"user.level.orValue(\"low\") == \"mid\"", "bool"},
               {"user.level.orValue(\"low\") == \"med\"", "BadEnumValue"},
               {"user.level.orValue(\"none\") == \"mid\"", "NoOverload"}});
}

TEST(Types, Functions) {
  ExpectTypes({{"args.to.size()", "int"},
               {"size(args.tags)", "int"},
               {"args.to.startsWith(\"x\")", "bool"},
               {"args.n.startsWith(\"x\")", "NoOverload"},
               {"args.to.startWith(\"x\")", "UnknownMethod"},
               {"startsWith(args.to, \"x\")", "UnknownFunction"},
               {"decimal(args.n)", "decimal"},
               {"int(args.n)", "int"},
               {"string(args.price)", "string"},
               {"money(args.n, \"USD\")", "money"},
               {"args.price.amount()", "decimal"},
               {"set(args.tags)", "set<string>"},
               {"set(args.tags).containsAll(set([\"x\"]))", "bool"},
               {"greatest(args.n, 2)", "int"},
               {"greatest(1, args.d)", "decimal"},
               {"least(args.price, cap)", "money"},
               {"least(args.price, 5)", "NoOverload"},
               {"greatest(user, user)", "Incomparable"},
               {"date(args.at)", "date"},
               {"date(\"2026-12-01\")", "date"},
               {"date(\"2026-12-32\")", "BadLiteral"},
               {"timestamp(\"2026-12-01T00:00:00Z\")", "timestamp"},
               {"duration(\"90\")", "BadLiteral"},
               {"args.to.matches(\"^a+$\")", "bool"},
               {"args.to.matches(\"[\")", "BadPattern"},
               {"args.to.matches(args.to)", "PatternNotLiteral"},
               {"twice(args.n)", "int"},
               {"twice(args.d)", "TypeMismatch"},
               {"twice()", "WrongArgumentCount"},
               {"spend(task)", "money"},
               {"spend(user)", "TypeMismatch"},
               {"frozen(agent)", "bool"},
               {"top(user)", "UntestedOptional"},
               {"top(user).orValue(1 USD)", "money"}});
}

TEST(Types, Macros) {
  ExpectTypes({{"args.tags.exists(t, t == args.to)", "bool"},
               {"args.tags.all(t, t.size() > 1)", "bool"},
               {"args.tags.exists_one(t, t == \"x\")", "bool"},
               {"args.tags.filter(t, t != \"x\")", "list<string>"},
               {"args.tags.map(t, t.size())", "list<int>"},
               {"args.tags.map(t, t != \"x\", t.size())", "list<int>"},
               {"set(args.tags).filter(t, t != \"x\")", "list<string>"},
               {"args.by.all(k, args.by[k] > 0)", "bool"},
               {"args.by.map(k, k)", "list<string>"},
               {"args.any.exists(v, v == 1)", "bool"},
               {"args.any.map(v, v)", "list<dyn>"},
               {"args.tags.map(t, args.tags.filter(u, u == t))", "list<list<string>>"},
               {"args.tags.filter(t, t != \"x\").map(t, t + \"y\")", "list<string>"},
               {"args.to.all(t, t == \"x\")", "TypeMismatch"},
               {"args.tags.all(t, t)", "NotBool"},
               {"args.tags.all(t, t > 1)", "Incomparable"},
               {"args.tags.all(t, u == t)", "UnknownName"},
               {"args.tags.all(t, true) && t == \"x\"", "UnknownName"},
               {"args.tags.all(t)", "WrongArgumentCount"},
               {"args.tags.exists(t, true, true)", "BadElementName"},
               {"args.tags.exists(t, u, true, true)", "WrongArgumentCount"},
               {"args.tags.map(t, true, t, t)", "WrongArgumentCount"},
               {"args.tags.all(1, true)", "BadElementName"},
               {"args.tags.all(t.u, true)", "BadElementName"},
               {"args.tags.all(args, true)", "HidesName"},
               {"args.tags.all(result, true)", "HidesName"},
               {"args.tags.all(t, args.tags.all(t, true))", "HidesName"},
               {"[agent].all(a, frozen(a))", "ReadForEach"},
               {"[user].exists(u, u.email == \"x\")", "ReadForEach"},
               {"[user].exists(u, u == agent.owner)", "bool"},
               {"args.tags.all(t, frozen(agent))", "bool"},
               {"args.tags.all(t, args.to.matches(t))", "PatternNotLiteral"},
               {"args.tags.all(t, args.note == t)", "UntestedOptional"},
               {"has(args.note) && args.tags.all(t, args.note == t)", "bool"},
               {"args.tags.map(t, has(args.note), args.note)", "list<string>"},
               {"args.tags.map(t, args.note)", "UntestedOptional"},
               {"args.tags.sortBy(t, t)", "NotInThisVersion"}});
}

TEST(Types, MacrosOfTwoVariables) {
  ExpectTypes({{"args.tags.all(i, t, t.size() > i)", "bool"},
               {"args.tags.exists(i, t, t == args.to && i > 0)", "bool"},
               {"args.tags.existsOne(i, t, t == args.to)", "bool"},
               {"args.tags.exists_one(i, t, i == 0)", "bool"},
               {"args.by.all(k, v, k != \"x\" && v > 0)", "bool"},
               {"args.any.all(k, v, k == v)", "bool"},
               {"args.tags.transformList(i, t, i)", "list<int>"},
               {"args.by.transformList(k, v, v > 1, k)", "list<string>"},
               {"args.by.transformMap(k, v, v > 1)", "map<string, bool>"},
               {"args.tags.transformMap(i, t, i > 0, t)", "map<int, string>"},
               {"args.any.transformMap(k, v, 1)", "map<dyn, int>"},
               {"args.by.transformMapEntry(k, v, {v: k})", "map<int, string>"},
               {"args.by.transformMapEntry(k, v, v > 1, {v: k})", "map<int, string>"},
               {"args.by.transformMapEntry(k, v, args.any)", "dyn"},
               {"args.by.transformMapEntry(k, v, v)", "TypeMismatch"},
               {"args.by.all(k, k, true)", "HidesName"},
               {"args.by.all(k, args, true)", "HidesName"},
               {"args.by.all(k, 1, true)", "BadElementName"},
               {"args.by.all(k, v, v)", "NotBool"},
               {"args.by.all(k, v, true) && k == \"x\"", "UnknownName"},
               {"args.to.transformList(i, t, t)", "TypeMismatch"},
               {"args.tags.transformMap(i, t)", "WrongArgumentCount"}});
  EXPECT_EQ(TermOf("args.by.all(k, v, v > 0 && k != args.to)"),
            "args.by.all(e0, v0, ((v0 > 0) && (e0 != args.to)))");
  EXPECT_EQ(TermOf("args.by.all(x, y, y > 0)"), TermOf("args.by.all(k, v, v > 0)"));
}

TEST(Types, Dyn) {
  ExpectTypes({{"dyn(args.n)", "dyn"},
               {"dyn(args.n) == \"1\"", "bool"},
               {"dyn(args.n) < 1.5", "bool"},
               {"dyn(args.note)", "UntestedOptional"},
               {"dyn()", "WrongArgumentCount"},
               {"size(args.any)", "int"},
               {"string(args.any)", "string"},
               {"args.any.getHours()", "int"},
               {"args.any.getHours(\"UTC\")", "int"},
               {"args.any.startsWith(\"x\")", "bool"},
               {"[dyn(1), \"x\"]", "list<dyn>"},
               {"[args.n] == [1.5]", "bool"},
               {"args.by == {\"x\": dyn(1u)}", "bool"},
               {"args.by == {1: 1}", "TypeMismatch"},
               {"[args.tags] == [[args.any]]", "bool"},
               {"[args.n] < [1]", "Incomparable"}});
  EXPECT_EQ(TermOf("size(args.any) > 1"), "(any size(args.any) > 1)");
  EXPECT_EQ(TermOf("args.any.startsWith(\"x\")"), "StartsWith(args.any, \"x\")");
}

TEST(Types, TypeValues) {
  ExpectTypes({{"type(args.n)", "type"},
               {"type(args.any) == int", "bool"},
               {"type(args.any) == google.protobuf.Timestamp", "bool"},
               {"type(args.any) == timestamp", "bool"},
               {"type(args.any) in [string, list, map]", "bool"},
               {"type(args.any) < int", "Incomparable"},
               {"type(args.any) == \"int\"", "Incomparable"},
               {"mail.size() > 0", "UnknownName"}});
}

TEST(Types, Conversions) {
  ExpectTypes({{"double(args.d)", "double"},
               {"double(args.n) + 1.5", "double"},
               {"uint(args.n)", "uint"},
               {"int(task.rate)", "int"},
               {"bool(args.to)", "bool"},
               {"string(b\"x\")", "string"},
               {"bytes(args.to)", "bytes"},
               {"timestamp(args.n)", "timestamp"},
               {"int(args.at)", "int"},
               {"bool(args.n)", "NoOverload"},
               {"args.at.getFullYear()", "int"},
               {"args.at.getHours(\"Europe/Oslo\")", "int"},
               {"args.at.getHours(args.to)", "ZoneNotLiteral"},
               {"args.at.getHours(\"Oslo\")", "UnknownZone"},
               {"args.day.getHours()", "NoOverload"},
               {"(args.at - now()).getHours()", "int"}});
  EXPECT_EQ(Says("fn hour(t: timestamp, zone: string): int = t.getHours(zone)\n"
                 "permit probe: a.get when hour(args.at, \"Asia/Tokyo\") < 9"),
            "");
}

TEST(Macros, FunctionsTakeTheElement) {
  EXPECT_EQ(TermOf("[args.n].all(n, twice(n) > 2)"), TermOf("[args.n].all(m, m + m > 2)"));
  EXPECT_EQ(Says("fn still(a: Agent): bool = frozen(a)\n"
                 "permit probe: a.get when [agent].all(a, still(a))"),
            "BadInCall");
}

TEST(Macros, TheNameOfTheElementDoesNotCount) {
  EXPECT_EQ(TermOf("args.tags.exists(t, t == args.to)"), "args.tags.exists(e0, (e0 == args.to))");
  EXPECT_EQ(TermOf("args.tags.exists(other, other == args.to)"),
            TermOf("args.tags.exists(t, t == args.to)"));
  EXPECT_EQ(TermOf("args.tags.all(t, args.tags.exists(u, u == t) && args.tags.all(v, v != t))"),
            "args.tags.all(e1, (args.tags.exists(e0, (e0 == e1)) && "
            "args.tags.all(e0, (e0 != e1))))");
  EXPECT_EQ(TermOf("args.tags.all(t, t.size() > 1 + 1)"),
            "args.tags.all(e0, (SizeString(e0) > 2))");
  EXPECT_EQ(TermOf("args.tags.all(t, t.size() > 1 / 0)"), "ConstantError");
}

TEST(Macros, StandInsideEachOtherFourDeep) {
  const auto nested = [](int levels) {
    std::string expr = "true";
    for (int i = 0; i < levels; ++i) {
      expr = "args.tags.all(t" + std::to_string(i) + ", " + expr + ")";
    }
    return TypeOf(expr);
  };
  EXPECT_EQ(nested(4), "bool");
  EXPECT_EQ(nested(5), "TooDeep");
}

TEST(Types, OptionalsMustBeTested) {
  ExpectTypes({{"args.note", "UntestedOptional"},
               {"args.note.size()", "UntestedOptional"},
               {"args.note.orValue(\"\")", "string"},
               {"args.n.orValue(1)", "NoOverload"},
               {"has(args.note)", "bool"},
               {"has(args.note) && args.note == \"x\"", "bool"},
               {"has(args.note) || args.note == \"x\"", "UntestedOptional"},
               {"!has(args.note) || args.note == \"x\"", "bool"},
               {"!has(args.note) && args.note == \"x\"", "UntestedOptional"},
               {"has(args.note) ? args.note : \"\"", "string"},
               {"has(args.note) ? \"\" : args.note", "UntestedOptional"},
               {"!has(args.note) ? \"\" : args.note", "string"},
               {"args.note == \"x\" && has(args.note)", "UntestedOptional"},
               {"!(has(args.note) && args.n > 1) || args.note == \"x\"", "bool"},
               {"(has(args.note) && args.n > 1) ? args.note : \"\"", "string"},
               {"(has(args.note) || args.n > 1) ? args.note : \"\"", "UntestedOptional"},
               {"has(user.manager) && user.manager.email == \"x\"", "bool"},
               {"has(user.manager.manager)", "UntestedOptional"},
               {"has(args.to) ? 1 : 2", "AlwaysThere"}});
}

// R2: in every form that tells whether an optional is there, and in none that does not.
TEST(R2, EveryFormThatNarrows) {
  const char* const kKnown[] = {
      "has(args.note) && args.note == \"x\"",
      "args.n > 1 && has(args.note) && args.n > 2 && args.note == \"x\"",
      "has(args.note) && (args.n > 1 || args.note == \"x\")",
      "!has(args.note) || args.note == \"x\"",
      "args.n > 1 || !has(args.note) || args.note == \"x\"",
      "!(!has(args.note)) && args.note == \"x\"",
      "!(!has(args.note) || args.n > 1) && args.note == \"x\"",
      "!(has(args.note) && args.n > 1) || args.note == \"x\"",
      "has(args.note) ? args.note == \"x\" : false",
      "!has(args.note) ? false : args.note == \"x\"",
      "(has(args.note) && args.n > 1) ? args.note == \"x\" : true",
      "(!has(args.note) || args.n > 1) ? true : args.note == \"x\"",
      "has(args.note) && args.tags.all(t, t == args.note)",
      "args.tags.all(t, has(args.note) && t == args.note)",
      "has(args.note) && [args.note].exists(n, n == \"x\")",
      "args.note.orValue(\"\") == \"x\"",
  };
  for (const char* expr : kKnown) EXPECT_EQ(TypeOf(expr), "bool") << expr;
}

TEST(R2, NothingElseNarrows) {
  const char* const kUnknown[] = {
      "args.note == \"x\"",
      "args.note == \"x\" && has(args.note)",
      "has(args.note) || args.note == \"x\"",
      "!has(args.note) && args.note == \"x\"",
      "(has(args.note) || args.n > 1) && args.note == \"x\"",
      "!(has(args.note) && args.n > 1) && args.note == \"x\"",
      "!(!has(args.note) && args.n > 1) && args.note == \"x\"",
      "has(args.note) ? true : args.note == \"x\"",
      "(has(args.note) || args.n > 1) ? args.note == \"x\" : true",
      "(has(args.note) ? args.n > 1 : args.n > 2) && args.note == \"x\"",
      "has(args.note) == true && args.note == \"x\"",
      "args.tags.all(t, has(args.note)) && args.note == \"x\"",
      "has(task.note) && args.note == \"x\"",
      "args.tags.exists(t, t == args.note)",
  };
  for (const char* expr : kUnknown) EXPECT_EQ(TypeOf(expr), "UntestedOptional") << expr;
}

TEST(R2, ClausesNarrowThoseAfterThem) {
  EXPECT_EQ(RuleSays("unless args.n > 1 when has(args.note) when args.note == \"x\""), "");
  EXPECT_EQ(RuleSays("unless !has(args.note) || args.n > 1 unless args.note == \"x\""), "");
  EXPECT_EQ(RuleSays("unless !has(args.note) && args.n > 1 when args.note == \"x\""),
            "UntestedOptional");
  EXPECT_EQ(RuleSays("when args.n > 1 || has(args.note) when args.note == \"x\""),
            "UntestedOptional");
  EXPECT_EQ(RuleSays("unless args.note == \"x\" unless !has(args.note)"), "UntestedOptional");
}

TEST(Narrowing, ReachesLaterClauses) {
  EXPECT_EQ(RuleSays("when has(args.note) when args.note == \"x\""), "");
  EXPECT_EQ(RuleSays("unless !has(args.note) when args.note == \"x\""), "");
  EXPECT_EQ(RuleSays("when has(args.note) && args.n > 1 when args.note == \"x\""), "");
  EXPECT_EQ(RuleSays("unless has(args.note) when args.note == \"x\""), "UntestedOptional");
  EXPECT_EQ(RuleSays("when args.note == \"x\" when has(args.note)"), "UntestedOptional");
}

TEST(Terms, FunctionsAndConstantsAreWrittenOut) {
  EXPECT_EQ(TermOf("twice(args.n) > 2"), TermOf("args.n + args.n > 2"));
  EXPECT_EQ(TermOf("dear(args.price)"), TermOf("args.price > 500 USD"));
  EXPECT_EQ(TermOf("args.n > twice(2)"), TermOf("args.n > 4"));
  EXPECT_EQ(TermOf("args.n > 2 * (1 + 1)"), "(args.n > 4)");
  EXPECT_EQ(TermOf("args.day > date(\"2026-12-01\")"), "(args.day > date(\"2026-12-01\"))");
}

TEST(Terms, FactsAndAttributesHaveOneSpelling) {
  EXPECT_EQ(TermOf("spend( task )  > 1 USD"), "(p.spend(task) > 1.00 USD)");
  EXPECT_EQ(TermOf("agent.owner.email == \"x\""),
            "(attributes(attributes(agent).owner).email == \"x\")");
  EXPECT_EQ(TermOf("args.d + args.n > 1"), TermOf("(args.d + (args.n)) > 1.0"));
}

TEST(Terms, WhatIsKnownIsComputed) {
  EXPECT_EQ(TermOf("1 < 2 || args.n > 1"), "(true || (args.n > 1))");
  EXPECT_EQ(TermOf("true && !false"), "true");
  EXPECT_EQ(TermOf("(1 < 2 ? args.n : 0) > 1"), "(args.n > 1)");
  EXPECT_EQ(TermOf("args.n > 1 / 0"), "ConstantError");
  EXPECT_EQ(TermOf("args.price > 1 USD + 1 EUR"), "ConstantError");
}

TEST(Facts, TypesAndWhenTheyCount) {
  const auto checked = CheckText(std::string(kDeclarations) +
                                 "fact n(user, args.to) = count of a.get\n"
                                 "fact total(task) = sum(args.n) of a.get\n"
                                 "fact seen(task) = set(result.id) of a.get\n"
                                 "fact ever(task) = any of succeeded a.get\n"
                                 "fact last_to(task) = last(args.to) of succeeded a.get\n");
  ASSERT_EQ(Complaints(*checked), "");
  std::string all;
  for (const Fact& fact : checked->model->facts) {
    all += fact.name + ": " + fact.type->ToString() + (fact.on_success ? " late" : "") + "\n";
  }
  EXPECT_EQ(all,
            "p.ever: bool late\np.frozen: bool\np.last_to: string? late\np.n: int\n"
            "p.seen: set<string> late\np.spend: money\np.top: money? late\np.total: int\n");
}

TEST(Facts, Mistakes) {
  EXPECT_EQ(Says("fact f(task) = sum(args.to) of a.get"), "BadAggregate");
  EXPECT_EQ(Says("fact f(task) = min(user) of succeeded a.get"), "BadAggregate");
  EXPECT_EQ(Says("fact f(task) = last(args.to) of a.get"), "");
  EXPECT_EQ(Says("fact f(task) = count of a.get within 1s"), "");
  EXPECT_EQ(Says("fact f(task) = count of a.get within 366d"), "");
  EXPECT_EQ(Says("fact f(task) = count of a.get within 999ms"), "WindowLength");
  EXPECT_EQ(Says("fact f(task) = count of a.get within 367d"), "WindowLength");
  EXPECT_EQ(Says("fact f(task) = count of a.get each week in \"Europe/Madrid\""), "");
  EXPECT_EQ(Says("fact f(task) = count of a.get each day in \"Europe/Madird\""), "UnknownZone");
  EXPECT_EQ(Says("fact f(task) = count of a.get each day in \"/etc/localtime\""), "UnknownZone");
  EXPECT_EQ(Says("fact f(task) = count of a.get on unknown release"), "");
  EXPECT_EQ(Says("fact f(task) = count of a.get on unknown release after 30d"), "");
  EXPECT_EQ(Says("fact f(task) = count of a.get on unknown release after 31d"), "LeaseLength");
  EXPECT_EQ(Says("fact f(task) = count of succeeded a.get on unknown count"), "NothingReserved");
  EXPECT_EQ(Says("fact f(args.tags) = count of a.get"), "BadFactKey");
  EXPECT_EQ(Says("fact f(args.note) = count of a.get"), "UntestedOptional");
  EXPECT_EQ(Says("fact f(args.note) = count of a.get when has(args.note)"), "");
  EXPECT_EQ(Says("fact f(task) = count of a.get settle result.paid"), "SettleNotHere");
  EXPECT_EQ(Says("fact f(task) = sum(args.price) of a.get settle result.id"), "TypeMismatch");
  EXPECT_EQ(Says("fact f(task): bool = false"), "UnknownType");
  EXPECT_EQ(Says("fact f(User): bool = 1"), "TypeMismatch");
  EXPECT_EQ(Says("fact f(User): decimal = 1"), "");
  EXPECT_EQ(Says("fact f(User): string? = null"), "");
  EXPECT_EQ(Says("fact f(task) = count of a.get when f(task) < 3"), "Recursion");
}

TEST(Facts, TheIdentityIsTheMeaning) {
  auto identity = [](const std::string& fact) {
    const auto checked =
        CheckText(std::string(kDeclarations) +
                  "action b.put(price: money, to: string) -> { paid: money }\n" + fact);
    EXPECT_EQ(Complaints(*checked), "");
    for (const Fact& f : checked->model->facts) {
      if (f.name == "p.f") return f.identity;
    }
    return std::string();
  };
  const std::string spelled = identity("fact f(task) = sum(args.price) of a.get, b.put");
  EXPECT_EQ(spelled.size(), 8u);
  EXPECT_EQ(identity("/// doc\nfact f( task ) = sum((args.price)) of b.put, a.get // order"),
            spelled);
  EXPECT_EQ(identity("fn p(m: money): money = m\nfact f(task) = sum(p(args.price)) of any"),
            spelled);
  EXPECT_NE(identity("fact f(user) = sum(args.price) of a.get, b.put"), spelled);
  EXPECT_NE(identity("fact f(task) = sum(args.price) of a.get"), spelled);
  EXPECT_NE(identity("fact f(task) = sum(args.price) of succeeded a.get, b.put"), spelled);
  EXPECT_NE(identity("fact f(task) = sum(args.price) of a.get, b.put when args.to == \"x\""),
            spelled);
  EXPECT_NE(identity("fact f(task) = sum(args.price) of a.get, b.put settle result.paid"), spelled);
  EXPECT_NE(identity("fact f(task) = sum(args.price * 2) of a.get, b.put"), spelled);
}

TEST(Limits, HoldForTheTasksThatHaveWhatTheyRead) {
  const std::string more =
      "task Look { to: string }\n"
      "limit budget: spend(task) <= task.budget\n"
      "limit fixed: spend(task) <= 9 USD\n";
  const auto checked = CheckText(kDeclarations + more);
  ASSERT_EQ(Complaints(*checked), "");
  const Rule& budget = checked->model->rules[0];
  ASSERT_EQ(budget.tasks.size(), 1u);
  EXPECT_EQ(budget.tasks[0]->name, "p.Trip");
  EXPECT_FALSE(budget.every_task);
  EXPECT_TRUE(checked->model->rules[1].every_task);
  EXPECT_EQ(budget.actions, std::vector<uint32_t>{0});
  EXPECT_EQ(Says(more + "permit one: a.get for Look"), "UnlimitedTask");
  EXPECT_EQ(Says(more + "permit one: a.get for Trip"), "");
}

TEST(Limits, Mistakes) {
  EXPECT_EQ(Says("limit x: spend(task)"), "LimitShape");
  EXPECT_EQ(Says("limit x: 5 USD >= spend(task)"), "LimitShape");
  EXPECT_EQ(Says("limit x: spend(task) != 5 USD"), "LimitShape");
  EXPECT_EQ(Says("limit x: spend(task) <= 5"), "Incomparable");
  EXPECT_EQ(Says("limit x: spend(task) <= task.note"), "LimitNoTask");
  EXPECT_EQ(Says("limit x: spend(task) <= task.wrong"), "LimitNoTask");
  EXPECT_EQ(Says("limit x: spend(user) <= 5 USD"), "TypeMismatch");
  EXPECT_EQ(Says("limit x: top(user) <= 5 USD"), "LimitNotUpdated");
  EXPECT_EQ(Says("limit x: frozen(agent) == false"), "LimitNotUpdated");
  EXPECT_EQ(Says("limit x: spent(task) <= 5 USD"), "UnknownFunction");
}

TEST(Rules, NamesAndScopes) {
  const auto checked = CheckText(std::string(kDeclarations) +
                                 "permit a.get\nforbid any for Trip\npermit named: a.*\n");
  ASSERT_EQ(Complaints(*checked), "");
  EXPECT_EQ(checked->model->rules[0].name, "p.permit_16");
  EXPECT_TRUE(checked->model->rules[0].every_task);
  EXPECT_EQ(checked->model->rules[1].name, "p.forbid_17");
  EXPECT_EQ(checked->model->rules[1].tasks.size(), 1u);
  EXPECT_EQ(checked->model->rules[2].name, "p.named");
}

// One slip is one diagnostic: what contains it says nothing more.
TEST(Mistakes, DoNotSpread) {
  EXPECT_EQ(RuleSays("when args.wrong + 1 > 2 && args.wrong.size() == spend(task)"),
            "UnknownField UnknownField");
  EXPECT_EQ(RuleSays("when wrong"), "UnknownName");
  EXPECT_EQ(Says("fn bad(x: int): int = x + wrong\npermit one: a.get when bad(1) == 1"),
            "UnknownName");
  EXPECT_EQ(Says("fact bad(Nobody): bool = false\npermit one: a.get when bad(agent)"),
            "UnknownType");
  EXPECT_EQ(Says("const bad = wrong\npermit one: a.get when args.n == bad + 1"), "UnknownName");
}

TEST(Recursion, IsFoundInEveryForm) {
  EXPECT_EQ(Says("fn f(n: int): int = f(n)"), "Recursion");
  EXPECT_EQ(Says("fn f(n: int): int = g(n)\nfn g(n: int): int = f(n)"), "Recursion");
  EXPECT_EQ(Says("const a = b\nconst b = a"), "Recursion");
  EXPECT_EQ(Says("type A = list<A>"), "RecursiveType");
  EXPECT_EQ(Says("group g = h\ngroup h = g"), "GroupCycle");
}

TEST(Literals, NestWithinBounds) {
  auto nested = [](int levels) {
    return std::string(static_cast<size_t>(levels), '[') + "1" +
           std::string(static_cast<size_t>(levels), ']');
  };
  EXPECT_EQ(TypeOf(nested(24) + ".size()"), "int");
  EXPECT_EQ(TypeOf(nested(25) + ".size()"), "TooDeep");
  std::string records = "1";
  for (int i = 0; i < 25; ++i) records = "Box { in: " + records + " }";
  EXPECT_EQ(Says("type Box = { in: dyn }\npermit one: a.get when " + records + ".in == 1"),
            "TooDeep");
}

// Both sides of the limit, and what would take 4^19 steps without one.
TEST(Inlining, IsBounded) {
  auto chain = [](int n) {
    std::string text = "fn c0(n: int): int = n\n";
    for (int i = 1; i < n; ++i) {
      const std::string at = std::to_string(i), below = std::to_string(i - 1);
      text += "fn c" + at + "(n: int): int = c" + below + "(n)\n";
    }
    return text + "permit one: a.get when c" + std::to_string(n - 1) + "(args.n) == 1\n";
  };
  EXPECT_EQ(Says(chain(64)), "");
  EXPECT_NE(Says(chain(66)).find("TooDeep"), std::string::npos);
  std::string bomb = "fn g0(n: int): int = n\n";
  for (int i = 1; i < 20; ++i) {
    const std::string below = "g" + std::to_string(i - 1);
    bomb += "fn g" + std::to_string(i) + "(n: int): int = " + below + "(" + below + "(" + below +
            "(" + below + "(n))))\n";
  }
  EXPECT_EQ(Says(bomb), "TooLarge");
}

}  // namespace
}  // namespace writ::lang
