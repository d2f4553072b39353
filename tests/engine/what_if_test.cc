// What another policy would have decided: history changes as verdicts change.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "engine/audit.h"
#include "engine/engine.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

std::string Policy(std::string_view rules) {
  return absl::StrCat(R"(
package whatif
task T {}
action shop.pay(to: string, amount: money) -> { charged: money, receipt: string }
fact spent(task) = sum(args.amount) of shop.pay settle result.charged
fact frozen(T): bool = false
)",
                      std::string(rules));
}

const std::string kThen = Policy(R"(
permit pay: shop.pay
limit budget: spent(task) <= 100 EUR
forbid frozen: shop.pay when frozen(task)
)");

std::string Pay(int amount, std::string_view to = "acme") {
  return absl::StrCat(R"({"amount": ")", amount, R"( EUR", "to": ")", std::string(to), "\"}");
}

class WhatIfTest : public testing::Test {
 protected:
  Decision Call(int amount, std::string_view to = "acme") {
    return engine_.Decide("t", "shop.pay", Pay(amount, to));
  }
  WhatIfReport Run(std::string_view other) {
    changes_.clear();
    auto report =
        engine_.engine().WhatIf(CompilePolicy(other), [this](const ChangedVerdict& change) {
          changes_.push_back(change);
          return absl::OkStatus();
        });
    if (report.ok()) EXPECT_EQ(report->changed, changes_.size());
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : WhatIfReport();
  }
  // "d3 permit→deny whatif.budget", for each change of the last run.
  std::string Changes() const {
    std::string text;
    for (const ChangedVerdict& change : changes_) {
      absl::StrAppend(&text, text.empty() ? "" : ", ", "d", change.index, " ",
                      std::string(VerdictName(change.before)), "→",
                      std::string(VerdictName(change.after)), " ", change.rule);
    }
    return text;
  }

  TestEngine engine_{kThen};
  std::vector<ChangedVerdict> changes_;
};

TEST_F(WhatIfTest, TheSamePolicyChangesNothing) {
  engine_.Grant("t", "T", "{}");
  Decision first = Call(60);
  Call(60);
  ASSERT_TRUE(engine_.Report(first, false).ok());
  engine_.PutFact("frozen", R"(["t"])", "true");
  Call(10);
  WhatIfReport report = Run(kThen);
  EXPECT_EQ(report.decisions, 3u);
  EXPECT_EQ(report.changed, 0u);
  EXPECT_EQ(report.money_before, report.money_after);
  EXPECT_EQ(report.money_before["EUR"].ToString(2), "60.00");
  EXPECT_TRUE(report.notes.empty()) << report.notes[0];
}

// The first payment is refused by the smaller limit, so the second one now fits.
TEST_F(WhatIfTest, HistoryChangesAsVerdictsChange) {
  engine_.Grant("t", "T", "{}");
  EXPECT_EQ(Summary(Call(60)), "permit");
  EXPECT_EQ(Summary(Call(50)), "deny limit whatif.budget");
  EXPECT_EQ(Summary(Call(30)), "permit");
  WhatIfReport report = Run(Policy("permit pay: shop.pay\nlimit budget: spent(task) <= 50 EUR\n"));
  EXPECT_EQ(Changes(),
            "d2 permit→deny whatif.budget, d3 deny→permit whatif.pay, "
            "d4 permit→deny whatif.budget");
  EXPECT_EQ(report.changed, 3u);
  EXPECT_EQ(report.money_before["EUR"].ToString(2), "90.00");
  EXPECT_EQ(report.money_after["EUR"].ToString(2), "50.00");
  EXPECT_EQ(changes_[1].money.at("EUR").ToString(2), "50.00");
}

TEST_F(WhatIfTest, OutcomesOfCallsThatStillHappenAreTakenOver) {
  engine_.Grant("t", "T", "{}");
  Decision failed = Call(90);
  ASSERT_TRUE(engine_.Report(failed, false).ok());
  EXPECT_EQ(Summary(Call(80)), "permit");
  EXPECT_EQ(Run(Policy("permit pay: shop.pay\nlimit budget: spent(task) <= 95 EUR\n")).changed, 0u);
}

TEST_F(WhatIfTest, EndsWhenNobodyTakesTheChanges) {
  engine_.Grant("t", "T", "{}");
  Call(10);
  int taken = 0;
  auto report = engine_.engine().WhatIf(CompilePolicy(Policy("")),
                                        [&](const ChangedVerdict&) -> absl::Status {
                                          ++taken;
                                          return absl::CancelledError("gone");
                                        });
  EXPECT_TRUE(absl::IsCancelled(report.status())) << report.status();
  EXPECT_EQ(taken, 1);
}

TEST_F(WhatIfTest, NamesTheRuleThatPermitsOrDenies) {
  engine_.Grant("t", "T", "{}");
  Call(10, "acme");
  Call(10, "evil");
  Run(Policy("permit pay: shop.pay\nforbid evil: shop.pay when args.to == \"evil\"\n"));
  EXPECT_EQ(Changes(), "d3 permit→deny whatif.evil");
  // Nothing permits it any more: the rule that did is named.
  Run(Policy("permit acme: shop.pay when args.to == \"acme\"\n"));
  EXPECT_EQ(Changes(), "d3 permit→deny whatif.pay");
}

TEST_F(WhatIfTest, FactsAreKnownByTheirNames) {
  engine_.Grant("t", "T", "{}");
  engine_.PutFact("frozen", R"(["t"])", "true");
  Call(10);
  const std::string then = kThen;
  const std::string redefined =
      std::string(then).replace(then.find("bool = false"), 12, "bool = true ");
  EXPECT_EQ(Run(redefined).changed, 0u);
  std::string without = Policy("permit pay: shop.pay\n");
  without.erase(without.find("fact frozen"), std::string("fact frozen(T): bool = false\n").size());
  WhatIfReport report = Run(without);
  EXPECT_EQ(Changes(), "d3 deny→permit whatif.pay");
  ASSERT_EQ(report.notes.size(), 1u);
  EXPECT_EQ(report.notes[0], "the other policy does not assert the fact `whatif.frozen`");
}

TEST_F(WhatIfTest, IdempotencyKeysAndClockJumpsAreAsTheyWere) {
  engine_.Grant("t", "T", "{}");
  CallRequest once = Request("t", "shop.pay", Pay(10));
  once.idempotency_key = "k";
  engine_.Decide(once);
  engine_.Decide(once);
  once = Request("t", "shop.pay", Pay(11));
  once.idempotency_key = "k";
  engine_.Decide(once);
  engine_.clock().Advance(-3'600'000'000);
  Call(10);
  engine_.clock().Advance(7'200'000'000);
  Call(10);
  WhatIfReport report = Run(kThen);
  EXPECT_EQ(report.decisions, 4u);
  EXPECT_EQ(Changes(), "");
}

}  // namespace
}  // namespace writ::tests
