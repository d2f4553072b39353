// What clients were told, and so what a server must still know after any crash; and how far
// the clients are, for whoever picks the moment of the crash.
//
// What does not fit is a difference: a sentence that says what was told and what is there.
// Thread-safe, but where a method says otherwise.
#ifndef WRIT_TESTS_CRASH_LEDGER_H_
#define WRIT_TESTS_CRASH_LEDGER_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"

namespace writ::crash {

// An event of the log that a client knows of.
struct ToldEvent {
  uint64_t log_index = 0;
  std::string kind;  // "call_decided"
  int64_t time = 0;  // microseconds; 0: the client was not told
};

// Of one trip, in cents.
struct Account {
  int64_t spent = 0, tickets = 0;
};

// A moment within the traffic, counted from the start of a cycle.
struct Moment {
  enum class After { kRequests, kAnswers };
  After after;
  size_t count;
};

class Ledger {
 public:
  // A client is about to send a request.
  void Asks();
  // A client has got its answer.
  void IsAnswered();
  // The answer names an event of its own: told twice, it is a difference.
  void IsTold(ToldEvent event);
  void Spends(const std::string& task_id, int64_t cents, int64_t tickets);
  // A signed checkpoint: the newest is kept.
  void Witnesses(uint64_t log_size, std::string note);
  void Differs(std::string what);
  // What a client got in place of an answer.
  void HasNoAnswer(std::string why);

  void BeginCycle();
  void ClientStarts();
  void ClientStops();
  // Blocks until `moment`, or until no client works any more.
  void Await(Moment moment);

  size_t answers();    // in this cycle
  size_t decisions();  // told in all
  size_t permits();    // of these, those that spent
  std::vector<std::string> differences();
  std::string no_answer();  // the first of this cycle; empty: all were answered

  // Below: while no client works.
  const std::vector<ToldEvent>& events() const { return events_; }
  const std::map<std::string, Account>& accounts() const { return accounts_; }
  const std::string& checkpoint() const { return checkpoint_; }  // empty: none yet

 private:
  absl::Mutex mutex_;
  std::vector<ToldEvent> events_;
  std::set<uint64_t> indexes_;
  std::map<std::string, Account> accounts_;  // by task
  std::vector<std::string> differences_;
  std::string checkpoint_, no_answer_;
  uint64_t checkpoint_size_ = 0;
  size_t requests_ = 0, answers_ = 0;  // of this cycle
  size_t decisions_ = 0, permits_ = 0;
  int working_ = 0;
};

}  // namespace writ::crash

#endif  // WRIT_TESTS_CRASH_LEDGER_H_
