#include "engine/facts/state.h"

#include <gtest/gtest.h>

namespace writ {
namespace {

std::string Read(State& state, std::string_view key) {
  auto value = state.Get(Table::kFacts, key);
  EXPECT_TRUE(value.ok());
  return *value == nullptr ? "none" : **value;
}

TEST(StateTest, ReadsWhatItWroteBeforeItIsDurable) {
  auto store = NewMemoryStore();
  State state(*store);
  EXPECT_EQ(Read(state, "a"), "none");
  state.Put(Table::kFacts, "a", "1");
  EXPECT_EQ(Read(state, "a"), "1");
  WriteBatch batch;
  EXPECT_EQ(state.Seal(batch), 1u);
  EXPECT_EQ(Read(state, "a"), "1");
  ASSERT_TRUE(store->Commit(batch, Durability::kSynced).ok());
  State later(*store);
  EXPECT_EQ(Read(later, "a"), "1");
}

TEST(StateTest, WhatItDeletedIsGoneBeforeItIsDurable) {
  auto store = NewMemoryStore();
  WriteBatch batch;
  batch.Put(Table::kFacts, "a", "1");
  ASSERT_TRUE(store->Commit(batch, Durability::kSynced).ok());
  State state(*store);
  state.Delete(Table::kFacts, "a");
  EXPECT_EQ(Read(state, "a"), "none");
  state.Seal(batch);
  ASSERT_TRUE(store->Commit(batch, Durability::kSynced).ok());
  State later(*store);
  EXPECT_EQ(Read(later, "a"), "none");
  state.Put(Table::kFacts, "a", "2");
  EXPECT_EQ(Read(state, "a"), "2");
}

TEST(StateTest, TablesDoNotMix) {
  auto store = NewMemoryStore();
  State state(*store);
  state.Put(Table::kTasks, "a", "task");
  EXPECT_EQ(Read(state, "a"), "none");
}

// What a group in flight wrote must survive however much else is read.
TEST(StateTest, MakingRoomKeepsWhatIsNotDurable) {
  auto store = NewMemoryStore();
  State state(*store);
  state.Put(Table::kFacts, "pending", "1");
  WriteBatch batch;
  uint64_t group = state.Seal(batch);
  for (size_t i = 0; i < State::kMaxCached + 10; ++i) Read(state, std::to_string(i));
  EXPECT_EQ(Read(state, "pending"), "1");
  state.Committed(group);
  for (size_t i = 0; i < State::kMaxCached + 10; ++i) Read(state, "x" + std::to_string(i));
  // The store never got the group: now that it counts as durable, it may be dropped.
  EXPECT_EQ(Read(state, "pending"), "none");
}

// Opening a log looks past its end. The first call after that could not be reported: its
// event stayed unseen.
TEST(StateTest, WhatIsAppendedIsReadThoughItWasLookedUpBefore) {
  auto store = NewMemoryStore();
  State state(*store);
  auto read = [&state] { return *state.Get(Table::kEntries, "e"); };
  EXPECT_EQ(read(), nullptr);
  state.Append(Table::kEntries, "e", "event");
  WriteBatch batch;
  const uint64_t group = state.Seal(batch);
  ASSERT_TRUE(store->Commit(batch, Durability::kSynced).ok());
  state.Committed(group);
  ASSERT_NE(read(), nullptr);
  EXPECT_EQ(*read(), "event");
}

TEST(StateTest, SealEmptiesTheGroup) {
  auto store = NewMemoryStore();
  State state(*store);
  state.Put(Table::kFacts, "a", "1");
  state.Append(Table::kEntries, "e", "event");
  EXPECT_EQ(state.group_bytes(), 8u);
  WriteBatch batch;
  state.Seal(batch);
  EXPECT_EQ(batch.writes().size(), 2u);
  EXPECT_EQ(state.group_bytes(), 0u);
}

TEST(StateTest, WhatWasDeletedIsGoneAtOnce) {
  auto store = NewMemoryStore();
  WriteBatch stored;
  stored.Put(Table::kFacts, "a", "1");
  ASSERT_TRUE(store->Commit(stored, Durability::kSynced).ok());
  State state(*store);
  state.Delete(Table::kFacts, "a");
  EXPECT_EQ(Read(state, "a"), "none");
  WriteBatch batch;
  state.Seal(batch);
  ASSERT_TRUE(store->Commit(batch, Durability::kSynced).ok());
  EXPECT_FALSE(store->Get(Table::kFacts, "a")->has_value());
}

}  // namespace
}  // namespace writ
