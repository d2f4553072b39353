// The server itself: how it starts, what it refuses, how it ends.
#include <arpa/inet.h>
#include <sys/socket.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/integration/raw_call.h"
#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

// Of server/service/limits.h, as a caller meets them.
constexpr size_t kMaxJson = 64 * 1024;
constexpr size_t kMaxMessage = 256 * 1024;
constexpr int kMaxDepth = 32;

class LiveServerTest : public ServerTest {
 protected:
  std::string Detail(const std::string& args) {
    auto reply = Trip(server_->address(), trip_id_).Decide("flights.search", args);
    if (!reply.ok()) return "error " + std::string(absl::StatusCodeToString(reply.status().code()));
    EXPECT_NE(reply->verdict(), v1::VERDICT_PERMIT);
    return reply->reason() + ": " + reply->detail();
  }

  void SetUp() override {
    ServerTest::SetUp();
    trip_id_ = StartTrip().task_id();
  }

  std::string trip_id_;
};

std::string PaddedArgs(size_t size) {
  std::string text = R"({"x": ""})";
  return text.insert(7, std::string(size - text.size(), 'x'));
}

std::string NestedArgs(int depth) {
  return R"({"x": )" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

TEST_F(LiveServerTest, ArgumentsOverTheirLimitAreDenied) {
  EXPECT_EQ(Detail(PaddedArgs(kMaxJson)).find("longer"), std::string::npos);
  EXPECT_EQ(Detail(PaddedArgs(kMaxJson + 1)),
            "bad_arguments: `args_json` is longer than 65536 bytes");
}

TEST_F(LiveServerTest, AMessageOverItsLimitIsRefused) {
  EXPECT_EQ(Detail(std::string(kMaxMessage + 1, 'x')), "error RESOURCE_EXHAUSTED");
}

TEST_F(LiveServerTest, DeepJsonIsDenied) {
  EXPECT_NE(Detail(NestedArgs(kMaxDepth)), Detail(NestedArgs(kMaxDepth + 1)));
  EXPECT_EQ(Detail(NestedArgs(kMaxDepth + 1)).rfind("bad_arguments: `args_json` ", 0), 0u)
      << Detail(NestedArgs(kMaxDepth + 1));
  EXPECT_EQ(Detail(NestedArgs(30'000)), Detail(NestedArgs(kMaxDepth + 1)));
}

TEST_F(LiveServerTest, DuplicateKeysAreDenied) {
  std::string detail = Detail(R"({"from": "JFK", "from": "JFK"})");
  EXPECT_EQ(detail.rfind("bad_arguments: `args_json` ", 0), 0u) << detail;
}

TEST_F(LiveServerTest, LongIdsAreRefused) {
  Trip trip(server_->address(), trip_id_);
  auto request = trip.Request("flights.search", SearchArgs("SFO"));
  request.set_idempotency_key(std::string(256, 'k'));
  EXPECT_EQ(Summary(trip.client().Decide(request)), "permit lookup");
  request.set_idempotency_key(std::string(257, 'k'));
  auto reply = trip.client().Decide(request);
  EXPECT_EQ(reply.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(reply.status().message(), "`idempotency_key` is longer than 256 bytes");
}

TEST_F(LiveServerTest, HeadersOverTheirLimitAreRefused) {
  Client client(server_->address());
  grpc::ClientContext context;
  context.AddMetadata("x-padding", std::string(16 * 1024, 'x'));
  v1::DecideReply reply;
  grpc::Status status = client.decisions().Decide(&context, v1::DecideRequest(), &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
}

TEST_F(LiveServerTest, BadGrantsNameTheField) {
  Client client(server_->address());
  v1::GrantRequest request;
  auto message = [&] { return std::string(client.Grant(request).status().message()); };
  EXPECT_EQ(message(), "`type` is required");
  request.set_type("BookTrip");
  request.set_user("ana");
  EXPECT_EQ(message(), "`agent` is required");
  request.set_agent("travel-1");
  EXPECT_NE(message().find("params"), std::string::npos) << message();
  request.set_lifetime_seconds(366 * 24 * 3600 + 1);
  EXPECT_EQ(message(), "`lifetime_seconds` must be 1 to 31622400");
}

TEST_F(LiveServerTest, TheLogIsReadByIndex) {
  Client client(server_->address());
  auto reply = Trip(server_->address(), trip_id_).Decide("flights.search", SearchArgs("SFO"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  auto event = client.GetEvent(reply->log_index());
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(event->index(), reply->log_index());
  EXPECT_EQ(event->time_micros(), reply->time_micros());
  EXPECT_NE(event->json().find("flights.search"), std::string::npos) << event->json();
  EXPECT_FALSE(event->content().empty());
  EXPECT_FALSE(client.GetEvent(1'000'000).ok());
}

TEST_F(LiveServerTest, ReplayRefusesWhatIsNoRange) {
  Client client(server_->address());
  EXPECT_EQ(client.Replay(5, 1).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(client.Replay(0, 1'000'000).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(LiveServerTest, SaysThatItIsHealthy) {
  Client client(server_->address());
  RawReply reply = RawCall(client.channel(), "/grpc.health.v1.Health/Check", "");
  EXPECT_TRUE(reply.status.ok()) << reply.status.error_message();
  // Field 1, SERVING.
  EXPECT_EQ(reply.bytes, "\x08\x01");
}

TEST_F(LiveServerTest, ListsItsServices) {
  Client client(server_->address());
  // Field 7, an empty text: list the services.
  RawReply reply =
      RawCall(client.channel(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
              std::string("\x3a\x00", 2));
  EXPECT_TRUE(reply.status.ok()) << reply.status.error_message();
  for (const char* name :
       {"writ.v1.Decisions", "writ.v1.Tasks", "writ.v1.Facts", "writ.v1.Audit"}) {
    EXPECT_NE(reply.bytes.find(name), std::string::npos) << name;
  }
}

TEST_F(LiveServerTest, TheDatabaseHasOneServer) {
  auto second = ServerProcess::Start({.policies = kTravelPolicies, .data = data_.path()});
  EXPECT_FALSE(second.ok());
}

// Soon, too: a client that is connected and says nothing is not waited for.
TEST_F(LiveServerTest, EndsInOrder) {
  Client idle(server_->address());
  ASSERT_TRUE(idle.GetTask(trip_id_).ok());
  const absl::Time before = absl::Now();
  EXPECT_EQ(server_->Terminate().code, 0);
  EXPECT_LT(absl::Now() - before, absl::Seconds(3));
  StartServer();
  EXPECT_EQ(Summary(Trip(server_->address(), trip_id_).Decide("flights.search", SearchArgs("SFO"))),
            "permit lookup");
}

// Calls are sent until the server is gone: each is answered or refused, and what was
// answered is in the log afterwards.
TEST_F(LiveServerTest, AnswersWhatIsInFlightWhenItEnds) {
  std::vector<v1::DecideReply> answered;
  Trip trip(server_->address(), trip_id_);
  std::thread caller([&] {
    while (true) {
      auto reply = trip.Decide("flights.search", SearchArgs("SFO"));
      if (!reply.ok()) return;
      answered.push_back(*std::move(reply));
    }
  });
  EXPECT_EQ(server_->Terminate().code, 0);
  caller.join();
  StartServer();
  Client client(server_->address());
  for (const v1::DecideReply& reply : answered) {
    auto event = client.GetEvent(reply.log_index());
    ASSERT_TRUE(event.ok()) << event.status();
    EXPECT_EQ(event->time_micros(), reply.time_micros());
  }
  ExpectReplayEqual();
}

TEST(StartTest, ListensOnASocketOfTheFileSystem) {
  TempDirectory data;
  // Not below the test's directory, whose name may be longer than a socket's may be.
  const std::string path = "unix:/tmp/writ-test-" + std::to_string(getpid()) + ".sock";
  auto server =
      ServerProcess::Start({.policies = kTravelPolicies, .data = data.path(), .listen = path});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ((*server)->address(), path);
  EXPECT_TRUE(Trip::Start(path).ok());
  EXPECT_EQ((*server)->Terminate().code, 0);
}

// A connection of raw bytes that never says anything.
Descriptor ConnectIdly(const std::string& address) {
  Descriptor fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connect(fd.get(), reinterpret_cast<sockaddr*>(&to), sizeof(to));
  return fd;
}

// More idle connections than the server may have descriptors (CVE-2023-4785): who is
// connected goes on, and afterwards anybody can connect again.
TEST(StartTest, SurvivesAFloodOfIdleConnections) {
  TempDirectory data;
  auto server = ServerProcess::Start(
      {.policies = kTravelPolicies, .data = data.path(), .max_descriptors = 128});
  ASSERT_TRUE(server.ok()) << server.status();
  auto trip = Trip::Start((*server)->address());
  ASSERT_TRUE(trip.ok()) << trip.status();
  EXPECT_EQ(Summary(trip->Decide("flights.search", SearchArgs("SFO"))), "permit lookup");
  std::vector<Descriptor> idle;
  for (int i = 0; i < 300; ++i) idle.push_back(ConnectIdly((*server)->address()));
  EXPECT_EQ(Summary(trip->Decide("flights.search", SearchArgs("SFO"))), "permit lookup");
  idle.clear();
  Client late((*server)->address());
  const auto patience = std::chrono::system_clock::now() + std::chrono::seconds(kCallSeconds);
  EXPECT_TRUE(late.channel()->WaitForConnected(patience));
  EXPECT_TRUE(late.GetTask(trip->task_id()).ok());
}

TEST(StartTest, RefusesToListenBeyondThisMachine) {
  TempDirectory data;
  for (const char* listen : {"0.0.0.0:0", "[::]:0", "192.0.2.1:7411", "example.com:7411", "7411"}) {
    auto run = RunWrit(
        {"serve", "--policies", kTravelPolicies, "--data", data.path(), "--listen", listen});
    ASSERT_TRUE(run.ok()) << run.status();
    EXPECT_EQ(run->exit.code, 2) << listen;
    EXPECT_EQ(run->out, "");
    EXPECT_NE(run->err.find("--listen"), std::string::npos) << run->err;
  }
}

TEST(StartTest, RefusesPoliciesThatDoNotCompile) {
  TempDirectory data, policies;
  std::ofstream(policies.path() + "/broken.writ") << "package p\n\npermit x: nothing.here\n";
  auto run = RunWrit({"serve", "--policies", policies.path(), "--data", data.path()});
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->exit.code, 2);
  EXPECT_NE(run->err.find("broken.writ:3:"), std::string::npos) << run->err;
}

TEST(StartTest, RefusesADirectoryWithoutPolicies) {
  TempDirectory data, policies;
  auto run = RunWrit({"serve", "--policies", policies.path(), "--data", data.path()});
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->exit.code, 2);
}

}  // namespace
}  // namespace writ::harness
