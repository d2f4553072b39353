// The state is a fold of the log: a rebuild out of the events alone gives every row, for
// every kind of event, and names the first row or event that is not as it should be.
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/log/merkle.h"
#include "engine/replay/rebuild.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package fold
entity Vendor { country: string }
entity User
task T {}
action a.go(n: int, note: string) -> { done: int }
fact gone(task) = count of a.go
fact total(task) = sum(args.n) of a.go settle result.done
fact done(task) = max(result.done) of a.go
fact hourly(task) = set(args.n) of a.go within 1h
fact leased(task) = count of a.go on unknown release after 1m
fact open(T): bool = true
permit go: a.go when open(task) token { ttl: 5s }
limit ten: gone(task) <= 10
ask boss: a.go when args.n == 8 of User("boss") within 1h
)";

CallRequest Go(std::string_view key, std::string_view args) {
  CallRequest request = Request("t", "a.go", args);
  request.idempotency_key = key;
  return request;
}

// Every command there is; a new kind of event wants its command here.
void PlayEverything(TestEngine& t) {
  t.Grant("t", "T", "{}");
  t.Grant("over", "T", "{}");
  t.PutFact("open", R"(["t"])", "true");
  auto put = Await<uint64_t>([&](auto done) {
    t.engine().PutEntity({"Vendor", "v1", Json(R"({"country": "ES"})")}, std::move(done));
  });
  EXPECT_TRUE(put.ok()) << put.status();
  auto closed = Await<TaskInfo>([&](auto done) { t.engine().Close({"over"}, std::move(done)); });
  EXPECT_TRUE(closed.ok()) << closed.status();
  Decision first = t.Decide(Go("k1", R"({"n": 3, "note": "first"})"));
  EXPECT_EQ(Summary(first), "permit");
  t.Decide(Go("k1", R"({"n": 3, "note": "first"})"));  // again: no event
  t.Decide(Go("k1", R"({"n": 4, "note": "other"})"));  // denied: the key is taken
  t.Decide(Go("k2", R"({"n": "no number", "note": ""})"));
  // Kept outside its event.
  Decision large =
      t.Decide(Go("", absl::StrCat(R"({"n": 5, "note": ")", std::string(20'000, 'x'), "\"}")));
  EXPECT_EQ(Summary(large), "permit");
  EXPECT_TRUE(t.Report(first, true, R"({"done": 2})").ok());
  EXPECT_TRUE(t.Report(large, false, R"({})").ok());
  CallRequest dear = Go("", R"({"n": 8, "note": ""})");
  const Decision used = t.Decide(dear), refused = t.Decide(dear);
  EXPECT_EQ(Summary(t.Decide(dear)), "ask needs_approval fold.boss");  // stays open
  for (const auto& [asked, approve] : {std::pair(&used, true), std::pair(&refused, false)}) {
    const TicketAnswer answer{asked->approval->ticket, "boss", approve, "note"};
    auto info =
        Await<TicketInfo>([&](auto done) { t.engine().AnswerTicket(answer, std::move(done)); });
    EXPECT_TRUE(info.ok()) << info.status();
  }
  dear.ticket = used.approval->ticket;
  EXPECT_EQ(Summary(t.Decide(dear)), "permit");
  CallRequest with_token = Go("", R"({"n": 1, "note": ""})");
  with_token.want_token = true;
  const Decision redeemed = t.Decide(with_token), taken_back = t.Decide(with_token);
  auto standing = Await<TokenStanding>(
      [&](auto done) { t.engine().Redeem({.token = redeemed.token}, std::move(done)); });
  EXPECT_TRUE(standing.ok() && standing->good) << standing.status();
  auto index = Await<uint64_t>(
      [&](auto done) { t.engine().RevokeToken(taken_back.decision_id, std::move(done)); });
  EXPECT_TRUE(index.ok()) << index.status();
  t.Decide("over", "a.go", R"({"n": 1, "note": ""})");
  std::vector<FactChange> removed(1);
  removed[0].what = FactRemove{"open", Json(R"(["t"])")};
  auto gone = Await<uint64_t>([&](auto done) { t.engine().ChangeFacts(removed, std::move(done)); });
  EXPECT_TRUE(gone.ok()) << gone.status();
  // Two that nobody reports: the first is released in front of the second.
  EXPECT_EQ(Summary(t.Decide("t", "a.go", R"({"n": 6, "note": ""})")), "permit");
  t.clock().Advance(61'000'000);
  EXPECT_EQ(Summary(t.Decide("t", "a.go", R"({"n": 7, "note": ""})")), "permit");
  auto revoked = Await<TaskInfo>([&](auto done) {
    t.engine().Revoke({"over", "no longer wanted"}, std::move(done));
  });
  EXPECT_TRUE(revoked.ok()) << revoked.status();
  for (auto [id, on] : {std::pair("evil", true), {"good", true}, {"good", false}}) {
    RevocationSet set{PrincipalKind::kAgent, id, on, "seen elsewhere"};
    auto info =
        Await<RevocationInfo>([&](auto done) { t.engine().SetRevocation(set, std::move(done)); });
    EXPECT_TRUE(info.ok()) << info.status();
  }
  // A policy with a fact more, which is made of all these calls.
  t.Reopen(absl::StrCat(std::string(kPolicy), "fact late(task) = count of a.go\n"));
}

// Enough for a full tile of the tree.
void FillATile(TestEngine& t) {
  while (t.engine().tree_head().size < kTileWidth) {
    t.Decide("nowhere", "a.go", R"({"n": 1, "note": ""})");
  }
}

RebuildReport RebuildOf(const Store& store) {
  auto made = NewMemoryStore();
  auto report = Rebuild(store, *made);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *report : RebuildReport();
}

void Set(Store& store, Table table, std::string key, std::optional<std::string> value) {
  WriteBatch batch;
  value ? batch.Put(table, key, *value) : batch.Delete(table, key);
  ASSERT_TRUE(store.Commit(batch, Durability::kSynced).ok());
}

class FoldTest : public testing::Test {
 protected:
  FoldTest() : engine_(kPolicy) {
    PlayEverything(engine_);
    FillATile(engine_);
  }
  Store& store() { return engine_.store(); }
  KeyValue FirstRow(Table table) { return store().Scan(table, "", "", 1)->at(0); }

  TestEngine engine_;
};

TEST_F(FoldTest, EveryKindOfEventIsInTheLog) {
  std::set<EventKind> kinds;
  auto entries = store().Scan(Table::kEntries, "", "", 1000);
  ASSERT_TRUE(entries.ok());
  for (const KeyValue& entry : *entries) kinds.insert(DecodeHead(*OpenEntry(entry.value))->kind);
  for (EventKind kind : kEventKinds) {
    EXPECT_TRUE(kinds.count(kind)) << "PlayEverything writes no " << EventKindName(kind);
  }
}

TEST_F(FoldTest, RebuildGivesEveryRow) {
  RebuildReport report = RebuildOf(store());
  EXPECT_EQ(report.difference, "");
  EXPECT_EQ(report.events, engine_.engine().tree_head().size);
  size_t rows = 0;
  for (Table table : kTables) {
    if (TableMadeOf(table) == MadeOf::kState) rows += store().Scan(table, "", "", 1000)->size();
  }
  EXPECT_EQ(report.rows, rows);
  EXPECT_GT(rows, 10u);
}

// What is remembered of time is the newest event's, not that of the newest look at the clock.
TEST_F(FoldTest, AnAnswerThatChangesNothingLeavesNothingBehind) {
  engine_.clock().Advance(1'000'000);
  engine_.Decide(Go("k1", R"({"n": 3, "note": "first"})"));
  EXPECT_EQ(RebuildOf(store()).difference, "");
}

TEST_F(FoldTest, RebuildNamesARowThatIsNotAsTheLogSays) {
  for (Table table : kTables) {
    if (TableMadeOf(table) != MadeOf::kState) continue;
    const std::string name = absl::StrCat("table `", std::string(TableName(table)), "`");
    KeyValue row = FirstRow(table);
    std::string changed = row.value;
    changed.back() ^= 1;
    Set(store(), table, row.key, changed);
    EXPECT_TRUE(absl::StartsWith(RebuildOf(store()).difference, name)) << name;
    Set(store(), table, row.key, std::nullopt);
    EXPECT_TRUE(absl::StrContains(RebuildOf(store()).difference, "the database has no such row"))
        << RebuildOf(store()).difference;
    Set(store(), table, row.key, row.value);
    Set(store(), table, row.key + "!", "put in");
    EXPECT_TRUE(absl::StrContains(RebuildOf(store()).difference, "the log gives no such row"));
    Set(store(), table, row.key + "!", std::nullopt);
    ASSERT_EQ(RebuildOf(store()).difference, "");
  }
}

TEST_F(FoldTest, RebuildNamesAnEventThatIsDamagedOrMissing) {
  const std::string key = EntryKey(3);
  const std::string good = **store().Get(Table::kEntries, key);
  std::string bad = good;
  bad[40] ^= 1;
  Set(store(), Table::kEntries, key, bad);
  EXPECT_EQ(RebuildOf(store()).difference, "event 3: the record does not hash to its leaf");
  Set(store(), Table::kEntries, key, std::nullopt);
  EXPECT_EQ(RebuildOf(store()).difference, "event 3: it is missing");
  Set(store(), Table::kEntries, key, good);
  KeyValue blob = FirstRow(Table::kBlobs);
  Set(store(), Table::kBlobs, blob.key, blob.value + "x");
  EXPECT_TRUE(absl::EndsWith(RebuildOf(store()).difference, "its body is damaged"));
  Set(store(), Table::kBlobs, blob.key, std::nullopt);
  EXPECT_TRUE(absl::EndsWith(RebuildOf(store()).difference, "its body is missing"));
}

}  // namespace
}  // namespace writ::tests
