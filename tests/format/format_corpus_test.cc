// Formats every policy, every module of the library, every input of a golden file and
// every seed of the fuzzer, and compares the syntax trees before and after.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "gtest/gtest.h"
#include "lang/ast/print.h"
#include "lang/format/format.h"
#include "lang/syntax/parser.h"
#include "tests/golden/golden_file.h"

namespace writ {
namespace {

namespace fs = std::filesystem;

struct Sample {
  std::string name, text;
};

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void AddSections(const fs::path& path, std::vector<Sample>& samples) {
  for (const golden::Section& section : golden::GoldenFile::Read(ReadFile(path)).sections) {
    if (!section.name.ends_with(".writ")) continue;
    samples.push_back({path.string() + ", " + section.name, section.text});
  }
}

std::vector<Sample> Samples() {
  std::vector<Sample> samples;
  for (const char* folder : {"policies", "stdlib", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const fs::path& path = entry.path();
      const bool seed = path.parent_path().filename() == "fmt_fuzz";
      if (path.extension() == ".golden") {
        AddSections(path, samples);
      } else if (entry.is_regular_file() && (path.extension() == ".writ" || seed)) {
        samples.push_back({path.string(), ReadFile(path)});
      }
    }
  }
  return samples;
}

// The tree as text, and whether it has errors.
std::pair<std::string, bool> Tree(const std::string& text) {
  lang::SourceSet sources;
  sources.files.emplace_back("p.writ", text);
  lang::Diagnostics diagnostics;
  const lang::File file = lang::ParseFile(sources, 0, diagnostics);
  return {lang::ToSource(file), diagnostics.has_errors()};
}

TEST(FormatCorpus, EveryFileKeepsItsMeaning) {
  size_t formatted = 0, left_alone = 0;
  for (const Sample& sample : Samples()) {
    SCOPED_TRACE(sample.name);
    const auto [tree, wrong] = Tree(sample.text);
    const lang::FormatResult result = lang::Format({"p.writ", sample.text});
    EXPECT_EQ(result.ok(), !wrong);
    ++(wrong ? left_alone : formatted);
    if (wrong) {
      EXPECT_EQ(result.text, sample.text);
      continue;
    }
    EXPECT_EQ(Tree(result.text).first, tree);
    EXPECT_EQ(lang::Format({"p.writ", result.text}).text, result.text) << "not idempotent";
  }
  // As many as there were, and more: the folders were found.
  EXPECT_GE(formatted, 60u);
  EXPECT_GE(left_alone, 10u);
}

// The text is no shorter way to say the same of different trees.
TEST(Trees, DifferWhereTheFilesDo) {
  constexpr const char* kDifferent[] = {
      "package p\npermit a: b",
      "package p\npermit a: c",
      "package p\nforbid a: b",
      "package p\npermit a: b when x",
      "package p\npermit a: b unless x",
      "package p\npermit a: b for T",
      "package p\npermit a: b else \"x\"",
      "package p\npermit a: b token { once }",
      "package p\n/// d\npermit a: b",
      "package p\n@n(\"v\") permit a: b",
      "package p\nfact f = count of a",
      "package p\nfact f = count of succeeded a",
      "package p\nfact f = sum(x) of a",
      "package p\nfact f(task) = sum(x) of a when y",
      "package p\nfact f(task) = sum(x) of a settle y",
      "package p\nfact f: int = 1",
      "package p\nfact f(int): int = 1",
      "package p\ntest \"t\" {}",
      "package p\ntest \"t\" { a.b() -> deny }",
      "package p\ntest \"t\" { a.b() -> deny by r }",
      "package p\ntest \"t\" { a.b() -> permit }",
      "package p\ntest \"t\" { a.b() -> permit, succeeds }",
      "package p\ntest \"t\" { a.b() -> permit, fails }",
      "package p\ntest \"t\" { a.b() in t -> permit }",
      "package p\nuse q",
      "package p\nuse q as r",
  };
  std::set<std::string> trees;
  for (const char* text : kDifferent) {
    const auto [tree, wrong] = Tree(text);
    EXPECT_FALSE(wrong) << text;
    EXPECT_TRUE(trees.insert(tree).second) << text;
  }
}

}  // namespace
}  // namespace writ
