#include "tests/crash/site.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace writ::crash {
namespace {

using harness::RunWrit;
using harness::ServerOptions;
using harness::ServerProcess;
using harness::Trip;

constexpr int kAgents = 8;

// The amount of a sum of money in the API's JSON, in cents. Nothing spent has no currency.
int64_t Cents(const std::string& json) {
  const std::string text = harness::MoneyText(json);
  const size_t point = text.find('.');
  if (point == std::string::npos) return -1;
  return std::stoll(text.substr(0, point)) * 100 + std::stoll(text.substr(point + 1, 2));
}

}  // namespace

Site::Site(uint64_t seed, Faults faults, const std::string& base) : data_(base) {
  std::mt19937_64 seeds(seed);
  for (int i = 0; i < kAgents; ++i) {
    agents_.push_back(std::make_unique<Agent>(i, seeds(), faults, ledger_));
  }
}

bool Site::Fails(const std::string& what) {
  ledger_.Differs(what);
  return false;
}

bool Site::Begin(const ServerOptions& how) {
  if (!StartServer(how)) return false;
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

ServerOptions Site::Options(ServerOptions how) const {
  how.policies = policies_;
  how.data = data_.path();
  return how;
}

bool Site::StartServer(const ServerOptions& how) {
  auto server = ServerProcess::Start(Options(how));
  if (!server.ok()) return Fails(absl::StrCat("it does not start: ", server.status().message()));
  server_ = *std::move(server);
  return true;
}

std::string Site::StartInVain(const ServerOptions& how) {
  auto server = ServerProcess::Start(Options(how));
  if (!server.ok()) return std::string(server.status().message());
  Fails("a server started that was not to");
  return "";
}

bool Site::BeginTrip() {
  auto trip =
      Trip::Start(server_->address(), {.budget = absl::StrCat(kBudgetCents / 100, " USD"),
                                       .seats = 1'000'000,
                                       .ask_over = absl::StrCat(kAskOverCents / 100, " USD")});
  if (!trip.ok()) return Fails(trip.status().ToString());
  for (auto& agent : agents_) agent->Begin(trip->task_id());
  ledger_.Spends(trip->task_id(), 0, 0);
  return true;
}

harness::Exit Site::WorkUntil(Moment moment) {
  ledger_.BeginCycle();
  for (size_t i = 0; i < agents_.size(); ++i) ledger_.ClientStarts();
  std::vector<std::thread> threads;
  for (auto& agent : agents_) {
    threads.emplace_back([this, &agent] {
      agent->Work(server_->address());
      ledger_.ClientStops();
    });
  }
  ledger_.Await(moment);
  const harness::Exit exit = server_->Kill();
  for (std::thread& thread : threads) thread.join();
  last_words_ = server_->log();
  return exit;
}

bool Site::KillServer() {
  const harness::Exit exit = server_->Kill();
  last_words_ = server_->log();
  return exit.signal == SIGKILL || Fails(absl::StrCat("it ended by itself: ", last_words_));
}

bool Site::CheckData() {
  std::vector<std::string> verify = {"audit", "verify", data_.path(), "--key", key_};
  if (!ledger_.checkpoint().empty()) {
    const std::string file = elsewhere_.path() + "/checkpoint";
    std::ofstream(file) << ledger_.checkpoint();
    verify.insert(verify.end(), {"--checkpoint", file});
  }
  return Audit(std::move(verify)) && Audit({"audit", "rebuild", data_.path()});
}

bool Site::Audit(std::vector<std::string> arguments) {
  const auto finished = RunWrit(std::move(arguments));
  if (!finished.ok()) return Fails(finished.status().ToString());
  return finished->exit.code == 0 || Fails(absl::StrCat(finished->out, finished->err));
}

bool Site::Compare() {
  return CheckBudgets() && CheckLoads() && Settle() && CheckAccounts() && CheckEvents() &&
         AskAgain();
}

// Whatever happened to what was not answered, no budget is passed.
bool Site::CheckBudgets() {
  for (const auto& [task_id, told] : ledger_.accounts()) {
    const int64_t spent = Cents(Trip(server_->address(), task_id).Spend());
    if (spent < 0 || spent > kBudgetCents) {
      return Fails(absl::StrCat("task ", task_id, " spent ", spent, " cents of ", kBudgetCents));
    }
  }
  return true;
}

bool Site::CheckLoads() {
  for (auto& agent : agents_) agent->CheckLoad(server_->address());
  return NothingDiffers();
}

bool Site::Settle() {
  for (auto& agent : agents_) {
    if (!agent->Settle(server_->address())) return Fails("a reopened server does not answer");
  }
  return NothingDiffers();
}

bool Site::CheckAccounts() {
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
bool Site::CheckEvents() {
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

bool Site::AskAgain() {
  for (auto& agent : agents_) agent->AskAgain(server_->address());
  return NothingDiffers();
}

bool Site::CheckWholeLog() {
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

std::string Site::Keep() const {
  const std::string kept = data_.path() + "-kept";
  std::error_code error;
  std::filesystem::copy(data_.path(), kept, std::filesystem::copy_options::recursive, error);
  return kept;
}

}  // namespace writ::crash
