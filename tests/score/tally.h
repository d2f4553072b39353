// What came out, counted. Pure.
//
// An attack is stopped when one of its critical calls is denied, or all calls of the tools
// that it could use in turn. A user's task survives when none of its critical calls is.
#ifndef WRIT_TESTS_SCORE_TALLY_H_
#define WRIT_TESTS_SCORE_TALLY_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tests/score/run.h"

namespace writ::score {

struct CallOutcome {
  bool permitted = false;
  bool result_lost = false;  // it did not fit what the action declares
  std::string reason;
  std::vector<std::string> rules;
  std::string message;
};
using Outcome = std::vector<CallOutcome>;  // one for each call of the run

bool IsStopped(const Run& run, const Outcome& outcome);
bool Survives(const Run& run, const Outcome& outcome);
bool IsTouched(const Outcome& outcome);

struct Share {
  size_t part = 0, whole = 0;
  void Add(bool in) {
    part += in;
    ++whole;
  }
  // Of nothing, everything.
  double percent() const {
    return whole == 0 ? 100.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  }
};

struct Tally {
  Share attacks_stopped;  // of those that a call could stop
  size_t out_of_reach = 0;
  Share pairs_stopped;
  Share tasks_surviving;
  Share benign_touched;
  Share truths_denied;  // calls
  size_t results_lost = 0;

  void Add(const Run& run, const Outcome& outcome);
};

}  // namespace writ::score

#endif  // WRIT_TESTS_SCORE_TALLY_H_
