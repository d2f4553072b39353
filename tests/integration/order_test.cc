// What must come before what, and what may not come after, over real connections: links that
// a trusted sender posted (scenario 18), authorise, capture, refund (19), sending after having
// read what anybody can write (20).
#include "tests/integration/policy_test_base.h"

namespace writ::harness {
namespace {

constexpr char kLinks[] = R"(
package slack

entity User {}
entity Agent {}
task ReadNews { trusted_sender: string }

action slack.read_channel(channel: string)
  -> { messages: list<{ sender: string, links: list<string> }> }
action web.get(url: string)

fact links(task, m.sender) = set(u) of slack.read_channel
  for each m in result.messages
  for each u in m.links

permit read: slack.read_channel
@disclose("remedy")
permit open: web.get for ReadNews when args.url in links(task, task.trusted_sender)
)";

class LinksTest : public PolicyTest {
 protected:
  LinksTest() : PolicyTest(kLinks) {}
};

TEST_F(LinksTest, Scenario18OnlyLinksThatTheTrustedSenderPosted) {
  Grant("t", "ReadNews", R"({"trusted_sender": "bob"})");
  Grant("other", "ReadNews", R"({"trusted_sender": "bob"})");
  const char* bobs = R"({"url": "https://news.example/a"})";
  const char* mallorys = R"({"url": "https://evil.example/b"})";
  const char* messages = R"({"messages": [
      {"sender": "bob", "links": ["https://news.example/a"]},
      {"sender": "mallory", "links": ["https://evil.example/b"]}]})";
  Play({
      {"before anything was read", 0, "t", "web.get", bobs, "deny no_permit"},
      {"read", 1, "t", "slack.read_channel", R"({"channel": "general"})", "permit read", messages},
      {"bob's", 2, "t", "web.get", bobs, "permit open"},
      {"mallory's", 3, "t", "web.get", mallorys, "deny no_permit"},
      {"a part of bob's", 4, "t", "web.get", R"({"url": "https://news.example/"})",
       "deny no_permit"},
      {"in a task that has not read it", 5, "other", "web.get", bobs, "deny no_permit"},
  });
  auto denied = Decide("t", "web.get", mallorys);
  ASSERT_TRUE(denied.ok()) << denied.status();
  ASSERT_EQ(denied->remedy().unmet_size(), 1);
  EXPECT_EQ(denied->remedy().unmet(0).rule(), "slack.open");
  ASSERT_EQ(denied->remedy().unmet(0).facts_size(), 1);
  EXPECT_NE(denied->remedy().unmet(0).facts(0).value().find("news.example"), std::string::npos);
}

// A name that only looks like the sender's is another sender.
TEST_F(LinksTest, Scenario18WhoCallsHimselfBobIsNotBob) {
  Grant("t", "ReadNews", R"({"trusted_sender": "bob"})");
  Play({
      {"read", 1, "t", "slack.read_channel", R"({"channel": "general"})", "permit read",
       R"({"messages": [{"sender": "Bob", "links": ["https://evil.example/"]},
                        {"sender": "bob ", "links": ["https://evil.example/"]}]})"},
      {"open", 2, "t", "web.get", R"({"url": "https://evil.example/"})", "deny no_permit"},
  });
}

constexpr char kPayments[] = R"(
package pay

entity User {}
entity Agent {}
task Order { order: string }

action pay.authorise(order: string, amount: money)
action pay.capture(order: string, amount: money) -> { captured: money }
action pay.refund(order: string, amount: money)

fact authorised(task, args.order) = any of succeeded pay.authorise
fact captures(task, args.order)   = count of pay.capture
fact captured(task, args.order)   = sum(result.captured) of pay.capture
fact refunded(task, args.order)   = sum(args.amount) of pay.refund

permit pay: any for Order when args.order == task.order
forbid unauthorised: pay.capture unless authorised(task, args.order)
limit once: captures(task, args.order) <= 1
limit at_most: refunded(task, args.order) <= captured(task, args.order)
forbid not_positive: any for Order unless args.amount.amount() > 0
)";

class PaymentsTest : public PolicyTest {
 protected:
  PaymentsTest() : PolicyTest(kPayments) {}
};

TEST_F(PaymentsTest, Scenario19AuthoriseCaptureOnceRefundAtMostThat) {
  Grant("t", "Order", R"({"order": "o1"})");
  const char* capture = R"({"order": "o1", "amount": "80 EUR"})";
  const char* refund = "pay.refund";
  Play({
      {"capture first", 0, "t", "pay.capture", capture, "deny forbidden unauthorised"},
      {"refund first", 0, "t", refund, R"({"order": "o1", "amount": "1 EUR"})",
       "deny limit at_most"},
      {"authorise", 1, "t", "pay.authorise", R"({"order": "o1", "amount": "100 EUR"})",
       "permit pay", "{}"},
      {"of another order", 2, "t", "pay.capture", R"({"order": "o2", "amount": "1 EUR"})",
       "deny forbidden unauthorised"},
      {"capture", 3, "t", "pay.capture", capture, "permit pay", R"({"captured": "75 EUR"})"},
      {"capture again", 4, "t", "pay.capture", capture, "deny limit once"},
      {"refund more than was captured", 5, "t", refund, R"({"order": "o1", "amount": "75.01 EUR"})",
       "deny limit at_most"},
      {"a negative refund", 5, "t", refund, R"({"order": "o1", "amount": "-1 EUR"})",
       "deny forbidden not_positive"},
      {"refund less", 6, "t", refund, R"({"order": "o1", "amount": "50 EUR"})", "permit pay"},
      {"more than is left", 7, "t", refund, R"({"order": "o1", "amount": "25.01 EUR"})",
       "deny limit at_most"},
      {"what is left", 8, "t", refund, R"({"order": "o1", "amount": "25 EUR"})", "permit pay"},
  });
}

// What is only on its way was not authorised, and a capture that failed can be tried again.
TEST_F(PaymentsTest, Scenario19WhatIsReportedCounts) {
  Grant("t", "Order", R"({"order": "o1"})");
  const char* args = R"({"order": "o1", "amount": "80 EUR"})";
  auto authorise = Decide("t", "pay.authorise", args);
  ASSERT_EQ(Summary(authorise), "permit pay");
  EXPECT_EQ(Summary(Decide("t", "pay.capture", args)), "deny forbidden unauthorised");
  Report(authorise->decision_id(), true);
  auto capture = Decide("t", "pay.capture", args);
  EXPECT_EQ(Summary(capture), "permit pay");
  EXPECT_EQ(Summary(Decide("t", "pay.capture", args)), "deny limit once");
  Report(capture->decision_id(), false);
  EXPECT_EQ(Summary(Decide("t", "pay.capture", args)), "permit pay");
}

constexpr char kUntrusted[] = R"(
package desk

entity User {}
entity Agent {}
task Assist {}

action inbox.read()
action web.fetch(url: string)
action mail.send(to: email, text: string)

fact has_read_web(task) = any of web.fetch

permit all: any for Assist
forbid leak: mail.send
  when has_read_web(task)
  unless args.to.domain() == "corp.example"
  else "this task has read the web: it sends inside only"
)";

class UntrustedInputTest : public PolicyTest {
 protected:
  UntrustedInputTest() : PolicyTest(kUntrusted) {}
};

TEST_F(UntrustedInputTest, Scenario20AfterReadingTheWebNothingGoesOutside) {
  Grant("t", "Assist");
  Grant("clean", "Assist");
  const char* outside = R"({"to": "eve@else.example", "text": "x"})";
  const char* inside = R"({"to": "ann@corp.example", "text": "x"})";
  Play({
      {"read inbox", 0, "t", "inbox.read", "{}", "permit all", "{}"},
      {"send outside before", 1, "t", "mail.send", outside, "permit all"},
      {"fetch web", 2, "t", "web.fetch", R"({"url": "https://a.example/"})", "permit all"},
      // What was permitted may have been read already, though nobody has reported it.
      {"send outside", 3, "t", "mail.send", outside, "deny forbidden leak"},
      {"send inside", 4, "t", "mail.send", inside, "permit all"},
      {"look-alike", 5, "t", "mail.send", R"({"to": "eve@corp.example.evil.example", "text": "x"})",
       "deny forbidden leak"},
      {"another task", 6, "clean", "mail.send", outside, "permit all"},
  });
  Restart();
  auto denied = Decide("t", "mail.send", outside);
  ASSERT_EQ(Summary(denied), "deny forbidden leak");
  EXPECT_EQ(denied->message(), "this task has read the web: it sends inside only");
}

}  // namespace
}  // namespace writ::harness
