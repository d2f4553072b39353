// conformance DIR [SCORES]: runs every *.jsonl of a folder; see `./dev conformance`.
//
// Exit status: 0, or 1 when a file passes fewer cases than SCORES records for it, or 2
// when something cannot be read.
#include <cstdio>

#include "tests/conformance/runner.h"

namespace writ::conformance {
namespace {

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "conformance: %s\n", std::string(status.message()).c_str());
  return 2;
}

int Main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: conformance DIR [SCORES]\n");
    return 2;
  }
  auto suite = ReadSuite(argv[1]);
  if (!suite.ok()) return Fail(suite.status());
  std::map<std::string, size_t> recorded;
  if (argc == 3) {
    auto scores = ReadScores(argv[2]);
    if (!scores.ok()) return Fail(scores.status());
    recorded = *std::move(scores);
  }
  std::vector<FileReport> reports;
  Score total;
  for (const CaseFile& file : *suite) {
    reports.push_back(RunFile(file));
    std::fputs(reports.back().text.c_str(), stdout);
    total.passed += reports.back().score.passed;
    total.total += reports.back().score.total;
  }
  const auto below = BelowRecorded(reports, recorded);
  for (const std::string& line : below) std::printf("%s\n", line.c_str());
  std::printf("total %zu/%zu\n", total.passed, total.total);
  return below.empty() ? 0 : 1;
}

}  // namespace
}  // namespace writ::conformance

int main(int argc, char** argv) { return writ::conformance::Main(argc, argv); }
