// A run: the calls of one agent in one task, in order, with what came of each.
#ifndef WRIT_TESTS_SCORE_RUN_H_
#define WRIT_TESTS_SCORE_RUN_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/decision/call.h"

namespace writ::score {

struct Call {
  std::string tool;
  std::string args_json;
  bool failed = false;
  Value result;  // Absent when nothing was recorded
};

enum class RunKind : uint8_t {
  kRecorded,  // of a model
  kTruth,     // what the user's task needs
  kPair,      // that, and then what an attacker wants
};

struct Run {
  RunKind kind = RunKind::kRecorded;
  std::string id, suite, user_task, prompt;
  std::vector<Call> calls;

  // An injected goal was there; it was reached.
  bool attacked = false, attack_succeeded = false;
  // It was reached in the answer to the user, so that no call could be denied.
  bool out_of_reach = false;
  // The attack fails without any one of these calls; of a pair, the goal's.
  std::vector<size_t> attack_critical;
  // Or without all calls of these tools. Empty when it does not apply.
  std::vector<std::string> attack_tools;

  // The user's task was done; it would not have been without any one of these calls.
  bool useful = false;
  std::vector<size_t> utility_critical;

  std::shared_ptr<const RawValue> memory;  // of the results
};

// One JSON object a line: id, suite, user_task, prompt, injection_task (null: none), calls
// (tool, args, result as text, error), utility, utility_critical, attack_succeeded,
// attack_critical, attack_critical_any_of_tools, cls ("X": out of reach).
absl::StatusOr<std::vector<Run>> ReadPack(std::string_view text);

// The truths and pairs of one suite: user_tasks (id, prompt, ground_truth) and
// injection_tasks (id, ground_truth), whose calls have structured results.
absl::StatusOr<std::vector<Run>> ReadSuite(const std::string& name, std::string_view json);

}  // namespace writ::score

#endif  // WRIT_TESTS_SCORE_RUN_H_
