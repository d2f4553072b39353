#include "engine/value/conform.h"

#include <cmath>

#include "engine/value/random_value.h"
#include "engine/value/test_values.h"
#include "engine/value/text.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

class ConformTest : public testing::Test {
 protected:
  // The result as source; or the misfit, after a "!".
  std::string Fit(const Value& raw, const Type* type) {
    const auto result = Conform(raw, *type, make_.arena);
    if (const Misfit* misfit = std::get_if<Misfit>(&result)) return "!" + misfit->ToString();
    const Value& value = std::get<Value>(result);
    ExpectStable(value, type);
    return std::string(KindName(value.kind())) + " " + ToSource(value);
  }
  std::string Fit(const Value& raw, TypeKind kind) { return Fit(raw, types_.Simple(kind)); }
  static Value Num(std::string_view text) { return Value::Number(text); }
  static Value Str(std::string_view text) { return Value::String(text); }

  // Conforming twice changes nothing.
  void ExpectStable(const Value& value, const Type* type) {
    const auto again = Conform(value, *type, make_.arena);
    ASSERT_TRUE(std::holds_alternative<Value>(again)) << ToSource(value);
    EXPECT_EQ(CompareCanonical(std::get<Value>(again), value), 0) << ToSource(value);
  }

  TestValues make_;
  TypeTable types_;
  const Type* string_ = types_.Simple(TypeKind::kString);
  const Type* int_ = types_.Simple(TypeKind::kInt);
  const Type* money_ = types_.Simple(TypeKind::kMoney);
  const Type* dyn_ = types_.Simple(TypeKind::kDyn);
};

TEST_F(ConformTest, IntIsAWholeNumberOfAnySpelling) {
  EXPECT_EQ(Fit(Num("389"), int_), "int 389");
  EXPECT_EQ(Fit(Num("3.89e2"), int_), "int 389");
  EXPECT_EQ(Fit(Num("-0"), int_), "int 0");
  EXPECT_EQ(Fit(Num("9223372036854775807"), int_), "int 9223372036854775807");
  EXPECT_EQ(Fit(Num("-9223372036854775808"), int_), "int -9223372036854775808");
  EXPECT_EQ(Fit(Value::Uint(5), int_), "int 5");
  EXPECT_EQ(Fit(make_.Dec("5"), int_), "int 5");
  const std::string wrong =
      "!the value must be a whole number from -9223372036854775808 to 9223372036854775807";
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "1.5", "1e99", "x"}) {
    EXPECT_EQ(Fit(Num(text), int_), wrong) << text;
  }
  EXPECT_EQ(Fit(Str("1"), int_), wrong);
  EXPECT_EQ(Fit(Value::Double(1), int_), wrong);
  EXPECT_EQ(Fit(Value::Bool(true), int_), wrong);
}

TEST_F(ConformTest, UintIsAWholeNumberFromZero) {
  EXPECT_EQ(Fit(Num("18446744073709551615"), TypeKind::kUint), "uint 18446744073709551615u");
  EXPECT_EQ(Fit(Num("0"), TypeKind::kUint), "uint 0u");
  EXPECT_EQ(Fit(Value::Int(7), TypeKind::kUint), "uint 7u");
  const std::string wrong = "!the value must be a whole number from 0 to 18446744073709551615";
  EXPECT_EQ(Fit(Num("18446744073709551616"), TypeKind::kUint), wrong);
  EXPECT_EQ(Fit(Num("-1"), TypeKind::kUint), wrong);
  EXPECT_EQ(Fit(Value::Int(-1), TypeKind::kUint), wrong);
}

TEST_F(ConformTest, DecimalIsANumberOrATextOfOneNeverADouble) {
  EXPECT_EQ(Fit(Num("98.70"), TypeKind::kDecimal), "decimal 98.7");
  EXPECT_EQ(Fit(Str("0.1"), TypeKind::kDecimal), "decimal 0.1");
  EXPECT_EQ(Fit(Value::Int(-3), TypeKind::kDecimal), "decimal -3");
  EXPECT_EQ(Fit(Num("1e-18"), TypeKind::kDecimal), "decimal 0.000000000000000001");
  for (const Value& raw : {Num("1e-19"), Num("1e21"), Str("1 "), Str(""), Value::Double(0.5)}) {
    EXPECT_EQ(Fit(raw, TypeKind::kDecimal)[0], '!') << ToSource(raw);
  }
}

// R1: what is refused is said so that the caller can mend it.
TEST_F(ConformTest, R1IdentitiesAreReadFromTheirTexts) {
  EXPECT_EQ(Fit(Str("192.0.2.7"), TypeKind::kIp), "ip ip(\"192.0.2.7\")");
  EXPECT_EQ(Fit(Str("10.0.0.0/8"), TypeKind::kCidr), "cidr cidr(\"10.0.0.0/8\")");
  EXPECT_EQ(Fit(Str("HTTP://A.b:80"), TypeKind::kUrl), "url url(\"http://a.b/\")");
  EXPECT_EQ(Fit(Str("ana@CORP.example"), TypeKind::kEmail), "email email(\"ana@corp.example\")");
  EXPECT_EQ(Fit(Str("/srv//a/"), TypeKind::kPath), "path path(\"/srv/a\")");
  EXPECT_EQ(Fit(Str("http://good.example@evil.example"), TypeKind::kUrl),
            "!the value must not have a user name or an `@` before its host");
  EXPECT_EQ(Fit(Num("5"), TypeKind::kUrl),
            "!the value must be a URL like https://host.example/path");
  EXPECT_EQ(Fit(Value::Null(), TypeKind::kEmail), "!the value is null");
  EXPECT_EQ(Fit(Value(), TypeKind::kPath), "!the value is missing");
  EXPECT_EQ(Fit(make_.List({Str("a/.."), Str("b")}), types_.List(types_.Simple(TypeKind::kPath))),
            "!`[0]` must not go up with `..`");
}

TEST_F(ConformTest, DoubleIsFinite) {
  EXPECT_EQ(Fit(Num("0.1"), TypeKind::kDouble), "double 0.1");
  EXPECT_EQ(Fit(Num("-0"), TypeKind::kDouble), "double -0.0");
  EXPECT_EQ(Fit(Num("1.7976931348623157e308"), TypeKind::kDouble),
            "double 1.7976931348623157e+308");
  EXPECT_EQ(Fit(Value::Int(2), TypeKind::kDouble), "double 2.0");
  EXPECT_EQ(Fit(make_.Dec("0.1"), TypeKind::kDouble), "double 0.1");
  const Value wrong[] = {Num("1e999"), Num("1e-999"),      Num("NaN"), Num("inf"),
                         Num("0x10"),  Value::Double(NAN), Str("1"),   Value::Double(INFINITY)};
  for (const Value& raw : wrong) {
    EXPECT_EQ(Fit(raw, TypeKind::kDouble), "!the value must be a finite number");
  }
}

TEST_F(ConformTest, MoneyIsAnObjectOrAText) {
  const auto object = [&](Value amount, Value currency) {
    return make_.Record({{"amount", amount}, {"currency", currency}});
  };
  EXPECT_EQ(Fit(object(Num("389.5"), Str("USD")), money_), "money 389.50 USD");
  EXPECT_EQ(Fit(object(Str("-1"), Str("EUR")), money_), "money -1.00 EUR");
  EXPECT_EQ(Fit(object(Value::Int(2), Str("JPY")), money_), "money 2.00 JPY");
  EXPECT_EQ(Fit(Str("389.50 USD"), money_), "money 389.50 USD");
  EXPECT_EQ(Fit(make_.NoMoney(), money_), "money 0.00");

  EXPECT_EQ(Fit(object(Num("1"), Str("usd")), money_),
            "!`currency` must be a currency of three capital letters, like USD");
  EXPECT_EQ(Fit(object(Num("1"), Str("")), money_),
            "!`currency` must be a currency of three capital letters, like USD");
  EXPECT_EQ(Fit(object(Value::Null(), Str("USD")), money_), "!`amount` is null");
  EXPECT_EQ(Fit(object(Num("1"), Value::Null()), money_), "!`currency` is null");
  EXPECT_EQ(Fit(make_.Record({{"currency", Str("USD")}}), money_), "!`amount` is missing");
  EXPECT_EQ(Fit(make_.Record({{"amount", Num("1")}}), money_), "!`currency` is missing");
  EXPECT_EQ(Fit(make_.Record({}), money_), "!`amount` is missing");
  EXPECT_EQ(Fit(make_.Record({{"amount", Num("1")}, {"currency", Str("USD")}, {"unit", Num("1")}}),
                money_),
            "!`unit` is not declared");
  EXPECT_EQ(Fit(object(Value::Double(1.5), Str("USD")), money_).substr(0, 10), "!`amount` ");
  for (const char* text : {"389.50", "389.50USD", "389.50  USD", "USD 1", "1 USD ", " 1 USD",
                           "1 usd", "1e-19 USD", "", " "}) {
    EXPECT_EQ(Fit(Str(text), money_),
              "!the value must be money like {\"amount\": 389.50, \"currency\": \"USD\"} or "
              "\"389.50 USD\"")
        << text;
  }
  EXPECT_EQ(Fit(Num("5"), money_)[0], '!');
}

TEST_F(ConformTest, TextsOfTimesAndBytes) {
  EXPECT_EQ(Fit(Str("2026-12-01T09:30:00+01:00"), TypeKind::kTimestamp),
            "timestamp timestamp(\"2026-12-01T08:30:00Z\")");
  EXPECT_EQ(Fit(Str("2026-12-01"), TypeKind::kTimestamp),
            "!the value must be a time like 2026-12-01T09:30:00Z");
  EXPECT_EQ(Fit(Str("2026-12-01"), TypeKind::kDate), "date date(\"2026-12-01\")");
  EXPECT_EQ(Fit(Str("2026-02-29"), TypeKind::kDate), "!the value must be a date like 2026-12-01");
  EXPECT_EQ(Fit(Str("1h30m"), TypeKind::kDuration), "duration duration(\"1h30m\")");
  EXPECT_EQ(Fit(Num("90"), TypeKind::kDuration), "!the value must be a duration like 1h30m");
  EXPECT_EQ(Fit(Str("AQI="), TypeKind::kBytes), "bytes b\"\\x01\\x02\"");
  EXPECT_EQ(Fit(Str("AQI"), TypeKind::kBytes), "!the value must be bytes in base64, with padding");
}

TEST_F(ConformTest, PlainKinds) {
  EXPECT_EQ(Fit(Str("x"), string_), "string \"x\"");
  EXPECT_EQ(Fit(Num("1"), string_), "!the value must be a string");
  EXPECT_EQ(Fit(Value::Bool(false), TypeKind::kBool), "bool false");
  EXPECT_EQ(Fit(Str("true"), TypeKind::kBool), "!the value must be true or false");
  EXPECT_EQ(Fit(Num("1"), TypeKind::kBool), "!the value must be true or false");
  EXPECT_EQ(Fit(Value::Null(), TypeKind::kNull), "null null");
  EXPECT_EQ(Fit(Num("0"), TypeKind::kNull), "!the value must be null");
  EXPECT_EQ(Fit(Value::TypeName("int"), TypeKind::kType), "type int");
  EXPECT_EQ(Fit(Str("x"), TypeKind::kError)[0], '!');
}

TEST_F(ConformTest, NothingTakesMissingNullOrErrorByAccident) {
  Type* user = types_.DeclareNamed(TypeKind::kEntity, "User");
  Type* color = types_.DeclareNamed(TypeKind::kEnum, "Color");
  color->values = {"red"};
  std::vector<const Type*> all = {types_.List(int_),
                                  types_.Set(int_),
                                  types_.Map(string_, int_),
                                  types_.Record({}),
                                  user,
                                  color};
  for (int kind = 0; kind <= static_cast<int>(TypeKind::kType); ++kind) {
    all.push_back(types_.Simple(static_cast<TypeKind>(kind)));
  }
  for (const Type* type : all) {
    EXPECT_EQ(Fit(Value(), type), "!the value is missing") << type->ToString();
    EXPECT_EQ(Fit(Value::Error(ErrorCode::kFuel), type)[0], '!') << type->ToString();
    if (type->is(TypeKind::kNull) || type->is(TypeKind::kDyn)) continue;
    EXPECT_EQ(Fit(Value::Null(), type), "!the value is null") << type->ToString();
  }
}

TEST_F(ConformTest, ListsAndSetsAreArrays) {
  const Value raw = make_.List({Num("2"), Num("1"), Num("2.0")});
  EXPECT_EQ(Fit(raw, types_.List(int_)), "list [2, 1, 2]");
  EXPECT_EQ(Fit(raw, types_.Set(int_)), "set set([1, 2])");
  EXPECT_EQ(Fit(make_.List({}), types_.List(money_)), "list []");
  EXPECT_EQ(Fit(make_.List({Num("1"), Value::Null()}), types_.List(int_)), "!`[1]` is null");
  EXPECT_EQ(Fit(make_.Record({}), types_.List(int_)), "!the value must be a list");
  EXPECT_EQ(Fit(Str("x"), types_.Set(int_)), "!the value must be a list");
}

TEST_F(ConformTest, RecordsRefuseWhatIsNotDeclared) {
  const Type* record =
      types_.Record({{"flight", string_}, {"price", money_}, {"seat", types_.Optional(string_)}});
  const Value price = Str("1 USD");
  EXPECT_EQ(Fit(make_.Record({{"flight", Str("U")}, {"price", price}}), record),
            "map {\"flight\": \"U\", \"price\": 1.00 USD}");
  EXPECT_EQ(
      Fit(make_.Record({{"flight", Str("U")}, {"price", price}, {"seat", Value::Null()}}), record),
      "map {\"flight\": \"U\", \"price\": 1.00 USD}");
  EXPECT_EQ(
      Fit(make_.Record({{"flight", Str("U")}, {"price", price}, {"seat", Str("1A")}}), record),
      "map {\"flight\": \"U\", \"price\": 1.00 USD, \"seat\": \"1A\"}");
  EXPECT_EQ(Fit(make_.Record({{"flight", Str("U")}}), record), "!`price` is missing");
  EXPECT_EQ(Fit(make_.Record({{"flight", Value::Null()}, {"price", price}}), record),
            "!`flight` is null");
  for (const char* name : {"", "a", "g", "r", "z", "Flight", "flight "}) {
    const std::string path =
        std::string(name).find_first_not_of("abcdefghijklmnopqrstuvwxyzF") == std::string::npos &&
                name[0] != 0
            ? name
            : "[" + QuoteJson(name) + "]";
    EXPECT_EQ(Fit(make_.Record({{"flight", Str("U")}, {"price", price}, {name, Num("1")}}), record),
              "!`" + path + "` is not declared");
  }
  EXPECT_EQ(Fit(make_.Map({{Value::Int(1), Num("1")}}), types_.Record({})),
            "!`[1]` is not declared");
  EXPECT_EQ(Fit(make_.Map({{Value::Bytes("b"), Num("1")}}), types_.Record({})),
            "!`[b\"b\"]` is not declared");
  EXPECT_EQ(Fit(make_.List({}), record), "!the value must be an object");
}

TEST_F(ConformTest, PathsLeadToWhatIsWrong) {
  const Type* line = types_.Record({{"price", money_}});
  const Type* order =
      types_.Record({{"items", types_.List(line)}, {"notes", types_.Map(string_, int_)}});
  const auto with = [&](Value item, Value notes) {
    return make_.Record(
        {{"items", make_.List({make_.Record({{"price", Str("1 USD")}}), item})}, {"notes", notes}});
  };
  const Value no_notes = make_.Record({});
  const Value bad_price = make_.Record({{"amount", Num("x")}, {"currency", Str("USD")}});
  EXPECT_EQ(Fit(with(make_.Record({{"price", bad_price}}), no_notes), order),
            "!`items[1].price.amount` must be a number of at most 18 digits after the point and "
            "less than 1.7e20");
  EXPECT_EQ(Fit(with(Value::Null(), no_notes), order), "!`items[1]` is null");
  const Value good = make_.Record({{"price", Str("1 USD")}});
  EXPECT_EQ(Fit(with(good, make_.Record({{"a", Value::Null()}})), order), "!`notes.a` is null");
  EXPECT_EQ(Fit(with(good, make_.Record({{"a b\n", Value::Null()}})), order),
            "!`notes[\"a b\\n\"]` is null");
}

TEST_F(ConformTest, LongKeysAreShortened) {
  const std::string key(10'000, 'k');
  EXPECT_LT(Fit(make_.Record({{key, Num("1")}}), types_.Record({})).size(), 120u);
}

TEST_F(ConformTest, MapsHaveKeysOfTheirType) {
  const Value raw = make_.Record({{"2", Num("20")}, {"10", Num("1e2")}});
  EXPECT_EQ(Fit(raw, types_.Map(string_, int_)), "map {\"10\": 100, \"2\": 20}");
  EXPECT_EQ(Fit(raw, types_.Map(int_, int_)), "map {2: 20, 10: 100}");
  EXPECT_EQ(Fit(make_.Record({{"1", Num("1")}, {"1.0", Num("2")}}), types_.Map(int_, int_)),
            "!the value has two keys of the same value");
  EXPECT_EQ(Fit(make_.Record({{"x", Num("1")}}), types_.Map(int_, int_)).substr(0, 5), "!`x` ");
  const Type* by_bool = types_.Map(types_.Simple(TypeKind::kBool), int_);
  EXPECT_EQ(Fit(make_.Record({{"true", Num("1")}}), by_bool), "map {true: 1}");
  EXPECT_EQ(Fit(make_.Record({{"yes", Num("1")}}), by_bool)[0], '!');
  const Type* by_date = types_.Map(types_.Simple(TypeKind::kDate), int_);
  EXPECT_EQ(Fit(make_.Record({{"2026-12-01", Num("1")}}), by_date),
            "map {date(\"2026-12-01\"): 1}");
  const Type* optional = types_.Map(string_, types_.Optional(int_));
  EXPECT_EQ(Fit(make_.Record({{"a", Value::Null()}, {"b", Num("1")}}), optional), "map {\"b\": 1}");
  EXPECT_EQ(Fit(make_.List({}), optional), "!the value must be an object");
}

TEST_F(ConformTest, EntitiesAreTheirIds) {
  const Type* user = types_.DeclareNamed(TypeKind::kEntity, "User");
  const Type* trip = types_.DeclareNamed(TypeKind::kTask, "BookTrip");
  EXPECT_EQ(Fit(Str("ana"), user), "entity User(\"ana\")");
  EXPECT_EQ(Fit(Str("t1"), trip), "entity BookTrip(\"t1\")");
  EXPECT_EQ(Fit(make_.Entity("User", "ana"), user), "entity User(\"ana\")");
  EXPECT_EQ(Fit(make_.Entity("Agent", "ana"), user), "!the value must be the id of a User");
  EXPECT_EQ(Fit(Str(""), user), "!the value must be the id of a User");
  EXPECT_EQ(Fit(Num("1"), user), "!the value must be the id of a User");
}

TEST_F(ConformTest, EnumsAreOneOfTheirValues) {
  Type* color = types_.DeclareNamed(TypeKind::kEnum, "Color");
  color->values = {"red", "green"};
  EXPECT_EQ(Fit(Str("green"), color), "string \"green\"");
  EXPECT_EQ(Fit(Str("Green"), color), "!the value must be one of \"red\", \"green\"");
  EXPECT_EQ(Fit(Num("0"), color), "!the value must be one of \"red\", \"green\"");
}

TEST_F(ConformTest, OptionalsTakeNullAndNothing) {
  const Type* optional = types_.Optional(money_);
  EXPECT_EQ(Fit(Value(), optional), "absent absent");
  EXPECT_EQ(Fit(Value::Null(), optional), "absent absent");
  EXPECT_EQ(Fit(Str("1 USD"), optional), "money 1.00 USD");
  EXPECT_EQ(Fit(Str("x"), optional)[0], '!');
}

TEST_F(ConformTest, DynTakesAnything) {
  EXPECT_EQ(Fit(Num("1e2"), dyn_), "int 100");
  EXPECT_EQ(Fit(Num("1.5"), dyn_), "decimal 1.5");
  EXPECT_EQ(Fit(Num("9223372036854775808"), dyn_), "decimal 9223372036854775808");
  EXPECT_EQ(Fit(Num("1e30"), dyn_)[0], '!');
  EXPECT_EQ(Fit(Value::Double(NAN), dyn_), "!the value must be a finite number");
  EXPECT_EQ(Fit(Value::Null(), dyn_), "null null");
  const Value raw = make_.Record({{"a", make_.List({Num("1"), Value::Null(), Str("x")})}});
  EXPECT_EQ(Fit(raw, dyn_), "map {\"a\": [1, null, \"x\"]}");
  EXPECT_EQ(Fit(make_.Record({{"a", make_.List({Num("1e99")})}}), dyn_).substr(0, 8), "!`a[0]` ");
}

TEST_F(ConformTest, DepthIsBounded) {
  EXPECT_EQ(Fit(make_.Nested(kMaxValueDepth), dyn_)[0], 'l');
  const std::string deep = Fit(make_.Nested(kMaxValueDepth + 1), dyn_);
  EXPECT_TRUE(deep.ends_with("is nested too deeply")) << deep;
  EXPECT_EQ(Fit(make_.Nested(100'000), dyn_), deep);
  const Type* type = dyn_;
  for (int i = 0; i < 40; ++i) type = types_.List(type);
  EXPECT_TRUE(Fit(make_.Nested(40), type).ends_with("is nested too deeply"));
}

// What fits dyn stays as it is the second time, and holds no number without a type.
TEST_F(ConformTest, RandomValuesConformToDynOnce) {
  RandomValues random(13, make_.arena);
  for (int i = 0; i < 5'000; ++i) Fit(random.Any(3), dyn_);
}

}  // namespace
}  // namespace writ
