// The life of a store under every kind of command: an engine on it under one policy, then
// under another; what the engine acknowledged on the way; and whether that is there when the
// store is opened again, the log verifies, and the state is what it folds to.
//
// The store may fail at any time: then the engine has answered that nothing was done.
#ifndef WRIT_TESTS_ENGINE_LIFE_H_
#define WRIT_TESTS_ENGINE_LIFE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "engine/engine.h"
#include "engine/log/event.h"

namespace writ::tests {

// What was acknowledged.
struct Told {
  std::map<uint64_t, EventKind> events;        // by index
  std::map<std::string, Decision> by_key;      // the newest of each idempotency key
  std::map<std::string, bool> tasks;           // whether they are closed
  std::map<std::string, std::string> tickets;  // their standing
  std::set<std::string> redeemed;              // tokens
  bool marked = false;                         // the bulk load
  int permits = 0, failed = 0;                 // calls that count, and outcomes that gave back
  std::string checkpoint;
};

class Life {
 public:
  Life();

  // Forgets what was told.
  void Begin();
  // Begins anew, on an empty store.
  void Live(Store& store, Durability durability = Durability::kSynced);
  const Told& told() const { return told_; }

  // Fails the test unless everything that was told is in the store.
  void ExpectEverythingTold(Store& store);
  // Of events, those up to the newest checkpoint that was told. Gives how many of the others
  // are not there.
  size_t ExpectToldUpToCheckpoint(Store& store);
  // Fails the test unless the log verifies, and the state is rebuilt from it equal.
  void ExpectLogWhole(const Store& store);

 private:
  absl::StatusOr<std::unique_ptr<Engine>> Open(Store& store, std::shared_ptr<const Program> program,
                                               Durability durability);
  void ExpectEvents(Engine& engine);
  void ExpectStanding(Engine& engine, const std::string& id, const std::string& told);
  void ExpectFacts(Engine& engine);

  std::optional<ManualClock> clock_;
  const std::unique_ptr<TokenIssuer> issuer_;
  const std::shared_ptr<const Program> first_, second_;
  Told told_;
  std::map<std::string, CallRequest> requests_;  // by key
};

// Of the policies that it lives under.
inline constexpr int kLifeLimit = 10;

}  // namespace writ::tests

#endif  // WRIT_TESTS_ENGINE_LIFE_H_
