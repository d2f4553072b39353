// An engine on a policy given as text, for tests of the whole engine without a server.
#ifndef WRIT_TESTS_ENGINE_FIXTURE_H_
#define WRIT_TESTS_ENGINE_FIXTURE_H_

#include <memory>
#include <string>
#include <string_view>

#include "engine/engine.h"

namespace writ::tests {

// Compiles a policy, failing the test with its diagnostics when it does not compile.
std::shared_ptr<const Program> CompilePolicy(std::string_view source);

// Raw JSON; a failed test and null when it does not read.
std::shared_ptr<const RawValue> Json(std::string_view text);

// Lends an engine a store that outlives it, so that it can be opened again.
std::unique_ptr<Store> Borrow(Store& store);

class TestEngine {
 public:
  explicit TestEngine(std::string_view policy, bool inline_commands = true);

  // Closes the engine and opens it on what its store holds, perhaps under another policy.
  void Reopen();
  void Reopen(std::string_view policy);

  Engine& engine() { return *engine_; }
  Store& store() { return *store_; }
  ManualClock& clock() { return clock_; }
  const TokenIssuer& issuer() const { return *issuer_; }

  // Grants task `id` to agent "bot" for user "ana", for one day.
  TaskInfo Grant(std::string_view id, std::string_view type, std::string_view params);
  // One call of agent "bot".
  Decision Decide(std::string_view task, std::string_view action, std::string_view args);
  Decision Decide(CallRequest request);
  absl::StatusOr<OutcomeReceipt> Report(const Decision& decision, bool succeeded,
                                        std::string_view result = "{}");
  // As JSON.
  std::string Fact(std::string_view fact, std::string_view keys);
  void PutFact(std::string_view fact, std::string_view keys, std::string_view value);

  // Fails the test unless every recorded decision replays equal and the tree matches.
  void ExpectReplaysEqual();

 private:
  ManualClock clock_{1'795'456'800'000'000};  // 2026-11-23T18:00:00Z
  std::unique_ptr<TokenIssuer> issuer_ = TokenIssuer::InMemory("writ");
  bool inline_commands_;
  std::unique_ptr<Store> store_ = NewMemoryStore();
  std::unique_ptr<Engine> engine_;
};

// "permit", or "deny limit travel.budget": verdict, then reason and rules of a denial.
std::string Summary(const Decision& decision);

CallRequest Request(std::string_view task, std::string_view action, std::string_view args);

}  // namespace writ::tests

#endif  // WRIT_TESTS_ENGINE_FIXTURE_H_
