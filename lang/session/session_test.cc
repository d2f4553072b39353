#include "lang/session/session.h"

#include "gtest/gtest.h"

namespace writ::lang {
namespace {

std::string Says(Session& session, std::string_view line) { return session.Enter(line).text; }

bool Refuses(Session& session, std::string_view line, const std::string& part) {
  const Answer answer = session.Enter(line);
  EXPECT_NE(answer.text.find(part), std::string::npos) << answer.text;
  return !answer.ok;
}

TEST(Session, ShowsValuesWithTheirTypes) {
  Session session;
  EXPECT_EQ(Says(session, "1 + 2"), "_1: int = 3\n");
  EXPECT_EQ(Says(session, "_1 * 2.5"), "_2: decimal = 7.5\n");
  EXPECT_EQ(Says(session, "[1, 2].map(x, x * _1)"), "_3: list<int> = [3, 6]\n");
  EXPECT_EQ(Says(session, "600 USD"), "_4: money = 600.00 USD\n");
  EXPECT_EQ(Says(session, "  "), "");
  EXPECT_EQ(session.Bindings()[1], "_2 = _1 * 2.5");
}

TEST(Session, NamesValues) {
  Session session;
  EXPECT_EQ(Says(session, "let x = 20"), "x: int = 20\n");
  EXPECT_EQ(Says(session, "x + 1"), "_1: int = 21\n");
  EXPECT_TRUE(Refuses(session, "let x = 2", "`x` has a value already"));
  EXPECT_FALSE(session.Bind("a b", "1").ok);
  EXPECT_EQ(session.TypeOf("[x]").text, "list<int>\n");
}

TEST(Session, AnErrorOfTheLanguageIsAValue) {
  Session session;
  const Answer answer = session.Enter("[0].map(i, 1 / i)");
  EXPECT_TRUE(answer.ok) << answer.text;
  EXPECT_TRUE(answer.negative);
  EXPECT_NE(answer.text.find("error(divide_by_zero)"), std::string::npos) << answer.text;
}

TEST(Session, WhatIsRefusedLeavesNoTrace) {
  Session session;
  EXPECT_TRUE(Refuses(session, "1 + nothing", "nothing here is named `nothing`"));
  EXPECT_TRUE(Refuses(session, "1 +", "expected an expression"));
  EXPECT_TRUE(Refuses(session, "fn f(x: int): int = y", "nothing here is named `y`"));
  EXPECT_TRUE(session.History().empty());
  EXPECT_EQ(Says(session, "1"), "_1: int = 1\n");
}

TEST(Session, DeclarationsTakeThePlaceOfEarlierOnes) {
  Session session;
  EXPECT_EQ(Says(session, "fn f(x: int): int = x + 1"), "");
  EXPECT_EQ(Says(session, "f(1)"), "_1: int = 2\n");
  EXPECT_EQ(Says(session, "fn f(x: int): int = x + 10"), "");
  EXPECT_EQ(Says(session, "f(1)"), "_2: int = 11\n");
  EXPECT_EQ(Says(session, "use std.time"), "");
  EXPECT_EQ(Says(session, "time.is_weekend(date(\"2026-11-28\"))"), "_3: bool = true\n");
}

constexpr char kPolicy[] = R"(package p
entity User { email: string }
entity Agent { owner: User }
task Trip { to: string }
action find(to: string) -> { n: int }
fact found(task) = count of find
permit look: find for Trip when args.to == task.to
test "its own" { expect true }
)";

TEST(Session, PlaysCallsUnderAPolicy) {
  Session session;
  EXPECT_EQ(session.Load({{"p.writ", kPolicy}}).text, "loaded 1 files of package p\n");
  EXPECT_EQ(Says(session, "task t = Trip { to: \"SFO\" } by agent \"a\" for user \"u\""), "");
  EXPECT_EQ(Says(session, "t.to"), "_1: string = \"SFO\"\n");
  EXPECT_EQ(Says(session, "found(t)"), "_2: int = 0\n");
  const Answer permitted = session.Enter("find(to: \"SFO\")");
  EXPECT_FALSE(permitted.negative);
  EXPECT_TRUE(permitted.text.starts_with("permit by `p.look`\n")) << permitted.text;
  EXPECT_EQ(Says(session, "found(t)"), "_3: int = 1\n");
  const Answer denied = session.Enter("find(to: \"JFK\") -> deny");
  EXPECT_TRUE(denied.ok);
  EXPECT_TRUE(denied.negative);
  EXPECT_NE(denied.text.find("does not hold"), std::string::npos) << denied.text;
  EXPECT_TRUE(Refuses(session, "close nothing", "nothing here is named"));
}

TEST(Session, APolicyThatDoesNotCompileIsNotLoaded) {
  Session session;
  const Answer answer = session.Load({{"p.writ", "package p\npermit a: b\n"}});
  EXPECT_FALSE(answer.ok);
  EXPECT_NE(answer.text.find("there is no action"), std::string::npos) << answer.text;
  EXPECT_EQ(Says(session, "1"), "_1: int = 1\n");
}

TEST(Session, KnowsWhatIsUnfinished) {
  EXPECT_TRUE(Session::IsUnfinished("fn f(x: int"));
  EXPECT_TRUE(Session::IsUnfinished("test \"}\" {\n"));
  EXPECT_TRUE(Session::IsUnfinished("[ // ]\n"));
  EXPECT_FALSE(Session::IsUnfinished("f(\"(\")"));
  EXPECT_FALSE(Session::IsUnfinished("f(']')]"));
  EXPECT_FALSE(Session::IsUnfinished("1 // ("));
}

}  // namespace
}  // namespace writ::lang
