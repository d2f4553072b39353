// Types come back from a bundle as they went in, or not at all.
#include "engine/bytecode/type_reader.h"

#include <functional>
#include <string>

#include "engine/bytecode/builder.h"
#include "engine/bytecode/program.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

// One type of every kind; the entity refers to itself.
void FillTable(TypeTable& types) {
  const Type* text = types.Simple(TypeKind::kString);
  Type* user = types.DeclareNamed(TypeKind::kEntity, "User");
  const Type* list = types.List(text);
  const Type* map = types.Map(text, types.Set(list));
  Type* task = types.DeclareNamed(TypeKind::kTask, "Work");
  Type* color = types.DeclareNamed(TypeKind::kEnum, "Color");
  color->values = {"red", "green"};
  const Type* record = types.Record({{"b", map}, {"a", color}});
  TypeTable::SetFields(user, {{"manager", types.Optional(user)}});
  TypeTable::SetFields(task, {{"of", record}});
}

bundle::Bundle WriteTypes(const TypeTable& types) {
  bundle::Bundle bundle;
  EXPECT_TRUE(bundle.ParseFromString(ProgramBuilder(types).Finish()));
  return bundle;
}

bundle::Bundle AllTypes() {
  TypeTable types;
  FillTable(types);
  return WriteTypes(types);
}

TEST(TypeReader, GivesTheSameTypesAtTheSameIndexes) {
  TypeTable types, read;
  FillTable(types);
  ASSERT_TRUE(ReadTypes(AllTypes(), read).ok());
  EXPECT_EQ(WriteTypes(read).SerializeAsString(), AllTypes().SerializeAsString());
  for (size_t i = 0; i < types.types().size(); ++i) {
    EXPECT_EQ(read.types()[i]->ToString(), types.types()[i]->ToString());
  }
  const Type* user = read.FindNamed("User");
  ASSERT_NE(user, nullptr);
  EXPECT_EQ(user->fields[0].type->element, user);
}

// The first type made of others, and the ones after it as FillTable declares them.
const int kUser = static_cast<int>(TypeTable().types().size());
const int kList = kUser + 1, kSet = kUser + 2, kMap = kUser + 3, kTask = kUser + 4;
const int kColor = kUser + 5, kRecord = kUser + 6;

TEST(TypeReader, RefusesWhatNoTableHolds) {
  struct Refusal {
    std::string message;
    std::function<void(bundle::Bundle&)> change;
  };
  const Refusal refusals[] = {
      {"simple types missing", [](auto& b) { b.clear_types(); }},
      {"not the simple type", [](auto& b) { b.mutable_types(3)->set_kind(4); }},
      {"not a kind", [](auto& b) { b.mutable_types(kList)->set_kind(200); }},
      {"not a kind", [](auto& b) { b.mutable_types(kList)->set_kind(256 + 15); }},
      {"not a kind", [](auto& b) { b.mutable_types(kList)->set_kind(3); }},
      {"does not stand before", [](auto& b) { b.mutable_types(kList)->set_element(kList); }},
      {"does not stand before", [](auto& b) { b.mutable_types(kMap)->set_key(9999); }},
      {"does not stand before",
       [](auto& b) { b.mutable_types(kRecord)->mutable_fields(0)->set_type(kRecord); }},
      {"a field has no type",
       [](auto& b) { b.mutable_types(kTask)->mutable_fields(0)->set_type(9999); }},
      {"not sorted", [](auto& b) { b.mutable_types(kRecord)->mutable_fields(0)->set_name("z"); }},
      {"not sorted", [](auto& b) { b.mutable_types(kRecord)->mutable_fields(0)->set_name("b"); }},
      {"repeats", [](auto& b) { *b.add_types() = b.types(kSet); }},
      {"is taken", [](auto& b) { b.mutable_types(kTask)->set_name("User"); }},
      {"are no entities", [](auto& b) { b.mutable_types(kUser)->set_group("Work"); }},
      {"are no entities", [](auto& b) { b.mutable_types(kUser)->set_group("Nobody"); }},
      {"has no name", [](auto& b) { b.mutable_types(kTask)->clear_name(); }},
      {"twice", [](auto& b) { b.mutable_types(kColor)->set_values(1, "red"); }},
  };
  for (const Refusal& refusal : refusals) {
    bundle::Bundle bundle = AllTypes();
    refusal.change(bundle);
    TypeTable types;
    const absl::Status status = ReadTypes(bundle, types);
    EXPECT_NE(std::string(status.message()).find(refusal.message), std::string::npos)
        << refusal.message << ", but: " << status;
  }
}

absl::Status ReadNested(int levels) {
  TypeTable types, read;
  const Type* type = types.Simple(TypeKind::kInt);
  for (int i = 1; i < levels; ++i) type = types.List(type);
  return ReadTypes(WriteTypes(types), read);
}

TEST(TypeReader, LimitsTheLevelsOfAType) {
  EXPECT_TRUE(ReadNested(kMaxTypeDepth).ok());
  EXPECT_FALSE(ReadNested(kMaxTypeDepth + 1).ok());
}

}  // namespace
}  // namespace writ
