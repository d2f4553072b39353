// Another policy while the engine runs, and what is left of that when it is opened again.
#include <gtest/gtest.h>

#include "engine/replay/rebuild.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kFirst = R"(
package shop
entity User {}
entity Agent {}
task Buy { most: int }
action shop.buy(price: int)
permit first: shop.buy
)";
constexpr std::string_view kSecond = R"(
package shop
entity User {}
entity Agent {}
task Buy { most: int }
action shop.buy(price: int)
permit second: shop.buy for Buy when args.price <= task.most
)";
// Its task does not fit those of the others.
constexpr std::string_view kOther = R"(
package shop
entity User {}
entity Agent {}
task Buy { most: money }
action shop.buy(price: int)
permit other: shop.buy
)";

class ActivateTest : public ::testing::Test {
 protected:
  ActivateTest() : t_(kFirst) { t_.Grant("t", "Buy", R"({"most": 10})"); }
  ~ActivateTest() override {
    t_.ExpectReplaysEqual();
    auto made = NewMemoryStore();
    auto report = Rebuild(t_.store(), *made);
    EXPECT_TRUE(report.ok()) << report.status();
    if (report.ok()) EXPECT_EQ(report->difference, "");
  }

  absl::StatusOr<ActivationReceipt> Activate(std::string_view policy,
                                             std::optional<Digest> expected = std::nullopt,
                                             bool allow_stale_tasks = false) {
    return Await<ActivationReceipt>([&](auto done) {
      t_.engine().Activate({CompilePolicy(policy), expected, allow_stale_tasks}, std::move(done));
    });
  }
  Digest Active() { return t_.engine().program()->digest(); }
  std::string Rule() {
    const Decision decision = t_.Decide("t", "shop.buy", R"({"price": 1})");
    EXPECT_EQ(decision.bundle, Active());
    return decision.rules.empty() ? Summary(decision) : decision.rules[0];
  }

  TestEngine t_;
};

TEST_F(ActivateTest, TheNextCallIsDecidedByIt) {
  const Digest first = Active();
  EXPECT_EQ(Rule(), "shop.first");
  auto receipt = Activate(kSecond, first);
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_TRUE(receipt->changed);
  EXPECT_EQ(receipt->previous, first);
  EXPECT_EQ(receipt->bundle, Active());
  EXPECT_EQ(t_.engine().GetEvent(receipt->log_index)->kind, "policy_activated");
  EXPECT_EQ(Rule(), "shop.second");
  const uint64_t size = t_.engine().tree_head().size;
  auto again = Activate(kSecond);
  ASSERT_TRUE(again.ok());
  EXPECT_FALSE(again->changed);
  EXPECT_EQ(t_.engine().tree_head().size, size);
}

TEST_F(ActivateTest, WhatIsRefusedChangesNothing) {
  const Digest first = Active();
  ASSERT_TRUE(Activate(kSecond).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Activate(kFirst, first).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(Activate(kOther).status()));
  EXPECT_EQ(Rule(), "shop.second");
  EXPECT_TRUE(Activate(kOther, std::nullopt, true).ok());
  EXPECT_EQ(Rule(), "deny stale_task");
  EXPECT_TRUE(Activate(kFirst).ok());
  EXPECT_EQ(Rule(), "shop.first");
}

// Tasks that have ended, or expired, fit no policy and need none.
TEST_F(ActivateTest, OnlyOpenTasksMustFit) {
  t_.clock().Advance(Micros{25} * 3600 * 1'000'000);
  EXPECT_TRUE(Activate(kOther).ok());
}

TEST_F(ActivateTest, ItOutlivesTheEngineUntilTheOtherHasCaughtUp) {
  ASSERT_TRUE(Activate(kSecond).ok());
  t_.Reopen(kFirst);
  EXPECT_EQ(Rule(), "shop.second");
  t_.Reopen(kSecond);
  EXPECT_EQ(Rule(), "shop.second");
  t_.Reopen(kFirst);
  EXPECT_EQ(Rule(), "shop.first");
}

}  // namespace
}  // namespace writ::tests
