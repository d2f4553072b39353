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
  std::vector<Value> keys;
  Value element;
  size_t level = 0;  // of the task whose parameters it was computed with
};

struct Ruling {
  Verdict verdict = Verdict::kDeny;
  Reason reason = Reason::kUnavailable;
  std::vector<std::string> rules;
  // Of a permit.
  std::vector<Contribution> contributions;
  // By the level and the index of each forbid and permit of the action and task: what its
  // clauses gave, up to the first that is false.
  std::map<std::pair<size_t, uint32_t>, std::vector<ClauseTrace>> trace;
};

// A task that a call is made in: its own, or one that this was granted under. The roots are
// set in `world`, whose facts are those before the call.
struct Level {
  const Type* task = nullptr;
  World world;
};

// A call that was admitted, with its levels from its own task up (rule R11).
struct Case {
  const lang::Model& model;
  uint32_t action = 0;
  std::vector<Level> levels;
};

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
