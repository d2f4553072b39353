// Facts that go through the lists of a call (`for each`): what earlier calls returned
// becomes typed facts that rules select from.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "engine/decision/pipeline.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package shop

entity User {}
entity Agent {}
task Refund { order: string, trusted: string }

action shop.list_orders() -> { orders: list<{ id: string, status: string, total: money }> }
action shop.refund(order: string, amount: money)
action slack.read() -> { messages: list<{ sender: string, links: list<string> }> }
action web.get(url: string)
action pay.batch(lines: list<{ to: string, amount: money }>)

fact order_of(task, o.id) = last(o) of shop.list_orders for each o in result.orders
fact links(task, m.sender) = set(u) of slack.read
  for each m in result.messages
  for each u in m.links
fact seen(task) = set(u) of slack.read
  for each m in result.messages
  for each u in m.links
  when u.startsWith("https://")
fact paid(task, l.to) = sum(l.amount) of pay.batch for each l in args.lines
fact paid_in_all(task) = sum(l.amount) of pay.batch for each l in args.lines
fact per_order(task, o.id) = sum(10 / int(o.status)) of shop.list_orders for each o in result.orders

permit list: shop.list_orders
permit read: slack.read
permit refund: shop.refund for Refund
  when has(order_of(task, args.order).status)
  when order_of(task, args.order).status == "delivered"
  when args.amount <= order_of(task, args.order).total
permit open: web.get for Refund when args.url in links(task, task.trusted)
permit batch: pay.batch
forbid unsure: web.get when args.url == "https://count.example" && per_order(task, "o1") > 0

limit enough: paid_in_all(task) <= 100 USD
)";

std::string Usd(int amount) { return absl::StrCat("\"", amount, " USD\""); }

std::string Order(const std::string& id, const std::string& status, int total) {
  return absl::StrCat(R"({"id": ")", id, R"(", "status": ")", status, R"(", "total": )", Usd(total),
                      "}");
}

std::string Line(const std::string& to, int amount) {
  return absl::StrCat(R"({"to": ")", to, R"(", "amount": )", Usd(amount), "}");
}

class ForEachTest : public ::testing::Test {
 protected:
  ForEachTest() : t_(kPolicy) { t_.Grant("t", "Refund", R"({"order": "o1", "trusted": "bob"})"); }
  ~ForEachTest() override { t_.ExpectReplaysEqual(); }

  void List(const std::string& orders) {
    Decision listed = t_.Decide("t", "shop.list_orders", "{}");
    ASSERT_EQ(Summary(listed), "permit");
    ASSERT_TRUE(t_.Report(listed, true, absl::StrCat(R"({"orders": [)", orders, "]}")).ok());
  }
  std::string Refund(const std::string& order, int amount) {
    return Summary(
        t_.Decide("t", "shop.refund",
                  absl::StrCat(R"({"order": ")", order, R"(", "amount": )", Usd(amount), "}")));
  }
  std::string Open(const std::string& url) {
    return Summary(t_.Decide("t", "web.get", absl::StrCat(R"({"url": ")", url, R"("})")));
  }

  TestEngine t_;
};

// What a list says of each order is kept under that order's id.
TEST_F(ForEachTest, OneFactForEachElement) {
  EXPECT_EQ(Refund("o1", 5), "deny no_permit");
  List(absl::StrCat(Order("o1", "delivered", 20), ",", Order("o2", "shipped", 90)));
  EXPECT_EQ(Refund("o1", 20), "permit");
  EXPECT_EQ(Refund("o1", 21), "deny no_permit");
  EXPECT_EQ(Refund("o2", 5), "deny no_permit");
  EXPECT_EQ(Refund("o3", 5), "deny no_permit");
  List(Order("o2", "delivered", 90));
  EXPECT_EQ(Refund("o2", 90), "permit");
}

// Scenario 18: links are known by who posted them.
TEST_F(ForEachTest, ListsInsideLists) {
  Decision read = t_.Decide("t", "slack.read", "{}");
  ASSERT_TRUE(t_.Report(read, true, R"({"messages": [
      {"sender": "bob", "links": ["https://good.example", "http://plain.example"]},
      {"sender": "mallory", "links": ["https://evil.example", "https://good.example"]},
      {"sender": "eve", "links": []}]})")
                  .ok());
  EXPECT_EQ(Open("https://good.example"), "permit");
  EXPECT_EQ(Open("http://plain.example"), "permit");
  EXPECT_EQ(Open("https://evil.example"), "deny no_permit");
  EXPECT_EQ(t_.Fact("seen", R"(["t"])"), R"(["https://evil.example","https://good.example"])");
}

// R5: several amounts of one call count together, and a failure takes all of them out.
TEST_F(ForEachTest, R5ReservesEveryElementOfTheArguments) {
  auto batch = [&](const std::string& lines) {
    return t_.Decide("t", "pay.batch", absl::StrCat(R"({"lines": [)", lines, "]}"));
  };
  Decision first = batch(absl::StrCat(Line("bob", 30), ",", Line("ann", 20), ",", Line("bob", 10)));
  EXPECT_EQ(Summary(first), "permit");
  EXPECT_NE(t_.Fact("paid", R"(["t", "bob"])").find("40"), std::string::npos);
  EXPECT_NE(t_.Fact("paid", R"(["t", "ann"])").find("20"), std::string::npos);
  EXPECT_EQ(Summary(batch(absl::StrCat(Line("bob", 21), ",", Line("bob", 20)))),
            "deny limit shop.enough");
  ASSERT_TRUE(t_.Report(first, false).ok());
  EXPECT_EQ(t_.Fact("paid", R"(["t", "bob"])"), R"({"amount":0,"currency":"USD"})");
  EXPECT_EQ(Summary(batch(absl::StrCat(Line("bob", 50), ",", Line("bob", 50)))), "permit");
  EXPECT_EQ(Summary(batch(Line("bob", 1))), "deny limit shop.enough");
  EXPECT_EQ(Summary(batch("")), "permit");
}

TEST_F(ForEachTest, AtMostSoManyElements) {
  auto lines = [](uint32_t count) {
    std::string text;
    for (uint32_t i = 0; i < count; ++i) absl::StrAppend(&text, i ? "," : "", Line("bob", 0));
    return absl::StrCat(R"({"lines": [)", text, "]}");
  };
  EXPECT_EQ(Summary(t_.Decide("t", "pay.batch", lines(kMaxForEachElements))), "permit");
  EXPECT_EQ(Summary(t_.Decide("t", "pay.batch", lines(kMaxForEachElements + 1))),
            "deny fact_error");
}

// A success that was too long to be taken into account leaves no fact that looks whole,
// in its task, whatever the keys.
TEST_F(ForEachTest, PastTheBoundTheTasksFactErrs) {
  t_.Grant("other", "Refund", R"({"order": "o1", "trusted": "bob"})");
  std::string orders;
  for (uint32_t i = 0; i <= kMaxForEachElements; ++i) {
    absl::StrAppend(&orders, i ? "," : "", Order(absl::StrCat("o", i), "delivered", 50));
  }
  List(orders);
  EXPECT_EQ(Refund("o1", 5), "deny no_permit");
  EXPECT_EQ(Open("https://count.example"), "deny rule_error shop.unsure");
  List(Order("o7", "delivered", 20));
  EXPECT_EQ(Refund("o7", 5), "deny no_permit");
  Decision elsewhere = t_.Decide("other", "web.get", R"({"url": "https://count.example"})");
  EXPECT_EQ(Summary(elsewhere), "deny no_permit");
}

// An element that errs makes an Error of the fact under its own key alone.
TEST_F(ForEachTest, AnElementThatErrsSpoilsItsKey) {
  List(absl::StrCat(Order("o2", "5", 1), ",", Order("o1", "0", 1), ",", Order("o2", "2", 1)));
  EXPECT_EQ(t_.Fact("per_order", R"(["t", "o2"])"), "7");
  EXPECT_EQ(Open("https://count.example"), "deny rule_error shop.unsure");
}

}  // namespace
}  // namespace writ::tests
