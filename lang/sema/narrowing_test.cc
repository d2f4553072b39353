// What a test for presence tells about the type of an optional.
#include "gtest/gtest.h"
#include "lang/sema/check_fixture.h"

namespace writ::lang {
namespace {

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

}  // namespace
}  // namespace writ::lang
