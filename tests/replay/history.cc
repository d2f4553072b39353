#include "tests/replay/history.h"

#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "server/json/json.h"
#include "tests/replay/policies.h"

namespace writ::replay {
namespace {

constexpr Micros kSecond = 1'000'000;
constexpr Micros kHour = 3600 * kSecond;
constexpr int kAgents = 24;
// Decisions in one task, and how many calls may wait for somebody to report them.
constexpr uint64_t kTaskDecisions = 60;
constexpr size_t kMaxUnreported = 8;

std::shared_ptr<const RawValue> Json(const std::string& text) {
  auto value = ReadJson(text);
  if (!value.ok()) Give(absl::StrCat(value.status().ToString(), " in ", text));
  return *value;
}

template <typename T>
T Must(absl::StatusOr<T> value) {
  if (!value.ok()) Give(value.status().ToString());
  return *std::move(value);
}

// One agent: its task, and its calls that nobody has reported yet.
struct Worker {
  std::string agent, task;
  uint64_t calls = 0;
  std::deque<Decision> unreported;
};

class Writer {
 public:
  Writer(const std::string& directory, uint64_t decisions)
      : directory_(directory), wanted_(decisions) {
    // Whoever tampers with the log comes later; a power cut would only cut it short.
    Open({.clock = &clock_, .durability = Durability::kBuffered, .inline_commands = true});
    Put("User", "bo", "{}");
    for (int i = 0; i < kAgents; ++i) {
      const std::string number = absl::StrCat(i);
      Put("User", "ana" + number, i % 6 == 0 ? "{}" : R"({"manager": "bo"})");
      workers_.push_back({.agent = "bot" + number, .task = {}, .calls = 0, .unreported = {}});
    }
  }

  History Write() {
    while (history_.decisions < wanted_) Step();
    history_.events = engine_->tree_head().size;
    Sign();
    return std::move(history_);
  }

 private:
  void Open(const Engine::Options& options) {
    engine_ = Must(Engine::Open(Must(OpenRocksStore(directory_)), PolicyThen(), options));
  }

  // Once, at the end: each checkpoint waits for the disk, and time runs fast here.
  void Sign() {
    Engine::Options options{.clock = &clock_, .inline_commands = true};
    options.log_signer = SignerOfLog();
    options.checkpoint_file = directory_ + "/checkpoint";
    engine_.reset();
    Open(options);
    engine_.reset();
  }

  bool Chance(int percent) { return Below(100) < percent; }
  // Not a distribution of the library: those differ between libraries.
  int Below(int bound) { return static_cast<int>(random_() % static_cast<uint64_t>(bound)); }

  void Step() {
    Worker& worker = workers_[Below(kAgents)];
    clock_.Advance(Below(1'000'000));
    if (worker.calls++ % kTaskDecisions == 0) GiveTask(worker);
    if (Below(500) == 0) Pause(worker.agent);
    if (Below(3000) == 0) return CallWithClockBack(worker);
    Work(worker);
  }

  void GiveTask(Worker& worker) {
    if (!worker.task.empty() && Chance(50)) {
      Must(Await<TaskInfo>([&](auto done) { engine_->Close({worker.task}, std::move(done)); }));
    }
    worker.task = absl::StrCat("t", next_task_++);
    TaskGrant grant{.task_id = worker.task, .type = "Work"};
    grant.params = Json(absl::StrCat(R"({"budget": ")", 1'000 + Below(3'000), R"( EUR"})"));
    grant.user = "ana" + worker.agent.substr(3);
    grant.agent = worker.agent;
    grant.lifetime = Chance(5) ? 300 * kSecond : 3 * kHour;
    Must(Await<TaskInfo>([&](auto done) { engine_->Grant(grant, std::move(done)); }));
  }

  void Put(const std::string& type, const std::string& id, const std::string& attributes) {
    EntityPut put{type, id, Json(attributes)};
    Must(Await<uint64_t>([&](auto done) { engine_->PutEntity(put, std::move(done)); }));
  }

  void Pause(const std::string& agent) {
    FactPut put{"paused", Json(absl::StrCat(R"([")", agent, R"("])")),
                Json(Chance(40) ? "true" : "false")};
    Must(Await<uint64_t>([&](auto done) { engine_->PutFact(put, std::move(done)); }));
  }

  CallRequest RandomCall(const Worker& worker) {
    CallRequest request;
    request.task_id = Below(200) == 0 ? "nowhere" : worker.task;
    request.agent = worker.agent;
    request.call_id = absl::StrCat("c", history_.decisions);
    std::string args;
    const int kind = Below(100);
    if (kind < 45) {
      request.action = "shop.pay";
      args = absl::StrCat(R"({"to": "shop)", Below(16), R"(", "amount": ")", Below(500) - 5, ".",
                          10 + Below(90), R"( EUR"})");
    } else if (kind < 80) {
      request.action = "crm.query";
      args = absl::StrCat(R"({"table": "cases", "rows": )", Below(1000), "}");
    } else if (kind < 90) {
      request.action = "repo.test";
      args = absl::StrCat(R"({"name": "app)", Below(3), R"("})");
    } else if (kind < 98) {
      request.action = "repo.deploy";
      args = absl::StrCat(R"({"name": "app)", Below(3), R"("})");
    } else if (kind < 99) {
      request.action = "mail.send";
      args = "{}";
    } else {
      // Does not fit its action.
      request.action = "crm.query";
      args = R"({"rows": "many"})";
    }
    request.args = Json(args);
    return request;
  }

  Decision Decide(const CallRequest& request) {
    const uint64_t before = engine_->tree_head().size;
    Decision decision =
        Must(Await<Decision>([&](auto done) { engine_->Decide(request, std::move(done)); }));
    if (!decision.recorded) Give("a decision was not recorded: " + decision.detail);
    if (decision.log_index < before) return decision;
    ++history_.decisions;
    std::string verdict(VerdictName(decision.verdict));
    if (decision.verdict != Verdict::kPermit) {
      absl::StrAppend(&verdict, " ", std::string(ReasonCode(decision.reason)));
    }
    ++history_.verdicts[verdict];
    return decision;
  }

  void Work(Worker& worker) {
    if (!late_.empty() && late_.front().first <= clock_.Now()) {
      const CallRequest request = std::move(late_.front().second);
      late_.pop_front();
      Decide(request);
      return;
    }
    CallRequest request = RandomCall(worker);
    if (Chance(5)) request.idempotency_key = request.call_id;
    const Decision decision = Decide(request);
    if (!request.idempotency_key.empty() && history_.decisions < wanted_) {
      // Once as it was, once as another call.
      if (Chance(50)) request.args = Json(R"({"name": "app9"})");
      Decide(request);
    }
    if (decision.verdict == Verdict::kPermit) worker.unreported.push_back(decision);
    if (decision.verdict == Verdict::kAsk) Approve(worker, request, decision);
    if (worker.unreported.size() > kMaxUnreported || Chance(60)) Report(worker);
  }

  // Most are approved, some refused, some too late; the call is then made again.
  void Approve(Worker& worker, CallRequest request, const Decision& asked) {
    const int how = Below(10);
    if (how == 0) return;
    request.ticket = asked.approval->ticket;
    request.idempotency_key.clear();
    TicketAnswer answer{request.ticket, "bo", how != 1, "as it should be"};
    Must(Await<TicketInfo>([&](auto done) { engine_->AnswerTicket(answer, std::move(done)); }));
    if (how == 2) {
      late_.emplace_back(clock_.Now() + kHour / 4, request);
      return;
    }
    for (int i = 0; i < 2 && history_.decisions < wanted_; ++i) {
      const Decision again = Decide(request);
      if (again.verdict == Verdict::kPermit) worker.unreported.push_back(again);
    }
  }

  // The oldest call that waits for it; some are never reported.
  void Report(Worker& worker) {
    if (worker.unreported.empty()) return;
    const Decision decision = std::move(worker.unreported.front());
    worker.unreported.pop_front();
    if (Chance(10)) return;
    OutcomeReport report;
    report.decision_id = decision.decision_id;
    report.agent = worker.agent;
    report.succeeded = !Chance(15);
    // Only what was paid has a result, and its amount stands in the canonical arguments.
    if (report.succeeded && decision.canonical_args.find("amount") != std::string::npos) {
      report.result = Json(absl::StrCat(R"({"charged": ")", 1 + Below(300), R"(.00 EUR"})"));
    }
    Must(
        Await<OutcomeReceipt>([&](auto done) { engine_->ReportOutcome(report, std::move(done)); }));
  }

  void CallWithClockBack(Worker& worker) {
    clock_.Advance(-kHour);
    Decide(RandomCall(worker));
    clock_.Advance(kHour);
  }

  const std::string directory_;
  const uint64_t wanted_;
  ManualClock clock_{1'795'456'800'000'000};  // 2026-11-23T18:00:00Z
  std::mt19937_64 random_{20261123};
  std::unique_ptr<Engine> engine_;
  std::vector<Worker> workers_;
  std::deque<std::pair<Micros, CallRequest>> late_;  // calls with tickets, and when to make them
  uint64_t next_task_ = 1;
  History history_;
};

}  // namespace

LogSigner SignerOfLog() {
  return {std::string(kDefaultOrigin), *Ed25519Key::FromSeed(std::string(kEd25519SeedBytes, 'r'))};
}

History WriteHistory(const std::string& directory, uint64_t decisions) {
  return Writer(directory, decisions).Write();
}

}  // namespace writ::replay
