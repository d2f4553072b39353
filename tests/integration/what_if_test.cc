// Audit.WhatIf over a real connection: policies and lists of changes larger than a message.
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/api/writ/v1/audit.grpc.pb.h"
#include "server/client/client.h"
#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

constexpr size_t kMessageBytes = 256 * 1024, kBundleBytes = 64 << 20;
constexpr int kWhatIfs = 4;
constexpr int kBatches = 8, kBatch = 256;

class WhatIfTest : public ServerTest {
 protected:
  // kBatches * kBatch permits, in as many events.
  void SearchOften() {
    Trip trip = StartTrip();
    for (int i = 0; i < kBatches; ++i) {
      v1::DecideBatchRequest batch;
      for (int k = 0; k < kBatch; ++k) {
        *batch.add_requests() = trip.Request("flights.search", SearchArgs("SFO"));
      }
      ASSERT_TRUE(trip.client().DecideBatch(batch).ok());
    }
  }
  // Under a policy of nothing but remarks: so many bytes of them.
  Finished WhatIf(size_t remarks) {
    TempDirectory policies;
    std::ofstream file(policies.path() + "/policy.writ");
    file << "package other\n";
    const std::string line = "// " + std::string(96, '-') + "\n";
    for (size_t i = 0; i < remarks; i += line.size()) file << line;
    file.close();
    auto run = RunWrit({"replay", "--server", server_->address(), "--policies", policies.path()});
    EXPECT_TRUE(run.ok()) << run.status();
    return run.ok() ? *std::move(run) : Finished();
  }
};

TEST_F(WhatIfTest, EveryChangeIsListedHoweverMany) {
  SearchOften();
  Finished run = WhatIf(0);
  EXPECT_EQ(run.exit.code, 1) << run.err;
  EXPECT_GT(run.out.size(), kMessageBytes / 2);
  const std::vector<std::string> lines = absl::StrSplit(run.out, '\n');
  // The trip's reservation too.
  const int changes = kBatches * kBatch + 1;
  ASSERT_GT(lines.size(), size_t{changes}) << run.out;
  for (int i = 0; i < changes; ++i) {
    EXPECT_TRUE(absl::StrContains(lines[i], "becomes deny (stale_task), by travel.")) << lines[i];
  }
  EXPECT_TRUE(absl::StrContains(
      run.out, absl::StrCat("\n", changes, " of ", changes, " verdicts change\n")));
}

TEST_F(WhatIfTest, APolicyMayBeLargerThanAMessage) {
  Finished run = WhatIf(3 * kMessageBytes);
  EXPECT_EQ(run.exit.code, 0) << run.err;
  EXPECT_TRUE(absl::StrContains(run.out, "0 of 0 verdicts change\n")) << run.out;
}

TEST_F(WhatIfTest, WhatIsNoPolicyIsRefused) {
  Client client(server_->address());
  auto ignore = [](const v1::WhatIfReply&) {};
  for (const std::string& bundle : {std::string(), std::string("junk")}) {
    EXPECT_TRUE(absl::IsInvalidArgument(client.WhatIf(bundle, ignore)));
  }
  absl::Status status = client.WhatIf(std::string(kBundleBytes + 1, 'x'), ignore);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_TRUE(absl::StrContains(status.message(), "larger than a bundle can be")) << status;
}

// A client that sends nothing more holds a place, and no more than its place.
TEST_F(WhatIfTest, AtMostSoManyAtOnce) {
  struct Open {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReaderWriter<v1::WhatIfRequest, v1::WhatIfReply>> stream;
  };
  Client client(server_->address());
  auto stub = v1::Audit::NewStub(client.channel());
  std::vector<std::unique_ptr<Open>> open;
  for (int i = 0; i <= kWhatIfs; ++i) {
    open.push_back(std::make_unique<Open>());
    open.back()->stream = stub->WhatIf(&open.back()->context);
  }
  v1::WhatIfReply reply;
  EXPECT_FALSE(open.back()->stream->Read(&reply));
  EXPECT_EQ(open.back()->stream->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  open.pop_back();
  for (auto& one : open) {
    one->context.TryCancel();
    EXPECT_EQ(one->stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
}

}  // namespace
}  // namespace writ::harness
