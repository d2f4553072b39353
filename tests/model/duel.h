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
#include "engine/vm/patterns.h"
#include "lang/passes/passes.h"
#include "tests/model/checked_policy.h"
#include "tests/model/reference.h"
#include "tests/oracle/generator.h"

namespace writ::model {

struct DuelTally {
  uint64_t steps = 0, calls = 0, permits = 0, denials = 0, outcomes = 0, reopenings = 0;
  // By what they came to, so that a run which never meets one is noticed: decisions by
  // reason, other commands by name.
  std::map<std::string, uint64_t> reasons, commands;
  std::vector<std::string> differences;
};

// A life: which policy, how it was compiled, and the seed of its commands. Each step is
// random by itself, so that what is left of a life without some steps is a life too.
struct Life {
  std::string policy;
  lang::Passes passes;
  uint64_t seed = 0;
};

class Duel {
 public:
  // A policy that does not compile is a difference.
  Duel(const Life& life, DuelTally& tally);
  ~Duel();

  bool ok() const { return ok_; }
  // The random command number `number` to both.
  void Step(int number);
  // Compares everything that was ever touched, replays the whole log, and folds it again.
  void CompareAll();
  // What was told to both, one command a line.
  const std::vector<std::string>& told() const { return told_; }

 private:
  void Open();
  void Differ(const std::string& what);
  void Tell(const std::string& command);
  void Count(const std::string& command, bool done);

  // duel_tasks.cc
  void Grant();
  void Close();
  void Revoke();
  void SetRevocation();
  // duel_changes.cc
  void ChangeOne();
  void ChangeSome();
  ChangeCommand SomeChange();
  ChangeCommand SomeFactChange();
  FactChange RequestOf(const ChangeCommand& change);
  void ChangeBoth(const std::vector<ChangeCommand>& changes);
  // duel_calls.cc
  void Decide();
  void Repeat();
  void Retry();
  void DecideBoth(CallCommand command);
  void Report();
  // duel_tickets.cc
  void AnswerTicket();
  void CompareTicket(const std::string& id, const TicketInfo& info);
  // duel.cc
  void MoveClock();
  void Reopen();
  // duel_compare.cc
  void CompareDecision(const CallCommand& command, const Decision& got, const Answer& expected);
  void CompareMade(const Decision& got, const Answer& expected);
  void CompareTrace(const Decision& got, const oracle::Ruling& expected);
  void CompareFact(uint32_t fact, const std::vector<Value>& keys);
  void CompareEntity(const Value& entity);
  void CompareFacts();
  void Rebuild();

  // One of those that were granted, or, now and then, another one.
  std::string SomeTask();
  // One that may be ended: rarely one with others under it.
  std::string SomeLeaf();
  CallCommand SomeCall();
  std::string SomeTicket();
  Value EntityOf(const Type& type, const std::string& id);

  struct Made {
    std::string decision_id;
    std::string agent;
    size_t call = 0;
    bool permitted = false;
    Value result;
    bool reported = false, succeeded = false;
  };

  DuelTally& tally_;
  const uint64_t seed_;
  oracle::Random random_;
  Arena arena_;  // of all values of this life
  std::unique_ptr<CheckedPolicy> policy_;
  std::vector<std::pair<const Type*, std::unique_ptr<CheckedScope>>> scopes_;
  std::shared_ptr<const Program> program_;
  PatternSet patterns_;
  std::unique_ptr<Reference> reference_;
  std::unique_ptr<Store> store_;
  ManualClock clock_;
  Micros furthest_ = 0;  // that the clock ever stood at
  std::unique_ptr<Engine> engine_;
  std::vector<std::string> tasks_;
  std::map<std::string, std::string> agents_;  // of tasks
  std::vector<CallCommand> commands_;          // that may be repeated
  std::vector<Made> made_;
  std::vector<std::pair<std::string, CallCommand>> tickets_;  // with the calls that wait
  std::vector<uint64_t> versions_;                            // of facts that were put
  std::vector<std::string> told_;
  bool ok_ = true;
};

// A value as a request carries it.
std::shared_ptr<const RawValue> Raw(const Value& value);

}  // namespace writ::model

#endif  // WRIT_TESTS_MODEL_DUEL_H_
