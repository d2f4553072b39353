// Batches and streams of decisions over real connections.
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

constexpr int kMaxBatch = 256;

class StreamTest : public ServerTest {
 protected:
  static v1::DecideRequest Purchase(const Trip& trip, const std::string& price) {
    return trip.Request("flights.purchase", PurchaseArgs("H1", "SFO", price));
  }
  static std::string Of(const v1::DecideResult& result) {
    if (!result.has_reply()) return absl::StrCat("error ", result.error().code());
    return Summary(result.reply());
  }
};

TEST_F(StreamTest, ABatchIsDecidedInOrderEachCallCountingForTheNext) {
  Trip trip = StartTrip({.budget = "1000 USD", .seats = 3});
  v1::DecideBatchRequest batch;
  *batch.add_requests() = Purchase(trip, "600 USD");
  *batch.add_requests() = Purchase(trip, "500 USD");
  *batch.add_requests() = Purchase(trip, "400 USD");
  *batch.add_requests() = trip.Request(std::string(257, 'a'), "{}");
  auto reply = trip.client().DecideBatch(batch);
  ASSERT_TRUE(reply.ok()) << reply.status();
  ASSERT_EQ(reply->results_size(), 4);
  EXPECT_EQ(Of(reply->results(0)), "permit buy");
  EXPECT_EQ(Of(reply->results(1)), "deny limit budget");
  EXPECT_EQ(Of(reply->results(2)), "permit buy");
  EXPECT_EQ(Of(reply->results(3)), "error 3");
  ExpectReplayEqual();
}

TEST_F(StreamTest, ABatchIsBounded) {
  Trip trip = StartTrip();
  v1::DecideBatchRequest batch;
  EXPECT_EQ(trip.client().DecideBatch(batch).status().code(), absl::StatusCode::kInvalidArgument);
  for (int i = 0; i < kMaxBatch; ++i) {
    *batch.add_requests() = trip.Request("flights.search", SearchArgs("SFO"));
  }
  auto most = trip.client().DecideBatch(batch);
  ASSERT_TRUE(most.ok()) << most.status();
  for (const v1::DecideResult& result : most->results()) {
    EXPECT_EQ(Of(result), "permit lookup");
  }
  *batch.add_requests() = batch.requests(0);
  EXPECT_EQ(trip.client().DecideBatch(batch).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(StreamTest, AStreamIsPipelinedAndEveryCallIsAnswered) {
  Trip trip = StartTrip({.budget = "1000 USD", .seats = 3});
  constexpr int kCalls = 1'000;
  grpc::ClientContext context;
  auto stream = trip.client().decisions().DecideStream(&context);
  std::thread writer([&] {
    for (int i = 0; i < kCalls; ++i) {
      v1::DecideStreamRequest request;
      request.set_sequence(i + 1);
      *request.mutable_request() = Purchase(trip, "1 USD");
      EXPECT_TRUE(stream->Write(request));
    }
    stream->WritesDone();
  });
  std::set<uint64_t> answered, permitted;
  v1::DecideStreamReply reply;
  while (stream->Read(&reply)) {
    answered.insert(reply.sequence());
    if (Of(reply.result()) == "permit buy") permitted.insert(reply.sequence());
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(answered.size(), static_cast<size_t>(kCalls));
  // In the order in which they were sent: the first three have the seats.
  EXPECT_EQ(permitted, (std::set<uint64_t>{1, 2, 3}));
  EXPECT_EQ(trip.Tickets(), "3");
  ExpectReplayEqual();
}

TEST_F(StreamTest, ABadRequestEndsNoStream) {
  Trip trip = StartTrip();
  grpc::ClientContext context;
  auto stream = trip.client().decisions().DecideStream(&context);
  v1::DecideStreamRequest request;
  request.set_sequence(7);
  *request.mutable_request() = trip.Request(std::string(257, 'a'), "{}");
  ASSERT_TRUE(stream->Write(request));
  v1::DecideStreamReply reply;
  ASSERT_TRUE(stream->Read(&reply));
  EXPECT_EQ(reply.sequence(), 7u);
  EXPECT_EQ(Of(reply.result()), "error 3");
  *request.mutable_request() = trip.Request("flights.search", SearchArgs("SFO"));
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&reply));
  EXPECT_EQ(Of(reply.result()), "permit lookup");
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

// A client that goes away in the middle leaves a server that answers others, and drains.
TEST_F(StreamTest, AClientThatGoesAwayHoldsNothingUp) {
  Trip trip = StartTrip();
  {
    grpc::ClientContext context;
    auto stream = trip.client().decisions().DecideStream(&context);
    v1::DecideStreamRequest request;
    *request.mutable_request() = trip.Request("flights.search", SearchArgs("SFO"));
    for (int i = 0; i < 100; ++i) stream->Write(request);
    context.TryCancel();
    stream->Finish();
  }
  EXPECT_EQ(Summary(trip.Decide("flights.search", SearchArgs("SFO"))), "permit lookup");
  grpc::ClientContext idle;
  auto stream = trip.client().decisions().DecideStream(&idle);
  EXPECT_EQ(server_->Terminate().code, 0);
  v1::DecideStreamReply reply;
  EXPECT_FALSE(stream->Read(&reply));
  stream->Finish();
}

}  // namespace
}  // namespace writ::harness
