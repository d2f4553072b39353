#include "engine/facts/ticket_state.h"

#include <gtest/gtest.h>

namespace writ {
namespace {

TicketState Asked() {
  TicketState ticket{.index = 42, .task_id = "t1", .user = "ana", .agent = "travel-1"};
  ticket.action = "flights.purchase";
  ticket.expires = 100;
  ticket.approvals = {{"travel.manager", "bo"}, {"travel.cfo", "cy"}};
  return ticket;
}

TEST(TicketStateTest, NeedsEveryApproval) {
  TicketState ticket = Asked();
  EXPECT_EQ(StandingOf(ticket, 0), Standing::kWaiting);
  ticket.approvals[0].answer = Answer::kApproved;
  EXPECT_EQ(StandingOf(ticket, 0), Standing::kWaiting);
  ticket.approvals[1].answer = Answer::kApproved;
  EXPECT_EQ(StandingOf(ticket, 0), Standing::kApproved);
  ticket.approvals[0].answer = Answer::kRefused;
  EXPECT_EQ(StandingOf(ticket, 0), Standing::kRefused);
}

TEST(TicketStateTest, ExpiresAtItsEnd) {
  TicketState ticket = Asked();
  for (TicketApproval& approval : ticket.approvals) approval.answer = Answer::kApproved;
  EXPECT_EQ(StandingOf(ticket, 99), Standing::kApproved);
  EXPECT_EQ(StandingOf(ticket, 100), Standing::kExpired);
  ticket.used = true;
  EXPECT_EQ(StandingOf(ticket, 100), Standing::kUsed);
}

TEST(TicketStateTest, ATicketThatAsksNobodyIsWorthNothing) {
  TicketState ticket = Asked();
  ticket.approvals.clear();
  EXPECT_EQ(StandingOf(ticket, 0), Standing::kWaiting);
}

TEST(TicketStateTest, ComesBackAsItWas) {
  TicketState ticket = Asked();
  ticket.args.fill(1);
  ticket.bundle.fill(2);
  ticket.approvals[1] = {"travel.cfo", "cy", Answer::kRefused, 77};
  ticket.used = true;
  std::string bytes;
  ByteWriter writer(bytes);
  EncodeTicket(ticket, writer);
  ByteReader reader(bytes);
  TicketState again = DecodeTicket(42, reader);
  ASSERT_TRUE(reader.done());
  std::string repeated;
  ByteWriter repeat(repeated);
  EncodeTicket(again, repeat);
  EXPECT_EQ(repeated, bytes);
  EXPECT_EQ(again.approvals[1].answered, 77);
  for (size_t size = 0; size < bytes.size(); ++size) {
    ByteReader cut(std::string_view(bytes).substr(0, size));
    DecodeTicket(42, cut);
    EXPECT_FALSE(cut.done()) << size;
  }
}

TEST(TicketStateTest, OneTicketHasOneName) {
  EXPECT_EQ(TicketId(42), "a42");
  EXPECT_EQ(ParseTicketId("a42"), 42u);
  EXPECT_EQ(ParseTicketId("a0"), 0u);
  for (const char* id :
       {"", "a", "42", "d42", "a042", "a-1", "a+1", "a 1", "a1 ", "a18446744073709551616"}) {
    EXPECT_EQ(ParseTicketId(id), std::nullopt) << id;
  }
}

TEST(TicketStateTest, OpenTicketsAreInTheOrderOfTheirEnds) {
  EXPECT_LT(OpenTicketKey(5, 900), OpenTicketKey(6, 1));
  EXPECT_LT(OpenTicketKey(5, 1), OpenTicketKey(5, 2));
  EXPECT_EQ(IndexOfOpenTicket(OpenTicketKey(5, 900)), 900u);
  EXPECT_LT(OpenTicketKey(INT64_MAX, 0), TicketKey(0));
}

}  // namespace
}  // namespace writ
