// What callers are told when the store fails: never a permit, never "recorded".
#include <gtest/gtest.h>

#include "engine/log/event.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr std::string_view kPolicy = R"(
package failure
task T {}
action a.go(n: int)
fact gone(task) = count of a.go
permit go: a.go
limit ten: gone(task) <= 10
)";

// Fails its n-th operation and every write after it.
class FailingStore : public Store {
 public:
  FailingStore(Store& store, int& countdown) : store_(store), countdown_(countdown) {}
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    if (Fails()) return absl::InternalError("read fails");
    return store_.Get(table, key);
  }
  absl::StatusOr<std::vector<KeyValue>> Scan(Table table, std::string_view from,
                                             std::string_view to, size_t limit) const override {
    if (Fails()) return absl::InternalError("scan fails");
    return store_.Scan(table, from, to, limit);
  }
  absl::Status Commit(const WriteBatch& batch, Durability durability) override {
    if (dead_ || Fails()) {
      dead_ = true;
      return absl::InternalError("write fails");
    }
    return store_.Commit(batch, durability);
  }

 private:
  bool Fails() const { return --countdown_ == 0; }
  Store& store_;
  int& countdown_;
  bool dead_ = false;
};

struct Told {
  int permits = 0;
  std::vector<uint64_t> recorded;
};

// Grants a task and makes twelve calls on `engine`; what was acknowledged.
Told Play(Engine& engine) {
  Told told;
  TaskGrant grant{"t", "T", Json("{}"), "ana", "bot", 3'600'000'000};
  auto granted = Await<TaskInfo>([&](auto done) { engine.Grant(grant, std::move(done)); });
  for (int i = 0; i < 12; ++i) {
    auto decision = Await<Decision>(
        [&](auto done) { engine.Decide(Request("t", "a.go", R"({"n": 1})"), std::move(done)); });
    if (!decision.ok()) continue;
    if (decision->verdict == Verdict::kPermit) {
      EXPECT_TRUE(decision->recorded);
    }
    told.permits += decision->verdict == Verdict::kPermit;
    if (decision->recorded) told.recorded.push_back(decision->log_index);
  }
  return told;
}

// For every n: whatever operation fails, nothing acknowledged is lost and no limit is
// passed, and the store opens again.
TEST(FailureTest, NthOperationFails) {
  auto program = CompilePolicy(kPolicy);
  ManualClock clock(1'000'000'000);
  int failures = 0;
  for (int n = 1; n < 80; ++n) {
    auto store = NewMemoryStore();
    int countdown = n;
    Told told;
    {
      auto engine = Engine::Open(std::make_unique<FailingStore>(*store, countdown), program,
                                 {.clock = &clock, .inline_commands = true});
      if (engine.ok()) told = Play(**engine);
      failures += countdown <= 0;
    }
    EXPECT_LE(told.permits, 10) << n;
    auto again = Engine::Open(Borrow(*store), program, {.clock = &clock, .inline_commands = true});
    ASSERT_TRUE(again.ok()) << n << ": " << again.status();
    for (uint64_t index : told.recorded) EXPECT_TRUE((*again)->GetEvent(index).ok()) << n;
    auto report = (*again)->Replay(0, UINT64_MAX);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->different, 0u) << n;
    EXPECT_TRUE(report->tree_matches) << n;
    auto count = (*again)->GetFact("gone", *Json(R"(["t"])"));
    if (absl::IsNotFound(count.status())) {
      EXPECT_EQ(told.permits, 0) << n;  // the grant itself was lost, and said so
    } else {
      ASSERT_TRUE(count.ok()) << n << ": " << count.status();
      EXPECT_GE(std::stoi(*count), told.permits) << n;
    }
  }
  EXPECT_GT(failures, 10);
}

TEST(FailureTest, FailedWriteIsADenialThatSaysItWasNotRecorded) {
  auto program = CompilePolicy(kPolicy);
  ManualClock clock(1'000'000'000);
  auto store = NewMemoryStore();
  int countdown = 1'000'000;
  auto engine = Engine::Open(std::make_unique<FailingStore>(*store, countdown), program,
                             {.clock = &clock, .inline_commands = true});
  ASSERT_TRUE(engine.ok());
  Play(**engine);
  countdown = 1;
  for (int i = 0; i < 2; ++i) {
    auto decision = Await<Decision>([&](auto done) {
      (*engine)->Decide(Request("t", "a.go", R"({"n": 1})"), std::move(done));
    });
    ASSERT_TRUE(decision.ok());
    EXPECT_EQ(decision->verdict, Verdict::kDeny);
    EXPECT_EQ(decision->reason, Reason::kUnavailable);
    EXPECT_FALSE(decision->recorded);
    EXPECT_NE(decision->detail, "");
  }
}

// One flipped byte in one record, and a record that is gone: found, and named.
TEST(FailureTest, ReplayFindsDamage) {
  TestEngine t(kPolicy);
  t.Grant("t", "T", "{}");
  for (int i = 0; i < 5; ++i) t.Decide("t", "a.go", R"({"n": 1})");
  std::string key = EntryKey(4);
  std::string good = **t.store().Get(Table::kEntries, key);
  std::string bad = good;
  bad[bad.size() / 2] ^= 1;
  WriteBatch batch;
  batch.Put(Table::kEntries, key, bad);
  ASSERT_TRUE(t.store().Commit(batch, Durability::kSynced).ok());
  auto report = t.engine().Replay(0, UINT64_MAX);
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->tree_matches);
  EXPECT_GE(report->different, 1u);
  ASSERT_FALSE(report->differences.empty());
  EXPECT_EQ(report->differences[0].index, 4u);
  batch.Clear();
  batch.Delete(Table::kEntries, key);
  ASSERT_TRUE(t.store().Commit(batch, Durability::kSynced).ok());
  report = t.engine().Replay(0, UINT64_MAX);
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->tree_matches);
  ASSERT_FALSE(report->differences.empty());
  EXPECT_EQ(report->differences[0].index, 4u);
}

}  // namespace
}  // namespace writ::tests
