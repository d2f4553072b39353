#include "server/service/convert.h"

#include <gtest/gtest.h>

#include "server/service/limits.h"

namespace writ::server {
namespace {

std::string TextOf(const absl::Status& status) { return std::string(status.message()); }

std::string Padded(size_t size) {
  std::string text = R"({"x": ""})";
  return text.insert(7, std::string(size - text.size(), 'x'));
}

TEST(ConvertTest, ACallTakesEveryField) {
  v1::DecideRequest message;
  message.set_agent("a");
  message.set_task_id("t");
  message.set_action("x.y");
  message.set_args_json(R"({"n": 1.50})");
  message.mutable_call()->set_id("i");
  message.mutable_call()->set_ip("192.0.2.1");
  message.mutable_call()->set_session("s");
  message.set_idempotency_key("k");
  message.set_explain(true);
  auto call = FromMessage(message);
  ASSERT_TRUE(call.ok()) << call.status();
  EXPECT_EQ(call->agent, "a");
  EXPECT_EQ(call->task_id, "t");
  EXPECT_EQ(call->action, "x.y");
  EXPECT_EQ(call->call_id, "i");
  EXPECT_EQ(call->ip, "192.0.2.1");
  EXPECT_EQ(call->session, "s");
  EXPECT_EQ(call->idempotency_key, "k");
  EXPECT_TRUE(call->want_trace);
  ASSERT_NE(call->args, nullptr);
  EXPECT_EQ(call->args->value.AsMap().FindField("n").AsText(), "1.50");
}

TEST(ConvertTest, NoArgumentsAreAnEmptyObject) {
  auto call = FromMessage(v1::DecideRequest());
  ASSERT_TRUE(call.ok());
  ASSERT_NE(call->args, nullptr);
  EXPECT_EQ(call->args->value.AsMap().size, 0u);
}

TEST(ConvertTest, UnreadableArgumentsBecomeTheReasonOfADenial) {
  const std::string unreadable[] = {"{", "{} {}", R"({"a": 1, "a": 2})", Padded(kMaxJsonBytes + 1)};
  for (const std::string& args : unreadable) {
    v1::DecideRequest message;
    message.set_args_json(args);
    auto call = FromMessage(message);
    ASSERT_TRUE(call.ok()) << args;
    EXPECT_EQ(call->args, nullptr) << args;
    EXPECT_EQ(call->args_error.rfind("`args_json` ", 0), 0u) << call->args_error;
  }
}

TEST(ConvertTest, ArgumentsMayBeAsLongAsTheirLimit) {
  v1::DecideRequest message;
  message.set_args_json(Padded(kMaxJsonBytes));
  EXPECT_NE(FromMessage(message)->args, nullptr);
}

TEST(ConvertTest, TextsAreBounded) {
  v1::DecideRequest message;
  message.mutable_call()->set_session(std::string(kMaxTextBytes, 's'));
  EXPECT_TRUE(FromMessage(message).ok());
  message.mutable_call()->set_session(std::string(kMaxTextBytes + 1, 's'));
  EXPECT_EQ(TextOf(FromMessage(message).status()), "`call.session` is longer than 256 bytes");
}

v1::GrantRequest GoodGrant() {
  v1::GrantRequest message;
  message.set_type("T");
  message.set_user("u");
  message.set_agent("a");
  return message;
}

TEST(ConvertTest, AGrantLastsAnHourByDefault) {
  auto grant = FromMessage(GoodGrant());
  ASSERT_TRUE(grant.ok()) << grant.status();
  EXPECT_EQ(grant->lifetime, kDefaultLifetimeSeconds * 1'000'000);
  EXPECT_EQ(grant->params->value.AsMap().size, 0u);
}

TEST(ConvertTest, ALifetimeIsBounded) {
  v1::GrantRequest message = GoodGrant();
  for (int64_t seconds : {kMinLifetimeSeconds, kMaxLifetimeSeconds}) {
    message.set_lifetime_seconds(seconds);
    EXPECT_EQ(FromMessage(message)->lifetime, seconds * 1'000'000);
  }
  for (int64_t seconds : {int64_t{-1}, kMaxLifetimeSeconds + 1, INT64_MAX, INT64_MIN}) {
    message.set_lifetime_seconds(seconds);
    EXPECT_EQ(TextOf(FromMessage(message).status()), "`lifetime_seconds` must be 1 to 31622400");
  }
}

TEST(ConvertTest, RequiredFieldsAreNamed) {
  EXPECT_EQ(TextOf(FromMessage(v1::GrantRequest()).status()), "`type` is required");
  EXPECT_EQ(TextOf(FromMessage(v1::PutFactRequest()).status()), "`fact` is required");
  EXPECT_EQ(TextOf(FromMessage(v1::PutEntityRequest()).status()), "`type` is required");
  EXPECT_EQ(TextOf(FromMessage(v1::ReportOutcomeRequest()).status()), "`decision_id` is required");
  EXPECT_EQ(TextOf(KeysFromMessage(v1::GetFactRequest()).status()), "`fact` is required");
}

TEST(ConvertTest, AFactMustHaveAValue) {
  v1::PutFactRequest message;
  message.set_fact("f");
  EXPECT_FALSE(FromMessage(message).ok());
  message.set_value_json("true");
  auto put = FromMessage(message);
  ASSERT_TRUE(put.ok()) << put.status();
  EXPECT_TRUE(put->value->value.IsTrue());
  EXPECT_EQ(put->keys->value.size(), 0u);
}

TEST(ConvertTest, ADecisionOfNothingIsADenial) {
  v1::DecideReply message;
  ToMessage(Decision{}, message);
  EXPECT_EQ(message.verdict(), v1::VERDICT_DENY);
  EXPECT_EQ(message.reason(), "unavailable");
  EXPECT_FALSE(message.recorded());
  EXPECT_FALSE(message.has_remedy());
  EXPECT_TRUE(message.args_sha256().empty());
}

TEST(ConvertTest, ADecisionGivesEveryField) {
  Decision decision;
  decision.verdict = Verdict::kPermit;
  decision.reason = Reason::kPermitted;
  decision.rules = {"p.a", "p.b"};
  decision.message = "m";
  decision.detail = "d";
  decision.remaining = "2 USD";
  decision.remedy = Remedy{"1 USD", 5, {"bo"}, {{"p.c", "when x", {{"p.f", "[1]", "0"}}}}};
  decision.decision_id = "d7";
  decision.log_index = 7;
  decision.recorded = true;
  decision.time = 99;
  decision.bundle.fill(1);
  decision.canonical_args = "{}";
  decision.args_digest.fill(2);
  v1::DecideReply message;
  ToMessage(decision, message);
  EXPECT_EQ(message.verdict(), v1::VERDICT_PERMIT);
  EXPECT_EQ(message.reason(), "permitted");
  EXPECT_EQ(message.rules_size(), 2);
  EXPECT_EQ(message.message(), "m");
  EXPECT_EQ(message.detail(), "d");
  EXPECT_EQ(message.remedy().remaining(), "1 USD");
  EXPECT_EQ(message.remedy().wait_until_micros(), 5);
  EXPECT_EQ(message.remedy().approvers(0), "bo");
  EXPECT_EQ(message.remedy().unmet(0).clause(), "when x");
  EXPECT_EQ(message.remedy().unmet(0).facts(0).fact(), "p.f");
  EXPECT_EQ(message.decision_id(), "d7");
  EXPECT_EQ(message.log_index(), 7u);
  EXPECT_TRUE(message.recorded());
  EXPECT_EQ(message.time_micros(), 99);
  EXPECT_EQ(message.bundle_digest(), std::string(32, '\1'));
  EXPECT_EQ(message.canonical_args(), "{}");
  EXPECT_EQ(message.args_sha256(), std::string(32, '\2'));
}

TEST(ConvertTest, AStatusKeepsItsCodeAndText) {
  grpc::Status status = ToGrpc(absl::FailedPreconditionError("not now"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(status.error_message(), "not now");
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
}

}  // namespace
}  // namespace writ::server
