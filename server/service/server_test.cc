// The server in this process, over a real connection, on an engine in memory.
#include "server/service/server.h"

#include <gtest/gtest.h>

#include "engine/bytecode/test_bundle.h"
#include "server/client/client.h"

namespace writ::server {
namespace {

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    TestBundle bundle;
    bundle.AddRule("test.run");
    bundle.AddFact("test.flag");
    auto program = std::move(bundle).Load();
    ASSERT_TRUE(program.ok()) << program.status();
    auto engine = Engine::Open(NewMemoryStore(), *program, {.clock = &clock_});
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    auto server = Server::Start(*engine_, {.host = "127.0.0.1"});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    client_ = std::make_unique<Client>(server_->address().ToString());
  }

  void Grant() {
    v1::GrantRequest request;
    request.set_type("test.Work");
    request.set_params_json(R"({"city": "SFO"})");
    request.set_user("ana");
    request.set_agent("bot");
    request.set_task_id("t1");
    auto task = client_->Grant(request);
    ASSERT_TRUE(task.ok()) << task.status();
    EXPECT_EQ(task->task_id(), "t1");
    EXPECT_EQ(task->expires_micros() - task->granted_micros(), 3'600'000'000);
  }

  absl::StatusOr<v1::DecideReply> Decide(const std::string& args) {
    v1::DecideRequest request;
    request.set_task_id("t1");
    request.set_agent("bot");
    request.set_action("tools.run");
    request.set_args_json(args);
    return client_->Decide(request);
  }

  ManualClock clock_{1'795'456'800'000'000};  // 2026-11-23T18:00:00Z
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Client> client_;
};

TEST_F(ServerTest, Decides) {
  Grant();
  auto reply = Decide(R"({"city": "SFO"})");
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->verdict(), v1::VERDICT_PERMIT) << reply->DebugString();
  ASSERT_EQ(reply->rules_size(), 1);
  EXPECT_EQ(reply->rules(0), "test.run");
  EXPECT_TRUE(reply->recorded());
  EXPECT_EQ(reply->time_micros(), clock_.Now());
  EXPECT_EQ(reply->bundle_digest(), AsBytes(engine_->program()->digest()));
  EXPECT_EQ(reply->canonical_args(), R"({"city":"SFO"})");
  EXPECT_EQ(reply->args_sha256(), AsBytes(Sha256(reply->canonical_args())));
}

TEST_F(ServerTest, DeniesWhatItCannotRead) {
  Grant();
  auto reply = Decide(R"({"city": )");
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->verdict(), v1::VERDICT_DENY);
  EXPECT_EQ(reply->reason(), "bad_arguments");
  EXPECT_EQ(reply->detail().rfind("`args_json` is not valid JSON", 0), 0u) << reply->detail();
}

TEST_F(ServerTest, KeepsFacts) {
  v1::PutFactRequest put;
  put.set_fact("test.flag");
  put.set_value_json("true");
  EXPECT_EQ(*client_->GetFact("test.flag", "[]"), "false");
  ASSERT_TRUE(client_->PutFact(put).ok());
  EXPECT_EQ(*client_->GetFact("test.flag", "[]"), "true");
}

TEST_F(ServerTest, ErrorsOfTheEngineKeepTheirCode) {
  EXPECT_EQ(client_->GetTask("none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(client_->GetFact("none", "[]").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(client_->CloseTask("none").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ServerTest, ReplaysTheLog) {
  Grant();
  ASSERT_TRUE(Decide(R"({"city": "SFO"})").ok());
  ASSERT_TRUE(Decide("{").ok());
  auto reply = client_->Replay();
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->decisions(), 2u);
  EXPECT_EQ(reply->equal(), 2u) << reply->DebugString();
  EXPECT_TRUE(reply->tree_matches());
  EXPECT_EQ(reply->log_size(), engine_->tree_head().size);
}

TEST_F(ServerTest, TakesNoCallAfterItDrained) {
  Grant();
  server_->Drain();
  EXPECT_EQ(Decide("{}").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ServerTest, SaysWhenTheAddressIsTaken) {
  auto second = Server::Start(*engine_, server_->address());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace writ::server
