// One data directory of the travel agent's policy: the server on it, eight agents as its
// clients, what they were told, and whether that is what the server knows after a crash.
//
// Each step gives false when something differs; the ledger says what.
#ifndef WRIT_TESTS_CRASH_SITE_H_
#define WRIT_TESTS_CRASH_SITE_H_

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/crash/agent.h"
#include "tests/crash/ledger.h"
#include "tests/integration/harness.h"
#include "tests/integration/travel.h"

namespace writ::crash {

class Site {
 public:
  // Its data is in a new directory in `base`; empty: where tests write.
  Site(uint64_t seed, Faults faults, const std::string& base = "");

  // Starts a server that was never here, and makes what the policy needs to know.
  bool Begin(const harness::ServerOptions& how = {});
  // Starts one on what is there. `how`: all but policies and data.
  bool StartServer(const harness::ServerOptions& how = {});
  // As StartServer, for a server that is to end before it listens. Gives what it said.
  std::string StartInVain(const harness::ServerOptions& how);
  // A new trip, for all agents.
  bool BeginTrip();
  // All agents work until `moment`, or until none gets an answer any more; then the server is
  // killed, if it has not ended by itself. Gives how it ended, and keeps what it said.
  harness::Exit WorkUntil(Moment moment);
  const std::string& last_words() const { return last_words_; }

  // An auditor who has the data, the public key and the newest checkpoint that a client was
  // given, and no server.
  bool CheckData();
  // On a server that was started again: everything that clients were told, and that a bulk
  // load is there as a whole or not at all; what was not answered is asked again.
  bool Compare();
  // All that clients were ever told is in the log, and decides as it did.
  bool CheckWholeLog();
  // False when it ended otherwise.
  bool KillServer();

  harness::ServerProcess& server() { return *server_; }
  Ledger& ledger() { return ledger_; }
  // The log's public key.
  const std::string& key() const { return key_; }
  const std::string& data() const { return data_.path(); }
  // What the next server decides by.
  void SetPolicies(std::string directory) { policies_ = std::move(directory); }
  // A copy of the data as it is, for whoever looks for the reason. Gives its path.
  std::string Keep() const;

 private:
  bool Fails(const std::string& what);
  bool NothingDiffers() { return ledger_.differences().empty(); }
  harness::ServerOptions Options(harness::ServerOptions how) const;
  bool Audit(std::vector<std::string> arguments);
  bool CheckBudgets();
  bool CheckLoads();
  bool Settle();
  bool CheckAccounts();
  bool CheckEvents();
  bool AskAgain();

  harness::TempDirectory data_;
  harness::TempDirectory elsewhere_;  // where clients keep a checkpoint
  std::string policies_ = harness::kTravelPolicies;
  Ledger ledger_;
  std::vector<std::unique_ptr<Agent>> agents_;
  std::unique_ptr<harness::ServerProcess> server_;
  std::string key_, last_words_;
  size_t looked_at_ = 0;
};

}  // namespace writ::crash

#endif  // WRIT_TESTS_CRASH_SITE_H_
