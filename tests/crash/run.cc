#include "tests/crash/run.h"

#include <csignal>
#include <filesystem>
#include <memory>
#include <random>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/crash/agent.h"
#include "tests/crash/ledger.h"
#include "tests/integration/harness.h"
#include "tests/integration/travel.h"

namespace writ::crash {
namespace {

using harness::RunWrit;
using harness::ServerProcess;
using harness::Trip;

constexpr int kAgents = 8;
constexpr size_t kMostAnswers = 150;

// The amount of a sum of money in the API's JSON, in cents. Nothing spent has no currency.
int64_t Cents(const std::string& json) {
  const std::string text = harness::MoneyText(json);
  const size_t point = text.find('.');
  if (point == std::string::npos) return -1;
  return std::stoll(text.substr(0, point)) * 100 + std::stoll(text.substr(point + 1, 2));
}

// One data directory: a server on it, and what its clients were told.
class Directory {
 public:
  Directory(uint64_t seed, Report& report) : random_(seed), report_(report) {
    for (int i = 0; i < kAgents; ++i) {
      agents_.push_back(std::make_unique<Agent>(i, random_(), ledger_));
    }
  }

  // Starts the server for the first time. False, with a difference, when anything fails.
  bool Begin() {
    if (!StartServer()) return false;
    const auto key = RunWrit({"audit", "key", data_.path()});
    if (!key.ok() || key->exit.code != 0) return Fails("`writ audit key` fails");
    key_ = std::string(absl::StripTrailingAsciiWhitespace(key->out));
    v1::PutEntityRequest traveller;
    traveller.set_type("User");
    traveller.set_id(harness::kUser);
    traveller.set_attributes_json(
        absl::StrCat(R"({"email": "ana@corp.example", "manager": ")", kApprover, "\"}"));
    const auto put = Client(server_->address()).PutEntity(traveller);
    return put.ok() || Fails(put.status().ToString());
  }

  bool Cycle() {
    return BeginTrip() && WorkUntilKilled() && CheckData() && StartServer() && CheckBudgets() &&
           Settle() && CheckAccounts() && CheckEvents() && AskAgain();
  }

  // All that clients were told is there, and decides as it did.
  bool End() {
    looked_at_ = 0;
    if (!CheckEvents()) return false;
    const auto replay = Client(server_->address()).Replay();
    if (!replay.ok()) return Fails(replay.status().ToString());
    if (replay->different() == 0 && replay->tree_matches() &&
        replay->decisions() >= ledger_.decisions()) {
      return true;
    }
    return Fails(absl::StrCat("the replay: ", replay->ShortDebugString()));
  }

  Ledger& ledger() { return ledger_; }

  // A copy of the data as it is, for whoever looks for the reason.
  std::string Keep(uint64_t seed) {
    const std::string kept = absl::StrCat(data_.path(), "-kept-seed-", seed);
    std::error_code error;
    std::filesystem::copy(data_.path(), kept, std::filesystem::copy_options::recursive, error);
    return kept;
  }

 private:
  bool Fails(const std::string& what) {
    ledger_.Differs(what);
    return false;
  }
  bool NothingDiffers() { return ledger_.differences().empty(); }

  bool StartServer() {
    auto server =
        ServerProcess::Start({.policies = harness::kTravelPolicies, .data = data_.path()});
    if (!server.ok()) return Fails(absl::StrCat("it does not start: ", server.status().message()));
    server_ = *std::move(server);
    return true;
  }

  bool BeginTrip() {
    auto trip =
        Trip::Start(server_->address(), {.budget = absl::StrCat(kBudgetCents / 100, " USD"),
                                         .seats = 1'000'000,
                                         .ask_over = absl::StrCat(kAskOverCents / 100, " USD")});
    if (!trip.ok()) return Fails(trip.status().ToString());
    for (auto& agent : agents_) agent->Begin(trip->task_id());
    ledger_.Spends(trip->task_id(), 0, 0);
    return true;
  }

  Moment ChooseMoment() {
    const auto after = random_() % 2 == 0 ? Moment::After::kRequests : Moment::After::kAnswers;
    report_.mid_request += after == Moment::After::kRequests;
    return {after, 1 + random_() % kMostAnswers};
  }

  bool WorkUntilKilled() {
    ledger_.BeginCycle();
    for (int i = 0; i < kAgents; ++i) ledger_.ClientStarts();
    std::vector<std::thread> threads;
    for (auto& agent : agents_) {
      threads.emplace_back([this, &agent] {
        agent->Work(server_->address());
        ledger_.ClientStops();
      });
    }
    ledger_.Await(ChooseMoment());
    const harness::Exit exit = server_->Kill();
    for (std::thread& thread : threads) thread.join();
    if (exit.signal != SIGKILL) return Fails(absl::StrCat("it ended by itself: ", server_->log()));
    ++report_.kills;
    return NothingDiffers();
  }

  // An auditor who has the data and the public key, and no server.
  bool CheckData() {
    return Audit({"audit", "verify", data_.path(), "--key", key_}) &&
           Audit({"audit", "rebuild", data_.path()}) && ++report_.verified > 0;
  }

  bool Audit(std::vector<std::string> arguments) {
    const auto finished = RunWrit(std::move(arguments));
    if (!finished.ok()) return Fails(finished.status().ToString());
    return finished->exit.code == 0 || Fails(absl::StrCat(finished->out, finished->err));
  }

  // Whatever happened to what was not answered, no budget is passed.
  bool CheckBudgets() {
    for (const auto& [task_id, told] : ledger_.accounts()) {
      const int64_t spent = Cents(Trip(server_->address(), task_id).Spend());
      if (spent < 0 || spent > kBudgetCents) {
        return Fails(absl::StrCat("task ", task_id, " spent ", spent, " cents of ", kBudgetCents));
      }
    }
    return true;
  }

  bool Settle() {
    for (auto& agent : agents_) {
      if (!agent->Settle(server_->address())) return Fails("a reopened server does not answer");
    }
    return NothingDiffers();
  }

  bool CheckAccounts() {
    for (const auto& [task_id, told] : ledger_.accounts()) {
      Trip trip(server_->address(), task_id);
      const int64_t spent = Cents(trip.Spend());
      const std::string tickets = trip.Tickets();
      if (spent == told.spent && tickets == absl::StrCat(told.tickets)) continue;
      ledger_.Differs(absl::StrCat("task ", task_id, ": clients were told of ", told.spent,
                                   " cents and ", told.tickets, " tickets, it has ", spent, " and ",
                                   tickets));
    }
    return NothingDiffers();
  }

  // Those since the last look.
  bool CheckEvents() {
    Client client(server_->address());
    for (; looked_at_ < ledger_.events().size(); ++looked_at_) {
      const ToldEvent& told = ledger_.events()[looked_at_];
      const auto event = client.GetEvent(told.log_index);
      if (!event.ok()) {
        return Fails(
            absl::StrCat("event ", told.log_index, " was told: ", event.status().ToString()));
      }
      if (event->kind() == told.kind && (told.time == 0 || event->time_micros() == told.time)) {
        continue;
      }
      ledger_.Differs(absl::StrCat("event ", told.log_index, " was told as ", told.kind, " at ",
                                   told.time, ", it is ", event->json()));
    }
    return NothingDiffers();
  }

  bool AskAgain() {
    for (auto& agent : agents_) agent->AskAgain(server_->address());
    return NothingDiffers();
  }

  harness::TempDirectory data_;
  std::mt19937_64 random_;
  Report& report_;
  Ledger ledger_;
  std::vector<std::unique_ptr<Agent>> agents_;
  std::unique_ptr<ServerProcess> server_;
  std::string key_;
  size_t looked_at_ = 0;
};

// As many cycles as one directory takes. False when something differs.
bool RunDirectory(const Options& options, uint64_t seed, Report& report) {
  Directory directory(seed, report);
  const int end = std::min(options.cycles, report.cycles + options.cycles_per_directory);
  bool fits = directory.Begin();
  for (; fits && report.cycles < end; ++report.cycles) fits = directory.Cycle();
  fits = fits && directory.End();
  report.decisions += directory.ledger().decisions();
  report.permits += directory.ledger().permits();
  if (fits) return true;
  report.differences = directory.ledger().differences();
  report.differences.push_back(absl::StrCat("the data is kept in ", directory.Keep(seed)));
  return false;
}

}  // namespace

Report KillAndCompare(const Options& options, std::ostream& out) {
  const absl::Time start = absl::Now();
  Report report;
  std::mt19937_64 seeds(options.seed);
  bool fits = true;
  for (int number = 1; fits && report.cycles < options.cycles; ++number) {
    const int before = report.cycles;
    fits = RunDirectory(options, seeds(), report);
    out << "directory " << number << ": cycles " << before + 1 << " to " << report.cycles << ", "
        << report.decisions << " decisions so far" << std::endl;
  }
  report.seconds = absl::ToDoubleSeconds(absl::Now() - start);
  return report;
}

}  // namespace writ::crash
