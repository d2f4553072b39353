#include "engine/storage/faulty_store.h"

#include "gtest/gtest.h"

namespace writ {
namespace {

absl::Status Put(Store& store, const char* key) {
  WriteBatch batch;
  batch.Put(Table::kFacts, key, "1");
  return store.Commit(batch, Durability::kSynced);
}

bool Has(const Store& store, const char* key) {
  auto value = store.Get(Table::kFacts, key);
  return value.ok() && value->has_value();
}

TEST(FaultyStore, PassesEverythingThroughUntilTheFault) {
  FaultyStore store(NewMemoryStore());
  store.FailAt(4, Fault::kError);
  EXPECT_TRUE(Put(store, "a").ok());
  EXPECT_TRUE(Has(store, "a"));
  EXPECT_EQ(store.Scan(Table::kFacts, "", "", 9)->size(), 1u);
  EXPECT_FALSE(Put(store, "b").ok());
  EXPECT_EQ(store.operations(), 4u);
}

TEST(FaultyStore, AFailedCommitRefusesEverythingAfterIt) {
  FaultyStore store(NewMemoryStore());
  store.FailCommitAt(2, Fault::kError);
  EXPECT_TRUE(Put(store, "a").ok());
  EXPECT_TRUE(Has(store, "a"));
  EXPECT_FALSE(Put(store, "b").ok());
  EXPECT_TRUE(store.failed());
  EXPECT_FALSE(Put(store, "c").ok());
  EXPECT_FALSE(store.Get(Table::kFacts, "a").ok());
  EXPECT_FALSE(store.Scan(Table::kFacts, "", "", 9).ok());
  auto inner = store.TakeInner();
  EXPECT_TRUE(Has(*inner, "a"));
  EXPECT_FALSE(Has(*inner, "b"));
  EXPECT_FALSE(Has(*inner, "c"));
}

TEST(FaultyStore, AFailedReadRefusesOnlyItself) {
  FaultyStore store(NewMemoryStore());
  ASSERT_TRUE(Put(store, "a").ok());
  store.FailAt(1, Fault::kError);
  EXPECT_FALSE(store.Get(Table::kFacts, "a").ok());
  EXPECT_TRUE(Has(store, "a"));
}

TEST(FaultyStore, CanFailACommitThatIsDone) {
  FaultyStore store(NewMemoryStore());
  store.FailAt(1, Fault::kErrorAfter);
  EXPECT_FALSE(Put(store, "a").ok());
  EXPECT_TRUE(store.failed());
  EXPECT_TRUE(Has(*store.TakeInner(), "a"));
}

TEST(FaultyStore, CanLieAboutACommit) {
  FaultyStore store(NewMemoryStore());
  store.FailAt(1, Fault::kDrop);
  EXPECT_TRUE(Put(store, "a").ok());
  EXPECT_FALSE(store.failed());
  EXPECT_FALSE(Has(store, "a"));
}

}  // namespace
}  // namespace writ
