// Rule R4 written plainly: a whole decision over the checked rules, one after the other,
// without an index, guards, slots or code.
#ifndef WRIT_TESTS_ORACLE_JUDGE_H_
#define WRIT_TESTS_ORACLE_JUDGE_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/decision/call.h"
#include "lang/sema/model.h"
#include "tests/oracle/walker.h"

namespace writ::oracle {

// What a permitted call adds to a derived fact.
struct Contribution {
  uint32_t fact = 0;
  // An Absent one could not be told: it stands for every key that it may have been.
  std::vector<Value> keys;
  Value element;
  size_t level = 0;  // of the task whose parameters it was computed with
};

// Who must approve a call, by one `ask` that holds. Nobody: no approval will do.
struct Approval {
  std::string rule;
  std::string approver;
  bool operator==(const Approval&) const = default;
};

struct Ruling {
  Verdict verdict = Verdict::kDeny;
  Reason reason = Reason::kUnavailable;
  size_t level = 0;  // that denied
  std::vector<std::string> rules;
  // Of a permit.
  std::vector<Contribution> contributions;
  // Of an ask, and of a permit that was approved.
  std::vector<Approval> asks;
  // By the level and the index of each forbid, permit and ask of the action and task: what
  // its clauses gave, up to the first that is false. None when its time is not now.
  std::map<std::pair<size_t, uint32_t>, std::vector<ClauseTrace>> trace;
};

// A task that a call is made in: its own, or one that this was granted under. The roots are
// set in `world`, whose facts are those before the call.
struct Level {
  const Type* task = nullptr;
  World world;
  // The permits of the task's scope; null when it was granted without one.
  const std::vector<lang::Rule>* scope = nullptr;
};

// A call that was admitted, with its levels from its own task up (rule R11).
struct Case {
  const lang::Model& model;
  uint32_t action = 0;
  std::vector<Level> levels;
  int64_t time = 0;                   // microseconds
  std::vector<std::string> involved;  // ids of the user and the agents of all levels
  std::vector<Approval> given;        // by the ticket that comes with the call
};

bool SameKeys(const std::vector<Value>& a, const std::vector<Value>& b);

// Results live in `arena`.
Ruling Judge(const Case& call, Arena& arena);

// The value of an aggregate with one more call in it, and the contributions of a call to
// facts of which `on_success` is that, level by level and in the order of the facts; each
// fact and key once, from the lowest level that has it. Where an element errs, `error` is
// set; on success the Error then stands as the element.
Value Including(Aggregate aggregate, const Value& current, const Value& element, Arena& arena);
std::vector<Contribution> ContributionsOf(const Case& call, bool on_success, Value& error,
                                          Arena& arena);

}  // namespace writ::oracle

#endif  // WRIT_TESTS_ORACLE_JUDGE_H_
