// Scenario 22, as short as a test may be; `./dev crash 1000` is the long one.
#include <gtest/gtest.h>

#include <iostream>

#include "tests/crash/run.h"

namespace writ::crash {
namespace {

TEST(CrashTest, RemembersWhatItsClientsWereTold) {
  constexpr int kCycles = 20;
  const Report report =
      KillAndCompare({.seed = 20261123, .cycles = kCycles, .cycles_per_directory = 10}, std::cout);
  for (const std::string& difference : report.differences) ADD_FAILURE() << difference;
  EXPECT_EQ(report.cycles, kCycles);
  EXPECT_EQ(report.kills, kCycles);
  EXPECT_EQ(report.verified, kCycles);
  EXPECT_GT(report.mid_request, 0);
  EXPECT_LT(report.mid_request, kCycles);
  EXPECT_GT(report.permits, 0u);
  EXPECT_GT(report.decisions, report.permits) << "the limit was never met";
}

}  // namespace
}  // namespace writ::crash
