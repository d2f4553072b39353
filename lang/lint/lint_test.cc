#include "lang/lint/lint.h"

#include <string>

#include "gtest/gtest.h"
#include "lang/lint/anchors.h"

namespace writ::lang {
namespace {

TEST(Anchors, HoldTheWholeText) {
  for (const char* pattern :
       {"^a$", "\\Aa\\z", "^(a|b)$", "^[|$]$", "^[]|]$", "^[^]|]$", "^[[:alpha:]|]$", "^a\\|b$",
        "(?i)^a$", "(?is)\\Aa\\z", "^(?:a|b)$", "^[\\]|]$", "^$"}) {
    EXPECT_TRUE(IsAnchored(pattern)) << pattern;
  }
}

TEST(Anchors, AreMissing) {
  for (const char* pattern :
       {"", "a", "^a", "a$", "^a\\$", "\\^a$", "^a|b$", "a^$b", "(?m)^a$", "(?im)^a$", "^a[$]",
        "(^a$)", "^\\Qa|b\\E$", "^", "$", "(?i", "^[a$"}) {
    EXPECT_FALSE(IsAnchored(pattern)) << pattern;
  }
}

TEST(Lint, LooksForNothingInWhatDoesNotCompile) {
  const LintResult result = Lint({{"p.writ", "package p\nconst two = 2\nforbid any: nothing.*\n"}});
  EXPECT_FALSE(result.ok());
  EXPECT_TRUE(result.findings.Sorted().empty());
}

// Findings depend neither on the order of the files nor on how often one looks.
TEST(Lint, IsTheSameInEveryOrder) {
  const InputFile a{"a.writ", "package p\nconst one = 1\naction x.y()\nforbid f: x.y\n"};
  const InputFile b{"b.writ", "package p\nconst two = 2\nforbid g: x.y\n"};
  auto texts = [](std::vector<InputFile> files) {
    std::string text;
    const LintResult result = Lint(std::move(files));
    for (const Diagnostic& finding : result.findings.Sorted()) {
      text += Render(finding, result.sources);
    }
    return text;
  };
  EXPECT_EQ(texts({a, b}), texts({b, a}));
  EXPECT_NE(texts({a, b}).find("[DuplicateBody]"), std::string::npos);
  EXPECT_NE(texts({a, b}).find("`two`"), std::string::npos);
}

TEST(Lint, TellsOfRulesThatHaveEnded) {
  const InputFile file{"p.writ",
                       "package p\ntask T { n: int }\naction x.y(n: int)\n"
                       "permit a: x.y when args.n == task.n until date(\"2026-01-02\")\n"};
  constexpr int64_t kSecond = 1'000'000, kEnd = 1'767'312'000 * kSecond;
  for (auto [now, found] : {std::pair(kEnd - 1, 0u), {kEnd, 1u}}) {
    const LintResult result = Lint({file}, now);
    ASSERT_TRUE(result.ok());
    const auto findings = result.findings.Sorted();
    ASSERT_EQ(findings.size(), found) << now;
    if (found > 0) {
      EXPECT_EQ(findings[0].id, DiagnosticId::kExpiredRule);
      EXPECT_NE(findings[0].text.find("2026-01-02T00:00:00Z"), std::string::npos);
    }
  }
  EXPECT_TRUE(Lint({file}).findings.Sorted().empty());
}

// A module of the library that is used is not the author's to mend.
TEST(Lint, DoesNotLookThroughTheLibrary) {
  const LintResult result = Lint({{"p.writ",
                                   "package p\nuse std.text\naction x.y(s: string)\n"
                                   "permit p: x.y\n  when args.s != \"no\"\n"
                                   "forbid f: x.y\n  when text.is_blank(args.s)\n"}});
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result.findings.Sorted().empty());
}

}  // namespace
}  // namespace writ::lang
