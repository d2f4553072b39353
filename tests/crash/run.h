// Kills the real server under load, again and again, and compares what it remembers with
// what its clients were told.
//
// One cycle: eight agents (agent.h) work on a new trip; at a random moment, after so many answers
// or while so many requests are under way, the server gets SIGKILL. Then, on the data that it left,
// `writ audit verify` with nothing but the public key, and `writ audit rebuild`. Then it is started
// again: what was not answered is asked again, what was answered as well, and every account,
// decision and token must be what the clients were told. Nothing sleeps.
#ifndef WRIT_TESTS_CRASH_RUN_H_
#define WRIT_TESTS_CRASH_RUN_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace writ::crash {

struct Options {
  uint64_t seed = 1;
  int cycles = 20;
  // A new data directory is begun after so many cycles, or logs would grow without bound.
  int cycles_per_directory = 25;
  // Of `writ serve`; a killed process loses nothing with either.
  std::string durability = "synced";
};

struct Report {
  int cycles = 0;
  int kills = 0;         // processes that ended by SIGKILL
  int verified = 0;      // kills after which the log verified and the state was rebuilt equal
  int mid_request = 0;   // kills at a count of requests, not of answers
  size_t decisions = 0;  // that clients were told of
  size_t permits = 0;    // purchases among them
  std::vector<std::string> differences;
  std::string kept;  // where the data is that differs
  double seconds = 0;
};

// Ends at the first cycle with a difference and keeps its data. `out`: one line for each directory.
Report KillAndCompare(const Options& options, std::ostream& out);

}  // namespace writ::crash

#endif  // WRIT_TESTS_CRASH_RUN_H_
