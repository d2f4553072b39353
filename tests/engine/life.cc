#include "tests/engine/life.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/audit.h"
#include "engine/base/ed25519.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

// Every aggregate over every kind of window, a lease, an ask, tokens, groups.
constexpr std::string_view kPolicy = R"(
package nth
entity Team
entity User in Team { boss: User? }
entity Agent
task T {}
action a.go(n: int, note: string) -> { done: int, items: list<string> }
fact gone(task) = count of a.go
fact total(task) = sum(args.n) of a.go settle result.done
fact most(task) = max(result.done) of a.go
fact hourly(task) = set(args.n) of a.go within 1h
fact daily(task) = sum(args.n) of a.go each day in "UTC"
fact leased(task) = count of a.go on unknown release after 1m
fact seen(item) = last(item) of a.go for each item in result.items
fact mark(string): bool = false
permit go: a.go when !mark("closed") token { ttl: 60s, once }
limit ten: gone(task) <= 10
ask boss: a.go when args.n == 8 of user.boss within 1h
)";
constexpr std::string_view kMoreFacts = "fact late(task) = count of a.go\n";
constexpr char kMarks[] = "abcde";
constexpr Micros kDay = Micros{86'400} * 1'000'000;

LogSigner TestSigner() {
  return {"example.com/log", *Ed25519Key::FromSeed(std::string(kEd25519SeedBytes, 'k'))};
}

// Gives every kind of command, whatever becomes of each, and keeps what it is told.
class Client {
 public:
  Client(Engine& engine, ManualClock& clock, Told& told)
      : engine_(engine), clock_(clock), told_(told) {}

  void PlayEverything() {
    Put({"User", "ana", Json(R"({"boss": "bo"})")});
    Change({{GroupsPut{"User", "ana", {"ops"}}}});
    Grant("t", "");
    Grant("child", "t");
    Grant("closed", "");
    End(TaskClose{"closed"});
    const Decision first = Go("k1", 3);
    Go("k1", 3);
    Go("k1", 4);  // denied: the key is taken
    const Decision failing = Go("k2", 5);
    Report(first, true);
    Report(first, true);
    Report(failing, false);
    Go("k3", 2, "child");
    Ask("k4", true);
    Ask("k5", false);
    Redeem(first);
    Redeem(Go("k6", 1));
    RevokeToken(Go("k7", 1));
    Mark();
    Go("large", 1, "t", std::string(20'000, 'x'));
    Change({{FactRemove{"mark", Json(R"(["never there"])")}}});
    clock_.Advance(61'000'000);  // what nobody reported is released now
    Go("k8", 1);
    Checkpoint();
    Revoke(PrincipalKind::kAgent, "evil", true);
    Revoke(PrincipalKind::kAgent, "evil", false);
    End(TaskRevoke{"child", "no longer wanted"});
  }

  void PlayMore() {
    clock_.Advance(kDay / 2);
    for (int i = 0; i < 4; ++i) Report(Go(absl::StrCat("more", i), 1), i % 2 == 0);
    for (int i = 0; i < 8; ++i) Go(absl::StrCat("most", i), 1);
    Checkpoint();
  }

  // Asks again what was answered: the same comes back, and no token is good twice.
  void AskAgain() {
    for (const auto& [key, before] : std::map(told_.by_key)) {
      auto now =
          Await<Decision>([&](auto done) { engine_.Decide(requests_.at(key), std::move(done)); });
      ASSERT_TRUE(now.ok()) << now.status();
      EXPECT_EQ(now->decision_id, before.decision_id) << key;
      EXPECT_EQ(Summary(*now), Summary(before)) << key;
    }
    for (const std::string& token : told_.redeemed) {
      auto standing = Await<TokenStanding>(
          [&](auto done) { engine_.Redeem({.token = token}, std::move(done)); });
      ASSERT_TRUE(standing.ok()) << standing.status();
      EXPECT_FALSE(standing->good);
    }
  }

  std::map<std::string, CallRequest> requests_;  // by key

 private:
  Decision Decide(CallRequest request) {
    const std::string key = request.idempotency_key;
    auto decision =
        Await<Decision>([&](auto done) { engine_.Decide(std::move(request), std::move(done)); });
    if (!decision.ok()) return {};
    if (!decision->recorded) {
      EXPECT_EQ(decision->verdict, Verdict::kDeny);
      EXPECT_NE(decision->detail, "");
      return {};
    }
    const bool is_new = told_.events.emplace(decision->log_index, EventKind::kCallDecided).second;
    told_.permits += is_new && decision->verdict == Verdict::kPermit;
    return *decision;
  }

  Decision Go(const std::string& key, int n, const std::string& task = "t",
              const std::string& note = "", const std::string& ticket = "") {
    CallRequest request =
        Request(task, "a.go", absl::StrCat(R"({"n": )", n, R"(, "note": ")", note, "\"}"));
    request.idempotency_key = key;
    request.ticket = ticket;
    request.want_token = true;
    // The key will stand for the call that comes with the ticket, whatever is heard of it.
    if (!ticket.empty()) told_.by_key.erase(key);
    const Decision decision = Decide(request);
    // A key that stands for another call is not the one to ask again.
    const bool taken = decision.reason == Reason::kKeyReused;
    if (!decision.recorded || taken) return decision;
    told_.by_key[key] = decision;
    requests_[key] = std::move(request);
    return decision;
  }

  void Ask(const std::string& key, bool approve) {
    const Decision asked = Go(key, 8);
    if (!asked.approval) return;
    const std::string ticket = asked.approval->ticket;
    const TicketAnswer answer{ticket, "bo", approve, "note"};
    auto info =
        Await<TicketInfo>([&](auto done) { engine_.AnswerTicket(answer, std::move(done)); });
    if (!info.ok()) return;
    told_.tickets[ticket] = approve ? "approved" : "refused";
    const Decision used = Go(key, 8, "t", "", ticket);
    if (used.verdict == Verdict::kPermit) told_.tickets[ticket] = "used";
    if (used.recorded) {
      EXPECT_EQ(used.verdict == Verdict::kPermit, approve);
    }
  }

  void Grant(const std::string& id, const std::string& parent) {
    TaskGrant grant{id, "T", Json("{}"), "ana", parent.empty() ? "bot" : "other", kDay, parent};
    auto info = Await<TaskInfo>([&](auto done) { engine_.Grant(grant, std::move(done)); });
    if (info.ok()) told_.tasks[id] = false;
  }

  template <typename Ending>
  void End(const Ending& ending) {
    auto info = Await<TaskInfo>([&](auto done) {
      if constexpr (std::is_same_v<Ending, TaskClose>) {
        engine_.Close(ending, std::move(done));
      } else {
        engine_.Revoke(ending, std::move(done));
      }
    });
    if (info.ok()) told_.tasks[ending.task_id] = true;
  }

  void Report(const Decision& decision, bool succeeded) {
    if (decision.verdict != Verdict::kPermit) return;
    OutcomeReport report{decision.decision_id, "bot", succeeded};
    if (succeeded) report.result = Json(R"({"done": 2, "items": ["x", "y"]})");
    auto receipt =
        Await<OutcomeReceipt>([&](auto done) { engine_.ReportOutcome(report, std::move(done)); });
    if (!receipt.ok() || receipt->repeated) return;
    told_.events[receipt->log_index] = EventKind::kOutcomeReported;
    told_.failed += !succeeded;
  }

  void Redeem(const Decision& decision) {
    if (decision.token.empty()) return;
    auto standing = Await<TokenStanding>(
        [&](auto done) { engine_.Redeem({.token = decision.token}, std::move(done)); });
    if (!standing.ok() || !standing->good) return;
    told_.events[standing->log_index] = EventKind::kTokenRedeemed;
    told_.redeemed.insert(decision.token);
  }

  void RevokeToken(const Decision& decision) {
    auto index = Await<uint64_t>(
        [&](auto done) { engine_.RevokeToken(decision.decision_id, std::move(done)); });
    if (!index.ok()) return;
    told_.events[*index] = EventKind::kTokenRevoked;
    told_.redeemed.insert(decision.token);
  }

  void Put(EntityPut put) {
    auto index = Await<uint64_t>([&](auto done) { engine_.PutEntity(put, std::move(done)); });
    if (index.ok()) told_.events[*index] = EventKind::kEntityPut;
  }

  bool Change(std::vector<FactChange> changes) {
    return Await<uint64_t>([&](auto done) { engine_.ChangeFacts(changes, std::move(done)); }).ok();
  }

  void Mark() {
    std::vector<FactChange> changes;
    for (char mark : std::string_view(kMarks)) {
      changes.push_back(
          {FactPut{"mark", Json(absl::StrCat("[\"", std::string(1, mark), "\"]")), Json("true")},
           changes.size() + 1});
    }
    if (Change(std::move(changes))) told_.marked = true;
  }

  void Revoke(PrincipalKind kind, const std::string& id, bool revoked) {
    const RevocationSet set{kind, id, revoked, "seen elsewhere"};
    Await<RevocationInfo>([&](auto done) { engine_.SetRevocation(set, std::move(done)); })
        .status()
        .IgnoreError();
  }

  void Checkpoint() {
    auto note = Await<std::string>([&](auto done) { engine_.Checkpoint(std::move(done)); });
    if (note.ok()) told_.checkpoint = *note;
  }

  Engine& engine_;
  ManualClock& clock_;
  Told& told_;
};

}  // namespace

Life::Life()
    : issuer_(TokenIssuer::InMemory("writ")),
      first_(CompilePolicy(kPolicy)),
      second_(CompilePolicy(absl::StrCat(std::string(kPolicy), std::string(kMoreFacts)))) {}

absl::StatusOr<std::unique_ptr<Engine>> Life::Open(Store& store,
                                                   std::shared_ptr<const Program> program,
                                                   Durability durability) {
  Engine::Options options{.clock = &*clock_,
                          .durability = durability,
                          .issuer = issuer_.get(),
                          .inline_commands = true};
  options.log_signer = TestSigner();
  return Engine::Open(Borrow(store), std::move(program), options);
}

void Life::Begin() {
  told_ = {};
  requests_.clear();
  clock_.emplace(1'795'456'800'000'000);
}

void Life::Live(Store& store, Durability durability) {
  Begin();
  for (const auto& program : {first_, second_}) {
    auto engine = Open(store, program, durability);
    if (!engine.ok()) return;
    Client client(**engine, *clock_, told_);
    program == first_ ? client.PlayEverything() : client.PlayMore();
    requests_.merge(client.requests_);
  }
}

void Life::ExpectEvents(Engine& engine) {
  for (const auto& [index, kind] : told_.events) {
    auto event = engine.GetEvent(index);
    ASSERT_TRUE(event.ok()) << index << ": " << event.status();
    EXPECT_EQ(event->kind, EventKindName(kind)) << index;
  }
}

void Life::ExpectEverythingTold(Store& store) {
  auto opened = Open(store, second_, Durability::kSynced);
  ASSERT_TRUE(opened.ok()) << opened.status();
  Engine& engine = **opened;
  ExpectEvents(engine);
  for (const auto& [id, closed] : told_.tasks) {
    auto task = engine.GetTask(id);
    ASSERT_TRUE(task.ok()) << id;
    if (closed) {
      EXPECT_TRUE(task->closed) << id;
    }
  }
  for (const auto& [id, standing] : told_.tickets) ExpectStanding(engine, id, standing);
  ExpectFacts(engine);
  Client client(engine, *clock_, told_);
  client.requests_ = requests_;
  client.AskAgain();
  auto replay = engine.Replay(0, UINT64_MAX);
  ASSERT_TRUE(replay.ok()) << replay.status();
  EXPECT_EQ(replay->different, 0u);
  EXPECT_TRUE(replay->tree_matches);
}

size_t Life::ExpectToldUpToCheckpoint(Store& store) {
  auto opened = Open(store, second_, Durability::kSynced);
  EXPECT_TRUE(opened.ok()) << opened.status();
  if (!opened.ok()) return 0;
  auto checkpoint = OpenCheckpoint(told_.checkpoint, TestSigner().verifier());
  const uint64_t size = checkpoint.ok() ? checkpoint->size : 0;
  size_t missing = 0;
  for (const auto& [index, kind] : told_.events) {
    auto event = (*opened)->GetEvent(index);
    const bool there = event.ok() && event->kind == EventKindName(kind);
    missing += !there;
    if (index < size) {
      EXPECT_TRUE(there) << index;
    }
  }
  return missing;
}

// An approved ticket may have been used by a call that had no answer.
void Life::ExpectStanding(Engine& engine, const std::string& id, const std::string& told) {
  auto ticket = engine.GetTicket(id);
  ASSERT_TRUE(ticket.ok()) << id;
  const bool later =
      told == "approved" && (ticket->standing == "used" || ticket->standing == "expired");
  EXPECT_TRUE(ticket->standing == told || later) << id << ": " << told << ", " << ticket->standing;
}

void Life::ExpectFacts(Engine& engine) {
  std::set<std::string> marks;
  for (char mark : std::string_view(kMarks)) {
    marks.insert(*engine.GetFact("mark", *Json(absl::StrCat("[\"", std::string(1, mark), "\"]"))));
  }
  ASSERT_EQ(marks.size(), 1u) << "a bulk load is there in part";
  if (told_.marked) {
    EXPECT_EQ(*marks.begin(), "true");
  }
  auto gone = engine.GetFact("gone", *Json(R"(["t"])"));
  if (gone.ok()) {
    EXPECT_LE(std::stoi(*gone), kLifeLimit);
  } else {
    EXPECT_EQ(told_.permits, 0) << gone.status();
  }
}

void Life::ExpectLogWhole(const Store& store) {
  std::vector<KeptCheckpoint> kept;
  if (!told_.checkpoint.empty()) kept.push_back({"told", told_.checkpoint});
  auto report = VerifyLog(store, TestSigner().verifier(), kept);
  ASSERT_TRUE(report.ok()) << report.status();
  // A log that was never begun is not signed.
  if (report->events == 0 && told_.events.empty() && kept.empty()) return;
  for (const Finding& finding : report->findings) {
    ADD_FAILURE() << finding.where << ": " << finding.what;
  }
  auto made = NewMemoryStore();
  auto rebuilt = Rebuild(store, *made);
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ(rebuilt->difference, "");
}

}  // namespace writ::tests
