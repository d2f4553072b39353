#include "tests/bench/load.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <latch>
#include <optional>

#include "absl/strings/str_cat.h"
#include "server/api/writ/v1/decisions.grpc.pb.h"

namespace writ::bench {
namespace {

constexpr auto kConnectWithin = std::chrono::seconds(5);
constexpr auto kCallWithin = std::chrono::seconds(30);

// One caller; its call in flight lives in it. Each starts the next call from the end of
// the one before, on gRPC's thread.
class Caller {
 public:
  Caller(const Load& load, v1::Decisions::Stub& stub, std::atomic<uint64_t>& next,
         std::latch& finished)
      : load_(load), stub_(stub), next_(next), finished_(finished) {}

  void SendNext() {
    const uint64_t n = next_.fetch_add(1, std::memory_order_relaxed);
    if (n >= load_.calls) return finished_.count_down();
    request_ = load_.request(n);
    context_.emplace();
    context_->set_deadline(std::chrono::system_clock::now() + kCallWithin);
    start_ = std::chrono::steady_clock::now();
    stub_.async()->Decide(&*context_, &request_, &reply_, [this](const grpc::Status& status) {
      Count(status);
      SendNext();
    });
  }

  void AddTo(LoadResult& result, std::vector<double>& micros) const {
    micros.insert(micros.end(), micros_.begin(), micros_.end());
    result.permits += permits_;
    result.denials += micros_.size() - permits_;
    result.errors += errors_;
    if (result.first_error.empty()) result.first_error = first_error_;
  }

 private:
  void Count(const grpc::Status& status) {
    if (!status.ok()) {
      if (errors_++ == 0) first_error_ = status.error_message();
      return;
    }
    micros_.push_back(MicrosSince(start_));
    if (reply_.verdict() == v1::VERDICT_PERMIT) ++permits_;
  }

  const Load& load_;
  v1::Decisions::Stub& stub_;
  std::atomic<uint64_t>& next_;
  std::latch& finished_;
  std::optional<grpc::ClientContext> context_;
  v1::DecideRequest request_;
  v1::DecideReply reply_;
  SteadyTime start_;
  std::vector<double> micros_;
  uint64_t permits_ = 0, errors_ = 0;
  std::string first_error_;
};

using Stubs = std::vector<std::unique_ptr<v1::Decisions::Stub>>;

// Connections that are up before anything is timed.
absl::StatusOr<Stubs> Connect(const Load& load) {
  Stubs stubs;
  for (int i = 0; i < load.connections; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    auto channel =
        grpc::CreateCustomChannel(load.address, grpc::InsecureChannelCredentials(), arguments);
    if (!channel->WaitForConnected(std::chrono::system_clock::now() + kConnectWithin)) {
      return absl::UnavailableError(absl::StrCat("nobody answers at ", load.address));
    }
    stubs.push_back(v1::Decisions::NewStub(channel));
  }
  return stubs;
}

}  // namespace

absl::StatusOr<LoadResult> RunLoad(const Load& load) {
  if (load.callers < 1 || load.connections < 1) {
    return absl::InvalidArgumentError("a load needs a caller and a connection");
  }
  auto stubs = Connect(load);
  if (!stubs.ok()) return stubs.status();
  std::atomic<uint64_t> next{0};
  std::latch finished(load.callers);
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < load.callers; ++i) {
    auto& stub = *(*stubs)[static_cast<size_t>(i % load.connections)];
    callers.push_back(std::make_unique<Caller>(load, stub, next, finished));
  }
  const SteadyTime start = std::chrono::steady_clock::now();
  for (auto& caller : callers) caller->SendNext();
  finished.wait();
  const SteadyTime end = std::chrono::steady_clock::now();

  LoadResult result;
  std::vector<double> micros;
  for (const auto& caller : callers) caller->AddTo(result, micros);
  result.rate = RateOf(std::move(micros), start, end);
  return result;
}

}  // namespace writ::bench
