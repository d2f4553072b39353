// Every row of failpoints.def in a real server: killed there, or failed there, it has told
// nobody anything that is not so.
//
// Eight agents work (agent.h); what they get instead of an answer is an error, or a denial
// that says that it was not recorded. Afterwards the log verifies, the state is rebuilt
// equal, and a server that is started again knows everything that they were told.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/failpoint.h"
#include "tests/crash/site.h"

namespace writ::crash {
namespace {

enum class Where {
  kTraffic,   // while agents work
  kStream,    // on a stream of decisions
  kStart,     // when a server starts on data that is there
  kNewPolicy  // when it starts there with another policy
};

// What the server does after an error.
enum class After {
  kGoesOn,  // one request had no answer, others have
  kStops,   // nothing is answered until it is started again
  kEither,  // it stops when the request was a bulk load, of which a part was done; else it goes on
  kNoError  // the place has no error, as its row says
};

struct Row {
  Failpoint failpoint;
  Where where;
  int time;  // on which it acts
  After after;
  size_t answers = 150;  // in which it is reached
};

constexpr Row kRows[] = {
    {Failpoint::kDecideAfterRun, Where::kTraffic, 20, After::kGoesOn},
    {Failpoint::kCommitBeforeBatch, Where::kTraffic, 20, After::kNoError},
    {Failpoint::kCommitAfterBatchBuilt, Where::kTraffic, 20, After::kStops},
    {Failpoint::kStoreBeforeWrite, Where::kTraffic, 20, After::kStops},
    {Failpoint::kStoreAfterWriteBeforeReply, Where::kTraffic, 20, After::kStops},
    {Failpoint::kStoreSyncError, Where::kTraffic, 20, After::kStops},
    {Failpoint::kLogTileFull, Where::kTraffic, 1, After::kEither, 400},
    // The first is signed when the server starts.
    {Failpoint::kLogBeforeCheckpoint, Where::kTraffic, 2, After::kGoesOn},
    {Failpoint::kLogAfterCheckpoint, Where::kTraffic, 2, After::kStops},
    {Failpoint::kReplyDrop, Where::kTraffic, 20, After::kGoesOn},
    {Failpoint::kReplyDuplicate, Where::kStream, 1, After::kGoesOn},
    {Failpoint::kTokenBeforeRedeem, Where::kTraffic, 2, After::kGoesOn},
    {Failpoint::kTokenAfterRedeem, Where::kTraffic, 2, After::kGoesOn},
    {Failpoint::kFactsImportMid, Where::kTraffic, 5, After::kStops},
    {Failpoint::kPolicyBeforeSwap, Where::kNewPolicy, 1, After::kStops},
    {Failpoint::kPolicyAfterSwap, Where::kNewPolicy, 1, After::kNoError},
    // Late enough that every agent holds its seat.
    {Failpoint::kClockJumpBack, Where::kTraffic, 60, After::kGoesOn},
    {Failpoint::kDiskFull, Where::kTraffic, 20, After::kStops},
    {Failpoint::kOpenMidRecovery, Where::kStart, 1, After::kStops},
};

std::string Name(Failpoint failpoint) { return std::string(FailpointName(failpoint)); }

TEST(Failpoints, EachHasARow) {
  std::set<Failpoint> rows;
  for (const Row& row : kRows)
    EXPECT_TRUE(rows.insert(row.failpoint).second) << Name(row.failpoint);
  for (Failpoint failpoint : kFailpoints) EXPECT_EQ(rows.count(failpoint), 1u) << Name(failpoint);
}

struct Case {
  Row row;
  bool kill;
};

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const Row& row : kRows) {
    cases.push_back({row, true});
    if (row.after != After::kNoError) cases.push_back({row, false});
  }
  return cases;
}

constexpr uint64_t kSeed = 20261123;
constexpr Moment kSomeAnswers = {Moment::After::kAnswers, 40};

class FailpointsTest : public testing::TestWithParam<Case> {
 protected:
  const Row& row() const { return GetParam().row; }
  const char* action() const { return GetParam().kill ? "kill" : "error"; }

  harness::ServerOptions Armed() const {
    return {.failpoints = absl::StrCat(Name(row().failpoint), "=", action(), "@", row().time)};
  }

  // An approval is of a call as one policy judges it, and falls with the policy.
  static const char* Denial(Where where) {
    return where == Where::kNewPolicy ? "ticket_mismatch" : "clock_went_back";
  }

  void ExpectReached(const std::string& said) const {
    EXPECT_NE(said.find(absl::StrCat("failpoint ", Name(row().failpoint), ": ", action())),
              std::string::npos)
        << said;
  }

  void ExpectNothingDiffers() {
    for (const std::string& difference : site_.ledger().differences()) ADD_FAILURE() << difference;
  }

  void BeginAndStartArmed() {
    ASSERT_TRUE(site_.Begin() && site_.KillServer() && site_.StartServer(Armed()));
  }

  void Traffic() {
    ASSERT_NO_FATAL_FAILURE(BeginAndStartArmed());
    ASSERT_TRUE(site_.BeginTrip());
    const harness::Exit exit = site_.WorkUntil({Moment::After::kAnswers, row().answers});
    ExpectReached(site_.last_words());
    EXPECT_EQ(exit.signal, SIGKILL) << "it ended by itself: " << site_.last_words();
    if (!GetParam().kill && row().after == After::kEither) return;
    const bool goes_on = !GetParam().kill && row().after == After::kGoesOn;
    EXPECT_EQ(site_.ledger().answers() >= row().answers, goes_on);
  }

  void Start() {
    ASSERT_TRUE(site_.Begin() && site_.BeginTrip());
    site_.WorkUntil(kSomeAnswers);
    if (row().where == Where::kNewPolicy) SetNewPolicy();
    ExpectReached(site_.StartInVain(Armed()));
  }

  void SetNewPolicy() {
    std::filesystem::copy(harness::kTravelPolicies, policies_.path());
    std::ofstream(policies_.path() + "/policy.writ", std::ios::app) << "// Another bundle.\n";
    site_.SetPolicies(policies_.path());
  }

  // A client that gets a reply twice, or none, has one decision.
  void Stream() {
    ASSERT_NO_FATAL_FAILURE(BeginAndStartArmed());
    auto trip = harness::Trip::Start(site_.server().address());
    ASSERT_TRUE(trip.ok()) << trip.status();
    ASSERT_TRUE(trip->Reserve("H1"));
    v1::DecideStreamRequest request;
    request.set_sequence(7);
    *request.mutable_request() =
        trip->Request("flights.purchase", harness::PurchaseArgs("H1", "SFO", "10 USD"));
    request.mutable_request()->set_idempotency_key("once");
    grpc::ClientContext context;
    auto stream = trip->client().decisions().DecideStream(&context);
    ASSERT_TRUE(stream->Write(request));
    stream->WritesDone();
    std::vector<v1::DecideStreamReply> replies(1);
    while (stream->Read(&replies.back())) replies.emplace_back();
    replies.pop_back();
    EXPECT_EQ(stream->Finish().ok(), !GetParam().kill);
    ASSERT_EQ(replies.size(), GetParam().kill ? 0u : 2u);
    ASSERT_TRUE(site_.KillServer());
    ExpectReached(site_.last_words());
    ASSERT_TRUE(site_.StartServer());
    harness::Trip again(site_.server().address(), trip->task_id());
    auto repeated = again.client().Decide(request.request());
    ASSERT_TRUE(repeated.ok()) << repeated.status();
    EXPECT_EQ(repeated->verdict(), v1::VERDICT_PERMIT);
    for (const v1::DecideStreamReply& reply : replies) {
      EXPECT_EQ(reply.sequence(), 7u);
      EXPECT_EQ(reply.result().reply().decision_id(), repeated->decision_id());
    }
    EXPECT_EQ(again.Tickets(), "1");
    ASSERT_TRUE(site_.KillServer());
  }

  harness::TempDirectory policies_;
  Site site_{kSeed, {.errors = true, .denial = Denial(row().where)}};
};

TEST_P(FailpointsTest, NobodyIsToldWhatIsNotSo) {
  switch (row().where) {
    case Where::kTraffic:
      Traffic();
      break;
    case Where::kStream:
      Stream();
      break;
    case Where::kStart:
    case Where::kNewPolicy:
      Start();
      break;
  }
  ExpectNothingDiffers();
  if (HasFailure()) return;
  EXPECT_TRUE(site_.CheckData() && site_.StartServer() && site_.Compare() && site_.CheckWholeLog());
  ExpectNothingDiffers();
}

INSTANTIATE_TEST_SUITE_P(Rows, FailpointsTest, testing::ValuesIn(Cases()),
                         [](const testing::TestParamInfo<Case>& info) {
                           return absl::StrCat(
                               absl::StrReplaceAll(Name(info.param.row.failpoint), {{".", "_"}}),
                               info.param.kill ? "_kill" : "_error");
                         });

// Every place takes longer, and nothing else changes: each is reached.
TEST(Failpoints, ADelayAnywhereChangesNothing) {
  std::string all;
  for (Failpoint failpoint : kFailpoints) {
    absl::StrAppend(&all, all.empty() ? "" : ";", Name(failpoint), "=delay:1*");
  }
  Site site(kSeed, {});
  ASSERT_TRUE(site.Begin({.failpoints = all}) && site.BeginTrip());
  {
    Client client(site.server().address());
    grpc::ClientContext context;
    auto stream = client.decisions().DecideStream(&context);
    ASSERT_TRUE(stream->Write({}));
    stream->WritesDone();
    v1::DecideStreamReply reply;
    EXPECT_TRUE(stream->Read(&reply));
    EXPECT_TRUE(stream->Finish().ok());
  }
  EXPECT_EQ(site.WorkUntil({Moment::After::kAnswers, 400}).signal, SIGKILL);
  for (Failpoint failpoint : kFailpoints) {
    EXPECT_NE(site.last_words().find(absl::StrCat("failpoint ", Name(failpoint), ": delay")),
              std::string::npos)
        << Name(failpoint);
  }
  EXPECT_TRUE(site.CheckData() && site.StartServer() && site.Compare() && site.CheckWholeLog());
  for (const std::string& difference : site.ledger().differences()) ADD_FAILURE() << difference;
}

}  // namespace
}  // namespace writ::crash
