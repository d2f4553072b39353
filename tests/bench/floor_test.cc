// The floors do what they are measured for: every call answered, every commit durable.
#include <atomic>

#include "gtest/gtest.h"
#include "tests/bench/floor_service.h"
#include "tests/bench/load.h"
#include "tests/bench/rocks_floor.h"

namespace writ::bench {
namespace {

v1::DecideReply Permit() {
  v1::DecideReply reply;
  reply.set_verdict(v1::VERDICT_PERMIT);
  reply.set_decision_id("d7");
  return reply;
}

TEST(Load, EveryCallIsMadeOnceAndAnswered) {
  auto server = FloorServer::Start(Permit());
  ASSERT_TRUE(server.ok()) << server.status();
  constexpr uint64_t kCalls = 1000;
  std::vector<std::atomic<int>> made(kCalls);
  Load load{.address = (*server)->address(), .callers = 16, .connections = 2, .calls = kCalls};
  load.request = [&](uint64_t n) {
    ++made[n];
    return v1::DecideRequest();
  };
  auto result = RunLoad(load);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->rate.count, kCalls);
  EXPECT_EQ(result->permits, kCalls);
  EXPECT_EQ(result->denials + result->errors, 0u) << result->first_error;
  EXPECT_GT(result->rate.per_second, 0);
  EXPECT_LE(result->rate.p50_micros, result->rate.p99_micros);
  for (const auto& times : made) EXPECT_EQ(times, 1);
}

TEST(Load, DenialsAreNoPermits) {
  auto server = FloorServer::Start(v1::DecideReply());
  ASSERT_TRUE(server.ok()) << server.status();
  Load load{.address = (*server)->address(), .callers = 2, .connections = 1, .calls = 10};
  load.request = [](uint64_t) { return v1::DecideRequest(); };
  auto result = RunLoad(load);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->permits, 0u);
  EXPECT_EQ(result->denials, 10u);
}

TEST(Load, ErrorsAreCountedApart) {
  auto server = FloorServer::Start(Permit());
  ASSERT_TRUE(server.ok()) << server.status();
  Load load{.address = (*server)->address(), .callers = 2, .connections = 1, .calls = 3};
  // gRPC's own limit on a received message is 4 MiB.
  load.request = [](uint64_t n) {
    v1::DecideRequest request;
    if (n == 1) request.set_args_json(std::string(5 << 20, 'x'));
    return request;
  };
  auto result = RunLoad(load);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->rate.count, 2u);
  EXPECT_EQ(result->errors, 1u);
  EXPECT_FALSE(result->first_error.empty());
}

TEST(RocksFloor, WritesEveryCommitInGroups) {
  auto result = RunRocksFloor({.directory = testing::TempDir() + "/rocks_floor",
                               .callers = 8,
                               .commits = 200,
                               .values = {500, 40}});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->rate.count, 200u);
  EXPECT_GT(result->groups, 0u);
  EXPECT_LE(result->groups, 200u);
}

TEST(RocksFloor, SaysWhenItCannotWrite) {
  EXPECT_FALSE(RunRocksFloor({.directory = "/proc/nowhere", .commits = 1, .values = {1}}).ok());
}

}  // namespace
}  // namespace writ::bench
