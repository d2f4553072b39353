// Compiles every golden file and compares what comes out with what the file says. And
// every row of diagnostic.def must occur in one of them.
//
// After a wanted change: bazel run //tests/golden -- --update, then read the diff.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "gtest/gtest.h"
#include "lang/diagnostics/diagnostics.h"
#include "tests/golden/golden_file.h"

namespace writ::golden {
namespace {

namespace fs = std::filesystem;

constexpr char kFolder[] = "tests/golden";

// What no text of a few lines provokes, and the test that does.
const std::map<std::string, std::string> kTestedElsewhere = {
    {"SourceLimit", "lang/syntax/bomb_test.cc: a file past the limit"},
    {"ExpiredRule", "lang/lint/lint_test.cc: it takes a clock"},
    {"NotFormatted", "the formatter checks itself: no file is known that it would change"},
    {"Internal", "a bundle of the compiler that the verifier refuses is a bug: none is known"},
};

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> GoldenFiles(const fs::path& root) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".golden") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class OneFile : public testing::Test {
 public:
  explicit OneFile(fs::path path) : path_(std::move(path)) {}

  void TestBody() override {
    std::string text = ReadFile(path_);
    EXPECT_EQ(Produce(GoldenFile::Read(text)).ToText(), text) << path_;
  }

 private:
  fs::path path_;
};

TEST(Golden, EveryDiagnosticHasOne) {
  std::set<std::string> seen;
  for (const fs::path& path : GoldenFiles(kFolder)) {
    GoldenFile golden = GoldenFile::Read(ReadFile(path));
    const Section* section = golden.Find("diagnostics");
    ASSERT_NE(section, nullptr) << path;
    seen.merge(DiagnosticsIn(section->text));
    if (const Section* lint = golden.Find("lint")) seen.merge(DiagnosticsIn(lint->text));
  }
  for (lang::DiagnosticId id : lang::AllDiagnostics()) {
    std::string name(lang::DiagnosticName(id));
    bool elsewhere = kTestedElsewhere.contains(name);
    EXPECT_TRUE(seen.contains(name) || elsewhere) << name << " occurs in no golden file";
    EXPECT_FALSE(seen.contains(name) && elsewhere) << name << " has a golden file after all";
  }
}

// The reader must not make a change of the text invisible.
TEST(Golden, SectionsComeBackAsTheyWere) {
  constexpr char kText[] = "--- a.writ\nx\n\n--- b.writ\n--- diagnostics\ny [Z]\n";
  GoldenFile golden = GoldenFile::Read(kText);
  ASSERT_EQ(golden.sections.size(), 3u);
  EXPECT_EQ(golden.sections[0].text, "x\n\n");
  EXPECT_EQ(golden.sections[1].text, "");
  EXPECT_EQ(golden.ToText(), kText);
  EXPECT_EQ(DiagnosticsIn("a.writ:1:2: error: x [b] y [Name]\n 1 | [No]\n"),
            std::set<std::string>{"Name"});
}

int Update() {
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  fs::path root = workspace == nullptr ? fs::path(kFolder) : fs::path(workspace) / kFolder;
  for (const fs::path& path : GoldenFiles(root)) {
    std::string text = ReadFile(path);
    std::string produced = Produce(GoldenFile::Read(text)).ToText();
    if (produced == text) continue;
    std::ofstream(path, std::ios::binary) << produced;
    std::cout << "updated " << path.string() << "\n";
  }
  return 0;
}

void RegisterFiles() {
  for (const fs::path& path : GoldenFiles(kFolder)) {
    std::string name = fs::relative(path, kFolder).string();
    testing::RegisterTest("GoldenFile", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [path]() -> testing::Test* { return new OneFile(path); });
  }
}

}  // namespace
}  // namespace writ::golden

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc == 2 && std::string_view(argv[1]) == "--update") return writ::golden::Update();
  writ::golden::RegisterFiles();
  return RUN_ALL_TESTS();
}
