// crash CYCLES [--seed N]: kills the server that many times under load and compares; `./dev
// crash N` runs it. Exit code 1 when anything differs.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <random>

#include "tests/crash/run.h"
#include "tests/integration/harness.h"

int main(int argc, char** argv) {
  CLI::App app("Kills the server under load and compares what it kept with what it said");
  writ::crash::Options options;
  options.seed = std::random_device()();
  app.add_option("CYCLES", options.cycles, "How often to kill")
      ->required()
      ->check(CLI::PositiveNumber);
  app.add_option("--seed", options.seed, "Of all random choices; default: another each time");
  app.add_option("--cycles-per-directory", options.cycles_per_directory,
                 "After so many, a new data directory")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--durability", options.durability, "Of the server")
      ->capture_default_str()
      ->check(CLI::IsMember({"synced", "buffered"}));
  CLI11_PARSE(app, argc, argv);
  if (writ::harness::WritBinary().empty()) {
    std::fprintf(stderr, "crash: there is no binary `writ`: build //server/main:writ\n");
    return 2;
  }
  std::cout << "seed " << options.seed << std::endl;
  const writ::crash::Report report = writ::crash::KillAndCompare(options, std::cout);
  for (const std::string& difference : report.differences) std::cout << difference << '\n';
  if (!report.kept.empty()) std::cout << "the data is kept in " << report.kept << '\n';
  std::printf(
      "%d cycles, %d kills (%d in mid-request), %zu decisions acknowledged, %d verified and "
      "rebuilt, %zu differences, %.1f s\n",
      report.cycles, report.kills, report.mid_request, report.decisions, report.verified,
      report.differences.size(), report.seconds);
  return report.differences.empty() ? 0 : 1;
}
