// Results of tests as JUnit XML, for build systems that show it.
#ifndef WRIT_SERVER_CLI_JUNIT_H_
#define WRIT_SERVER_CLI_JUNIT_H_

#include <string>
#include <vector>

#include "lang/testing/runner.h"

namespace writ::cli {

// The tests of one bundle.
struct Suite {
  std::string name;
  std::vector<lang::TestResult> results;
};

std::string JUnitXml(const std::vector<Suite>& suites);

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_JUNIT_H_
