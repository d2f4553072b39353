// A tour of the product in one screen: a real server, real connections, a real database.
//
// An agent books a trip; the server is killed in the middle and comes back with all it
// had promised; the agent tries what the trip is not for; then every decision is made
// again from the log alone. Exits 0 only if every verdict is as it must be.
#include <cstdio>
#include <string>

#include "tests/integration/harness.h"
#include "tests/integration/scenarios.h"

namespace writ::harness {
namespace {

constexpr char kRow[] = "  %-26s %-8s %-15s %-15s %s\n";

bool Fail(const std::string& what) {
  std::fprintf(stderr, "demo: %s\n", what.c_str());
  return false;
}

std::unique_ptr<ServerProcess> StartServer(const std::string& data) {
  auto server = ServerProcess::Start({.policies = kTravelPolicies, .data = data});
  if (!server.ok()) Fail(std::string(server.status().message()));
  return server.ok() ? *std::move(server) : nullptr;
}

// A purchase is worth money: its permit carries a token that is good for this call alone.
bool ShowToken(Trip& trip, const std::string& token) {
  auto reply = trip.client().Introspect(token);
  if (!reply.ok()) return Fail(std::string(reply.status().message()));
  if (!reply->good()) return Fail("the token is not good: " + reply->reason());
  const v1::TokenClaims& claims = reply->claims();
  std::printf("    with a token: audience %s, %s and these arguments only, %lld s%s\n",
              claims.audience().c_str(), claims.action().c_str(),
              static_cast<long long>(claims.expires_seconds() - claims.issued_seconds()),
              claims.once() ? ", once" : "");
  return true;
}

bool PlayOne(Trip& trip, const Step& step) {
  const Played played = Play(trip, step);
  std::printf(kRow, step.title.c_str(), played.verdict.c_str(), played.rules.c_str(),
              played.reason.c_str(), MoneyText(trip.Spend()).c_str());
  if (!played.token.empty() && !ShowToken(trip, played.token)) return false;
  if (played.ok) return true;
  return Fail("expected " + step.verdict + " by `" + step.rule + "`: " + played.message);
}

bool PlaySteps(Trip& trip, const std::vector<Step>& steps, size_t from, size_t to) {
  std::printf(kRow, "call", "verdict", "rule", "reason", "spend after");
  bool ok = true;
  for (size_t i = from; i < to; ++i) ok = PlayOne(trip, steps[i]) && ok;
  std::printf("\n");
  return ok;
}

struct Totals {
  std::string spend, tickets;
  bool operator==(const Totals&) const = default;
};

Totals TotalsOf(Trip& trip) { return {MoneyText(trip.Spend()), trip.Tickets()}; }

// The trip's first calls; gives what the server had remembered when it was killed.
bool BookThenKill(const std::string& data, std::string& task_id, Totals& before) {
  auto server = StartServer(data);
  if (server == nullptr) return false;
  auto trip = Trip::Start(server->address());
  if (!trip.ok()) return Fail(std::string(trip.status().message()));
  std::printf("Ana's agent books a trip to SFO: 600 USD, one ticket\n\n");
  bool ok = PlaySteps(*trip, TravelSteps(), 0, kStepsBeforeCrash);
  task_id = trip->task_id();
  before = TotalsOf(*trip);
  server->Kill();
  std::printf("kill -9; the server starts again on the same data\n\n");
  return ok;
}

bool Remembers(Trip& trip, const Totals& before) {
  const Totals after = TotalsOf(trip);
  std::printf("  spend %s, tickets %s\n\n", after.spend.c_str(), after.tickets.c_str());
  if (before != Totals{"391.50 USD", "1"}) return Fail("the purchase was not counted");
  return after == before || Fail("the server forgot what it had permitted");
}

bool PlayElsewhere(const std::string& address) {
  auto trip = Trip::Start(address);
  if (!trip.ok()) return Fail(std::string(trip.status().message()));
  std::printf("Another trip to SFO; the agent tries what it is not for\n\n");
  return PlaySteps(*trip, ElsewhereSteps(), 0, ElsewhereSteps().size());
}

bool ReplayAll(Client& client) {
  auto reply = client.Replay();
  if (!reply.ok()) return Fail(std::string(reply.status().message()));
  std::printf("replayed %llu decisions: %llu equal, %llu different\n",
              static_cast<unsigned long long>(reply->decisions()),
              static_cast<unsigned long long>(reply->equal()),
              static_cast<unsigned long long>(reply->different()));
  const size_t expected = TravelSteps().size() + ElsewhereSteps().size();
  if (reply->decisions() != expected) return Fail("not every decision is in the log");
  if (!reply->tree_matches()) return Fail("the log does not match its tree head");
  return reply->equal() == expected && reply->different() == 0;
}

bool Run() {
  TempDirectory data;
  std::string task_id;
  Totals before;
  bool ok = BookThenKill(data.path(), task_id, before);
  auto server = StartServer(data.path());
  if (server == nullptr) return false;
  Trip trip(server->address(), task_id);
  ok = Remembers(trip, before) && ok;
  ok = PlaySteps(trip, TravelSteps(), kStepsBeforeCrash, TravelSteps().size()) && ok;
  ok = PlayElsewhere(server->address()) && ok;
  ok = ReplayAll(trip.client()) && ok;
  return server->Terminate().code == 0 && ok;
}

}  // namespace
}  // namespace writ::harness

int main() { return writ::harness::Run() ? 0 : 1; }
