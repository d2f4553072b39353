// Kills the server again and again under load and compares what it remembers with what
// its clients were told.
//
// Eight agents buy and give back on one shared budget. After a random number of answers
// the server is killed and started again on the same data. Each agent then asks again
// what had not been answered, with the same idempotency key; so the model is exact:
// every answered decision is in the log, and the budget holds to the cent what was
// permitted and not given back.
#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "tests/integration/server_test_base.h"

namespace writ::harness {
namespace {

constexpr uint64_t kSeed = 20261123;
constexpr int kKills = 20;
constexpr int kAgents = 8;
// Less than the agents would hold together: the limit is met all the time.
constexpr int64_t kBudget = 100;
constexpr int64_t kMaxPrice = 9;
constexpr size_t kMaxHeld = 4;
constexpr int kMinAnswers = 20, kMaxAnswers = 120;

// What the clients were told.
class Ledger {
 public:
  struct Answer {
    uint64_t log_index;
    int64_t time;
    std::string decision_id;
  };

  void Decided(const v1::DecideReply& reply, int64_t price) {
    absl::MutexLock lock(&mutex_);
    answers_.push_back({reply.log_index(), reply.time_micros(), reply.decision_id()});
    if (reply.verdict() != v1::VERDICT_PERMIT) return;
    spend_ += price;
    ++tickets_;
    ++permits_;
  }

  void GivenBack(int64_t price) {
    absl::MutexLock lock(&mutex_);
    spend_ -= price;
    --tickets_;
  }

  void AgentStarts() {
    absl::MutexLock lock(&mutex_);
    ++working_;
  }
  void AgentStops() {
    absl::MutexLock lock(&mutex_);
    --working_;
  }

  // Blocks until so many decisions have been answered in all, or nobody works any more.
  void AwaitAnswers(size_t count) {
    auto enough = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return answers_.size() >= count || working_ == 0;
    };
    absl::MutexLock lock(&mutex_, absl::Condition(&enough));
  }

  size_t answered() {
    absl::MutexLock lock(&mutex_);
    return answers_.size();
  }

  // Below: while no agent works.
  const std::vector<Answer>& answers() const { return answers_; }
  int64_t spend() const { return spend_; }
  int64_t tickets() const { return tickets_; }
  // In all, those that were given back too.
  size_t permits() const { return permits_; }

 private:
  absl::Mutex mutex_;
  std::vector<Answer> answers_;
  int64_t spend_ = 0, tickets_ = 0;
  size_t permits_ = 0;
  int working_ = 0;
};

// Buys, keeps a few of its purchases for a while, and gives them back as failed.
class CrashingAgent {
 public:
  CrashingAgent(int number, v1::DecideRequest purchase)
      : number_(number), request_(std::move(purchase)), random_(kSeed + number) {}

  // Until the server is gone.
  void Work(const std::string& address, Ledger& ledger) {
    Client client(address);
    do {
      if (step_ == Step::kNone) Choose();
    } while (Continue(client, ledger));
  }

  // Asks again what was not answered. False when that is not answered either.
  bool Settle(const std::string& address, Ledger& ledger) {
    Client client(address);
    return Continue(client, ledger);
  }

 private:
  enum class Step { kNone, kBuy, kGiveBack };
  struct Purchase {
    std::string decision_id;
    int64_t price;
  };

  void Choose() {
    const bool give_back = held_.size() == kMaxHeld || (!held_.empty() && random_() % 2);
    step_ = give_back ? Step::kGiveBack : Step::kBuy;
    if (give_back) return;
    price_ = 1 + static_cast<int64_t>(random_() % kMaxPrice);
    request_.set_args_json(PurchaseArgs("H1", "SFO", absl::StrCat(price_, " USD")));
    request_.set_idempotency_key(absl::StrCat("agent ", number_, " purchase ", ++purchases_));
  }

  bool Continue(Client& client, Ledger& ledger) {
    const bool answered = step_ == Step::kNone ||
                          (step_ == Step::kBuy ? Buy(client, ledger) : GiveBack(client, ledger));
    if (answered) step_ = Step::kNone;
    return answered;
  }

  bool Buy(Client& client, Ledger& ledger) {
    auto reply = client.Decide(request_);
    if (!reply.ok()) return Gone(reply.status());
    EXPECT_TRUE(reply->recorded()) << reply->reason();
    ledger.Decided(*reply, price_);
    if (reply->verdict() == v1::VERDICT_PERMIT) held_.push_back({reply->decision_id(), price_});
    return true;
  }

  bool GiveBack(Client& client, Ledger& ledger) {
    v1::ReportOutcomeRequest report;
    report.set_decision_id(held_.front().decision_id);
    report.set_agent(kAgent);
    auto reply = client.ReportOutcome(report);
    if (!reply.ok()) return Gone(reply.status());
    ledger.GivenBack(held_.front().price);
    held_.pop_front();
    return true;
  }

  // The only error that a killed server may cause.
  static bool Gone(const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    return false;
  }

  const int number_;
  v1::DecideRequest request_;
  std::mt19937_64 random_;
  Step step_ = Step::kNone;  // asked and not answered
  int purchases_ = 0;
  int64_t price_ = 0;
  std::deque<Purchase> held_;
};

// The first number in a value of the API: the amount of a sum of money.
int64_t AmountIn(const std::string& json) {
  const size_t digit = json.find_first_of("0123456789");
  return digit == std::string::npos ? -1 : std::stoll(json.substr(digit));
}

class CrashTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    Trip trip = StartTrip({.budget = absl::StrCat(kBudget, " USD"), .seats = 1'000'000});
    task_id_ = trip.task_id();
    for (int i = 0; i < kAgents; ++i) {
      agents_.push_back(std::make_unique<CrashingAgent>(i, trip.Request("flights.purchase", "{}")));
    }
  }

  // All agents work until the server, killed after `answers` more answers, is gone.
  void WorkUntilKilled(size_t answers) {
    const size_t enough = ledger_.answers().size() + answers;
    std::vector<std::thread> threads;
    for (auto& agent : agents_) {
      ledger_.AgentStarts();
      threads.emplace_back([&] {
        agent->Work(server_->address(), ledger_);
        ledger_.AgentStops();
      });
    }
    ledger_.AwaitAnswers(enough);
    EXPECT_GE(ledger_.answered(), enough) << "the agents stopped before the server was killed";
    EXPECT_EQ(server_->Kill().signal, SIGKILL);
    for (std::thread& thread : threads) thread.join();
  }

  void ExpectBudgetAsTold() {
    Trip trip(server_->address(), task_id_);
    EXPECT_LE(AmountIn(trip.Spend()), kBudget);
    for (auto& agent : agents_) ASSERT_TRUE(agent->Settle(server_->address(), ledger_));
    EXPECT_EQ(AmountIn(trip.Spend()), ledger_.spend());
    EXPECT_EQ(AmountIn(trip.Tickets()), ledger_.tickets());
    EXPECT_LE(ledger_.spend(), kBudget);
  }

  // Decisions answered since the last look are in the log where the client was told.
  void ExpectAnswersInLog() {
    Client client(server_->address());
    for (; looked_at_ < ledger_.answers().size(); ++looked_at_) {
      const Ledger::Answer& answer = ledger_.answers()[looked_at_];
      auto event = client.GetEvent(answer.log_index);
      ASSERT_TRUE(event.ok()) << answer.decision_id << ": " << event.status();
      EXPECT_EQ(event->kind(), "call_decided") << answer.decision_id;
      EXPECT_EQ(event->time_micros(), answer.time) << answer.decision_id;
    }
  }

  std::string task_id_;
  std::vector<std::unique_ptr<CrashingAgent>> agents_;
  Ledger ledger_;
  size_t looked_at_ = 0;
};

TEST_F(CrashTest, RemembersWhatItsClientsWereTold) {
  std::mt19937_64 random(kSeed);
  for (int kill = 0; kill < kKills; ++kill) {
    SCOPED_TRACE(absl::StrCat("kill ", kill));
    WorkUntilKilled(kMinAnswers + random() % (kMaxAnswers - kMinAnswers + 1));
    StartServer();
    ASSERT_NO_FATAL_FAILURE(ExpectBudgetAsTold());
    ASSERT_NO_FATAL_FAILURE(ExpectAnswersInLog());
  }
  // An answered decision is recorded once; the reserved seat was one more.
  EXPECT_GE(ExpectReplayEqual(), ledger_.answers().size());
  EXPECT_GT(ledger_.permits(), 0u);
  EXPECT_GT(ledger_.answers().size(), ledger_.permits()) << "the limit was never met";
}

}  // namespace
}  // namespace writ::harness
