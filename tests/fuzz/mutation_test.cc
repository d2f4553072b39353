// Real bundles with a bit flipped, a byte changed or a piece cut out: refused, or every
// block of them runs to its end. And what a bundle says of itself.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/base/sha256.h"
#include "engine/bytecode/bundle.pb.h"
#include "gtest/gtest.h"
#include "lang/compiler/compiler.h"
#include "tests/fuzz/run_bundle.h"
#include "tests/oracle/generator.h"

namespace writ::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr int kMutants = 1'500;  // of each policy

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Each policy of policies/ compiled, by its folder's name.
std::vector<std::pair<std::string, std::string>> Bundles() {
  std::vector<std::pair<std::string, std::string>> bundles;
  for (const auto& folder : fs::directory_iterator("policies")) {
    std::vector<lang::InputFile> files;
    if (!folder.is_directory()) continue;
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
      if (file.path().extension() != ".writ") continue;
      files.push_back({file.path().string(), ReadAll(file.path())});
    }
    if (files.empty()) continue;
    lang::CompileResult result = lang::Compile(std::move(files), {.with_tests = false});
    EXPECT_TRUE(result.ok()) << folder.path();
    bundles.emplace_back(folder.path().filename().string(), std::move(result.bundle));
  }
  return bundles;
}

// Whether it loaded; then all of it has been run.
bool LoadAndRun(const std::string& bytes) {
  auto program = Program::Load(bytes);
  if (!program.ok()) {
    EXPECT_EQ(program.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_FALSE(program.status().message().empty());
    return false;
  }
  auto patterns = PatternSet::Compile(**program);
  if (patterns.ok()) BundleRunner(**program, *patterns).RunAll();
  return true;
}

std::string WithoutSources(const std::string& bytes) {
  bundle::Bundle bundle;
  EXPECT_TRUE(bundle.ParseFromString(bytes));
  // Flips in a source text would only be seen by people.
  for (bundle::Source& source : *bundle.mutable_sources()) source.clear_text();
  return bundle.SerializeAsString();
}

std::string Mutated(std::string bytes, oracle::Random& random) {
  const size_t at = random.Below(bytes.size());
  switch (random.Below(4)) {
    case 0:
      bytes[at] = static_cast<char>(random.Next());
      break;
    case 1:
      bytes.erase(at, 1 + random.Below(16));
      break;
    case 2:
      bytes.insert(at, bytes.substr(random.Below(bytes.size()), 1 + random.Below(16)));
      break;
    default:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.Below(8)));
      break;
  }
  return bytes;
}

TEST(Mutation, OfEveryPolicyIsRefusedOrRunsToItsEnd) {
  oracle::Random random(20'261'125);
  int refused = 0, ran = 0;
  for (const auto& [name, bytes] : Bundles()) {
    const std::string seed = WithoutSources(bytes);
    ASSERT_TRUE(LoadAndRun(seed)) << name;
    for (int i = 0; i < kMutants; ++i) ++(LoadAndRun(Mutated(seed, random)) ? ran : refused);
  }
  // Both ways are exercised.
  EXPECT_GT(refused, 100);
  EXPECT_GT(ran, 100);
}

TEST(Mutation, OfCodeAloneMeetsTheVerifier) {
  oracle::Random random(7);
  int refused = 0, ran = 0;
  for (const auto& [name, bytes] : Bundles()) {
    bundle::Bundle bundle;
    ASSERT_TRUE(bundle.ParseFromString(WithoutSources(bytes)));
    const std::string code = bundle.code();
    for (int i = 0; i < kMutants; ++i) {
      std::string changed = code;
      const size_t at = random.Below(changed.size());
      changed[at] = static_cast<char>(random.OneIn(2) ? random.Below(16) : random.Next());
      bundle.set_code(changed);
      ++(LoadAndRun(bundle.SerializeAsString()) ? ran : refused);
    }
  }
  EXPECT_GT(refused, 100);
  EXPECT_GT(ran, 100);
}

TEST(Bundle, SaysItsFormatAndHoldsItsSources) {
  const std::string source = "package p\nentity User {}\nentity Agent {}\naction a.b()\n";
  const lang::CompileResult result = lang::Compile({{"p.writ", source}});
  ASSERT_TRUE(result.ok());
  bundle::Bundle bundle;
  ASSERT_TRUE(bundle.ParseFromString(result.bundle));
  EXPECT_EQ(bundle.format(), kBundleFormat);
  const auto program = Program::Load(result.bundle);
  ASSERT_TRUE(program.ok()) << program.status();
  ASSERT_FALSE((*program)->sources.empty());
  EXPECT_EQ((*program)->sources[0].name, "p.writ");
  EXPECT_EQ((*program)->sources[0].text, source);
  EXPECT_EQ((*program)->digest(), Sha256(result.bundle));
  bundle.set_format(kBundleFormat + 1);
  EXPECT_FALSE(Program::Load(bundle.SerializeAsString()).ok());
  // Compiling what it holds gives the same bytes again.
  const lang::CompileResult again = lang::Compile({{"p.writ", (*program)->sources[0].text}});
  EXPECT_EQ(again.bundle, result.bundle);
}

}  // namespace
}  // namespace writ::fuzz
