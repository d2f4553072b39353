// Scenario 23: a disk that is full, a file that may not grow, damaged and missing files. Calls
// are denied with a reason while it lasts, damage is named, nothing acknowledged is lost.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "tests/crash/site.h"
#include "tests/crash/small_disk.h"

namespace writ::crash {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kSeed = 20261123;
constexpr Moment kSomeAnswers = {Moment::After::kAnswers, 60};
constexpr Moment kManyAnswers = {Moment::After::kAnswers, 400};
constexpr Moment kNever = {Moment::After::kAnswers, 1'000'000};

std::string ReadWhole(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void ExpectNothingDiffers(Site& site) {
  for (const std::string& difference : site.ledger().differences()) ADD_FAILURE() << difference;
}

// The server knows what clients were told, and goes on.
void ExpectGoesOn(Site& site) {
  EXPECT_TRUE(site.StartServer() && site.Compare() && site.BeginTrip());
  site.WorkUntil(kSomeAnswers);
  EXPECT_GE(site.ledger().answers(), kSomeAnswers.count);
  EXPECT_TRUE(site.CheckData() && site.StartServer() && site.Compare() && site.CheckWholeLog());
  ExpectNothingDiffers(site);
}

// Agents work until none gets an answer: it denies, with the disk's words, and lives.
void WorkUntilNothingIsAnswered(Site& site, const std::string& why) {
  ASSERT_TRUE(site.BeginTrip());
  EXPECT_EQ(site.WorkUntil(kNever).signal, SIGKILL) << site.last_words();
  EXPECT_GT(site.ledger().answers(), 0u);
  EXPECT_NE(site.ledger().no_answer().find(why), std::string::npos) << site.ledger().no_answer();
  EXPECT_NE(ReadWhole(site.data() + "/stops").find(why), std::string::npos);
  ExpectNothingDiffers(site);
}

// First, while this process has one thread.
TEST(DiskTest, AFullDisk) {
  SmallDisk disk(48);
  if (!disk.status().ok()) GTEST_SKIP() << disk.status();
  Site site(kSeed, {.errors = true}, disk.path());
  ASSERT_TRUE(site.Begin());
  disk.FillTo(256 << 10);
  ASSERT_TRUE(disk.status().ok()) << disk.status();
  EXPECT_TRUE(fs::exists(site.data() + "/ballast"));
  WorkUntilNothingIsAnswered(site, "No space left on device");
  EXPECT_FALSE(fs::exists(site.data() + "/ballast")) << "it is for this moment";
  // The state can be read, and the log be verified, while the disk is as full as it was.
  EXPECT_TRUE(site.CheckData());
  // Others take the room that was given back: it recovers, and does not go on without any.
  disk.FillTo(1 << 20);
  EXPECT_NE(site.StartInVain({}).find("make room"), std::string::npos);
  EXPECT_TRUE(site.CheckData());
  disk.Empty();
  ExpectGoesOn(site);
}

TEST(DiskTest, AFileThatMayNotGrow) {
  Site site(kSeed, {.errors = true});
  ASSERT_TRUE(site.Begin() && site.KillServer());
  ASSERT_TRUE(site.StartServer({.max_file_kib = 100, .more = {"--ballast-mib", "0"}}));
  WorkUntilNothingIsAnswered(site, "File too large");
  EXPECT_TRUE(site.CheckData());
  ExpectGoesOn(site);
}

// A directory with a log of several blocks and with table files, and copies of it to damage.
class DamageTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(site_.Begin() && site_.BeginTrip());
    site_.WorkUntil(kManyAnswers);
    ASSERT_TRUE(site_.StartServer() && site_.Compare() && site_.BeginTrip());
    site_.WorkUntil(kManyAnswers);
    ExpectNothingDiffers(site_);
  }

  std::string Copy() {
    fs::remove_all(copy_.path());
    fs::copy(site_.data(), copy_.path(), fs::copy_options::recursive);
    return copy_.path();
  }

  static fs::path Largest(const std::string& directory, const char* extension) {
    fs::path largest;
    for (const auto& file : fs::directory_iterator(directory)) {
      if (file.path().extension() != extension) continue;
      if (largest.empty() || file.file_size() > fs::file_size(largest)) largest = file.path();
    }
    return largest;
  }

  static void Flip(const fs::path& path, uint64_t at) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get() ^ 0x20);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
    ASSERT_TRUE(file.good());
  }

  // Neither an auditor nor a server takes the copy for whole, and both say what is not.
  void ExpectNamed(const std::string& named) {
    const auto audit = harness::RunWrit({"audit", "verify", copy_.path(), "--key", site_.key()});
    ASSERT_TRUE(audit.ok()) << audit.status();
    EXPECT_NE(audit->exit.code, 0);
    EXPECT_NE((audit->out + audit->err).find(named), std::string::npos)
        << named << ": " << audit->out << audit->err;
    const auto server =
        harness::ServerProcess::Start({.policies = harness::kTravelPolicies, .data = copy_.path()});
    ASSERT_FALSE(server.ok());
    EXPECT_NE(server.status().message().find(named), absl::string_view::npos) << server.status();
  }

  void FlipEach(const char* extension, uint64_t spared_tail) {
    const uint64_t size = fs::file_size(Largest(site_.data(), extension));
    ASSERT_GT(size, spared_tail);
    const uint64_t end = size - spared_tail;
    for (uint64_t at = end / 16; at < end; at += end / 8) {
      SCOPED_TRACE(absl::StrCat(extension, " at ", at, " of ", size));
      const fs::path file = Largest(Copy(), extension);
      Flip(file, at);
      ExpectNamed(file.filename().string());
    }
  }

  Site site_{kSeed, {}};
  harness::TempDirectory copy_;
};

TEST_F(DamageTest, AFlippedByteInATableFile) { FlipEach(".sst", 0); }

// The newest block of the log is for the checkpoint to judge: docs/storage.md.
TEST_F(DamageTest, AFlippedByteInTheWriteAheadLog) { FlipEach(".log", 32 << 10); }

TEST_F(DamageTest, AMissingTableFile) {
  const fs::path file = Largest(Copy(), ".sst");
  fs::remove(file);
  ExpectNamed(file.filename().string());
}

TEST_F(DamageTest, AShorterTableFile) {
  const fs::path file = Largest(Copy(), ".sst");
  fs::resize_file(file, fs::file_size(file) - 1);
  ExpectNamed(file.filename().string());
}

// The log cut short is a database that is whole, and shorter: the checkpoint tells.
TEST_F(DamageTest, AWriteAheadLogWithoutItsEnd) {
  const fs::path file = Largest(Copy(), ".log");
  fs::resize_file(file, fs::file_size(file) / 2);
  ExpectNamed("checkpoint");
}

}  // namespace
}  // namespace writ::crash
