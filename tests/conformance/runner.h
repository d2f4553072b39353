// Runs conformance cases on what serves decisions: the compiler, the verifier, the
// machine. There is no second evaluator.
#ifndef WRIT_TESTS_CONFORMANCE_RUNNER_H_
#define WRIT_TESTS_CONFORMANCE_RUNNER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/conformance/suite.h"

namespace writ::conformance {

// Fuel of one expression.
inline constexpr uint64_t kCaseFuel = 1'000'000;

struct Outcome {
  bool passed = false;
  // Of a failure, each in one line.
  std::string expected, got;
};
Outcome RunCase(const Case& test);

struct Score {
  size_t passed = 0, total = 0;
};

struct FileReport {
  std::string name;
  Score score;
  std::string text;  // "FILE passed/total", then the failures, indented
};
FileReport RunFile(const CaseFile& file);

// What each file is known to pass: a line "FILE passed" each, `#` starts a comment.
absl::StatusOr<std::map<std::string, size_t>> ReadScores(const std::string& path);

// A line for each file that passes fewer than its recorded score.
std::vector<std::string> BelowRecorded(const std::vector<FileReport>& reports,
                                       const std::map<std::string, size_t>& recorded);

}  // namespace writ::conformance

#endif  // WRIT_TESTS_CONFORMANCE_RUNNER_H_
