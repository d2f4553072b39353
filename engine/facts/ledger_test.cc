// Ledgers against the definition: a list of all contributions, of which those count that
// are young enough and were not taken out.
#include "engine/facts/ledger.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/facts/aggregate.h"
#include "engine/facts/history.h"
#include "engine/facts/state.h"
#include "engine/storage/store.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"

namespace writ {
namespace {

constexpr std::string_view kKey = "identity-and-key";

Value InitialOf(Aggregate aggregate, Arena& arena) {
  switch (aggregate) {
    case Aggregate::kCount:
      return Value::Int(0);
    case Aggregate::kSum:
      return Value::Decimal(Decimal(), arena);
    case Aggregate::kAny:
      return Value::Bool(false);
    case Aggregate::kSet:
      return Value::Set(nullptr, 0);
    case Aggregate::kMin:
    case Aggregate::kMax:
    case Aggregate::kLast:
    case Aggregate::kAsserted:
      break;
  }
  return Value();
}

// One fact under one key, kept twice.
class Model {
 public:
  Model(Keeping keeping, Aggregate aggregate, bool window)
      : keeping_(keeping), aggregate_(aggregate), window_(window) {}

  void Include(Micros now, const std::vector<int64_t>& numbers) {
    auto ledger = Open(now);
    std::vector<Value> elements;
    for (int64_t number : numbers) elements.push_back(Element(number));
    auto position = ledger->Include(elements);
    ASSERT_TRUE(position.ok()) << position.status();
    ASSERT_TRUE(ledger->Store().ok());
    calls_.push_back({now, *position, numbers, false});
  }
  void TakeOut(Micros now, size_t call) {
    if (calls_[call].gone) return;
    calls_[call].gone = true;
    auto ledger = Open(now);
    ASSERT_TRUE(ledger->TakeOut(Contribute(calls_[call])).ok());
    ASSERT_TRUE(ledger->Store().ok());
  }
  void Replace(Micros now, size_t call, int64_t number) {
    if (calls_[call].gone || calls_[call].numbers.size() != 1) return;
    auto ledger = Open(now);
    ASSERT_TRUE(ledger->Replace(Contribute(calls_[call]), Element(number)).ok());
    ASSERT_TRUE(ledger->Store().ok());
    calls_[call].numbers[0] = number;
  }

  // As the definition says.
  std::string Expected(Micros now) {
    Value value = InitialOf(aggregate_, arena_);
    for (const Call& call : calls_) {
      if (call.gone || call.time < StartAt(now)) continue;
      for (int64_t number : call.numbers) {
        value = writ::Include(aggregate_, value, Element(number), arena_);
      }
    }
    return ToSource(value);
  }
  std::string Kept(Micros now) {
    Value initial = InitialOf(aggregate_, arena_);
    return ToSource(ValueOf(aggregate_, Open(now)->standing(), initial));
  }

  size_t size() const { return calls_.size(); }
  size_t rows() {
    WriteBatch batch;
    uint64_t group = state_.Seal(batch);
    EXPECT_TRUE(store_->Commit(batch, Durability::kBuffered).ok());
    state_.Committed(group);
    return store_->Scan(Table::kHistory, "", "", 1'000'000)->size();
  }

  static constexpr Micros kLength = 1000;

 private:
  struct Call {
    Micros time;
    uint64_t position;
    std::vector<int64_t> numbers;
    bool gone;
  };

  Micros StartAt(Micros now) const {
    if (!window_) return kNoStart;
    // A history slides; a tally starts anew.
    return keeping_ == Keeping::kHistory ? now - kLength : now / kLength * kLength;
  }
  std::unique_ptr<Ledger> Open(Micros now) {
    auto ledger = Ledger::Open({keeping_, aggregate_, StartAt(now)}, kKey, now, tables_, arena_);
    EXPECT_TRUE(ledger.ok()) << ledger.status();
    return *std::move(ledger);
  }
  Value Element(int64_t number) {
    const bool plain = aggregate_ == Aggregate::kCount || aggregate_ == Aggregate::kAny;
    return plain ? Value() : Value::Decimal(Decimal::FromInt(number), arena_);
  }
  Contribution Contribute(const Call& call) {
    elements_.clear();
    for (int64_t number : call.numbers) elements_.push_back(Element(number));
    return {call.position, call.time, elements_};
  }

  const Keeping keeping_;
  const Aggregate aggregate_;
  const bool window_;
  std::unique_ptr<Store> store_ = NewMemoryStore();
  State state_{*store_};
  StateTables tables_{state_};
  Arena arena_;
  std::vector<Call> calls_;
  std::vector<Value> elements_;
};

class LedgerTest : public testing::TestWithParam<std::tuple<Keeping, Aggregate, bool, uint32_t>> {
 protected:
  Model Make() const {
    const auto& [keeping, aggregate, window, seed] = GetParam();
    return Model(keeping, aggregate, window);
  }
};

// A tally of `min`, `max` and `last` is for facts over results: nothing is taken out.
bool CanTakeOut(Keeping keeping, Aggregate aggregate) {
  return keeping == Keeping::kHistory ||
         (aggregate != Aggregate::kMin && aggregate != Aggregate::kMax &&
          aggregate != Aggregate::kLast);
}

TEST_P(LedgerTest, R8R5IsWhatTheDefinitionSays) {
  const auto& [keeping, aggregate, window, seed] = GetParam();
  Model model = Make();
  std::mt19937 random(seed);
  auto below = [&random](uint32_t n) { return static_cast<int64_t>(random() % n); };
  Micros now = 100'000;
  for (int step = 0; step < 500; ++step) {
    // Mostly close together; sometimes everything leaves at once.
    now += below(50) == 0 ? below(3000) : below(6);
    const int64_t what = below(10);
    if (what < 6 || model.size() == 0) {
      std::vector<int64_t> numbers(1 + (what == 0 ? below(40) : 0));
      for (int64_t& number : numbers) number = below(30) - 10;
      model.Include(now, numbers);
    } else if (CanTakeOut(keeping, aggregate)) {
      // The young more often than the old.
      const auto back = static_cast<size_t>(below(what == 9 ? 400 : 20));
      const size_t call = model.size() - 1 - std::min(back, model.size() - 1);
      what < 8 ? model.TakeOut(now, call) : model.Replace(now, call, below(30) - 10);
    }
    ASSERT_EQ(model.Kept(now), model.Expected(now)) << "step " << step;
    const Micros later = now + below(1500);
    ASSERT_EQ(model.Kept(later), model.Expected(later)) << "later than step " << step;
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, LedgerTest,
                         testing::Combine(testing::Values(Keeping::kHistory),
                                          testing::Values(Aggregate::kCount, Aggregate::kSum,
                                                          Aggregate::kAny, Aggregate::kMin,
                                                          Aggregate::kMax, Aggregate::kLast,
                                                          Aggregate::kSet),
                                          testing::Bool(), testing::Range(1u, 4u)));
INSTANTIATE_TEST_SUITE_P(Tallies, LedgerTest,
                         testing::Combine(testing::Values(Keeping::kTally),
                                          testing::Values(Aggregate::kCount, Aggregate::kSum,
                                                          Aggregate::kAny, Aggregate::kMin,
                                                          Aggregate::kMax, Aggregate::kLast,
                                                          Aggregate::kSet),
                                          testing::Bool(), testing::Range(1u, 3u)));

// R8: closed at both ends.
TEST(LedgerTest, R8AWindowIsClosedAtBothEnds) {
  Model model(Keeping::kHistory, Aggregate::kCount, true);
  model.Include(5000, {1});
  EXPECT_EQ(model.Kept(5000), "1");
  EXPECT_EQ(model.Kept(5000 + Model::kLength), "1");
  EXPECT_EQ(model.Kept(5000 + Model::kLength + 1), "0");
}

// R10: what has left the window leaves the store; the rows that stay are few.
TEST(LedgerTest, R10WhatLeavesTheWindowIsDeleted) {
  Model model(Keeping::kHistory, Aggregate::kSum, true);
  Micros now = 10'000;
  for (int i = 0; i < 20'000; ++i) model.Include(now += 5, {i});
  // 201 calls count: seven pages and their sums.
  EXPECT_LT(model.rows(), 24u);
}

TEST(LedgerTest, AWindowThatIsFullIsAnErrorUntilItIsNot) {
  Model model(Keeping::kHistory, Aggregate::kSet, true);
  Micros now = 10'000;
  const std::vector<int64_t> many(kMaxSetElements - 1, 7);
  model.Include(now, many);
  EXPECT_EQ(model.Kept(now), "set([7])");
  model.Include(now + 1, {8});
  EXPECT_NE(model.Kept(now + 1).find("window_full"), std::string::npos) << model.Kept(now + 1);
  // One that found no room spoils the window as long as it would have counted.
  model.Include(now + 2, {9});
  EXPECT_NE(model.Kept(now + Model::kLength + 2).find("window_full"), std::string::npos);
  EXPECT_EQ(model.Kept(now + Model::kLength + 3), "set([])");
}

}  // namespace
}  // namespace writ
