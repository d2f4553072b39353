#include "server/service/worker.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/synchronization/notification.h"

namespace writ::server {
namespace {

TEST(WorkerTest, RunsJobsInOrderAndAllOfThem) {
  std::vector<int> done;
  {
    Worker worker(100);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(worker.Run([&done, i] { done.push_back(i); }));
  }
  ASSERT_EQ(done.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(done[i], i);
}

TEST(WorkerTest, RefusesMoreThanMayWait) {
  absl::Notification started, go_on;
  int done = 0;
  {
    Worker worker(2);
    ASSERT_TRUE(worker.Run([&] {
      started.Notify();
      go_on.WaitForNotification();
    }));
    started.WaitForNotification();
    EXPECT_TRUE(worker.Run([&] { ++done; }));
    EXPECT_TRUE(worker.Run([&] { ++done; }));
    EXPECT_FALSE(worker.Run([&] { ++done; }));
    go_on.Notify();
  }
  EXPECT_EQ(done, 2);
}

}  // namespace
}  // namespace writ::server
