#include "lang/syntax/recovery.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "lang/syntax/test_parse.h"

namespace writ::lang {
namespace {

using Lines = std::vector<std::string>;

TEST(Recovery, FiveMistakesGiveFiveDiagnostics) {
  Parsed parsed = Parse(
      "package p\n"
      "entity User { email string }\n"
      "task T { to: string }\n"
      "action a.b(x int)\n"
      "premit x: a.b\n"
      "fact f(task) = cuont of a.b\n"
      "limit l: f(task) <=\n"
      "permit y: a.b for T\n");
  EXPECT_EQ(parsed.Messages(),
            Lines({"2:21 Expected: expected `:`, found `string`",
                   "4:14 Expected: expected `:`, found `int`",
                   "5:1 UnknownDeclaration: `premit` does not start a declaration",
                   "6:16 Expected: expected `count`, `any`, `sum`, `min`, `max`, `last` or `set`, "
                   "found `cuont`",
                   "8:1 Expected: expected an expression, found `permit`"}));
  EXPECT_EQ(parsed.file.tasks.size(), 1u);
  EXPECT_EQ(parsed.file.rules.size(), 1u);
  EXPECT_EQ(parsed.diagnostics.Sorted()[2].help, "did you mean `permit`?");
}

TEST(Recovery, GoesOnAfterEveryKindOfMistake) {
  const std::vector<std::pair<std::string, std::string>> kCases = {
      {"entity E { a: string\n", "2:10 UnclosedBracket: this `{` is never closed"},
      {"const s = \"abc\n", "2:11 UnclosedString: this string is never closed"},
      {"permit a when x = y\n", "2:17 Assignment: `=` does not compare"},
      {"action a.b() { x: int }\n", "2:14 MissingArrow: missing `->` before the result"},
      {"test \"t\" {\n a.b() permit\n}\n", "3:8 MissingArrow: missing `->` before the verdict"},
      {"permit a else \"x\" else \"y\"\n", "2:19 GivenTwice: `else` is given twice"},
      {"permit a token { ttl: 1s } token { once }\n", "2:28 GivenTwice: `token` is given twice"},
      {"fact f() = count of a when x when y\n", "2:30 GivenTwice: `when` is given twice"},
      {"foo\n", "2:1 UnknownDeclaration: `foo` does not start a declaration"},
      {"permit a.b: c\n", "2:11 Expected: expected `,` or a clause, found `:`"},
      {"permit for T\n", "2:8 Expected: expected an action, a group or `any`, found `for`"},
      {"fact f(task) = count of any within 1m within 2m\n",
       "2:39 GivenTwice: `within` or `each` is given twice"},
      {"fact f(task) = count of any each year in \"UTC\"\n",
       "2:34 Expected: expected `hour`, `day`, `week` or `month`, found `year`"},
      {"fact f(task) = count of any each day\n",
       "3:1 Expected: expected `in` and a time zone in quotes, found `task`"},
      {"fact f(o.id) = last(o) of a for each in result.orders\n",
       "2:38 Expected: expected a name for the element, found `in`"},
      {"fact f(o.id) = last(o) of a for each o of result.orders\n",
       "2:40 Expected: expected `in` and a list, found `of`"},
      {"fact f(task) = count of any on unknown forget\n",
       "2:40 Expected: expected `count` or `release`, found `forget`"},
      {"permit a until x until y\n", "2:18 GivenTwice: `until` is given twice"},
      {"ask m: a when x of user.manager of user within 15m\n",
       "2:33 GivenTwice: `of` is given twice"},
      {"ask m: a when x of within 15m\n", ""},
      {"test \"t\" {\n approve \"bo\"\n}\n", "3:10 Expected: expected `by agent`, found a text"},
      {"test \"t\" {\n a.b() with tokens -> permit\n}\n",
       "3:13 Expected: expected `approval`, found `tokens`"},
      {"test \"t\" {\n wiat 2h\n}\n", "3:7 Expected: expected `(` and arguments, found `2h`"},
      {"permit a @x\n/// d\n", ""},
  };
  for (const auto& [text, expected] : kCases) {
    Parsed parsed = Parse("package p\n" + text + "task After\n");
    if (!expected.empty()) {
      EXPECT_EQ(parsed.Messages(), Lines({expected})) << text;
    }
    ASSERT_EQ(parsed.file.tasks.size(), 1u) << text;
    EXPECT_EQ(parsed.file.tasks[0].head.name.text, "After");
  }
}

TEST(Recovery, FilesWithoutAPackage) {
  EXPECT_EQ(Parse("task T\n").Messages(),
            Lines({"1:1 MissingPackage: the file does not say its package"}));
  EXPECT_EQ(Parse("").Messages(), Lines({"1:1 MissingPackage: the file does not say its package"}));
  EXPECT_EQ(Parse("task T\npackage p\n").Messages(),
            Lines({"2:1 Misplaced: `package` stands after other declarations"}));
  EXPECT_EQ(Parse("package p\npackage q\n").Messages(),
            Lines({"2:9 GivenTwice: `package` is given twice"}));
  EXPECT_EQ(Parse("package\n").Messages(),
            Lines({"2:1 Expected: expected the package's name, found the end of the file"}));
}

TEST(Recovery, DocumentationOfNothing) {
  Parsed parsed = Parse("package p\n/// lost\n");
  EXPECT_EQ(parsed.Messages(),
            Lines({"2:5 DanglingDoc: no declaration follows this documentation"}));
  EXPECT_FALSE(parsed.diagnostics.has_errors());
}

TEST(Recovery, WhatIsNotUtf8IsNotRead) {
  EXPECT_EQ(Parse("package p\n// \xff\n").Messages(),
            Lines({"2:4 InvalidUtf8: byte 13 is not valid UTF-8"}));
}

}  // namespace
}  // namespace writ::lang
