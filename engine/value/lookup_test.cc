#include "engine/value/lookup.h"

#include <cmath>

#include "engine/value/random_value.h"
#include "engine/value/test_values.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

TEST(LookupTest, FieldsAreFoundWhateverTheHint) {
  TestValues make;
  const Value record =
      make.Record({{"a", Value::Int(1)}, {"b", Value::Int(2)}, {"d", Value::Int(4)}});
  for (uint32_t hint : {0u, 1u, 2u, 3u, 4u, UINT32_MAX}) {
    EXPECT_EQ(record.AsMap().FindField("a", hint).AsInt(), 1);
    EXPECT_EQ(record.AsMap().FindField("b", hint).AsInt(), 2);
    EXPECT_EQ(record.AsMap().FindField("d", hint).AsInt(), 4);
    for (const char* missing : {"", "A", "c", "e", "aa"}) {
      EXPECT_TRUE(record.AsMap().FindField(missing, hint).is(Kind::kAbsent)) << missing;
    }
  }
  EXPECT_TRUE(make.Record({}).AsMap().FindField("a").is(Kind::kAbsent));
}

TEST(LookupTest, FieldsAreTextKeysOnly) {
  TestValues make;
  const Value map = make.Map({{Value::Int(1), Value::Int(10)},
                              {Value::String("a"), Value::Int(20)},
                              {Value::Bytes("a"), Value::Int(30)},
                              {Value::TypeName("a"), Value::Int(40)}});
  EXPECT_EQ(map.AsMap().FindField("a", 0).AsInt(), 20);
  EXPECT_EQ(map.AsMap().FindField("a", 2).AsInt(), 20);
  EXPECT_EQ(map.AsMap().Find(Value::Bytes("a")).AsInt(), 30);
}

TEST(LookupTest, NumbersAreFoundAcrossKinds) {
  TestValues make;
  const Value map = make.Map({{Value::Int(-1), Value::Int(10)},
                              {Value::Uint(2), Value::Int(20)},
                              {Value::Double(2.5), Value::Int(30)},
                              {make.Dec("0.1"), Value::Int(40)}});
  EXPECT_EQ(map.AsMap().Find(make.Dec("-1")).AsInt(), 10);
  EXPECT_EQ(map.AsMap().Find(Value::Int(2)).AsInt(), 20);
  EXPECT_EQ(map.AsMap().Find(make.Dec("2.5")).AsInt(), 30);
  EXPECT_EQ(map.AsMap().Find(make.Dec("0.1")).AsInt(), 40);
  EXPECT_TRUE(map.AsMap().Find(Value::Double(0.1)).is(Kind::kAbsent));
  EXPECT_TRUE(map.AsMap().Find(Value::Double(NAN)).is(Kind::kAbsent));
  EXPECT_TRUE(map.AsMap().Find(Value::String("2")).is(Kind::kAbsent));
}

TEST(LookupTest, TheVeryKeyComesFirst) {
  TestValues make;
  const Value map = make.Map({{Value::Int(1), Value::Int(10)}, {Value::Uint(1), Value::Int(20)}});
  EXPECT_EQ(map.AsMap().Find(Value::Uint(1)).AsInt(), 20);
  EXPECT_EQ(map.AsMap().Find(Value::Int(1)).AsInt(), 10);
}

TEST(LookupTest, BothZerosAreOneNumber) {
  TestValues make;
  EXPECT_TRUE(SetHolds(make.Set({Value::Double(-0.0)}), Value::Double(0.0)));
  EXPECT_TRUE(SetHolds(make.Set({Value::Double(-0.0), Value::Double(-1)}), Value::Int(0)));
}

TEST(LookupTest, AKeyThatHoldsAbsentIsThere) {
  TestValues make;
  const Value map = make.Map({{Value::Int(1), Value()}});
  EXPECT_NE(FindEntry(map.AsMap(), Value::Int(1)), nullptr);
  EXPECT_EQ(FindEntry(map.AsMap(), Value::Int(2)), nullptr);
}

// Agrees with looking at every element.
TEST(LookupTest, RandomSetsHoldExactlyTheirElements) {
  TestValues make;
  RandomValues random(4, make.arena);
  for (int i = 0; i < 5'000; ++i) {
    Value* items = make.arena.NewArray<Value>(8);
    for (int k = 0; k < 8; ++k) items[k] = random.Scalar();
    const Value set = MakeSet(items, 8, make.arena);
    const Value probe = random.Scalar();
    bool found = false;
    for (uint32_t k = 0; k < set.size(); ++k) {
      const Value& item = set.items()[k];
      found = found || CompareCanonical(item, probe) == 0 ||
              (!item.is(Kind::kMoney) && Equal(item, probe).IsTrue());
    }
    ASSERT_EQ(SetHolds(set, probe), found);
    for (int k = 0; k < 8; ++k) ASSERT_TRUE(SetHolds(set, items[k]));
  }
}

}  // namespace
}  // namespace writ
