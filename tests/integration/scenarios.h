// The travel agent's end-to-end scenarios as tables: calls in order, what comes of
// each, and what the agent must be told. Played by the demo and by the tests.
#ifndef WRIT_TESTS_INTEGRATION_SCENARIOS_H_
#define WRIT_TESTS_INTEGRATION_SCENARIOS_H_

#include <string>
#include <vector>

#include "tests/integration/travel.h"

namespace writ::harness {

struct Step {
  std::string title;  // for people
  std::string action;
  std::string args;  // JSON
  // What must come back.
  std::string verdict;
  std::string rule;  // that decides; empty: none
  std::string reason;
  // What the tool returned, reported as a success; empty: nothing is reported.
  std::string result;
};

// A trip of one ticket within budget; the server may end and come back after
// kStepsBeforeCrash of them.
const std::vector<Step>& TravelSteps();
inline constexpr size_t kStepsBeforeCrash = 3;
// Everything that this trip is not for.
const std::vector<Step>& ElsewhereSteps();

struct Played {
  bool ok = false;      // as the step says, and its outcome was taken
  std::string verdict;  // "error" when there was none
  std::string rules;
  std::string reason;
  std::string message;
  std::string token;  // that came with a permit; empty: none
};
Played Play(Trip& trip, const Step& step);

}  // namespace writ::harness

#endif  // WRIT_TESTS_INTEGRATION_SCENARIOS_H_
