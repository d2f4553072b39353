#include "engine/facts/aggregate.h"

#include <gtest/gtest.h>

#include "engine/value/canonical.h"
#include "engine/value/text.h"

namespace writ {
namespace {

class AggregateTest : public ::testing::Test {
 protected:
  Value Usd(int64_t amount) {
    return Value::Money({Decimal::FromInt(amount), *ParseCurrency("USD")}, arena_);
  }
  Value Eur(int64_t amount) {
    return Value::Money({Decimal::FromInt(amount), *ParseCurrency("EUR")}, arena_);
  }
  Value EmptySum() { return Value::Money({}, arena_); }
  bool Same(const Value& a, const Value& b) { return CompareCanonical(a, b) == 0; }

  Arena arena_;
};

TEST_F(AggregateTest, CountGoesUpAndDown) {
  Value two = Include(Aggregate::kCount, Value::Int(1), Value(), arena_);
  EXPECT_EQ(two.AsInt(), 2);
  EXPECT_EQ(Exclude(Aggregate::kCount, two, Value(), arena_).AsInt(), 1);
}

TEST_F(AggregateTest, CountRefusesToOverflow) {
  Value most = Value::Int(INT64_MAX);
  EXPECT_EQ(Include(Aggregate::kCount, most, Value(), arena_).AsError(), ErrorCode::kOverflow);
}

TEST_F(AggregateTest, EmptySumTakesTheFirstCurrency) {
  EXPECT_TRUE(Same(Include(Aggregate::kSum, EmptySum(), Usd(5), arena_), Usd(5)));
}

TEST_F(AggregateTest, TwoCurrenciesDoNotAdd) {
  Value sum = Include(Aggregate::kSum, Usd(5), Eur(1), arena_);
  EXPECT_EQ(sum.AsError(), ErrorCode::kCurrencyMismatch);
}

TEST_F(AggregateTest, ExcludeTakesBackWhatIncludeAdded) {
  Value sum = Include(Aggregate::kSum, Usd(5), Usd(7), arena_);
  EXPECT_TRUE(Same(Exclude(Aggregate::kSum, sum, Usd(7), arena_), Usd(5)));
}

TEST_F(AggregateTest, ElementThatErrsMakesTheFactErr) {
  Value error = Value::Error(ErrorCode::kNoSuchField);
  for (Aggregate aggregate :
       {Aggregate::kSum, Aggregate::kSet, Aggregate::kLast, Aggregate::kMax}) {
    EXPECT_TRUE(Include(aggregate, Value(), error, arena_).is_error());
  }
}

// A fact that became an error stays one: nothing may be permitted on half of a history.
TEST_F(AggregateTest, ErrorStays) {
  Value error = Value::Error(ErrorCode::kNoSuchField);
  EXPECT_TRUE(Include(Aggregate::kCount, error, Value(), arena_).is_error());
  EXPECT_TRUE(Include(Aggregate::kSum, error, Usd(1), arena_).is_error());
  EXPECT_TRUE(Include(Aggregate::kSet, error, Usd(1), arena_).is_error());
  EXPECT_TRUE(Include(Aggregate::kAny, error, Usd(1), arena_).is_error());
  EXPECT_TRUE(Include(Aggregate::kLast, error, Usd(1), arena_).is_error());
}

TEST_F(AggregateTest, MinAndMaxKeepTheExtreme) {
  Value low =
      Include(Aggregate::kMin, Include(Aggregate::kMin, Value(), Usd(5), arena_), Usd(3), arena_);
  EXPECT_TRUE(Same(low, Usd(3)));
  Value high =
      Include(Aggregate::kMax, Include(Aggregate::kMax, Value(), Usd(5), arena_), Usd(3), arena_);
  EXPECT_TRUE(Same(high, Usd(5)));
}

TEST_F(AggregateTest, SetHoldsEachElementOnceInOrder) {
  Value set;
  for (const char* id : {"b", "a", "b", "c"}) {
    set = Include(Aggregate::kSet, set, Value::String(id), arena_);
  }
  EXPECT_EQ(ToSource(set), ToSource(MakeSet(set.items(), set.size(), arena_)));
  EXPECT_EQ(set.size(), 3u);
}

TEST_F(AggregateTest, SetIsFullAtItsLimit) {
  Value set;
  for (uint32_t i = 0; i < kMaxSetElements; ++i) {
    set = Include(Aggregate::kSet, set, Value::Int(i), arena_);
  }
  ASSERT_EQ(set.size(), kMaxSetElements);
  EXPECT_EQ(Include(Aggregate::kSet, set, Value::Int(0), arena_).size(), kMaxSetElements);
  Value over = Include(Aggregate::kSet, set, Value::Int(kMaxSetElements), arena_);
  EXPECT_EQ(over.AsError(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace writ
