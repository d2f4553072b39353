// One client of the travel agent's server that survives the server's crashes: it holds a
// seat, buys, has dear tickets approved, redeems tokens, reports what came of it, loads
// facts in bulk, and keeps the checkpoints that it is given.
//
// It asks again what was not answered, with the same idempotency key, so what it was told
// is exact; what does not fit that goes to the ledger as a difference. Not thread-safe.
#ifndef WRIT_TESTS_CRASH_AGENT_H_
#define WRIT_TESTS_CRASH_AGENT_H_

#include <deque>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/client/client.h"
#include "tests/crash/ledger.h"

namespace writ::crash {

// What trips are granted with; less than the agents would hold together, so that the
// limit is met all the time.
inline constexpr int64_t kBudgetCents = 100'00;
inline constexpr int64_t kAskOverCents = 15'00;
inline constexpr char kApprover[] = "bo";

// What a client accepts beside answers, because a failpoint is armed.
struct Faults {
  // An error, or a denial that says that it was not recorded, is no answer: it stops there,
  // and asks again later.
  bool errors = false;
  // A recorded denial for this reason is an answer.
  std::string denial;
};

class Agent {
 public:
  // `number` makes its keys and holds its own. The ledger must outlive it.
  Agent(int number, uint64_t seed, Faults faults, Ledger& ledger)
      : number_(number), random_(seed), faults_(std::move(faults)), ledger_(ledger) {}

  // From now on it buys for this trip. What it holds of earlier ones it still reports.
  void Begin(std::string task_id);
  // Until the server is gone.
  void Work(const std::string& address);
  // What it loaded in one request is there as a whole or not at all.
  void CheckLoad(const std::string& address);
  // Asks again what was not answered. False when that is not answered either.
  bool Settle(const std::string& address);
  // Asks again everything that was answered since the last time: the same must come back,
  // and no token is good twice.
  void AskAgain(const std::string& address);

 private:
  enum class Step {
    kNone,
    kReserve,
    kReportHold,
    kBuy,
    kApprove,
    kBuyApproved,
    kRedeem,
    kReport,
    kLoad,
    kWitness,
  };

  struct Purchase {
    v1::DecideReply permit;
    std::string task_id;
    int64_t cents;
    bool redeemed = false;
  };
  struct Answered {
    v1::DecideRequest request;
    v1::DecideReply reply;
  };

  void Choose();
  void ChoosePurchase();
  void ChooseReport();
  // Does step_. False when it was not answered; then it stays, and `tried_` is set.
  bool Continue(Client& client);
  bool Take(Client& client);
  bool Reserve(Client& client);
  bool ReportHold(Client& client);
  bool Buy(Client& client);
  bool Approve(Client& client);
  bool Redeem(Client& client);
  bool Report(Client& client);
  bool Load(Client& client);
  bool Witness(Client& client);

  v1::DecideRequest Request(std::string_view action, std::string args);
  bool Decide(Client& client, v1::DecideReply& reply);
  void Bought(const v1::DecideReply& reply);
  v1::RedeemRequest RedeemRequest(const v1::DecideReply& permit) const;
  template <typename Reply, typename Call>
  bool Ask(Call&& call, Reply& reply);
  void AskDecisionsAgain(Client& client);
  void AskTokensAgain(Client& client);
  void Differs(const std::string& what);

  const int number_;
  std::mt19937_64 random_;
  const Faults faults_;
  Ledger& ledger_;
  std::string task_id_;
  Step step_ = Step::kNone;  // asked and not answered, or about to be asked
  bool tried_ = false;       // it was asked once already
  int keys_ = 0;
  v1::DecideRequest request_;
  int64_t cents_ = 0, charged_ = 0;
  bool succeeded_ = false;
  std::string hold_decision_, ticket_;
  bool loaded_ = false;  // the value of all facts of its bulk load
  std::deque<Purchase> held_;
  std::vector<Answered> answered_;
  std::vector<v1::DecideReply> redeemed_;
};

}  // namespace writ::crash

#endif  // WRIT_TESTS_CRASH_AGENT_H_
