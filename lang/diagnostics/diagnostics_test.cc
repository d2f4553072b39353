#include "lang/diagnostics/diagnostics.h"

#include "gtest/gtest.h"

namespace writ::lang {
namespace {

SourceSet OneFile(std::string text) {
  SourceSet sources;
  sources.files.emplace_back("policy.writ", std::move(text));
  return sources;
}

TEST(Diagnostics, FillsItsTemplate) {
  Diagnostics diagnostics;
  diagnostics.Report(DiagnosticId::kExpected, {0, 1, 2}, {"a name", "`)`"});
  ASSERT_EQ(diagnostics.Sorted().size(), 1u);
  EXPECT_EQ(diagnostics.Sorted()[0].text, "expected a name, found `)`");
  EXPECT_TRUE(diagnostics.has_errors());
}

TEST(Diagnostics, WarningsAreNoErrors) {
  Diagnostics diagnostics;
  diagnostics.Report(DiagnosticId::kDanglingDoc, {});
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_EQ(diagnostics.Sorted().size(), 1u);
}

TEST(Diagnostics, AreSortedByPlaceAndSaidOnce) {
  Diagnostics diagnostics;
  diagnostics.Report(DiagnosticId::kMissingPackage, {0, 9, 9});
  diagnostics.Report(DiagnosticId::kMissingPackage, {0, 3, 4});
  diagnostics.Report(DiagnosticId::kMissingPackage, {0, 9, 9});
  std::vector<Diagnostic> sorted = diagnostics.Sorted();
  ASSERT_EQ(sorted.size(), 2u);
  EXPECT_EQ(sorted[0].span.begin, 3u);
  EXPECT_EQ(sorted[1].span.begin, 9u);
}

TEST(Diagnostics, KeepsABoundedNumberAndCountsTheRest) {
  Diagnostics diagnostics;
  for (uint32_t i = 0; i < kMaxDiagnostics + 5; ++i) {
    diagnostics.Report(DiagnosticId::kMissingPackage, {0, i, i}).help = "x";
  }
  EXPECT_EQ(diagnostics.Sorted().size(), kMaxDiagnostics);
  EXPECT_EQ(diagnostics.errors(), kMaxDiagnostics + 5);
}

TEST(Render, ShowsTheLineTheRangeTheNotesAndTheWayOut) {
  SourceSet sources = OneFile("package a\npermit book when price <= limit\n");
  Diagnostic diagnostic{DiagnosticId::kAssignment, {0, 27, 32}, "odd", {}, "do this"};
  diagnostic.notes.push_back({{0, 36, 41}, "EUR, set on line 3"});
  diagnostic.notes.push_back({{0, 8, 9}, "the package"});
  EXPECT_EQ(Render(diagnostic, sources),
            "policy.writ:2:18: error: odd [Assignment]\n"
            "  2 | permit book when price <= limit\n"
            "    |                  ^~~~~    ~~~~~\n"
            "    |                           EUR, set on line 3\n"
            "  1 | package a\n"
            "    |         ~ the package\n"
            "    = help: do this\n");
}

TEST(Render, CountsCodePointsNotBytes) {
  SourceSet sources = OneFile("\"é\" x");
  EXPECT_EQ(Render({DiagnosticId::kAssignment, {0, 5, 6}, "odd", {}, ""}, sources),
            "policy.writ:1:6: error: odd [Assignment]\n"
            "  1 | \"é\" x\n"
            "    |     ^\n");
}

TEST(Render, ShowsNoControlCharacters) {
  SourceSet sources = OneFile("a\tb\x1b[31m");
  std::string shown = Render({DiagnosticId::kAssignment, {0, 2, 3}, "\x1b", {}, ""}, sources);
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
  EXPECT_EQ(shown.find('\t'), std::string::npos);
}

TEST(Render, ShowsNothingThatATerminalWouldActOn) {
  SourceSet sources = OneFile(
      "a\xe2\x80\xae"
      "b\xc2\x9b"
      "c\xff"
      "d");
  EXPECT_EQ(Render({DiagnosticId::kAssignment, {0, 8, 9}, "odd", {}, ""}, sources),
            "policy.writ:1:9: error: odd [Assignment]\n"
            "  1 | a?b?c?d\n"
            "    |      ^\n");
}

TEST(Render, ShowsPartOfALongLine) {
  SourceSet sources = OneFile(std::string(5000, 'x') + "HERE" + std::string(5000, 'y'));
  std::string shown = Render({DiagnosticId::kAssignment, {0, 5000, 5004}, "odd", {}, ""}, sources);
  EXPECT_LT(shown.size(), 400u);
  EXPECT_NE(shown.find("xHEREy"), std::string::npos);
  EXPECT_NE(shown.find(" ^~~~\n"), std::string::npos);
}

TEST(Render, MarksTheEndOfTheFile) {
  SourceSet sources = OneFile("ab");
  EXPECT_EQ(Render({DiagnosticId::kAssignment, {0, 2, 2}, "odd", {}, ""}, sources),
            "policy.writ:1:3: error: odd [Assignment]\n"
            "  1 | ab\n"
            "    |   ^\n");
}

TEST(DidYouMean, FindsSlipsAndNothingElse) {
  std::vector<std::string> words = {"permit", "forbid", "fact"};
  EXPECT_EQ(DidYouMean("premit", words), "permit");
  EXPECT_EQ(DidYouMean("forbidd", words), "forbid");
  EXPECT_EQ(DidYouMean("fcat", words), "fact");
  EXPECT_EQ(DidYouMean("wholly", words), "");
  EXPECT_EQ(DidYouMean("x", {"y"}), "");
  EXPECT_EQ(DidYouMean("", words), "");
}

TEST(DidYouMean, LooksAtABoundedNumberOfNames) {
  NearestName nearest("permit");
  for (size_t i = 0; i < kMaxComparedNames; ++i) nearest.Consider("xermxx");
  nearest.Consider("permits");
  EXPECT_EQ(nearest.Found(), "");
}

// Names may be many, and what is only counted is shown to nobody.
TEST(DidYouMean, DoesNotAskForNamesOfWhatIsNotKept) {
  Diagnostics diagnostics;
  size_t asked = 0;
  for (size_t i = 0; i < kMaxDiagnostics + 5; ++i) {
    Diagnostic& reported = diagnostics.Report(DiagnosticId::kUnknownName, {0, 0, 1}, {"premit"});
    diagnostics.Suggest(reported, "premit", [&](NearestName& nearest) {
      ++asked;
      nearest.Consider("permit");
    });
  }
  EXPECT_EQ(asked, kMaxDiagnostics);
  EXPECT_EQ(diagnostics.Sorted()[0].help, "did you mean `permit`?");
}

}  // namespace
}  // namespace writ::lang
