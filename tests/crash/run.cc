#include "tests/crash/run.h"

#include <algorithm>
#include <csignal>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/crash/site.h"

namespace writ::crash {
namespace {

constexpr size_t kMostAnswers = 150;

Moment ChooseMoment(std::mt19937_64& random) {
  const auto after = random() % 2 == 0 ? Moment::After::kRequests : Moment::After::kAnswers;
  return {after, 1 + random() % kMostAnswers};
}

bool Cycle(Site& site, const harness::ServerOptions& how, std::mt19937_64& random, Report& report) {
  if (!site.BeginTrip()) return false;
  const Moment moment = ChooseMoment(random);
  report.mid_request += moment.after == Moment::After::kRequests;
  if (site.WorkUntil(moment).signal != SIGKILL) {
    site.ledger().Differs(absl::StrCat("it ended by itself: ", site.last_words()));
    return false;
  }
  ++report.kills;
  if (!site.ledger().differences().empty() || !site.CheckData()) return false;
  ++report.verified;
  return site.StartServer(how) && site.Compare();
}

// As many cycles as one directory takes. False when something differs.
bool RunDirectory(const Options& options, std::mt19937_64& random, Report& report) {
  Site site(random(), {});
  const harness::ServerOptions how{.more = {"--durability", options.durability}};
  const int end = std::min(options.cycles, report.cycles + options.cycles_per_directory);
  bool fits = site.Begin(how);
  for (; fits && report.cycles < end; ++report.cycles) fits = Cycle(site, how, random, report);
  fits = fits && site.CheckWholeLog();
  report.decisions += site.ledger().decisions();
  report.permits += site.ledger().permits();
  if (fits) return true;
  report.differences = site.ledger().differences();
  report.kept = site.Keep();
  return false;
}

}  // namespace

Report KillAndCompare(const Options& options, std::ostream& out) {
  const absl::Time start = absl::Now();
  Report report;
  std::mt19937_64 random(options.seed);
  bool fits = true;
  for (int number = 1; fits && report.cycles < options.cycles; ++number) {
    const int before = report.cycles;
    fits = RunDirectory(options, random, report);
    out << "directory " << number << ": cycles " << before + 1 << " to " << report.cycles << ", "
        << report.decisions << " decisions so far" << std::endl;
  }
  report.seconds = absl::ToDoubleSeconds(absl::Now() - start);
  return report;
}

}  // namespace writ::crash
