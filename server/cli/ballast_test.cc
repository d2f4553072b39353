#include "server/cli/ballast.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace writ::cli {
namespace {

namespace fs = std::filesystem;

class BallastTest : public testing::Test {
 protected:
  BallastTest() {
    ballast_.directory =
        testing::TempDir() + "/" + testing::UnitTest::GetInstance()->current_test_info()->name();
    ballast_.bytes = 1 << 20;
    fs::remove_all(ballast_.directory);
    fs::create_directories(ballast_.directory);
    EXPECT_TRUE(Reserve(ballast_).ok());
  }

  std::string Stops() const {
    std::ostringstream text;
    text << std::ifstream(ballast_.stops()).rdbuf();
    return text.str();
  }

  Ballast ballast_;
};

TEST_F(BallastTest, HoldsItsRoom) {
  EXPECT_EQ(fs::file_size(ballast_.file()), ballast_.bytes);
  EXPECT_TRUE(Reserve(ballast_).ok()) << "it is kept already";
  EXPECT_FALSE(fs::exists(ballast_.stops()));
}

TEST_F(BallastTest, IsGivenBackWhenTheDiskIsFull) {
  NoteStop(ballast_, absl::ResourceExhaustedError("no space left"));
  EXPECT_FALSE(fs::exists(ballast_.file()));
  EXPECT_NE(Stops().find("Z RESOURCE_EXHAUSTED: no space left\n"), std::string::npos) << Stops();
}

TEST_F(BallastTest, StaysWhenTheEngineStopsOtherwise) {
  NoteStop(ballast_, absl::InternalError("the sync failed"));
  EXPECT_TRUE(fs::exists(ballast_.file()));
  EXPECT_NE(Stops().find("INTERNAL: the sync failed\n"), std::string::npos) << Stops();
}

TEST_F(BallastTest, EveryStopHasItsLine) {
  NoteStop(ballast_, absl::ResourceExhaustedError("one"));
  NoteStop(ballast_, absl::InternalError("two"));
  EXPECT_LT(Stops().find("one\n"), Stops().find("two\n")) << Stops();
}

TEST_F(BallastTest, SaysWhatIsMissing) {
  ballast_.directory += "/nowhere";
  const absl::Status status = Reserve(ballast_);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_NE(status.message().find("cannot hold 1 MiB"), absl::string_view::npos) << status;
}

TEST_F(BallastTest, NoneIsKeptWhenNoneIsWanted) {
  ballast_.directory += "/nowhere";
  ballast_.bytes = 0;
  EXPECT_TRUE(Reserve(ballast_).ok());
}

}  // namespace
}  // namespace writ::cli
