// Plays runs against a server, each in a task of its own, several at once.
#ifndef WRIT_TESTS_SCORE_PLAYER_H_
#define WRIT_TESTS_SCORE_PLAYER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/score/policy.h"
#include "tests/score/run.h"
#include "tests/score/tally.h"

namespace writ::score {

struct Played {
  std::vector<Outcome> outcomes;  // one for each run
  size_t decisions = 0;
  double seconds = 0;
};

// Grants a task for each run, asks for each of its calls and reports what came of those
// that were permitted. Denied calls did not happen; the run goes on. Every run must have
// its task in the policy's table. The first error of the server ends it.
absl::StatusOr<Played> Play(const std::string& address, const Policy& policy,
                            const std::vector<Run>& runs, int connections);

}  // namespace writ::score

#endif  // WRIT_TESTS_SCORE_PLAYER_H_
