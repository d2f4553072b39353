#include "tests/bench/service_figures.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "server/client/client.h"
#include "server/service/listen.h"
#include "server/service/server.h"
#include "tests/bench/floor_service.h"
#include "tests/bench/load.h"
#include "tests/bench/policies.h"
#include "tests/bench/rocks_floor.h"

namespace writ::bench {
namespace {

constexpr int kCallers = 64;
constexpr uint64_t kCalls = 40'000;
constexpr int kTurns = 3;

template <typename T>
T Must(absl::StatusOr<T> value, const char* what) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "bench: %s: %s\n", what, value.status().ToString().c_str());
  std::exit(1);
}

v1::DecideRequest Payment() {
  v1::DecideRequest request;
  request.set_agent("bot");
  request.set_task_id("t");
  request.set_action("bank.pay");
  request.set_args_json(R"({"price": "0.01 USD"})");
  return request;
}

Rate LoadOf(const std::string& address, bool permits_only) {
  Load load{.address = address, .callers = kCallers, .calls = kCalls};
  load.request = [request = Payment()](uint64_t) { return request; };
  LoadResult result = Must(RunLoad(load), "the load");
  if (result.errors > 0 || (permits_only && result.permits != kCalls)) {
    std::fprintf(stderr, "bench: %s: not every call was permitted: %s\n", address.c_str(),
                 result.first_error.c_str());
    std::exit(1);
  }
  return result.rate;
}

void KeepFaster(Rate& best, Rate rate) {
  if (rate.per_second > best.per_second) best = rate;
}

// Remembers how many bytes each value of its last commit had.
class MeasuringStore : public Store {
 public:
  MeasuringStore(std::unique_ptr<Store> store, std::vector<size_t>& values)
      : store_(std::move(store)), values_(values) {}
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    return store_->Get(table, key);
  }
  absl::StatusOr<std::vector<KeyValue>> Scan(Table table, std::string_view from,
                                             std::string_view to, size_t limit) const override {
    return store_->Scan(table, from, to, limit);
  }
  absl::Status Commit(const WriteBatch& batch, Durability durability) override {
    values_.clear();
    for (const auto& write : batch.writes())
      values_.push_back(write.value ? write.value->size() : 0);
    return store_->Commit(batch, durability);
  }

 private:
  std::unique_ptr<Store> store_;
  std::vector<size_t>& values_;
};

CallRequest PaymentCall() { return RequestOf("t", "bank.pay", R"({"price": "0.01 USD"})"); }

// What one decision writes.
std::vector<size_t> ValuesOfADecision() {
  std::vector<size_t> values;
  auto engine = EngineWithTask(std::make_unique<MeasuringStore>(NewMemoryStore(), values), true);
  Must(Await<Decision>([&](auto done) { engine->Decide(PaymentCall(), std::move(done)); }),
       "a decision");
  return values;
}

Rate DecideFromThreads(Engine& engine) {
  std::atomic<uint64_t> next{0};
  std::vector<std::vector<double>> micros(kCallers);
  std::vector<std::thread> callers;
  SteadyTime start = std::chrono::steady_clock::now();
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      CallRequest call = PaymentCall();
      while (next.fetch_add(1) < kCalls) {
        SteadyTime sent = std::chrono::steady_clock::now();
        auto decision =
            Must(Await<Decision>([&](auto done) { engine.Decide(call, std::move(done)); }),
                 "a decision");
        if (decision.verdict != Verdict::kPermit || !decision.recorded) std::abort();
        micros[i].push_back(MicrosSince(sent));
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  SteadyTime end = std::chrono::steady_clock::now();
  std::vector<double> all;
  for (const auto& part : micros) all.insert(all.end(), part.begin(), part.end());
  return RateOf(std::move(all), start, end);
}

}  // namespace

Beside GrpcUnary(const std::string& directory) {
  auto engine = EngineWithTask(Must(OpenRocksStore(directory + "/grpc"), "the store"), false);
  auto address = Must(server::ParseListenAddress("127.0.0.1:0"), "the address");
  auto server = Must(server::Server::Start(*engine, address), "the server");
  std::string target = server->address().ToString();
  auto reply = Must(Client(target).Decide(Payment()), "a decision");
  auto floor = Must(FloorServer::Start(reply), "the floor");
  Beside best;
  for (int turn = 0; turn < kTurns; ++turn) {
    KeepFaster(best.writ, LoadOf(target, true));
    KeepFaster(best.floor, LoadOf(floor->address(), true));
  }
  server->Drain();
  return best;
}

Beside Durable(const std::string& directory) {
  auto engine = EngineWithTask(Must(OpenRocksStore(directory + "/durable"), "the store"), false);
  RocksFloor floor{.directory = directory + "/floor", .callers = kCallers, .commits = kCalls};
  floor.values = ValuesOfADecision();
  Beside best;
  for (int turn = 0; turn < kTurns; ++turn) {
    KeepFaster(best.writ, DecideFromThreads(*engine));
    KeepFaster(best.floor, Must(RunRocksFloor(floor), "the floor").rate);
  }
  return best;
}

}  // namespace writ::bench
