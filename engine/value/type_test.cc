#include "engine/value/type.h"

#include "gtest/gtest.h"

namespace writ {
namespace {

TEST(TypeTableTest, SimpleTypesStandAtTheirNumbers) {
  TypeTable types;
  for (int i = 0; i <= static_cast<int>(TypeKind::kType); ++i) {
    const Type* type = types.Simple(static_cast<TypeKind>(i));
    EXPECT_EQ(static_cast<int>(type->kind), i);
    EXPECT_EQ(type->index, static_cast<uint32_t>(i));
    EXPECT_EQ(types.types()[static_cast<size_t>(i)].get(), type);
  }
}

TEST(TypeTableTest, EqualTypesAreOneType) {
  TypeTable types;
  const Type* string = types.Simple(TypeKind::kString);
  const Type* money = types.Simple(TypeKind::kMoney);
  EXPECT_EQ(types.List(string), types.List(string));
  EXPECT_NE(types.List(string), types.List(money));
  EXPECT_NE(types.List(string), types.Set(string));
  EXPECT_EQ(types.Map(string, types.List(money)), types.Map(string, types.List(money)));
  EXPECT_NE(types.Map(string, money), types.Map(money, string));
  EXPECT_EQ(types.Record({{"a", string}, {"b", money}}),
            types.Record({{"b", money}, {"a", string}}));
  EXPECT_NE(types.Record({{"a", string}}), types.Record({{"a", money}}));
  EXPECT_NE(types.Record({{"a", string}}), types.Record({{"b", string}}));
  EXPECT_NE(types.Record({}), types.Record({{"a", string}}));
}

TEST(TypeTableTest, ANameCannotImitateTwoFields) {
  TypeTable types;
  const Type* string = types.Simple(TypeKind::kString);
  EXPECT_NE(types.Record({{"a 7 1:b", string}}), types.Record({{"a", string}, {"b", string}}));
}

TEST(TypeTableTest, AnOptionalOfAnOptionalIsTheOptional) {
  TypeTable types;
  const Type* optional = types.Optional(types.Simple(TypeKind::kMoney));
  EXPECT_EQ(types.Optional(optional), optional);
  EXPECT_EQ(optional->ToString(), "money?");
}

TEST(TypeTableTest, NamedTypesShareOneSpaceOfNames) {
  TypeTable types;
  Type* user = types.DeclareNamed(TypeKind::kEntity, "User");
  ASSERT_NE(user, nullptr);
  EXPECT_EQ(types.DeclareNamed(TypeKind::kTask, "User"), nullptr);
  EXPECT_EQ(types.FindNamed("User"), user);
  EXPECT_EQ(types.FindNamed("Agent"), nullptr);
  TypeTable::SetFields(
      user, {{"manager", types.Optional(user)}, {"email", types.Simple(TypeKind::kString)}});
  EXPECT_EQ(user->fields[0].name, "email");
  EXPECT_EQ(user->fields[1].type->ToString(), "User?");
}

TEST(TypeTableTest, IndexesCountFromZeroAndPointersStay) {
  TypeTable types;
  const Type* first = types.List(types.Simple(TypeKind::kInt));
  for (int i = 0; i < 1000; ++i) {
    types.Record({{"f" + std::to_string(i), first}});
  }
  EXPECT_EQ(types.List(types.Simple(TypeKind::kInt)), first);
  for (size_t i = 0; i < types.types().size(); ++i) EXPECT_EQ(types.types()[i]->index, i);
}

TEST(TypeTest, FindFieldTellsThePosition) {
  TypeTable types;
  const Type* string = types.Simple(TypeKind::kString);
  const Type* record = types.Record({{"c", string}, {"a", string}, {"b", string}});
  uint32_t hint = 99;
  ASSERT_NE(record->FindField("b", &hint), nullptr);
  EXPECT_EQ(hint, 1u);
  EXPECT_EQ(record->FindField("c")->name, "c");
  EXPECT_EQ(record->FindField("d", &hint), nullptr);
  EXPECT_EQ(record->FindField(""), nullptr);
  EXPECT_EQ(hint, 1u);
}

TEST(TypeTest, IsWrittenAsAnAuthorWould) {
  TypeTable types;
  const Type* string = types.Simple(TypeKind::kString);
  EXPECT_EQ(types.List(string)->ToString(), "list<string>");
  EXPECT_EQ(types.Set(types.Simple(TypeKind::kDate))->ToString(), "set<date>");
  EXPECT_EQ(types.Map(string, types.List(string))->ToString(), "map<string, list<string>>");
  EXPECT_EQ(types.Record({{"hold", string}})->ToString(), "{ hold: string }");
  EXPECT_EQ(types.Record({{"b", string}, {"a", types.Simple(TypeKind::kInt)}})->ToString(),
            "{ a: int, b: string }");
  EXPECT_EQ(types.Record({})->ToString(), "{}");
  EXPECT_EQ(types.DeclareNamed(TypeKind::kEnum, "Color")->ToString(), "Color");
  EXPECT_EQ(types.Simple(TypeKind::kNull)->ToString(), "null_type");
}

}  // namespace
}  // namespace writ
