#include "engine/base/failpoint.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "absl/time/clock.h"

namespace writ {
namespace {

class FailpointTest : public testing::Test {
 protected:
  ~FailpointTest() override { ArmFailpoints("").IgnoreError(); }
};

TEST_F(FailpointTest, EachHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (Failpoint failpoint : kFailpoints) names.insert(FailpointName(failpoint));
  EXPECT_EQ(names.size(), std::size(kFailpoints));
  EXPECT_EQ(names.count(""), 0u);
}

TEST_F(FailpointTest, DoesNothingUnarmed) {
  for (Failpoint failpoint : kFailpoints) {
    EXPECT_TRUE(Pass(failpoint).ok());
    EXPECT_EQ(TimesPassed(failpoint), 0u);
  }
}

TEST_F(FailpointTest, FailsOnItsTime) {
  ASSERT_TRUE(ArmFailpoints("log.tile_full=error@2;disk.full=error*").ok());
  EXPECT_TRUE(Pass(Failpoint::kLogTileFull).ok());
  EXPECT_EQ(Pass(Failpoint::kLogTileFull).message(), "failpoint log.tile_full");
  EXPECT_TRUE(Pass(Failpoint::kLogTileFull).ok());
  EXPECT_EQ(TimesPassed(Failpoint::kLogTileFull), 3u);
  EXPECT_FALSE(Pass(Failpoint::kDiskFull).ok());
  EXPECT_FALSE(Pass(Failpoint::kDiskFull).ok());
  EXPECT_TRUE(Pass(Failpoint::kReplyDrop).ok());
}

TEST_F(FailpointTest, Delays) {
  ASSERT_TRUE(ArmFailpoints("log.tile_full=delay:20").ok());
  const absl::Time start = absl::Now();
  EXPECT_TRUE(Pass(Failpoint::kLogTileFull).ok());
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(20));
}

TEST_F(FailpointTest, Kills) {
  EXPECT_EXIT(
      {
        ArmFailpoints("log.tile_full=kill").IgnoreError();
        Pass(Failpoint::kLogTileFull).IgnoreError();
      },
      testing::KilledBySignal(SIGKILL), "");
}

TEST_F(FailpointTest, TextsThatDoNotRead) {
  for (const char* text :
       {"x", "nowhere=kill", "log.tile_full", "log.tile_full=", "log.tile_full=x",
        "log.tile_full=error@0", "log.tile_full=error@x",
        "log.tile_full=delay:", "log.tile_full=delay:60001", "log.tile_full=kill;", ";"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ArmFailpoints(text))) << text;
  }
  EXPECT_TRUE(ArmFailpoints("log.tile_full=delay:60000").ok());
}

TEST_F(FailpointTest, ComesFromTheEnvironment) {
  setenv("WRIT_FAILPOINTS", "log.tile_full=error", 1);
  ASSERT_TRUE(ArmFailpointsFromEnvironment().ok());
  EXPECT_FALSE(Pass(Failpoint::kLogTileFull).ok());
  unsetenv("WRIT_FAILPOINTS");
}

}  // namespace
}  // namespace writ
