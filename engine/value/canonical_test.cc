#include "engine/value/canonical.h"

#include <cmath>
#include <random>

#include "absl/strings/escaping.h"
#include "engine/value/random_value.h"
#include "engine/value/test_values.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

std::string Bytes(const std::string& hex) { return absl::HexStringToBytes(hex); }

class CanonicalTest : public testing::Test {
 protected:
  static std::string Hex(const Value& value) {
    return absl::BytesToHexString(CanonicalBytes(value));
  }
  bool Decodes(const std::string& hex) { return DecodeCanonical(Bytes(hex), make_.arena).ok(); }

  TestValues make_;
};

// The two examples of docs/canonical_encoding.md.
TEST_F(CanonicalTest, WorkedExampleMoney) {
  EXPECT_EQ(Hex(make_.Cash("389.50", "USD")), "0955534480000000000000151d65fa572ea60000");
}

TEST_F(CanonicalTest, WorkedExampleRecord) {
  const Value record = make_.Record(
      {{"ok", Value::Bool(true)}, {"hold", Value::String("H1")}, {"n", Value::Int(-2)}});
  EXPECT_EQ(Hex(record),
            "0f03"
            "0604686f6c64"
            "06024831"
            "06016e"
            "037ffffffffffffffe"
            "06026f6b"
            "0201");
}

TEST_F(CanonicalTest, EveryKind) {
  EXPECT_EQ(Hex(Value()), "00");
  EXPECT_EQ(Hex(Value::Null()), "01");
  EXPECT_EQ(Hex(Value::Bool(false)), "0200");
  EXPECT_EQ(Hex(Value::Int(0)), "038000000000000000");
  EXPECT_EQ(Hex(Value::Int(INT64_MIN)), "030000000000000000");
  EXPECT_EQ(Hex(Value::Uint(258)), "040000000000000102");
  EXPECT_EQ(Hex(Value::Double(-2.0)), "05c000000000000000");
  EXPECT_EQ(Hex(Value::Double(NAN)), "057ff8000000000000");
  EXPECT_EQ(Hex(Value::Double(-0.0)), "058000000000000000");
  EXPECT_EQ(Hex(Value::String("")), "0600");
  EXPECT_EQ(Hex(Value::Bytes("\x01\xff")), "070201ff");
  EXPECT_EQ(Hex(make_.Dec("0.000000000000000001")), "0880000000000000000000000000000001");
  EXPECT_EQ(Hex(make_.Dec("-0.000000000000000001")), "087fffffffffffffffffffffffffffffff");
  EXPECT_EQ(Hex(make_.NoMoney()), "0900000080000000000000000000000000000000");
  EXPECT_EQ(Hex(Value::Timestamp({1, 2})), "0a800000000000000100000002");
  EXPECT_EQ(Hex(Value::Duration({-1, 0})), "0b7fffffffffffffff00000000");
  EXPECT_EQ(Hex(Value::Date(-1)), "0c7fffffffffffffff");
  EXPECT_EQ(Hex(make_.List({Value::Null(), Value::Null()})), "0d020101");
  EXPECT_EQ(Hex(make_.Set({Value::Null(), Value::Null()})), "0e0101");
  EXPECT_EQ(Hex(make_.Map({{Value::Bool(true), Value::Null()}})), "0f01020101");
  EXPECT_EQ(Hex(make_.Entity("User", "ana")),
            "100455736572"
            "03616e61");
  EXPECT_EQ(Hex(Value::TypeName("int")), "1103696e74");
  EXPECT_EQ(Hex(Value::Number("1e2")), "1203316532");
  EXPECT_EQ(Hex(Value::Error(ErrorCode::kTooLarge)), "13000c");
  EXPECT_EQ(Hex(make_.Identity(Kind::kIp, "192.0.2.7")), "1404c0000207");
  EXPECT_EQ(Hex(make_.Identity(Kind::kIp, "::1")), "141000000000000000000000000000000001");
  EXPECT_EQ(Hex(make_.Identity(Kind::kCidr, "10.1.2.3/8")), "15050a01020308");
  EXPECT_EQ(Hex(make_.Identity(Kind::kUrl, "HTTP://A.b")), "160b687474703a2f2f612e622f");
  EXPECT_EQ(Hex(make_.Identity(Kind::kEmail, "a@B.c")), "17056140622e63");
  EXPECT_EQ(Hex(make_.Identity(Kind::kPath, "/a/")), "18022f61");
}

TEST_F(CanonicalTest, LongTextsHaveALongLength) {
  const std::string text(300, 'x');
  const std::string bytes = CanonicalBytes(Value::String(text));
  EXPECT_EQ(bytes.substr(0, 3), "\x06\xac\x02");
  EXPECT_EQ(DecodeCanonical(bytes, make_.arena)->AsText(), text);
}

TEST_F(CanonicalTest, RefusesASecondSpelling) {
  const char* kWrong[] = {
      "",  // nothing
      "14",
      "ff",    // no such kind
      "0202",  // a bool is 0 or 1
      "057ff8000000000001",
      "05fff8000000000000",                        // another NaN
      "068000",                                    // a length that is not the shortest
      "0980000080000000000000000000000000000000",  // a currency that is none
      "0975736480000000000000000000000000000000",  // small letters
      "0900000080000000000000000000000000000001",  // an amount of no currency
      "0a80000000000000003b9aca00",                // 10^9 nanoseconds
      "0e020101",                                  // an element twice
      "0e0202010200",                              // elements out of order
      "0f02020101020101",
      "0f02020101020001",  // a key twice, keys out of order
      "130000",
      "1403c00002",                            // an address of three bytes
      "141000000000000000000000ffffc0000207",  // an IPv4 address in an IPv6 one
      "15050a01020321",                        // a prefix of 33 bits
      "160a687474703a2f2f612e62",              // a URL without its path
      "17056140422e63",                        // a domain in capitals
      "18032f612f",                            // a path with a slash at its end
      "1900",                                  // no such kind
      "13000e",                                // no such error
      "0101",                                  // one byte too many
  };
  for (const char* hex : kWrong) EXPECT_FALSE(Decodes(hex)) << hex;
  EXPECT_TRUE(Decodes("0a80000000000000003b9ac9ff"));
  EXPECT_TRUE(Decodes("0e0202000201"));
  EXPECT_TRUE(Decodes("0f02020001020101"));
}

TEST_F(CanonicalTest, CountsAreBoundedByTheBytesThatAreLeft) {
  for (const char* hex :
       {"0dffffffff0f", "0effffffff0f", "0fffffffff0f", "06ffffffff0f", "0d0201", "0f010101"}) {
    Arena arena;
    EXPECT_EQ(DecodeCanonical(Bytes(hex), arena).ok(), std::string(hex) == "0f010101") << hex;
    EXPECT_LE(arena.capacity(), 4096u) << hex;
  }
  EXPECT_FALSE(Decodes("0f0101"));
}

TEST_F(CanonicalTest, DepthIsBounded) {
  const auto nested = [](int levels) {
    std::string bytes;
    for (int i = 1; i < levels; ++i) bytes += Bytes("0d01");
    return bytes + Bytes("0d00");
  };
  EXPECT_TRUE(DecodeCanonical(nested(kMaxValueDepth), make_.arena).ok());
  EXPECT_FALSE(DecodeCanonical(nested(kMaxValueDepth + 1), make_.arena).ok());
  EXPECT_FALSE(DecodeCanonical(nested(1'000'000), make_.arena).ok());
  EXPECT_EQ(CanonicalBytes(make_.Nested(kMaxValueDepth)), nested(kMaxValueDepth));
}

TEST_F(CanonicalTest, WhatIsTooDeepIsWrittenAsAnError) {
  const std::string bytes = CanonicalBytes(make_.Nested(100'000));
  EXPECT_EQ(bytes.size(), 2u * kMaxValueDepth + 3);
  EXPECT_TRUE(bytes.ends_with(Bytes("13000c")));
  EXPECT_TRUE(DecodeCanonical(bytes, make_.arena).ok());
  const Value copy = CopyInto(make_.Nested(100'000), make_.arena);
  EXPECT_EQ(CanonicalBytes(copy), bytes);
  EXPECT_EQ(CompareCanonical(copy, make_.Nested(100'000)), 0);
}

TEST_F(CanonicalTest, LeavesTheReaderBehindTheValue) {
  std::string bytes = CanonicalBytes(Value::Int(7)) + CanonicalBytes(Value::Null()) + "x";
  ByteReader reader(bytes);
  EXPECT_EQ(DecodeCanonical(reader, make_.arena)->AsInt(), 7);
  EXPECT_TRUE(DecodeCanonical(reader, make_.arena)->is(Kind::kNull));
  EXPECT_EQ(reader.remaining(), 1u);
}

TEST_F(CanonicalTest, DecodedTextsDoNotPointIntoTheBytes) {
  std::string bytes = CanonicalBytes(Value::String("hello"));
  const Value value = *DecodeCanonical(bytes, make_.arena);
  bytes.assign(bytes.size(), '\0');
  EXPECT_EQ(value.AsText(), "hello");
}

TEST_F(CanonicalTest, RandomValuesRoundTripAndCopy) {
  RandomValues random(9, make_.arena);
  for (int i = 0; i < 20'000; ++i) {
    const Value value = random.Any(4);
    const std::string bytes = CanonicalBytes(value);
    const auto back = DecodeCanonical(bytes, make_.arena);
    ASSERT_TRUE(back.ok()) << absl::BytesToHexString(bytes);
    ASSERT_EQ(CompareCanonical(*back, value), 0);
    ASSERT_EQ(CanonicalBytes(*back), bytes);
    ASSERT_EQ(CanonicalBytes(CopyInto(value, make_.arena)), bytes);
  }
}

// Whatever the decoder accepts is what the encoder writes; cut short, it accepts nothing.
TEST_F(CanonicalTest, DamagedBytesAreRefusedOrAreAnotherCanonicalValue) {
  RandomValues random(10, make_.arena);
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = CanonicalBytes(random.Any(3));
    Arena arena;
    ASSERT_FALSE(DecodeCanonical(bytes.substr(0, bytes.size() - 1), arena).ok());
    bytes[random.Below(static_cast<uint32_t>(bytes.size()))] ^=
        static_cast<char>(1 << random.Below(8));
    const auto value = DecodeCanonical(bytes, arena);
    refused += value.ok() ? 0 : 1;
    if (value.ok()) {
      ASSERT_EQ(CanonicalBytes(*value), bytes);
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST_F(CanonicalTest, OrderIsTotalAndItsZeroIsEqualBytes) {
  RandomValues random(11, make_.arena);
  for (int i = 0; i < 30'000; ++i) {
    const Value a = random.Any(2), b = random.Any(2), c = random.Any(2);
    ASSERT_EQ(CompareCanonical(a, a), 0);
    ASSERT_EQ(CompareCanonical(a, b), -CompareCanonical(b, a));
    ASSERT_EQ(CompareCanonical(a, b) == 0, CanonicalBytes(a) == CanonicalBytes(b));
    if (CompareCanonical(a, b) <= 0 && CompareCanonical(b, c) <= 0) {
      ASSERT_LE(CompareCanonical(a, c), 0);
    }
  }
}

// Where a content is of fixed size, but for doubles, the order is that of the bytes.
TEST_F(CanonicalTest, OrderOfFixedSizesIsTheOrderOfBytes) {
  RandomValues random(12, make_.arena);
  int compared = 0;
  for (int i = 0; i < 30'000; ++i) {
    const Value a = random.Scalar(), b = random.Scalar();
    const std::string x = CanonicalBytes(a), y = CanonicalBytes(b);
    const bool texts = a.is(Kind::kString) || a.is(Kind::kBytes) || a.is(Kind::kType) ||
                       a.is(Kind::kNumber) || a.is(Kind::kEntity) || IsIdentity(a.kind());
    if (a.kind() == b.kind() && (texts || a.is(Kind::kDouble))) continue;
    ASSERT_EQ(CompareCanonical(a, b), (x > y) - (x < y));
    ++compared;
  }
  EXPECT_GT(compared, 20'000);
}

TEST_F(CanonicalTest, OrderOfTheOthers) {
  const Value ascending[] = {Value::Double(-INFINITY),
                             Value::Double(-1),
                             Value::Double(-0.0),
                             Value::Double(0.0),
                             Value::Double(5e-324),
                             Value::Double(INFINITY),
                             Value::Double(NAN),
                             Value::String(""),
                             Value::String("a"),
                             Value::String("aa"),
                             Value::String("b"),
                             Value::String("\xff"),
                             make_.List({}),
                             make_.List({Value::Int(9)}),
                             make_.List({Value::Int(1), Value::Int(1)}),
                             make_.List({Value::Int(1), Value::Int(2)})};
  for (size_t i = 1; i < std::size(ascending); ++i) {
    EXPECT_LT(CompareCanonical(ascending[i - 1], ascending[i]), 0) << i;
  }
}

TEST_F(CanonicalTest, SetsAreSortedWithoutRepetitions) {
  const Value set = make_.Set({Value::Int(3), Value::Int(1), Value::Int(3), Value::Int(-1)});
  ASSERT_EQ(set.size(), 3u);
  EXPECT_EQ(set.items()[0].AsInt(), -1);
  EXPECT_EQ(set.items()[2].AsInt(), 3);
  EXPECT_EQ(make_.Set({}).size(), 0u);
}

TEST_F(CanonicalTest, MapsAreSortedAndRefuseAKeyTwice) {
  const Value one = Value::Int(1);
  const Value map = make_.Map({{Value::String("b"), one}, {Value::String("a"), one}});
  ASSERT_EQ(map.AsMap().size, 2u);
  EXPECT_EQ(map.AsMap().entries[0].key.AsText(), "a");
  EXPECT_TRUE(make_.Map({{Value::String("a"), one}, {Value::String("a"), one}}).is(Kind::kAbsent));
  EXPECT_EQ(make_.Map({}).AsMap().size, 0u);
}

TEST_F(CanonicalTest, ACopyKeepsATasksParameters) {
  const Value params = make_.Record({{"to", Value::String("SFO")}});
  const Value task = Value::Entity(make_.arena.New(EntityRep{"BookTrip", "t1", &params.AsMap()}));
  Arena other;
  const Value copy = CopyInto(task, other);
  ASSERT_NE(copy.AsEntity().attributes, nullptr);
  EXPECT_NE(copy.AsEntity().attributes, &params.AsMap());
  EXPECT_EQ(copy.AsEntity().attributes->FindField("to").AsText(), "SFO");
  EXPECT_EQ(CanonicalBytes(copy), CanonicalBytes(make_.Entity("BookTrip", "t1")));
}

}  // namespace
}  // namespace writ
