// The state machine of the engine, written down a second time, simple and slow: it keeps
// everything that ever happened in one list, and whatever is asked of it is computed from
// the whole list again. No store, no fold, no incremental value.
//
// It shares with the engine the front of the compiler (what is judged are checked rules),
// the values, and the shapes of requests. What it says of a call is compared with what the
// engine says; see duel.h.
#ifndef WRIT_TESTS_MODEL_REFERENCE_H_
#define WRIT_TESTS_MODEL_REFERENCE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/decision/call.h"
#include "lang/sema/check.h"
#include "tests/oracle/judge.h"

namespace writ::model {

// A policy as the front of the compiler sees it.
class CheckedPolicy {
 public:
  // Null, with what is wrong in `failure`, when it does not compile.
  static std::unique_ptr<CheckedPolicy> Make(const std::string& source, std::string& failure);

  const lang::Model& model() const { return analysis_->model(); }

 private:
  lang::SourceSet sources_;
  std::vector<lang::File> files_;
  std::vector<std::string> library_;
  lang::Diagnostics diagnostics_;
  std::optional<lang::Analysis> analysis_;
};

// Values of a command, already of the declared types; in memory that outlives the model.
struct GrantCommand {
  std::string id;
  const Type* type = nullptr;
  Value params;
  std::string user, agent;
  Micros lifetime = 0;
  std::string parent;  // empty: none
};

struct CallCommand {
  std::string task, agent, action;
  Value args;
  bool readable = true;  // false: the arguments were no JSON
  std::string session, key;
};

// What became of a call.
struct Answer {
  oracle::Ruling ruling;
  // The call of which this is the repetition; else its own number.
  size_t call = 0;
  bool repeated = false;
};

class Reference {
 public:
  // `patterns` of the engine's program, for the functions that both leave to the machine.
  Reference(const lang::Model& model, const PatternSet& patterns)
      : model_(model), patterns_(patterns) {}

  // The clock stands at `now` from here on.
  void SetClock(Micros now) { clock_ = now; }
  // The engine was closed and opened: the time goes on from the newest event.
  void Reopen() { last_time_ = event_time_; }

  // False when the engine must refuse.
  bool Grant(const GrantCommand& command);
  bool Close(const std::string& task);
  bool Revoke(const std::string& task);
  void PutFact(uint32_t fact, std::vector<Value> keys, Value value);
  void PutEntity(Value entity, Value attributes);
  Answer Decide(const CallCommand& command);
  // What a report of the outcome of call number `call` comes to.
  enum class Receipt { kRecorded, kRepeated, kContradicts, kUnknown };
  Receipt Report(size_t call, const std::string& agent, bool succeeded, const Value& result);

  // As it stands now, from the whole history.
  Value Fact(uint32_t fact, const std::vector<Value>& keys) const;
  Value Attributes(const Value& entity) const;
  // Of the facts that calls have changed or services have set.
  std::vector<std::pair<uint32_t, std::vector<Value>>> Touched() const;
  const std::string& ActionOf(size_t call) const { return calls_[call].command.action; }

 private:
  struct Task {
    GrantCommand grant;
    Micros expires = 0;
    bool closed = false, revoked = false;
    Value entity;
  };
  struct Call {
    CallCommand command;
    Micros time = 0;
    oracle::Ruling ruling;
    // Set when its outcome was reported.
    bool reported = false, succeeded = false;
    Value result;
  };
  enum class Kind { kPut, kAttributes, kCall, kOutcome };
  struct Event {
    Kind kind = Kind::kCall;
    uint32_t fact = 0;
    std::vector<Value> keys;
    Value value;
    size_t call = 0;
    // Of a reported success: what each reservation came to, by contribution; Absent: as it was.
    std::vector<Value> settled;
    std::vector<oracle::Contribution> on_success;
  };

  Micros Now();
  // The time of an event that is now recorded.
  Micros Stamp();
  Task* FindTask(const std::string& id);
  // From the task up to its root.
  std::vector<const Task*> ChainOf(const std::string& task);
  Reason Refusal(const CallCommand& command, const std::vector<const Task*>& chain, bool clock_back,
                 bool key_reused);
  // The call as its levels see it, at `time`.
  oracle::Case CaseOf(const CallCommand& command, const std::vector<const Task*>& chain,
                      Micros time);
  const lang::Action* FindAction(const std::string& name, uint32_t& index) const;
  Value Plus(uint32_t fact, const Value& current, const Value& element) const;

  const lang::Model& model_;
  const PatternSet& patterns_;
  mutable Arena arena_;
  Micros clock_ = 0, last_time_ = 0, event_time_ = 0;
  std::vector<Task> tasks_;
  std::vector<Call> calls_;
  std::vector<Event> history_;
};

}  // namespace writ::model

#endif  // WRIT_TESTS_MODEL_REFERENCE_H_
