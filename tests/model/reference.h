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
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/decision/call.h"
#include "tests/model/commands.h"
#include "tests/model/periods.h"
#include "tests/oracle/judge.h"

namespace writ::model {

// A ticket, as far as an approver sees it.
struct Ticket {
  std::string id;
  size_t call = 0;  // that asked
  Micros expires = 0;
  struct Part {
    oracle::Approval needed;
    std::string answer = "none";  // "approved" or "refused"
  };
  std::vector<Part> parts;
  bool used = false;
};

// What became of a call.
struct Answer {
  oracle::Ruling ruling;
  std::string id;  // of the decision
  size_t call = 0;
  bool repeated = false;        // it is that of an earlier call
  std::string denied_in;        // of a denial in a task under others: the one that denied
  const Ticket* ask = nullptr;  // that the call waits for
};

class Reference {
 public:
  // `patterns` of the engine's program, for the functions that both leave to the machine.
  // `log_size`: the events that the log holds already.
  Reference(const lang::Model& model, const PatternSet& patterns, uint64_t log_size)
      : model_(model), patterns_(patterns), log_size_(log_size) {}

  // The clock stands at `now` from here on.
  void SetClock(Micros now) { clock_ = now; }
  // The engine was closed and opened: the time goes on from the newest event.
  void Reopen() { last_time_ = event_time_; }

  // False when the engine must refuse.
  bool Grant(const GrantCommand& command);
  bool Close(const std::string& task);
  bool Revoke(const std::string& task);
  void SetRevocation(const RevokeCommand& command);
  // The index of the last event, or of the newest there is; nothing when all is refused.
  std::optional<uint64_t> Change(const std::vector<ChangeCommand>& changes);
  Answer Decide(const CallCommand& command);
  // Whether a call that a limit has just denied may be told that what is left changes at
  // `moment`; 0: never.
  bool MayWaitUntil(Micros moment, const CallCommand& command, const oracle::Ruling& ruling);
  // What a report comes to.
  enum class Receipt { kRecorded, kOverrun, kRepeated, kContradicts, kUnknown };
  Receipt Report(const ReportCommand& command);
  enum class Heard { kTaken, kNoTicket, kNotAsked, kTooLate };
  Heard AnswerTicket(const AnswerCommand& command);

  // As it stands for who reads it now, from the whole history.
  Value ReadFact(uint32_t fact, const std::vector<Value>& keys);
  Value Attributes(const Value& entity) const;
  Value Groups(const Value& entity) const;
  // Of the facts that calls have changed or services have set.
  std::vector<std::pair<uint32_t, std::vector<Value>>> Touched() const;
  std::vector<Value> TouchedEntities() const;
  // How the ticket stands for who reads it now; empty when there is none.
  std::string StandingOf(const std::string& ticket) const;
  std::string ActionOf(size_t call) const { return calls_[call].command.action; }
  const Ticket* FindTicket(const std::string& id) const;
  // The name in `@server` of an action; empty when it has none.
  std::string ServerOf(const std::string& action) const;
  uint64_t log_size() const { return log_size_; }

 private:
  struct Task {
    GrantCommand grant;
    Micros expires = 0;
    uint32_t levels = 0;
    bool closed = false, revoked = false;
    Value entity;
  };
  struct Call {
    CallCommand command;
    Micros time = 0;
    bool key_reused = false;
    uint64_t index = 0;
    oracle::Ruling ruling;
    std::string denied_in;
    std::string ticket;  // that it waits for
    // Set when its outcome was reported.
    bool reported = false, succeeded = false;
    Value result;
  };
  enum class Kind { kPut, kRemove, kAttributes, kGroups, kForget, kCall, kRelease, kOutcome };
  struct Event {
    Kind kind = Kind::kCall;
    Micros time = 0;
    uint64_t index = 0;
    // Of a put.
    uint32_t fact = 0;
    std::vector<Value> keys;
    Value value;
    Micros expires = 0;
    // Of a call and what came of it.
    size_t call = 0;
    // By contribution: what a success makes of it, Absent where it leaves it; whether the
    // passing of a lease takes it out.
    std::vector<Value> settled;
    std::vector<bool> released;
    std::vector<oracle::Contribution> on_success;
  };
  // What one contribution of a call stands at.
  struct Entry {
    size_t call = 0, contribution = 0;
    Value element;
    Micros time = 0;
    bool counts = true;
  };
  using Chain = std::vector<const Task*>;
  using Wanted = std::function<bool(const std::vector<Value>& keys)>;

  Micros Now();
  bool ClockIsBack() const;
  // An event is recorded now; gives its index.
  uint64_t Record();
  Micros ReadingTime() const;

  Task* FindTask(const std::string& id);
  // From the task up to its root.
  Chain ChainOf(const std::string& task);
  // Why no call can be made in it, and the first level that says so.
  Reason StandingOf(const Chain& chain, size_t* level = nullptr) const;
  Reason RevokedIn(const Chain& chain, const std::string& action) const;

  Reason Refusal(const CallCommand& command, const Chain& chain, bool clock_back, bool key_reused,
                 size_t& level) const;
  Reason TicketRefusal(const CallCommand& command) const;
  // The call that owns the idempotency key; nothing when none does.
  std::optional<size_t> OwnerOf(const CallCommand& command) const;
  // The call as its levels see it, at `time`.
  oracle::Case CaseOf(const CallCommand& command, const Chain& chain, Micros time);
  oracle::Level LevelOf(const Task& task, const Task& own, const CallCommand& command, Value call);
  const lang::Action* FindAction(const std::string& name, uint32_t& index) const;
  void Wait(const Chain& chain, Call& call);
  // One that is known.
  Ticket& TicketOf(const std::string& id);
  Answer AnswerOf(size_t call, bool repeated) const;

  void ReleaseDue();
  std::vector<bool> ReleasedOf(size_t call) const;
  std::optional<std::pair<Micros, size_t>> NextLease() const;
  void Settle(const ReportCommand& command, Event& event);

  bool Apply(const ChangeCommand& change, uint64_t& index);
  bool Meets(const ChangeCommand& change) const;
  const Event* PutThere(const ChangeCommand& change) const;

  Value Fact(uint32_t fact, const std::vector<Value>& keys, Micros now) const;
  Value Asserted(uint32_t fact, const std::vector<Value>& keys, Micros now) const;
  // What is in the fact under keys for which `is_wanted` holds, in the order in which it came.
  std::vector<Entry> EntriesOf(uint32_t fact, const Wanted& is_wanted) const;
  std::vector<Entry> EntriesWith(uint32_t fact, const std::vector<Value>& keys) const;
  std::string AnswerStanding(const Ticket& ticket, Micros now) const;

  const lang::Model& model_;
  const PatternSet& patterns_;
  mutable Arena arena_;
  mutable Periods periods_;
  Micros clock_ = 0, last_time_ = 0, event_time_ = 0;
  uint64_t log_size_ = 0;
  std::vector<Task> tasks_;
  std::set<std::pair<PrincipalKind, std::string>> revoked_;
  std::vector<Call> calls_;
  std::vector<Ticket> tickets_;
  std::vector<Event> history_;
};

// The canonical bytes of keys, one behind the other.
std::string BytesOf(const std::vector<Value>& keys);

}  // namespace writ::model

#endif  // WRIT_TESTS_MODEL_REFERENCE_H_
