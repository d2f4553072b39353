// Which clauses of which rules tests have seen decided, and how.
//
// A clause is covered when it was true in one call and false in another; a rule without
// a clause when it was a candidate once; a limit when it was kept once and broken once.
// A clause behind one that was false is not reached and counts for nothing.
#ifndef WRIT_LANG_TESTING_COVERAGE_H_
#define WRIT_LANG_TESTING_COVERAGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/bytecode/program.h"
#include "engine/decision/call.h"

namespace writ::lang {

// On a rule, with a reason: what tests do not see of it is not counted as missing.
inline constexpr char kUntestedAnnotation[] = "untested";

struct ClauseCoverage {
  std::string rule;  // qualified
  std::string file;
  uint32_t line = 0;
  std::string text;  // "when args.to == task.to"; the rule's effect when it has no clause
  bool needs_false = true;
  bool seen_true = false, seen_false = false;
  std::string excused;  // the reason of @untested; empty: none

  uint32_t outcomes() const { return needs_false ? 2 : 1; }
  uint32_t seen() const { return (seen_true ? 1 : 0) + (needs_false && seen_false ? 1 : 0); }
  bool covered() const { return seen() == outcomes(); }
  // "never false", "never true" or "never decided"; empty when it is covered.
  std::string Missing() const;
};

class Coverage {
 public:
  // The clauses of the rules of `program`, of which tests must decide in full: compile
  // it without guards, or a rule that a guard rules out is not seen.
  explicit Coverage(const Program& program);

  // `decision` was made under that program, with its trace.
  void Add(const Decision& decision);

  // In the order of the rules.
  const std::vector<ClauseCoverage>& clauses() const { return clauses_; }
  // Of all outcomes that are not excused, how many were seen, in percent, rounded down;
  // 100 when there is none.
  uint32_t Percent() const;

 private:
  void AddRule(const Program& program, const RuleDef& rule);

  std::vector<ClauseCoverage> clauses_;
  std::vector<size_t> first_;  // by rule: its first clause
};

}  // namespace writ::lang

#endif  // WRIT_LANG_TESTING_COVERAGE_H_
