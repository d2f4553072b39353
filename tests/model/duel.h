// The engine against the reference: the same commands to both, what they answer and what
// they remember compared after each.
#ifndef WRIT_TESTS_MODEL_DUEL_H_
#define WRIT_TESTS_MODEL_DUEL_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/storage/store.h"
#include "engine/value/canonical.h"
#include "lang/passes/passes.h"
#include "tests/model/reference.h"
#include "tests/oracle/generator.h"

namespace writ::model {

struct DuelTally {
  uint64_t steps = 0, calls = 0, permits = 0, denials = 0, outcomes = 0, reopenings = 0;
  // Denials by reason, so that a run which never meets one is noticed.
  std::map<std::string, uint64_t> reasons;
  std::vector<std::string> differences;
};

// One life of an engine under one policy.
class Duel {
 public:
  // `passes`: the engine's program is made with them. A policy that does not compile is a
  // difference.
  Duel(const std::string& policy, const lang::Passes& passes, uint64_t seed, DuelTally& tally);
  ~Duel();

  bool ok() const { return ok_; }
  // One random command to both.
  void Step();
  // Compares every fact that was ever touched, and replays the whole log.
  void CompareAll();

 private:
  void Open();
  void Differ(const std::string& what);
  void Grant();
  void Close();
  void Revoke();
  void PutFact();
  void PutEntity();
  void Decide();
  void Repeat();
  void Report();
  void MoveClock();
  void Reopen();
  void DecideBoth(CallCommand command);
  void CompareDecision(const CallCommand& command, const Decision& got, const Answer& expected);
  void CompareTrace(const Decision& got, const oracle::Ruling& expected);
  void CompareFact(uint32_t fact, const std::vector<Value>& keys);
  // One of those that were granted, or, now and then, another one.
  std::string SomeTask();
  CallCommand SomeCall();
  Value Kept(const Value& value) { return CopyInto(value, arena_); }

  struct Made {
    std::string decision_id;
    std::string agent;
    size_t call = 0;
    Value result;
    bool reported = false, succeeded = false;
  };

  DuelTally& tally_;
  oracle::Random random_;
  Arena arena_;  // of all values of this life
  std::unique_ptr<CheckedPolicy> policy_;
  std::shared_ptr<const Program> program_;
  PatternSet patterns_;
  std::unique_ptr<Reference> reference_;
  std::unique_ptr<Store> store_;
  ManualClock clock_;
  std::unique_ptr<Engine> engine_;
  std::vector<std::string> tasks_;
  std::vector<CallCommand> commands_;  // that may be repeated
  std::vector<Made> made_;
  bool ok_ = true;
};

// The policies of the model test: between them they use every aggregate.
std::vector<std::string> FixedPolicies();
// A policy of random rules over the declarations of the oracle's generator.
std::string RandomPolicy(uint64_t seed);

}  // namespace writ::model

#endif  // WRIT_TESTS_MODEL_DUEL_H_
