// What declarations become in the model, and the mistakes that are found in them.
#include "gtest/gtest.h"
#include "lang/sema/check_fixture.h"

namespace writ::lang {
namespace {

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
