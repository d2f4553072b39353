// What every Store promises, run against each of them.
#include <filesystem>
#include <functional>
#include <map>
#include <random>

#include "engine/storage/store.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

constexpr size_t kAll = SIZE_MAX;

struct Kind {
  const char* name;
  std::function<std::unique_ptr<Store>(const std::string& directory)> open;
};

std::unique_ptr<Store> OpenRocks(const std::string& directory) {
  auto store = OpenRocksStore(directory);
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

class StoreContract : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    for (char& c : test) c = c == '/' ? '_' : c;
    const std::string directory = testing::TempDir() + "/contract_" + test;
    std::filesystem::remove_all(directory);
    store_ = GetParam().open(directory);
    ASSERT_NE(store_, nullptr);
  }

  void Put(Table table, std::string key, std::string value) {
    WriteBatch batch;
    batch.Put(table, std::move(key), std::move(value));
    Commit(batch);
  }

  void Commit(const WriteBatch& batch) {
    const absl::Status status = store_->Commit(batch, Durability::kSynced);
    EXPECT_TRUE(status.ok()) << status;
  }

  std::optional<std::string> Get(Table table, std::string_view key) const {
    auto value = store_->Get(table, key);
    EXPECT_TRUE(value.ok()) << value.status();
    return value.ok() ? *value : std::nullopt;
  }

  // The keys, each followed by a comma.
  std::string Keys(Table table, std::string_view from, std::string_view to, size_t limit) const {
    auto rows = store_->Scan(table, from, to, limit);
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::string keys;
    for (const KeyValue& row : *rows) keys += row.key + ",";
    return keys;
  }

  std::unique_ptr<Store> store_;
};

TEST_P(StoreContract, GivesBackWhatWasPutAndNothingElse) {
  EXPECT_EQ(Get(Table::kFacts, "a"), std::nullopt);
  Put(Table::kFacts, "a", "1");
  EXPECT_EQ(Get(Table::kFacts, "a"), "1");
  EXPECT_EQ(Get(Table::kFacts, "A"), std::nullopt);
  EXPECT_EQ(Get(Table::kFacts, ""), std::nullopt);
  Put(Table::kFacts, "a", "2");
  EXPECT_EQ(Get(Table::kFacts, "a"), "2");
}

TEST_P(StoreContract, TablesAreApart) {
  for (Table table : kTables) Put(table, "k", std::string(TableName(table)));
  for (Table table : kTables) {
    EXPECT_EQ(Get(table, "k"), std::string(TableName(table)));
    EXPECT_EQ(Keys(table, "", "", kAll), "k,");
  }
}

TEST_P(StoreContract, WritesOfABatchHappenInOrder) {
  Put(Table::kFacts, "gone", "x");
  WriteBatch batch;
  batch.Put(Table::kFacts, "a", "1");
  batch.Delete(Table::kFacts, "a");
  batch.Put(Table::kFacts, "b", "1");
  batch.Put(Table::kFacts, "b", "2");
  batch.Delete(Table::kFacts, "c");
  batch.Put(Table::kFacts, "c", "3");
  batch.Delete(Table::kFacts, "gone");
  batch.Delete(Table::kFacts, "never there");
  Commit(batch);
  EXPECT_EQ(Get(Table::kFacts, "a"), std::nullopt);
  EXPECT_EQ(Get(Table::kFacts, "b"), "2");
  EXPECT_EQ(Get(Table::kFacts, "c"), "3");
  EXPECT_EQ(Keys(Table::kFacts, "", "", kAll), "b,c,");
}

TEST_P(StoreContract, AnEmptyBatchChangesNothing) {
  Put(Table::kFacts, "a", "1");
  Commit(WriteBatch());
  EXPECT_EQ(Keys(Table::kFacts, "", "", kAll), "a,");
}

TEST_P(StoreContract, ScansInOrderWithinBoundsUpToALimit) {
  for (const char* key : {"d", "b", "a", "c", "bb"}) Put(Table::kTasks, key, key);
  EXPECT_EQ(Keys(Table::kTasks, "", "", kAll), "a,b,bb,c,d,");
  EXPECT_EQ(Keys(Table::kTasks, "b", "d", kAll), "b,bb,c,");
  EXPECT_EQ(Keys(Table::kTasks, "b", "", 2), "b,bb,");
  EXPECT_EQ(Keys(Table::kTasks, "ba", "bb", kAll), "");
  EXPECT_EQ(Keys(Table::kTasks, "", "", 0), "");
  EXPECT_EQ(Keys(Table::kTasks, "c", "c", kAll), "");
  EXPECT_EQ(Keys(Table::kTasks, "d", "b", kAll), "");
  EXPECT_EQ(Keys(Table::kTasks, "e", "", kAll), "");
}

TEST_P(StoreContract, KeysAreBytesComparedUnsigned) {
  const std::string zero("\0", 1), zeros("\0\0", 2), high("\xff", 1), mixed("a\0b", 3);
  for (const std::string& key : {high, zeros, mixed, zero, std::string("a")}) {
    Put(Table::kFacts, key, "value of " + key);
  }
  EXPECT_EQ(Get(Table::kFacts, mixed), "value of " + mixed);
  EXPECT_EQ(Keys(Table::kFacts, "", "", kAll),
            zero + "," + zeros + "," + "a," + mixed + "," + high + ",");
  EXPECT_EQ(Keys(Table::kFacts, zeros, high, kAll), zeros + "," + "a," + mixed + ",");
}

TEST_P(StoreContract, AnEmptyValueIsAValueAndAnEmptyKeyAKey) {
  Put(Table::kFacts, "a", "");
  Put(Table::kFacts, "", "at the front");
  EXPECT_EQ(Get(Table::kFacts, "a"), "");
  EXPECT_EQ(Get(Table::kFacts, ""), "at the front");
  EXPECT_EQ(Keys(Table::kFacts, "", "", kAll), ",a,");
}

TEST_P(StoreContract, HoldsALargeValue) {
  const std::string large(3 << 20, 'x');
  Put(Table::kBlobs, "large", large);
  EXPECT_EQ(Get(Table::kBlobs, "large"), large);
}

TEST_P(StoreContract, BufferedCommitsAreSeenAtOnce) {
  WriteBatch batch;
  batch.Put(Table::kFacts, "a", "1");
  ASSERT_TRUE(store_->Commit(batch, Durability::kBuffered).ok());
  EXPECT_EQ(Get(Table::kFacts, "a"), "1");
}

// Random batches leave what a plain map says they leave.
TEST_P(StoreContract, AgreesWithAMap) {
  std::mt19937 random(7);
  std::map<std::string, std::string> model;
  for (int round = 0; round < 100; ++round) {
    WriteBatch batch;
    for (int i = 0; i < 20; ++i) {
      std::string key = std::to_string(random() % 64);
      if (random() % 3 == 0) {
        model.erase(key);
        batch.Delete(Table::kFacts, key);
      } else {
        model[key] = std::to_string(random());
        batch.Put(Table::kFacts, key, model[key]);
      }
    }
    ASSERT_TRUE(store_->Commit(batch, Durability::kBuffered).ok());
  }
  const auto rows = store_->Scan(Table::kFacts, "", "", kAll);
  ASSERT_TRUE(rows.ok()) << rows.status();
  std::map<std::string, std::string> held;
  for (const KeyValue& row : *rows) held[row.key] = row.value;
  EXPECT_EQ(held, model);
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         testing::Values(Kind{"Memory",
                                              [](const std::string&) { return NewMemoryStore(); }},
                                         Kind{"Rocks", OpenRocks}),
                         [](const testing::TestParamInfo<Kind>& kind) { return kind.param.name; });

TEST(Table, EachHasItsName) {
  std::map<std::string_view, int> names;
  for (Table table : kTables) ++names[TableName(table)];
  EXPECT_EQ(names.size(), std::size(kTables));
  EXPECT_EQ(names.count(""), 0u);
}

}  // namespace
}  // namespace writ
