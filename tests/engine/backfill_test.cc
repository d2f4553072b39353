// A derived fact that is new in a policy starts from the calls in the log: it comes to
// what it would be if it had been there from the first call on.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "engine/replay/rebuild.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr Micros kSecond = 1'000'000;

constexpr std::string_view kActions = R"(
package shop
entity User {}
entity Agent {}
task Buy {}
action shop.list() -> { orders: list<{ id: string, total: int }> }
action shop.pay(to: string, price: int) -> { charged: int }
permit all: any
)";

constexpr std::string_view kFacts = R"(
fact spend(task)    = sum(args.price) of shop.pay settle result.charged
fact payees(task)   = set(args.to) of shop.pay
fact dearest(task)  = max(args.price) of shop.pay
fact recent(task)   = count of shop.pay within 1h
fact paid(args.to)  = sum(result.charged) of shop.pay
fact order(o.id)    = last(o.total) of shop.list for each o in result.orders
fact held(task)     = count of shop.pay on unknown release after 10m
fact daily(task)    = count of shop.pay each day in "UTC"
)";
constexpr std::string_view kNames[] = {"spend", "payees", "dearest", "recent", "held", "daily"};

class BackfillTest : public ::testing::Test {
 protected:
  // The same calls on two engines: one keeps the facts all along, one learns of them later.
  BackfillTest()
      : always_(absl::StrCat(std::string(kActions), std::string(kFacts))), later_(kActions) {
    for (TestEngine* t : {&always_, &later_}) Play(*t);
  }

  static void Play(TestEngine& t) {
    t.Grant("t", "Buy", "{}");
    auto pay = [&t](const char* to, int price) {
      Decision decision =
          t.Decide("t", "shop.pay", absl::StrCat(R"({"to": ")", to, R"(", "price": )", price, "}"));
      EXPECT_EQ(Summary(decision), "permit");
      t.clock().Advance(60 * kSecond);
      return decision;
    };
    auto charged = [](int amount) { return absl::StrCat(R"({"charged": )", amount, "}"); };
    Decision a = pay("ann", 10), b = pay("bob", 90), c = pay("cid", 20), d = pay("ann", 30);
    EXPECT_TRUE(t.Report(a, true, charged(11)).ok());
    EXPECT_TRUE(t.Report(b, false).ok());
    t.clock().Advance(3400 * kSecond);
    pay("dan", 40);
    EXPECT_TRUE(t.Report(c, true, charged(25)).ok());  // after its lease
    Decision list = t.Decide("t", "shop.list", "{}");
    EXPECT_TRUE(
        t.Report(list, true, R"({"orders": [{"id": "o1", "total": 5}, {"id": "o2", "total": 6}]})")
            .ok());
    open_ = d.decision_id;
  }

  static std::string All(TestEngine& t) {
    std::string all;
    for (std::string_view name : kNames) {
      absl::StrAppend(&all, std::string(name), "=", t.Fact(name, R"(["t"])"), "\n");
    }
    for (const char* to : {"ann", "bob", "cid", "dan"}) {
      absl::StrAppend(&all, to, "=", t.Fact("paid", absl::StrCat("[\"", to, "\"]")), "\n");
    }
    absl::StrAppend(&all, "o1=", t.Fact("order", R"(["o1"])"), "\n");
    return all;
  }

  void ExpectSame() {
    EXPECT_EQ(All(later_), All(always_));
    for (TestEngine* t : {&always_, &later_}) {
      t->ExpectReplaysEqual();
      auto made = NewMemoryStore();
      auto report = Rebuild(t->store(), *made);
      EXPECT_TRUE(report.ok()) << report.status();
      if (report.ok()) EXPECT_EQ(report->difference, "");
    }
  }

  void Learn() { later_.Reopen(absl::StrCat(std::string(kActions), std::string(kFacts))); }

  static inline std::string open_;
  TestEngine always_, later_;
};

TEST_F(BackfillTest, ANewFactStartsFromHistory) {
  Learn();
  EXPECT_NE(All(later_).find("payees=[\"ann\",\"cid\",\"dan\"]"), std::string::npos) << All(later_);
  ExpectSame();
}

// Calls that were open when the facts came go on as if the facts had been there.
TEST_F(BackfillTest, OpenCallsAreSettledAfterwards) {
  Learn();
  Decision d;
  d.decision_id = open_;
  for (TestEngine* t : {&always_, &later_}) {
    EXPECT_TRUE(t->Report(d, false).ok());
  }
  ExpectSame();
  EXPECT_NE(All(later_).find("payees=[\"ann\",\"cid\",\"dan\"]"), std::string::npos);
}

TEST_F(BackfillTest, LeasesGoOn) {
  Learn();
  for (TestEngine* t : {&always_, &later_}) {
    t->clock().Advance(700 * kSecond);
    EXPECT_EQ(Summary(t->Decide("t", "shop.list", "{}")), "permit");
  }
  ExpectSame();
  // One that succeeded in time, and one that was released and turned out to have succeeded.
  EXPECT_NE(All(later_).find("held=2"), std::string::npos) << All(later_);
}

// What was kept under a policy that is gone is not taken for what happened since.
TEST_F(BackfillTest, AFactThatComesBackIsMadeAgain) {
  always_.Reopen(kActions);
  for (TestEngine* t : {&always_, &later_}) {
    EXPECT_EQ(Summary(t->Decide("t", "shop.pay", R"({"to": "eve", "price": 70})")), "permit");
  }
  always_.Reopen(absl::StrCat(std::string(kActions), std::string(kFacts)));
  Learn();
  EXPECT_NE(All(later_).find("eve"), std::string::npos) << All(later_);
  ExpectSame();
}

// Editing one fact makes that one anew and leaves the others alone.
TEST_F(BackfillTest, AChangedDefinitionStartsFromHistory) {
  std::string edited = absl::StrCat(std::string(kActions), std::string(kFacts));
  const std::string before = "sum(args.price) of shop.pay settle";
  edited.replace(edited.find(before), before.size(),
                 "sum(args.price) of shop.pay when args.to != \"ann\" settle");
  always_.Reopen(edited);
  later_.Reopen(edited);
  EXPECT_NE(All(later_).find("spend=65"), std::string::npos) << All(later_);
  ExpectSame();
}

}  // namespace
}  // namespace writ::tests
