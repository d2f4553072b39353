// The language's fixed rules (R1 to R13) on the whole engine, each in a test that names it.
#include <gtest/gtest.h>

#include "lang/compiler/compiler.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package shop

entity User { email: string }
entity Agent {}
task Buy { budget: money, to: string }
task Look {}

action shop.list(page: int?)
action shop.pay(to: string, price: money) -> { charged: money, receipt: string }
action shop.ship(receipt: string, on: date)
action shop.divide(by: int)

fact frozen(User): bool = false
fact spend(task) = sum(args.price) of shop.pay settle result.charged
fact payments(task) = count of shop.pay
fact receipts(task) = set(result.receipt) of shop.pay
fact paid(user, args.to) = sum(args.price) of shop.pay

permit look: shop.list
permit pay: shop.pay for Buy
  when args.to == task.to
  when args.price.amount() > 0
permit ship: shop.ship for Buy
  when args.receipt in receipts(task)
permit errs: shop.divide
  when 10 / args.by == 5

forbid frozen: shop.pay
  when frozen(user)
  else "the account is frozen"
forbid overflows: shop.divide
  when args.by == 0 && 9223372036854775807 + args.by + 1 > 0

limit budget: spend(task) <= task.budget
  else "the budget is used up"
limit thrice: payments(task) <= 3
)";

constexpr std::string_view kBuy = R"({"budget": {"amount": 1000, "currency": "USD"}, "to": "bob"})";

std::string Pay(std::string_view amount, std::string_view to = "bob",
                std::string_view currency = "USD") {
  return R"({"to": ")" + std::string(to) + R"(", "price": {"amount": )" + std::string(amount) +
         R"(, "currency": ")" + std::string(currency) + R"("}})";
}

class RulesTest : public ::testing::Test {
 protected:
  RulesTest() : t_(kPolicy) { t_.Grant("buy", "Buy", kBuy); }
  ~RulesTest() override { t_.ExpectReplaysEqual(); }

  std::string DecidePay(std::string_view amount) {
    return Summary(t_.Decide("buy", "shop.pay", Pay(amount)));
  }

  TestEngine t_;
};

TEST_F(RulesTest, R1ArgumentsAreCheckedBeforeAnyRule) {
  const std::string_view wrong[] = {
      "{}",
      R"({"to": "bob"})",
      R"({"to": null, "price": {"amount": 1, "currency": "USD"}})",
      R"({"to": 1, "price": {"amount": 1, "currency": "USD"}})",
      R"({"to": "bob", "price": "389"})",
      R"({"to": "bob", "price": 389})",
      R"({"to": "bob", "price": {"amount": 1e400, "currency": "USD"}})",
      R"({"to": "bob", "price": {"amount": NaN, "currency": "USD"}})",
      R"({"to": "bob", "price": {"amount": 1, "amount": 2, "currency": "USD"}})",
      R"({"to": "bob", "price": {"amount": 1, "currency": "USD"}, "extra": 1})",
      R"({"to": "bob", "price": {"amount": 1, "currency": "UЅD"}})",
      "[]",
      "",
  };
  for (std::string_view args : wrong) {
    Decision decision = t_.Decide("buy", "shop.pay", args);
    EXPECT_EQ(Summary(decision), "deny bad_arguments") << args;
    EXPECT_NE(decision.detail, "") << args;
  }
}

TEST_F(RulesTest, R1NumbersAreReadFromTheirText) {
  EXPECT_EQ(DecidePay("3.89e2"), "permit");
  EXPECT_NE(t_.Fact("spend", R"(["buy"])").find("389"), std::string::npos);
  EXPECT_EQ(DecidePay("-1"), "deny no_permit");
  EXPECT_EQ(DecidePay("0.000000000000000001"), "permit");
}

TEST_F(RulesTest, R2OptionalMustBeTested) {
  constexpr std::string_view kHead =
      "package p\ntask T {}\naction a.b(x: int?)\npermit r: a.b for T when ";
  auto compiles = [&](std::string_view condition) {
    return lang::Compile({{"p.writ", std::string(kHead) + std::string(condition)}}).ok();
  };
  EXPECT_FALSE(compiles("args.x > 1"));
  EXPECT_FALSE(compiles("args.x > 1 && has(args.x)"));
  EXPECT_FALSE(compiles("!has(args.x) && args.x > 1"));
  EXPECT_TRUE(compiles("has(args.x) && args.x > 1"));
  EXPECT_TRUE(compiles("args.x.orValue(0) > 1"));
  EXPECT_TRUE(compiles("has(args.x) when args.x > 1"));
}

TEST_F(RulesTest, R3BundleThatDoesNotLoadIsRefused) {
  EXPECT_FALSE(Program::Load("not a bundle").ok());
  std::string bytes(CompilePolicy(kPolicy)->bytes());
  EXPECT_TRUE(Program::Load(bytes).ok());
  EXPECT_FALSE(Program::Load(bytes.substr(0, bytes.size() / 2)).ok());
}

TEST_F(RulesTest, R4UnknownThingsDeny) {
  EXPECT_EQ(Summary(t_.Decide("nothing", "shop.list", "{}")), "deny unknown_task");
  EXPECT_EQ(Summary(t_.Decide("buy", "shop.steal", "{}")), "deny unknown_action");
  CallRequest request = Request("buy", "shop.list", "{}");
  request.agent = "other";
  EXPECT_EQ(Summary(t_.Decide(request)), "deny wrong_agent");
}

TEST_F(RulesTest, R4ClosedAndExpiredTasksDeny) {
  t_.Grant("short", "Look", "{}");
  EXPECT_EQ(Summary(t_.Decide("short", "shop.list", "{}")), "permit");
  ASSERT_TRUE(
      Await<TaskInfo>([&](auto done) { t_.engine().Close({"short"}, std::move(done)); }).ok());
  EXPECT_EQ(Summary(t_.Decide("short", "shop.list", "{}")), "deny task_closed");
  t_.clock().Advance(Micros{86'400} * 1'000'000 - 1);
  EXPECT_EQ(Summary(t_.Decide("buy", "shop.list", "{}")), "permit");
  t_.clock().Advance(1);
  EXPECT_EQ(Summary(t_.Decide("buy", "shop.list", "{}")), "deny task_expired");
}

TEST_F(RulesTest, R4ForbidBeatsPermit) {
  EXPECT_EQ(DecidePay("1"), "permit");
  t_.PutFact("frozen", R"(["ana"])", "true");
  Decision decision = t_.Decide("buy", "shop.pay", Pay("1"));
  EXPECT_EQ(Summary(decision), "deny forbidden shop.frozen");
  EXPECT_EQ(decision.message, "the account is frozen");
  t_.PutFact("frozen", R"(["ana"])", "false");
  EXPECT_EQ(DecidePay("1"), "permit");
}

TEST_F(RulesTest, R4ForbidThatErrsDenies) {
  EXPECT_EQ(Summary(t_.Decide("buy", "shop.divide", R"({"by": 0})")),
            "deny rule_error shop.overflows");
}

TEST_F(RulesTest, R4PermitThatErrsDoesNotHold) {
  EXPECT_EQ(Summary(t_.Decide("buy", "shop.divide", R"({"by": 2})")), "permit");
  EXPECT_EQ(Summary(t_.Decide("buy", "shop.divide", R"({"by": 3})")), "deny no_permit");
}

TEST_F(RulesTest, R4NoPermitForThisTaskDenies) {
  t_.Grant("look", "Look", "{}");
  EXPECT_EQ(Summary(t_.Decide("look", "shop.pay", Pay("1"))), "deny no_permit");
  EXPECT_EQ(Summary(t_.Decide("buy", "shop.pay", Pay("1", "eve"))), "deny no_permit");
}

TEST_F(RulesTest, R4LimitDeniesAndSaysWhatIsLeft) {
  EXPECT_EQ(DecidePay("600"), "permit");
  Decision decision = t_.Decide("buy", "shop.pay", Pay("400.01"));
  EXPECT_EQ(Summary(decision), "deny limit shop.budget");
  EXPECT_EQ(decision.message, "the budget is used up");
  EXPECT_EQ(decision.remaining, "400.00 USD");
  EXPECT_EQ(DecidePay("400"), "permit");
}

TEST_F(RulesTest, R4LimitThatErrsDenies) {
  EXPECT_EQ(DecidePay("1"), "permit");
  Decision decision = t_.Decide("buy", "shop.pay", Pay("1", "bob", "EUR"));
  EXPECT_EQ(decision.verdict, Verdict::kDeny);
  EXPECT_NE(decision.reason, Reason::kNoPermit);
}

TEST_F(RulesTest, R5PermitReservesFailureReleasesSuccessSettles) {
  Decision first = t_.Decide("buy", "shop.pay", Pay("900"));
  EXPECT_EQ(DecidePay("200"), "deny limit shop.budget");
  ASSERT_TRUE(t_.Report(first, false).ok());
  EXPECT_NE(t_.Fact("payments", R"(["buy"])"), "1");
  Decision second = t_.Decide("buy", "shop.pay", Pay("900"));
  EXPECT_EQ(Summary(second), "permit");
  ASSERT_TRUE(t_.Report(second, true, R"({"charged": "850 USD", "receipt": "r1"})").ok());
  EXPECT_EQ(DecidePay("150.01"), "deny limit shop.budget");
  EXPECT_EQ(DecidePay("150"), "permit");
}

TEST_F(RulesTest, R5UnreportedOutcomeCounts) {
  EXPECT_EQ(DecidePay("900"), "permit");
  t_.clock().Advance(Micros{3600} * 1'000'000);
  EXPECT_EQ(DecidePay("900"), "deny limit shop.budget");
}

TEST_F(RulesTest, R6ResultFactsCountWhenSuccessIsReported) {
  Decision pay = t_.Decide("buy", "shop.pay", Pay("5"));
  const std::string_view ship = R"({"receipt": "r1", "on": "2026-12-01"})";
  EXPECT_EQ(Summary(t_.Decide("buy", "shop.ship", ship)), "deny no_permit");
  ASSERT_TRUE(t_.Report(pay, true, R"({"charged": "5 USD", "receipt": "r1"})").ok());
  EXPECT_EQ(Summary(t_.Decide("buy", "shop.ship", ship)), "permit");
}

TEST_F(RulesTest, R7DeniedCallsChangeNoFact) {
  EXPECT_EQ(DecidePay("600"), "permit");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(DecidePay("600"), "deny limit shop.budget");
  EXPECT_EQ(t_.Fact("payments", R"(["buy"])"), "1");
}

TEST_F(RulesTest, FactsOfOtherKeysAreOtherFacts) {
  EXPECT_EQ(DecidePay("600"), "permit");
  t_.Grant("more", "Buy", kBuy);
  EXPECT_EQ(Summary(t_.Decide("more", "shop.pay", Pay("900"))), "permit");
  EXPECT_NE(t_.Fact("paid", R"(["ana", "bob"])").find("1500"), std::string::npos);
}

TEST_F(RulesTest, OutcomeIsReportedOnceByItsAgent) {
  Decision pay = t_.Decide("buy", "shop.pay", Pay("5"));
  OutcomeReport report{pay.decision_id, "other", true, nullptr};
  auto by_other =
      Await<OutcomeReceipt>([&](auto done) { t_.engine().ReportOutcome(report, std::move(done)); });
  EXPECT_TRUE(absl::IsNotFound(by_other.status()));
  const std::string_view result = R"({"charged": "5 USD", "receipt": "r"})";
  EXPECT_FALSE(t_.Report(pay, true, result)->repeated);
  EXPECT_TRUE(t_.Report(pay, true, result)->repeated);
  report.result = Json(result);
  auto repeated_by_other =
      Await<OutcomeReceipt>([&](auto done) { t_.engine().ReportOutcome(report, std::move(done)); });
  EXPECT_TRUE(absl::IsNotFound(repeated_by_other.status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(t_.Report(pay, false).status()));
  Decision denied = t_.Decide("buy", "shop.pay", Pay("5000"));
  EXPECT_TRUE(absl::IsNotFound(t_.Report(denied, true).status()));
  Decision nothing;
  nothing.decision_id = "d99999";
  EXPECT_TRUE(absl::IsNotFound(t_.Report(nothing, true).status()));
}

TEST_F(RulesTest, ResultThatDoesNotFitIsRefusedAndCanBeRepaired) {
  Decision pay = t_.Decide("buy", "shop.pay", Pay("5"));
  EXPECT_TRUE(absl::IsInvalidArgument(t_.Report(pay, true, R"({"charged": 5})").status()));
  EXPECT_TRUE(t_.Report(pay, true, R"({"charged": "5 USD", "receipt": "r", "new_field": 1})").ok());
}

TEST_F(RulesTest, IdempotencyKeyGivesTheSameDecisionAndOneDebit) {
  CallRequest request = Request("buy", "shop.pay", Pay("400"));
  request.idempotency_key = "k";
  Decision first = t_.Decide(request);
  Decision again = t_.Decide(request);
  EXPECT_EQ(Summary(first), "permit");
  EXPECT_EQ(again.decision_id, first.decision_id);
  EXPECT_EQ(again.canonical_args, first.canonical_args);
  EXPECT_EQ(t_.Fact("payments", R"(["buy"])"), "1");
  CallRequest other = Request("buy", "shop.pay", Pay("401"));
  other.idempotency_key = "k";
  EXPECT_EQ(Summary(t_.Decide(other)), "deny key_reused");
}

TEST_F(RulesTest, ClockThatGoesBackFarDenies) {
  EXPECT_EQ(DecidePay("1"), "permit");
  t_.clock().Advance(-4'000'000);
  EXPECT_EQ(DecidePay("1"), "permit");
  t_.clock().Advance(-7'200'000'000);
  EXPECT_EQ(DecidePay("1"), "deny clock_went_back");
}

TEST_F(RulesTest, StateSurvivesReopening) {
  Decision pay = t_.Decide("buy", "shop.pay", Pay("600"));
  t_.Reopen();
  EXPECT_EQ(DecidePay("600"), "deny limit shop.budget");
  EXPECT_TRUE(t_.Report(pay, false).ok());
  t_.Reopen();
  EXPECT_EQ(DecidePay("600"), "permit");
}

TEST_F(RulesTest, EditingARuleKeepsFactsEditingADefinitionDoesNot) {
  EXPECT_EQ(DecidePay("600"), "permit");
  std::string edited = "// a comment\n" + std::string(kPolicy) + "\npermit more: shop.list\n";
  t_.Reopen(edited);
  EXPECT_EQ(t_.Fact("payments", R"(["buy"])"), "1");
  EXPECT_EQ(DecidePay("600"), "deny limit shop.budget");
}

TEST_F(RulesTest, TraceNamesEveryClause) {
  CallRequest request = Request("buy", "shop.pay", Pay("0"));
  request.want_trace = true;
  Decision decision = t_.Decide(request);
  ASSERT_EQ(decision.trace.size(), 2u);  // the forbid, then the permit
  EXPECT_EQ(decision.trace[0].clauses[0].result, ClauseResult::kFalse);
  EXPECT_EQ(decision.trace[1].clauses[0].result, ClauseResult::kTrue);
  EXPECT_EQ(decision.trace[1].clauses[1].result, ClauseResult::kFalse);
  EXPECT_FALSE(decision.facts.empty());
}

// R12: what a decision may cost is bounded; what costs more is denied.
TEST(CostTest, R12DecisionOutOfFuelDenies) {
  std::string policy = "package p\ntask T {}\naction a.b(xs: list<string>)\npermit r: a.b\n";
  for (int i = 0; i < 100; ++i) {
    policy += "  when !(\"absent" + std::to_string(i) + "\" in args.xs)\n";
  }
  TestEngine t(policy);
  t.Grant("t", "T", "{}");
  auto args = [](int items) {
    std::string text = R"({"xs": ["")";
    for (int i = 1; i < items; ++i) text += R"(,"")";
    return text + "]}";
  };
  EXPECT_EQ(Summary(t.Decide("t", "a.b", args(10))), "permit");
  EXPECT_EQ(Summary(t.Decide("t", "a.b", args(20'000))), "deny no_permit");
  t.ExpectReplaysEqual();
}

TEST(CostTest, R12RecursionDoesNotCompile) {
  std::string policy =
      "package p\nfn f(x: int): int = g(x)\nfn g(x: int): int = f(x)\ntask T {}\n"
      "action a.b(x: int)\npermit r: a.b when f(args.x) > 0\n";
  EXPECT_FALSE(lang::Compile({{"p.writ", policy}}).ok());
}

// R13: two engines that see the same commands write the same log.
TEST(DeterminismTest, R13SameCommandsSameBytes) {
  Digest roots[2];
  for (Digest& root : roots) {
    TestEngine t(kPolicy);
    t.Grant("buy", "Buy", kBuy);
    for (const char* amount : {"100", "900.5", "-1", "1e2"}) {
      Decision decision = t.Decide("buy", "shop.pay", Pay(amount));
      if (decision.verdict == Verdict::kPermit) {
        EXPECT_TRUE(t.Report(decision, true, R"({"charged": "99 USD", "receipt": "r"})").ok());
      }
    }
    root = t.engine().tree_head().root;
  }
  EXPECT_EQ(roots[0], roots[1]);
}

TEST(EventJsonTest, ShowsADecisionWithItsTrace) {
  TestEngine t(kPolicy);
  t.Grant("buy", "Buy", kBuy);
  Decision decision = t.Decide("buy", "shop.pay", Pay("5"));
  auto event = t.engine().GetEvent(decision.log_index);
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->kind, "call_decided");
  EXPECT_NE(Json(event->json), nullptr);
  EXPECT_NE(event->json.find(R"("rules":["shop.pay"])"), std::string::npos) << event->json;
  EXPECT_NE(event->json.find(R"("replays_equal":true)"), std::string::npos) << event->json;
  EXPECT_TRUE(absl::IsNotFound(t.engine().GetEvent(999).status()));
}

}  // namespace
}  // namespace writ::tests
