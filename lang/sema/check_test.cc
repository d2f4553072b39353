// What expressions are: their types, or what is said against them.
#include "gtest/gtest.h"
#include "lang/sema/check_fixture.h"

namespace writ::lang {
namespace {

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

}  // namespace
}  // namespace writ::lang
