#include "server/cli/junit.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace writ::cli {
namespace {

// Control characters cannot stand in XML, however they are written.
void AppendEscaped(char c, std::string& out) {
  const auto byte = static_cast<uint8_t>(c);
  if (c == '&') {
    out += "&amp;";
  } else if (c == '<') {
    out += "&lt;";
  } else if (c == '>') {
    out += "&gt;";
  } else if (c == '"') {
    out += "&quot;";
  } else if (c == '\n') {
    out += "&#10;";
  } else {
    out += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (char c : text) AppendEscaped(c, out);
  return out;
}

std::string Attribute(std::string_view name, std::string_view value) {
  return absl::StrCat(" ", std::string(name), "=\"", Escaped(value), "\"");
}

std::string FailureXml(const lang::TestResult& result, const lang::TestFailure& failure) {
  const std::string message = absl::StrCat("expected ", failure.expected, ", got ", failure.got);
  const std::string place =
      absl::StrCat(result.file, ":", failure.line, ":", failure.column, ": ", failure.step);
  return absl::StrCat("      <failure", Attribute("message", message), ">", Escaped(place), "\n",
                      Escaped(absl::StrJoin(failure.trace, "\n")), "</failure>\n");
}

std::string CaseXml(const lang::TestResult& result) {
  const std::string start = absl::StrCat("    <testcase", Attribute("classname", result.file),
                                         Attribute("name", result.title), " time=\"0\"");
  if (result.passed()) return start + "/>\n";
  return start + ">\n" + FailureXml(result, *result.failure) + "    </testcase>\n";
}

std::string SuiteXml(const Suite& suite) {
  const auto failures = std::count_if(suite.results.begin(), suite.results.end(),
                                      [](const lang::TestResult& r) { return !r.passed(); });
  std::string out = absl::StrCat("  <testsuite", Attribute("name", suite.name), " tests=\"",
                                 suite.results.size(), "\" failures=\"", failures, "\">\n");
  for (const lang::TestResult& result : suite.results) out += CaseXml(result);
  return out + "  </testsuite>\n";
}

}  // namespace

std::string JUnitXml(const std::vector<Suite>& suites) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const Suite& suite : suites) out += SuiteXml(suite);
  return out + "</testsuites>\n";
}

}  // namespace writ::cli
