// How the state of one derived fact under one key is kept, so that it stays exact when
// calls are taken out again and when their time is over:
//
//   plain     the value alone, in Table::kFacts. For facts over results of all time, and
//             for counts and sums of all time, which can be subtracted from.
//   tally     the value, and how many calls stand behind it. For calendar windows, which
//             start anew as a whole, and for `any` and `set` over calls that may still fail.
//   history   every call (history.h). For sliding windows, and for `min`, `max` and `last`
//             over calls that may still fail.
//
// A ledger is opened for one event or one reading. What it does depends on what stands in
// the tables and on what it is told, never on the policy: the fold of the log uses it
// with what the event says (engine/decision/fold.h).
#ifndef WRIT_ENGINE_FACTS_LEDGER_H_
#define WRIT_ENGINE_FACTS_LEDGER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/base/arena.h"
#include "engine/base/clock.h"
#include "engine/bytecode/program.h"
#include "engine/facts/tables.h"
#include "engine/value/value.h"

namespace writ {

// The numbers are in events: never renumber.
enum class Keeping : uint8_t { kPlain = 0, kTally = 1, kHistory = 2 };

// What an event says of a fact, so that it can be folded without its policy.
struct KeptAs {
  Keeping keeping = Keeping::kPlain;
  Aggregate aggregate = Aggregate::kCount;
  // The first moment that counts at the time of the event; kNoStart without a window.
  Micros start = kNoStart;

  bool has_window() const { return start != kNoStart; }
};

Keeping KeepingOf(const FactDef& fact);
KeptAs KeptAsOf(const FactDef& fact, Micros now);

// A contribution of a call, where it can be found again.
struct Contribution {
  uint64_t position = 0;  // of the first element, in a history
  Micros time = 0;        // when it was made
  absl::Span<const Value> elements;
};

// What a fact comes to. An Error is one of the fact.
struct FactStanding {
  uint64_t live = 0;  // calls that count
  Value aggregate;    // over them; Absent for `count` and `any`, unless an Error
  Micros oldest = 0;  // when the first of them was made, in a history
  bool full = false;  // the window holds, or had to hold, more than it may
};
// `initial` is the value over no calls.
Value ValueOf(Aggregate aggregate, const FactStanding& standing, const Value& initial);

// Nothing is written before Store().
class Ledger {
 public:
  // `key` and the others outlive it; of a fact that is not kept plain. Lets go of what no
  // longer counts. DataLoss when the rows contradict each other.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(const KeptAs& kept, std::string_view key,
                                                      Micros now, Tables& tables, Arena& arena);
  virtual ~Ledger() = default;

  virtual FactStanding standing() const = 0;
  // Adds elements of a call made now; gives the position of the first.
  virtual absl::StatusOr<uint64_t> Include(absl::Span<const Value> elements) = 0;
  // Takes a contribution out again, if it still counts.
  virtual absl::Status TakeOut(const Contribution& contribution) = 0;
  // Puts `element` in the place of a contribution of one element, if that still counts.
  virtual absl::Status Replace(const Contribution& contribution, const Value& element) = 0;
  // Writes what changed.
  virtual absl::Status Store() = 0;
};

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_LEDGER_H_
