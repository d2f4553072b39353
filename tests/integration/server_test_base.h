// A test on a server of its own, with an empty database and the travel agent's policy.
#ifndef WRIT_TESTS_INTEGRATION_SERVER_TEST_BASE_H_
#define WRIT_TESTS_INTEGRATION_SERVER_TEST_BASE_H_

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tests/integration/harness.h"
#include "tests/integration/travel.h"

namespace writ::harness {

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override { StartServer(); }

  virtual ServerOptions Options() const {
    return {.policies = kTravelPolicies, .data = data_.path()};
  }

  void StartServer() {
    auto server = ServerProcess::Start(Options());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  void KillAndRestart() {
    EXPECT_EQ(server_->Kill().signal, SIGKILL);
    StartServer();
  }

  // A trip whose seat "H1" is held.
  Trip StartTrip(const TripTerms& terms = {}) {
    auto trip = Trip::Start(server_->address(), terms);
    EXPECT_TRUE(trip.ok()) << trip.status();
    if (!trip.ok()) return Trip(server_->address(), "none");
    EXPECT_TRUE(trip->Reserve("H1"));
    return *std::move(trip);
  }

  // Every decision of the log comes out as it did; gives how many there are.
  uint64_t ExpectReplayEqual() {
    auto reply = Client(server_->address()).Replay();
    EXPECT_TRUE(reply.ok()) << reply.status();
    if (!reply.ok()) return 0;
    EXPECT_EQ(reply->different(), 0u) << reply->DebugString();
    EXPECT_EQ(reply->equal(), reply->decisions());
    EXPECT_TRUE(reply->tree_matches());
    return reply->decisions();
  }

  TempDirectory data_;
  std::unique_ptr<ServerProcess> server_;
};

// "permit lookup", "deny limit one_ticket", "error <message>": what a reply says in one line.
inline std::string Summary(const absl::StatusOr<v1::DecideReply>& reply) {
  if (!reply.ok()) return "error " + std::string(reply.status().message());
  std::string text = VerdictText(reply->verdict());
  if (reply->verdict() != v1::VERDICT_PERMIT) text += " " + reply->reason();
  return reply->rules().empty() ? text : text + " " + RuleNames(*reply);
}

}  // namespace writ::harness

#endif  // WRIT_TESTS_INTEGRATION_SERVER_TEST_BASE_H_
