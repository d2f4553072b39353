// What callers are told when the store fails: never a permit, never "recorded".
#include <gtest/gtest.h>

#include "engine/log/event.h"
#include "engine/storage/faulty_store.h"
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

TEST(FailureTest, FailedWriteIsADenialThatSaysItWasNotRecorded) {
  auto program = CompilePolicy(kPolicy);
  ManualClock clock(1'000'000'000);
  FaultyStore store(NewMemoryStore());
  auto engine = Engine::Open(Borrow(store), program, {.clock = &clock, .inline_commands = true});
  ASSERT_TRUE(engine.ok());
  store.FailCommitAt(1, Fault::kError);
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
