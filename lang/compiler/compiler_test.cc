#include "lang/compiler/compiler.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/bytecode/codes.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"
#include "engine/vm/vm.h"
#include "gtest/gtest.h"

namespace writ::lang {
namespace {

// The policy of the language's own description, as far as this version goes.
constexpr char kTravel[] = R"(package travel

/// Who acts, and for whom.
entity User  { email: email, manager: User? }
entity Agent { owner: User }

/// A purpose. Its parameters are fixed when the task is granted and can never change.
task BookTrip { from: string, to: string, depart: date, budget: money }

action flights.search  (from: string, to: string, depart: date)
action flights.reserve (flight: string, to: string, price: money)  -> { hold: string }
action flights.purchase(hold: string, to: string, price: money)
    -> { ticket: string, charged: money }

fact suspended(Agent): bool = false
fact spend(task)   = sum(args.price) of flights.purchase settle result.charged
fact tickets(task) = count of flights.purchase
fact holds(task)   = set(result.hold) of flights.reserve

permit lookup: flights.search, flights.reserve for BookTrip
  when args.to == task.to

permit buy: flights.purchase for BookTrip
  when args.to == task.to
  when args.hold in holds(task)
  token { ttl: 30s, once }

limit budget:     spend(task)   <= task.budget  else "the trip's budget is used up"
limit one_ticket: tickets(task) <= 1

forbid frozen: any when suspended(agent) else "this agent is suspended"
)";

constexpr char kTravelTest[] = R"(package travel

test "buys one ticket within budget" {
  task trip = BookTrip { from: "JFK", to: "SFO", depart: date("2026-12-01"), budget: 600 USD }
    by agent "travel-1" for user "ana"
  flights.search(from: "JFK", to: "SFO", depart: date("2026-12-01"))  -> permit by lookup
  flights.reserve(flight: "UA837", to: "SFO", price: 389 USD) -> permit, succeeds { hold: "H1" }
  flights.purchase(hold: "H1", to: "SFO", price: 389 USD)
    -> permit by buy, succeeds { ticket: "T1", charged: 391.50 USD }
  expect spend(trip) == 391.50 USD
  flights.purchase(hold: "H1", to: "SFO", price: 10) -> deny
  set suspended(agent("travel-1")) = true
  wait 25h
  email.send(to: "x@evil.example") -> deny unknown action
  close trip
}
)";

std::string Said(const CompileResult& result) {
  std::string text;
  for (const Diagnostic& d : result.diagnostics.Sorted()) text += Render(d, result.sources);
  return text;
}

std::shared_ptr<const Program> Loaded(const CompileResult& result) {
  EXPECT_TRUE(result.ok()) << Said(result);
  auto program = Program::Load(result.bundle);
  EXPECT_TRUE(program.ok()) << program.status().message();
  return program.ok() ? *program : nullptr;
}

TEST(Travel, CompilesToItsRulesAndFacts) {
  const auto program = Loaded(Compile({{"policy.writ", kTravel}, {"tests.writ", kTravelTest}}));
  ASSERT_NE(program, nullptr);
  EXPECT_EQ(program->user_type->name, "travel.User");
  ASSERT_EQ(program->rules.size(), 5u);
  const RuleDef& buy = program->rules[1];
  EXPECT_EQ(buy.name, "travel.buy");
  EXPECT_EQ(buy.clauses[1].text, "args.hold in holds(task)");
  EXPECT_EQ(buy.token->ttl_seconds, 30u);
  const RuleDef& budget = program->rules[2];
  EXPECT_EQ(budget.effect, Effect::kLimit);
  ASSERT_EQ(budget.actions.size(), 1u);
  EXPECT_EQ(program->actions[budget.actions[0]].name, "flights.purchase");
  EXPECT_EQ(program->facts[program->slots[budget.limit.slot].fact].name, "travel.spend");
  EXPECT_EQ(budget.limit.comparison, Op::kLessEqual);
  const FactDef* spend = program->FindFact("spend");
  ASSERT_NE(spend, nullptr);
  EXPECT_EQ(spend->aggregate, Aggregate::kSum);
  EXPECT_FALSE(spend->update.on_success);
  EXPECT_TRUE(spend->update.settle.present());
  EXPECT_EQ(spend->initial.AsMoney(), Money());
  EXPECT_TRUE(program->FindFact("holds")->update.on_success);
  EXPECT_EQ(program->rules[4].actions.size(), 3u);
}

TEST(Travel, TestsAreCompiledBehindTheSameProgram) {
  const CompileResult result = Compile({{"policy.writ", kTravel}, {"tests.writ", kTravelTest}});
  const auto program = Loaded(result);
  ASSERT_NE(program, nullptr);
  const CompiledTests& tests = result.tests;
  ASSERT_EQ(tests.tests.size(), 1u);
  EXPECT_EQ(tests.tests[0].title, "buys one ticket within budget");
  EXPECT_EQ(tests.tests[0].file, "tests.writ");
  EXPECT_EQ(tests.tests[0].line, 3u);
  EXPECT_EQ(tests.tests[0].variables, 1u);
  ASSERT_NE(tests.program, nullptr);
  // Everything of the bundle stands where it stood.
  ASSERT_EQ(tests.first_variable, program->slots.size());
  ASSERT_GE(tests.program->code.size(), program->code.size());
  for (size_t i = 0; i < program->rules.size(); ++i) {
    EXPECT_EQ(tests.program->rules[i].name, program->rules[i].name);
    EXPECT_EQ(tests.program->rules[i].slots, program->rules[i].slots);
  }
  const std::vector<CompiledStep>& steps = tests.tests[0].steps;
  ASSERT_EQ(steps.size(), 10u);
  EXPECT_EQ(steps[0].task_type, "travel.BookTrip");
  EXPECT_EQ(steps[0].agent, "travel-1");
  EXPECT_EQ(steps[0].user, "ana");
  EXPECT_TRUE(steps[0].params.present());
  EXPECT_FALSE(steps[0].expires.present());
  EXPECT_EQ(steps[1].rule, "travel.lookup");
  EXPECT_TRUE(steps[2].succeeds);
  EXPECT_TRUE(steps[2].result.present());
  EXPECT_EQ(steps[4].slots,
            (std::vector<uint32_t>{tests.first_variable, tests.first_variable + 1}));
  EXPECT_EQ(steps[6].fact, "travel.suspended");
  EXPECT_EQ(steps[8].action, "email.send");
  EXPECT_EQ(steps[8].reason, "unknown action");
}

TEST(Compile, TheOrderOfFilesMakesNoDifference) {
  std::vector<InputFile> files = {
      {"a.writ", kTravel},
      {"b.writ",
       "package b\nuse travel\nuse std.time\nforbid weekend: flights.* "
       "when time.is_weekend(date(now()))\nforbid flights.search when false\n"},
      {"c.writ", "package travel\nforbid late: flights.search when tickets(task) > 9\n"},
      {"tests.writ", kTravelTest}};
  const std::string first = Compile(files).bundle;
  ASSERT_FALSE(first.empty());
  std::sort(files.begin(), files.end(),
            [](const InputFile& a, const InputFile& b) { return a.name > b.name; });
  do {
    EXPECT_EQ(Compile(files).bundle, first);
  } while (std::prev_permutation(
      files.begin(), files.end(),
      [](const InputFile& a, const InputFile& b) { return a.name < b.name; }));
}

TEST(Compile, BundlesTheFilesThatWereGivenAlone) {
  const auto program = Loaded(Compile({{"p.writ",
                                        "package p\nuse std.money\naction a.b(m: money)\n"
                                        "permit one: a.b when money.is_positive(args.m)\n"}}));
  ASSERT_NE(program, nullptr);
  ASSERT_EQ(program->sources.size(), 1u);
  EXPECT_EQ(program->sources[0].name, "p.writ");
}

TEST(Compile, EveryStandardModuleCompilesWithItsTests) {
  const CompileResult result = Compile({{"p.writ",
                                         "package p\nuse std.money\nuse std.text\nuse std.time\n"
                                         "action a.b()\npermit a.b\n"}});
  EXPECT_TRUE(result.ok()) << Said(result);
  EXPECT_EQ(result.sources.files.size(), 4u);
}

TEST(Compile, GivenPackagesStandForThoseOfTheLibrary) {
  const CompileResult result =
      Compile({{"p.writ", "package p\nuse std.time\naction a.b()\npermit a.b when time.mine()\n"},
               {"t.writ", "package std.time\nfn mine(): bool = true\n"}});
  EXPECT_TRUE(result.ok()) << Said(result);
}

TEST(Compile, MistakesLeaveNoBundle) {
  const CompileResult result = Compile({{"p.writ", "package p\npermit a.b\n"}});
  EXPECT_FALSE(result.ok());
  EXPECT_TRUE(result.bundle.empty());
  EXPECT_EQ(result.tests.program, nullptr);
  EXPECT_TRUE(Compile({{"p.writ", "package p\n"}}).ok());
  EXPECT_TRUE(Compile({}).ok());
}

TEST(Compile, WithoutTestsThereAreNone) {
  const CompileResult result = Compile({{"policy.writ", kTravel}, {"tests.writ", kTravelTest}},
                                       CompileOptions{.with_tests = false});
  EXPECT_TRUE(result.ok());
  EXPECT_TRUE(result.tests.tests.empty());
  EXPECT_EQ(result.bundle, Compile({{"policy.writ", kTravel}, {"tests.writ", kTravelTest}}).bundle);
}

// ---- what expressions come to ----

constexpr char kDeclarations[] = R"(package p
use std.text
use std.time as t
enum Level { low, high }
task Trip { to: string, budget: money }
action a.get(to: string, n: int, d: decimal, price: money, note: string?, level: Level, any: dyn)
fn twice(n: int): int = n + n
fn safe(b: int): int = b == 0 ? 0 : 100 / b
const cap = 500 USD
)";

Value ArgumentsOf(Arena& arena) {
  Value any[] = {Value::Int(1), Value::String("x")};
  const MapEntry entries[] = {
      {Value::String("to"), Value::String("SFO")},
      {Value::String("n"), Value::Int(7)},
      {Value::String("d"), Value::Decimal(*Decimal::Parse("98.7"), arena)},
      {Value::String("price"),
       Value::Money({*Decimal::Parse("389.50"), *ParseCurrency("USD")}, arena)},
      {Value::String("level"), Value::String("high")},
      {Value::String("any"), CopyInto(Value::List(any, 2), arena)}};
  return MakeMap(entries, 6, arena);
}

// The value of a condition on a call with those arguments: true, false or error(...).
std::string ValueOf(const std::string& condition) {
  const CompileResult result =
      Compile({{"p.writ", kDeclarations + std::string("permit x: a.get when ") + condition}});
  const auto program = Loaded(result);
  if (program == nullptr) return "does not compile";
  Arena arena;
  Roots roots{};
  roots[static_cast<size_t>(Root::kArgs)] = ArgumentsOf(arena);
  auto patterns = PatternSet::Compile(*program);
  if (!patterns.ok()) return "bad pattern";
  Budget budget(100'000);
  return ToSource(Run(*program, program->rules[0].clauses[0].block, Frame{roots, {}, *patterns},
                      budget, arena));
}

struct Meaning {
  const char* condition;
  const char* value;
};
class Means : public testing::TestWithParam<Meaning> {};

TEST_P(Means, WhatItSays) {
  EXPECT_EQ(ValueOf(GetParam().condition), GetParam().value) << GetParam().condition;
}

constexpr Meaning kMeanings[] = {
    {"args.to == \"SFO\"", "true"},
    {"args.n + 1 == 8 && args.n * 2.5 == 17.5", "true"},
    {"args.d == 98.70", "true"},
    {"args.d + args.n > 105.69 && args.d + args.n < 105.71", "true"},
    {"args.price * 2 == 779 USD", "true"},
    {"args.price > cap", "false"},
    {"args.price > 5 EUR", "error(currency_mismatch)"},
    {"args.price / 2 USD == 194.75", "true"},
    // `false` beats an error on either side, `true` beats it in a disjunction.
    {"args.price > 5 EUR && args.n == 0", "false"},
    {"args.n == 0 && args.price > 5 EUR", "false"},
    {"args.price > 5 EUR && args.n == 7", "error(currency_mismatch)"},
    {"args.price > 5 EUR || args.n == 7", "true"},
    {"args.n == 7 || args.price > 5 EUR", "true"},
    {"args.price > 5 EUR || args.n == 0", "error(currency_mismatch)"},
    {"(args.price > 5 EUR ? 1 : 1) == 1", "error(currency_mismatch)"},
    // An optional that is not there.
    {"has(args.note)", "false"},
    {"has(args.note) && args.note == \"x\"", "false"},
    {"args.note.orValue(\"none\") == \"none\"", "true"},
    {"!has(args.note) || args.note == \"x\"", "true"},
    // Collections.
    {"args.to in [\"JFK\", \"SFO\"]", "true"},
    {"args.to in [args.level == \"low\" ? \"SFO\" : \"JFK\", \"EWR\"]", "false"},
    {"args.n in [1, 7.0, 9]", "true"},
    {"{\"a\": args.n}[\"a\"] == 7", "true"},
    {"[1, 2, args.n][2] == 7", "true"},
    {"[1, 2, args.n][3] == 7", "error(index_out_of_range)"},
    {"set([\"a\", args.to]).containsAll(set([\"SFO\"]))", "true"},
    {"args.any[1] == \"x\"", "true"},
    {"args.any + 1 == 1", "error(type_mismatch)"},
    // Macros: `all` and `exists` take errors as `&&` and `||` do.
    {"[1, 2, args.n].all(x, x > 0)", "true"},
    {"[1, 2, args.n].all(x, x < 7)", "false"},
    {"[0, 1, args.n].all(x, 7 / x > 1)", "false"},
    {"[args.n, 0].all(x, 7 / x > 0)", "error(divide_by_zero)"},
    {"[0, args.n].all(x, 7 / x > 0)", "error(divide_by_zero)"},
    {"[0, args.n].exists(x, 7 / x == 1)", "true"},
    {"[args.n, 0].exists(x, 7 / x == 1)", "true"},
    {"[0, args.n].exists(x, 7 / x == 2)", "error(divide_by_zero)"},
    {"[1, 2].exists(x, x == args.n)", "false"},
    {"args.any.filter(x, false).all(x, x > 0)", "true"},
    {"args.any.filter(x, false).exists(x, x > 0)", "false"},
    {"args.any.all(x, x > 0)", "error(type_mismatch)"},
    {"args.any.all(x, x)", "error(type_mismatch)"},
    {"args.any[0].all(x, true)", "error(type_mismatch)"},
    {"args.any[2].all(x, true)", "error(index_out_of_range)"},
    // The others do not hide one.
    {"[1, args.n, 3].exists_one(x, x == 7)", "true"},
    {"[7, args.n].exists_one(x, x == 7)", "false"},
    {"[1, 2].exists_one(x, x == args.n)", "false"},
    {"[args.n, 0].exists_one(x, 7 / x == 1)", "error(divide_by_zero)"},
    {"[1, args.n, 9].filter(x, x > 2) == [7, 9]", "true"},
    {"[args.n, 0].filter(x, 7 / x == 1) == [7]", "error(divide_by_zero)"},
    {"[args.n, 8].map(x, x * 2) == [14, 16]", "true"},
    {"[args.n, 0].map(x, 7 / x) == [1]", "error(divide_by_zero)"},
    {"[args.n, 0].map(x, x != 0, 7 / x) == [1]", "true"},
    {"[args.n, 0].map(x, 7 / x == 1, x) == [7]", "error(divide_by_zero)"},
    {"[args.n, 0].map(x, true, 7 / x) == [1]", "error(divide_by_zero)"},
    {"args.any[0].exists_one(x, true)", "error(type_mismatch)"},
    {"args.any[0].map(x, x) == []", "error(type_mismatch)"},
    // Over sets and the keys of maps, in their order; inside each other.
    {"set([args.n, 3, 3]).map(x, x) == [3, 7]", "true"},
    {"{\"b\": 1, \"a\": args.n}.map(k, k) == [\"a\", \"b\"]", "true"},
    {"[1, 2].map(x, [10, args.n].map(y, x * y)) == [[10, 7], [20, 14]]", "true"},
    {"[1, 2].all(x, [2, args.n].exists(y, y > x) && [x].map(z, z) == [x])", "true"},
    {"[[1], [args.n]].filter(x, x.exists(y, y == 7)).map(x, x[0]) == [7]", "true"},
    {"[1, 2, 3].filter(x, x > 1).map(x, twice(x)).all(x, x > args.n - 4)", "true"},
    // Macros of two variables: the index or the key, and what is there.
    {"[4, args.n].all(i, x, x > i)", "true"},
    {"[0, args.n].exists(i, x, x / i == 7)", "true"},
    {"[0, args.n].all(i, x, x / i == 7)", "error(divide_by_zero)"},
    {"[4, args.n].existsOne(i, x, i == 1 && x == 7)", "true"},
    {"[4, args.n].transformList(i, x, i * 10 + x) == [4, 17]", "true"},
    {"[4, args.n].transformList(i, x, i > 0, x) == [7]", "true"},
    {"{\"a\": args.n}.transformMap(k, v, k + args.to) == {\"a\": \"aSFO\"}", "true"},
    {"{\"a\": args.n, \"b\": 0}.transformMap(k, v, v > 0, v + 1) == {\"a\": 8}", "true"},
    {"{\"a\": args.n, \"b\": 0}.transformMap(k, v, 7 / v) == {\"a\": 1}", "error(divide_by_zero)"},
    {"{\"a\": args.n}.transformMapEntry(k, v, {v: k}) == {7: \"a\"}", "true"},
    {"[args.n, 7].transformMapEntry(i, x, {x: i}) == {7: 0}", "error(bad_argument)"},
    {"args.any.transformMap(i, x, i)[1] == 1", "true"},
    {"args.any.transformMapEntry(i, x, args.any) == {1: 1}", "error(type_mismatch)"},
    {"[1, 2].all(i, x, [10, args.n].exists(j, y, y == 7 && j == 1 && x > i))", "true"},
    // What is not known before it runs.
    {"size(args.any) == 2 && size(args.any[1]) == 1", "true"},
    {"size(args.any[0]) == 1", "error(type_mismatch)"},
    {"string(args.any[1]) == \"x\"", "true"},
    {"dyn(args.n) == \"7\"", "false"},
    {"type(args.any[1]) == string && type(args.any) == list", "true"},
    {"double(args.n) == 7.0 && int(double(args.d)) == 98", "true"},
    {"timestamp(args.n).getSeconds() == 7 && timestamp(0).getHours(\"Asia/Tokyo\") == 9", "true"},
    // Enums, dates, times.
    {"args.level == Level.high && args.level != \"low\"", "true"},
    {"date(\"2026-12-01\") + 24h == date(\"2026-12-02\")", "true"},
    {"t.is_weekend(date(\"2026-11-28\"))", "true"},
    {"30m + 30m == 1h", "true"},
    // Functions of both kinds; nested; in texts.
    {"twice(twice(args.n)) == 28", "true"},
    {"safe(args.n - 7) == 0 && safe(args.n) == 14", "true"},
    {"100 / (args.n - 7) == 1", "error(divide_by_zero)"},
    {"text.full_match(args.to, \"[A-Z]+\")", "true"},
    {"text.full_match(args.to, \"[A-Z]\")", "false"},
    {"args.to.lowerAscii().substring(1) == \"fo\"", "true"},
    {"greatest(args.d, args.n) == 98.7", "true"},
    {"-args.n == -7 && !(args.n != 7)", "true"},
};
INSTANTIATE_TEST_SUITE_P(Conditions, Means, testing::ValuesIn(kMeanings));

// ---- limits ----

// Nothing in it is said twice, so that no pass makes it cheaper.
std::string RuleOfClauses(int clauses) {
  std::string text = "package p\naction a.b(s: string)\nfn few(s: string): bool =\n  ";
  for (int i = 0; i < 18; ++i)
    text += std::string(i ? " || " : "") + "s.matches(\"x" + std::to_string(i) + "\")";
  text += "\nfn many(s: string): bool =\n  ";
  for (int i = 0; i < 16; ++i)
    text += std::string(i ? " || " : "") + "few(s + \"" + std::to_string(i) + "\")";
  text += "\npermit one: a.b\n";
  for (int i = 0; i < clauses; ++i) text += "  when many(args.s)\n";
  return text;
}

TEST(Limits, ARuleThatMayCostTooMuchIsNamed) {
  EXPECT_TRUE(Compile({{"p.writ", RuleOfClauses(5)}}).ok());
  const CompileResult result = Compile({{"p.writ", RuleOfClauses(6)}});
  EXPECT_FALSE(result.ok());
  EXPECT_NE(Said(result).find("rule `p.one` may cost"), std::string::npos) << Said(result);
}

// An expression that fits in no block is a diagnostic, never a crash.
TEST(Limits, AnExpressionThatNeedsTooManyRegisters) {
  auto nested = [](int depth) {
    std::string expr = "args.n";
    for (int i = 0; i < depth; ++i) expr = "1 - (" + expr + ")";
    return "package p\naction a.b(n: int)\npermit one: a.b when " + expr + " == 1\n";
  };
  EXPECT_TRUE(Compile({{"p.writ", nested(60)}}).ok());
  const CompileResult deep = Compile({{"p.writ", nested(300)}});
  EXPECT_FALSE(deep.ok());
}

// Rules are checked one by one: ten times the rules take about ten times as long.
TEST(Limits, ManyRulesCompile) {
  std::string text = std::string(kTravel);
  for (int i = 0; i < 10'000; ++i) {
    text += "forbid f" + std::to_string(i) + ": flights.search when args.to == \"" +
            std::to_string(i) + "\" && args.from != task.from\n";
  }
  const auto program = Loaded(Compile({{"p.writ", text}}));
  ASSERT_NE(program, nullptr);
  EXPECT_EQ(program->rules.size(), 10'005u);
  EXPECT_TRUE(program->rules[10'004].guard.has_value());
}

}  // namespace
}  // namespace writ::lang
