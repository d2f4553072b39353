// No small mistake in a rule of a policy goes unnoticed: the compiler refuses it, a test
// of the policy fails, or the linter finds it.
#include "tests/mutants/mutants.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "gtest/gtest.h"

namespace writ::mutants {
namespace {

namespace fs = std::filesystem;

std::vector<lang::InputFile> Policy(const std::string& name) {
  std::vector<lang::InputFile> files;
  for (const auto& entry : fs::directory_iterator("policies/" + name)) {
    if (entry.path().extension() != ".writ") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files.push_back({entry.path().filename().string(),
                     {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}});
  }
  std::sort(files.begin(), files.end(),
            [](const lang::InputFile& a, const lang::InputFile& b) { return a.name < b.name; });
  return files;
}

class MutantsTest : public testing::TestWithParam<const char*> {};

TEST_P(MutantsTest, EveryOneIsCaught) {
  const std::vector<lang::InputFile> files = Policy(GetParam());
  ASSERT_EQ(CaughtBy(files), "") << "the policy itself is not clean";
  std::map<std::string, int> caught;
  for (const Mutant& mutant : MutantsOf(files)) {
    const std::string by = CaughtBy(mutant.files);
    EXPECT_NE(by, "") << "survives: " << mutant.what;
    ++caught[by];
  }
  for (const auto& [by, count] : caught) {
    RecordProperty(by.empty() ? "survive" : by, count);
    std::cout << GetParam() << ": " << count << " " << (by.empty() ? "survive" : by) << "\n";
  }
  EXPECT_GE(caught["compiler"], 20);
  EXPECT_GE(caught["tests"], 10);
}

INSTANTIATE_TEST_SUITE_P(Policies, MutantsTest,
                         testing::Values("banking", "slack", "travel_agent"));

}  // namespace
}  // namespace writ::mutants
