// Scenario 22, as short as a test may be; `./dev crash 1000` is the long one.
#include <gtest/gtest.h>

#include <iostream>

#include "tests/crash/run.h"

namespace writ::crash {
namespace {

void ExpectNothingLost(const Options& options) {
  const Report report = KillAndCompare(options, std::cout);
  for (const std::string& difference : report.differences) ADD_FAILURE() << difference;
  EXPECT_EQ(report.cycles, options.cycles);
  EXPECT_EQ(report.kills, options.cycles);
  EXPECT_EQ(report.verified, options.cycles);
  EXPECT_GT(report.mid_request, 0);
  EXPECT_LT(report.mid_request, options.cycles);
  EXPECT_GT(report.permits, 0u);
  EXPECT_GT(report.decisions, report.permits) << "the limit was never met";
}

TEST(CrashTest, RemembersWhatItsClientsWereTold) {
  ExpectNothingLost({.seed = 20261123, .cycles = 20, .cycles_per_directory = 10});
}

// What is in the hands of the operating system outlives the process.
TEST(CrashTest, SoItDoesWhenItWaitsForTheOperatingSystemAlone) {
  ExpectNothingLost({.seed = 20261124, .cycles = 6, .durability = "buffered"});
}

}  // namespace
}  // namespace writ::crash
