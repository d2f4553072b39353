#include "server/cli/sources.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace writ::cli {
namespace {

namespace fs = std::filesystem;

class SourcesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(::testing::TempDir()) / "sources_test";
    fs::remove_all(root_);
    fs::create_directories(root_ / "b" / "deep");
    Write("z.writ", "package z\n");
    Write("a.writ", "package a\n");
    Write("b/deep/c.writ", "package c\n");
    Write("b/notes.md", "not a policy");
  }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(root_ / name) << text;
  }

  std::string Path(const std::string& name) const { return (root_ / name).string(); }

  static std::string Names(const std::vector<lang::InputFile>& files) {
    std::string names;
    for (const lang::InputFile& file : files) names += file.name + ";";
    return names;
  }

  fs::path root_;
};

TEST_F(SourcesTest, ADirectoryIsReadToItsBottomInOrder) {
  auto files = ReadDirectory(root_.string());
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ(Names(*files), "a.writ;b/deep/c.writ;z.writ;");
  EXPECT_EQ(files->front().text, "package a\n");
}

TEST_F(SourcesTest, NamesDoNotDependOnHowTheDirectoryIsWritten) {
  auto files = ReadDirectory(root_.string() + "/");
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ(Names(*files), "a.writ;b/deep/c.writ;z.writ;");
}

TEST_F(SourcesTest, EveryDirectoryIsABundleAndTheFilesAreOne) {
  auto bundles = ReadBundles({Path("b"), Path("a.writ"), Path("z.writ")});
  ASSERT_TRUE(bundles.ok()) << bundles.status();
  ASSERT_EQ(bundles->size(), 2u);
  EXPECT_EQ(Names((*bundles)[0]), Path("b/deep/c.writ") + ";");
  EXPECT_EQ(Names((*bundles)[1]), Path("a.writ") + ";" + Path("z.writ") + ";");
}

TEST_F(SourcesTest, WhatIsNotThereIsNamed) {
  auto missing = ReadBundles({Path("missing.writ")});
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(missing.status().message().find("missing.writ"), absl::string_view::npos);
  EXPECT_EQ(ReadDirectory(Path("missing")).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(SourcesTest, ADirectoryWithoutPoliciesIsAMistake) {
  fs::create_directories(root_ / "empty");
  EXPECT_EQ(ReadDirectory(Path("empty")).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(SourcesTest, AFileIsBounded) {
  Write("big.writ", "");
  fs::resize_file(root_ / "big.writ", lang::kMaxSourceBytes);
  EXPECT_TRUE(ReadFile(Path("big.writ")).ok());
  fs::resize_file(root_ / "big.writ", lang::kMaxSourceBytes + 1);
  EXPECT_EQ(ReadFile(Path("big.writ")).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace writ::cli
