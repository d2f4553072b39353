// What a caller is told that would make a call permitted, and what not.
#include <gtest/gtest.h>

#include "engine/engine.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package shop
entity User { boss: User? }
task Buy { budget: money }
action shop.hold(item: string) -> { hold: string }
action shop.buy(hold: string, price: money)
action shop.gift(price: money)
action shop.wrap(hold: string)
fact holds(task) = set(result.hold) of shop.hold
fact spent(task) = sum(args.price) of shop.buy
fact given(task) = sum(args.price) of shop.gift
permit hold: shop.hold for Buy
@disclose("remedy")
permit buy: shop.buy for Buy when args.price > 0 USD when args.hold in holds(task)
permit gift: shop.gift for Buy
permit wrap: shop.wrap for Buy when args.hold in holds(task)
@disclose("remedy")
limit budget: spent(task) <= task.budget else "the budget is used up"
limit gifts: given(task) <= task.budget
@disclose("remedy")
ask boss: shop.gift when args.price > 50 USD of user.boss within 5m
ask quiet: shop.gift when args.price > 60 USD of User("hidden") within 5m
)";

class RemedyTest : public testing::Test {
 protected:
  RemedyTest() : t_(kPolicy) {
    t_.Grant("t", "Buy", R"({"budget": "100 USD"})");
    auto put = Await<uint64_t>([&](auto done) {
      t_.engine().PutEntity({"User", "ana", Json(R"({"boss": "bo"})")}, std::move(done));
    });
    EXPECT_TRUE(put.ok()) << put.status();
  }

  void Hold(const std::string& hold) {
    const Decision decision = t_.Decide("t", "shop.hold", R"({"item": "x"})");
    ASSERT_TRUE(t_.Report(decision, true, "{\"hold\": \"" + hold + "\"}").ok());
  }

  TestEngine t_;
};

TEST_F(RemedyTest, TellsWhatIsLeftOfALimit) {
  Hold("h1");
  const Decision decision = t_.Decide("t", "shop.buy", R"({"hold": "h1", "price": "100.01 USD"})");
  ASSERT_EQ(Summary(decision), "deny limit shop.budget");
  ASSERT_TRUE(decision.remedy.has_value());
  EXPECT_EQ(decision.remedy->remaining, "100.00 USD");
}

TEST_F(RemedyTest, TellsWhatMustComeFirst) {
  Hold("h1");
  const Decision decision = t_.Decide("t", "shop.buy", R"({"hold": "h2", "price": "1 USD"})");
  ASSERT_EQ(Summary(decision), "deny no_permit");
  ASSERT_TRUE(decision.remedy.has_value());
  ASSERT_EQ(decision.remedy->unmet.size(), 1u);
  const UnmetRule& unmet = decision.remedy->unmet[0];
  EXPECT_EQ(unmet.rule, "shop.buy");
  EXPECT_EQ(unmet.clause, "when args.hold in holds(task)");
  ASSERT_EQ(unmet.facts.size(), 1u);
  EXPECT_EQ(unmet.facts[0].fact, "shop.holds");
  EXPECT_NE(unmet.facts[0].value.find("h1"), std::string::npos) << unmet.facts[0].value;
}

TEST_F(RemedyTest, TellsWhomToAskWhereTheRuleLetsIt) {
  const Decision decision = t_.Decide("t", "shop.gift", R"({"price": "70 USD"})");
  ASSERT_EQ(Summary(decision), "ask needs_approval shop.boss shop.quiet");
  ASSERT_TRUE(decision.remedy.has_value());
  EXPECT_EQ(decision.remedy->approvers, std::vector<std::string>{"bo"});
}

TEST_F(RemedyTest, WithoutTheAnnotationNothingIsTold) {
  EXPECT_FALSE(t_.Decide("t", "shop.wrap", R"({"hold": "h2"})").remedy.has_value());
  const Decision over = t_.Decide("t", "shop.gift", R"({"price": "100.01 USD"})");
  ASSERT_EQ(Summary(over), "deny limit shop.gifts");
  EXPECT_FALSE(over.remedy.has_value());
  EXPECT_EQ(over.remaining, "100.00 USD");  // for the audit
}

TEST_F(RemedyTest, APermitNeedsNone) {
  EXPECT_FALSE(t_.Decide("t", "shop.gift", R"({"price": "1 USD"})").remedy.has_value());
}

}  // namespace
}  // namespace writ::tests
