// Examples for people who write policies.
#ifndef WRIT_TESTS_SCORE_EXPLAIN_H_
#define WRIT_TESTS_SCORE_EXPLAIN_H_

#include <cstddef>
#include <string>
#include <vector>

#include "tests/score/run.h"
#include "tests/score/tally.h"

namespace writ::score {

// Up to `count` examples each of attacks and pairs that were not stopped, of users' tasks
// that were lost, and of benign runs and truths with a denial: every call with its verdict.
std::string Explain(const std::vector<Run>& runs, const std::vector<Outcome>& outcomes,
                    size_t count);

}  // namespace writ::score

#endif  // WRIT_TESTS_SCORE_EXPLAIN_H_
