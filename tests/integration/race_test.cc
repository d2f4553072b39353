// Many callers, one budget: two calls never both pass what only one may (rule R9).
#include <map>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

constexpr int kConnections = 16;
constexpr int kCalls = 200;

// One call in flight: gRPC asks for its memory until the answer has come.
struct InFlight {
  grpc::ClientContext context;
  v1::DecideReply reply;
  grpc::Status status;
};

// Sends the same request kCalls times at once over kConnections connections; gives how
// often each answer came.
std::map<std::string, int> Storm(const std::string& address, const v1::DecideRequest& request,
                                 int calls) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < kConnections; ++i) clients.push_back(std::make_unique<Client>(address));
  std::vector<InFlight> flights(calls);
  absl::BlockingCounter open(calls);
  for (int i = 0; i < calls; ++i) {
    InFlight& flight = flights[i];
    clients[i % kConnections]->decisions().async()->Decide(&flight.context, &request, &flight.reply,
                                                           [&flight, &open](grpc::Status status) {
                                                             flight.status = std::move(status);
                                                             open.DecrementCount();
                                                           });
  }
  open.Wait();
  std::map<std::string, int> answers;
  for (const InFlight& flight : flights) {
    ++answers[flight.status.ok() ? Summary(flight.reply) : flight.status.error_message()];
  }
  return answers;
}

class RaceTest : public ServerTest {};

TEST_F(RaceTest, Scenario3EverySeat) {
  Trip trip = StartTrip();
  auto answers =
      Storm(server_->address(),
            trip.Request("flights.purchase", PurchaseArgs("H1", "SFO", "1 USD")), kCalls);
  const std::map<std::string, int> expected = {{"permit buy", 1},
                                               {"deny limit one_ticket", kCalls - 1}};
  EXPECT_EQ(answers, expected);
  EXPECT_EQ(trip.Tickets(), "1");
  EXPECT_EQ(ExpectReplayEqual(), kCalls + 1u);
}

TEST_F(RaceTest, Scenario4DoubleSpend) {
  Trip trip = StartTrip({.budget = "1000 USD", .seats = 10});
  auto first = trip.Decide("flights.purchase", PurchaseArgs("H1", "SFO", "600 USD"));
  ASSERT_EQ(Summary(first), "permit buy");
  ASSERT_TRUE(trip.Report(first->decision_id(), true, TicketResult("T1", "600 USD")).ok());
  auto answers = Storm(server_->address(),
                       trip.Request("flights.purchase", PurchaseArgs("H1", "SFO", "300 USD")), 2);
  const std::map<std::string, int> expected = {{"permit buy", 1}, {"deny limit budget", 1}};
  EXPECT_EQ(answers, expected);
  EXPECT_EQ(MoneyText(trip.Spend()), "900.00 USD");
  auto again = trip.Decide("flights.purchase", PurchaseArgs("H1", "SFO", "300 USD"));
  EXPECT_EQ(again->remedy().remaining(), "100.00 USD");
  ExpectReplayEqual();
}

TEST_F(RaceTest, Scenario6OneIdempotencyKeyDebitsOnce) {
  Trip trip = StartTrip({.seats = 100});
  auto request = trip.Request("flights.purchase", PurchaseArgs("H1", "SFO", "1 USD"));
  request.set_idempotency_key("only once");
  const std::map<std::string, int> expected = {{"permit buy", kCalls}};
  EXPECT_EQ(Storm(server_->address(), request, kCalls), expected);
  EXPECT_EQ(trip.Tickets(), "1");
  ExpectReplayEqual();
}

}  // namespace
}  // namespace writ::harness
