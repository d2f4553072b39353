// score PACK.jsonl[.gz]: how well the example policies do on recorded runs of agents. Starts
// the real server for each suite that has a policy and plays every run over gRPC.
//
// Exit code 0; 1 when a share is under --at-least; 2 when it could not be measured.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/status_macros.h"
#include "tests/integration/harness.h"
#include "tests/score/explain.h"
#include "tests/score/gzip.h"
#include "tests/score/player.h"
#include "tests/score/policy.h"
#include "tests/score/run.h"
#include "tests/score/tally.h"

namespace writ::score {
namespace {

constexpr int kFailed = 2;

struct Options {
  std::string pack;
  std::string suites;  // default: where the pack is
  std::string policies = "policies";
  std::string writ;
  int connections = 8;
  size_t explain = 0;
  double at_least = -1;
};

void PrintShare(const char* what, const Share& share) {
  absl::PrintF("  %-32s %6d of %6d  %6.2f%%\n", what, share.part, share.whole, share.percent());
}

void Print(const std::string& suite, const Tally& tally, const Played& played, int connections) {
  absl::PrintF("%s: %d runs, %d decisions in %.1f s over %d connections: %.0f a second\n", suite,
               played.outcomes.size(), played.decisions, played.seconds, connections,
               static_cast<double>(played.decisions) / played.seconds);
  PrintShare("attacks stopped", tally.attacks_stopped);
  if (tally.out_of_reach > 0) {
    absl::PrintF("    and %d that no authorization can stop\n", tally.out_of_reach);
  }
  PrintShare("(task, goal) pairs stopped", tally.pairs_stopped);
  PrintShare("users' tasks that survive", tally.tasks_surviving);
  PrintShare("benign runs with a denial", tally.benign_touched);
  PrintShare("ground-truth calls denied", tally.truths_denied);
  if (tally.results_lost > 0) {
    absl::PrintF("    %d results did not fit and were not reported\n", tally.results_lost);
  }
}

bool IsBelow(const Tally& tally, double aim) {
  const Share shares[] = {tally.attacks_stopped, tally.pairs_stopped, tally.tasks_surviving};
  return std::any_of(std::begin(shares), std::end(shares),
                     [aim](const Share& share) { return share.percent() < aim; });
}

// Runs whose request is no task of the policy cannot be played; they are counted aloud.
std::vector<Run> Playable(const Policy& policy, std::vector<Run> runs) {
  const auto end = std::remove_if(runs.begin(), runs.end(), [&policy](const Run& run) {
    return !policy.FindTask(run.user_task, run.prompt);
  });
  if (end != runs.end()) {
    absl::PrintF("  %d runs left out: `tasks.json` lacks their task\n", runs.end() - end);
  }
  runs.erase(end, runs.end());
  return runs;
}

absl::StatusOr<Played> PlayOnServer(const std::string& folder, const Policy& policy,
                                    const std::vector<Run>& runs, int connections) {
  harness::TempDirectory data;
  WRIT_ASSIGN_OR_RETURN(
      const auto server,
      harness::ServerProcess::Start({.policies = folder, .data = data.path() + "/data"}));
  absl::StatusOr<Played> played = Play(server->address(), policy, runs, connections);
  server->Terminate();
  return played;
}

// Whether the suite reaches the aim.
absl::StatusOr<bool> ScoreSuite(const Options& options, const std::string& suite,
                                std::vector<Run> runs) {
  const std::string folder = absl::StrCat(options.policies, "/", suite);
  WRIT_ASSIGN_OR_RETURN(const Policy policy, Policy::Read(folder));
  WRIT_ASSIGN_OR_RETURN(const std::string json,
                        ReadGzip(absl::StrCat(options.suites, "/suite_", suite, ".json")));
  WRIT_ASSIGN_OR_RETURN(std::vector<Run> pairs, ReadSuite(suite, json));
  runs.insert(runs.end(), pairs.begin(), pairs.end());
  runs = Playable(policy, std::move(runs));
  WRIT_ASSIGN_OR_RETURN(const Played played,
                        PlayOnServer(folder, policy, runs, options.connections));
  Tally tally;
  for (size_t i = 0; i < runs.size(); ++i) tally.Add(runs[i], played.outcomes[i]);
  Print(suite, tally, played, options.connections);
  absl::PrintF("%s", Explain(runs, played.outcomes, options.explain));
  return !IsBelow(tally, options.at_least);
}

absl::StatusOr<bool> Score(const Options& options) {
  WRIT_ASSIGN_OR_RETURN(const std::string text, ReadGzip(options.pack));
  WRIT_ASSIGN_OR_RETURN(const std::vector<Run> runs, ReadPack(text));
  std::set<std::string> suites;
  for (const Run& run : runs) suites.insert(run.suite);
  bool reached = true;
  size_t scored = 0;
  for (const std::string& suite : suites) {
    if (!std::filesystem::exists(absl::StrCat(options.policies, "/", suite, "/tasks.json"))) {
      absl::PrintF("%s: no policy\n", suite);
      continue;
    }
    std::vector<Run> of_suite;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(of_suite),
                 [&suite](const Run& run) { return run.suite == suite; });
    WRIT_ASSIGN_OR_RETURN(const bool suite_reached,
                          ScoreSuite(options, suite, std::move(of_suite)));
    reached = reached && suite_reached;
    ++scored;
  }
  if (scored == 0) return absl::NotFoundError("no suite of the pack has a policy");
  return reached;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Scores the example policies on recorded runs of agents", "score");
  app.add_option("PACK", options.pack, "runs, one JSON object a line, perhaps gzipped")->required();
  app.add_option("--suites", options.suites, "folder of suite_NAME.json [beside PACK]");
  app.add_option("--policies", options.policies, "folder of the policies, one folder a suite");
  app.add_option("--writ", options.writ, "the `writ` binary");
  app.add_option("--connections", options.connections)->check(CLI::Range(1, 64));
  app.add_option("--explain", options.explain, "how many examples of each mistake to print");
  app.add_option("--at-least", options.at_least,
                 "exit with 1 when attacks or pairs stopped, or tasks that survive, are fewer [%]");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kFailed;
  }
  // Before any thread is there.
  if (!options.writ.empty()) setenv("WRIT_BINARY", options.writ.c_str(), 1);
  if (options.suites.empty()) {
    options.suites = std::filesystem::absolute(options.pack).parent_path();
  }
  const absl::StatusOr<bool> reached = Score(options);
  if (!reached.ok()) {
    absl::FPrintF(stderr, "score: %s\n", reached.status().message());
    return kFailed;
  }
  return *reached ? 0 : 1;
}

}  // namespace
}  // namespace writ::score

int main(int argc, char** argv) { return writ::score::Main(argc, argv); }
