// The tables of opcodes and builtins keep the promises that other code relies on.
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
#include "engine/bytecode/opcode_info.h"
#include "engine/bytecode/program.h"
#include "engine/value/type.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

TEST(Opcodes, AreFoundByNumber) {
  for (const OpcodeInfo& info : Opcodes()) {
    ASSERT_NE(FindOpcode(info.op), nullptr);
    EXPECT_EQ(FindOpcode(info.op)->name, info.name);
  }
  EXPECT_EQ(FindOpcode(static_cast<Op>(0xff)), nullptr);
}

TEST(Opcodes, SayWhatTheirOperandsAre) {
  for (const OpcodeInfo& info : Opcodes()) {
    ASSERT_EQ(info.uses.size(), 4u) << info.name;
    EXPECT_NE(std::string_view("wrx-").find(info.uses[0]), std::string_view::npos) << info.name;
    EXPECT_NE(std::string_view("rn-").find(info.uses[1]), std::string_view::npos) << info.name;
    EXPECT_NE(std::string_view("rn-").find(info.uses[2]), std::string_view::npos) << info.name;
    EXPECT_NE(std::string_view("kosfjh-").find(info.uses[3]), std::string_view::npos) << info.name;
    EXPECT_GE(info.cost, 1u) << info.name;
  }
}

// Every bundle starts with the simple types, so they are part of its format: whoever
// changes them raises kBundleFormat and adds a row here.
TEST(BundleFormat, IsRaisedWhenTheSimpleTypesChange) {
  const std::map<uint32_t, std::string> kSimpleTypesOf = {
      {1, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 23 24 25 26 27"},
  };
  std::string kinds;
  const TypeTable table;
  for (const auto& type : table.types()) {
    kinds += (kinds.empty() ? "" : " ") + std::to_string(static_cast<int>(type->kind));
  }
  const auto row = kSimpleTypesOf.find(kBundleFormat);
  ASSERT_NE(row, kSimpleTypesOf.end()) << "add a row for format " << kBundleFormat;
  EXPECT_EQ(kinds, row->second);
}

TEST(Builtins, AreFoundByNumber) {
  std::set<Builtin> seen;
  for (const BuiltinInfo& info : Builtins()) {
    EXPECT_TRUE(seen.insert(info.builtin).second) << info.name;
    EXPECT_EQ(FindBuiltin(static_cast<uint32_t>(info.builtin)), &info);
    EXPECT_GE(info.cost, 1u) << info.name;
  }
  EXPECT_EQ(FindBuiltin(0), nullptr);
  EXPECT_EQ(FindBuiltin(0xffffffff), nullptr);
}

TEST(Builtins, ReadTheirParameters) {
  const BuiltinInfo* replace = FindBuiltin(static_cast<uint32_t>(Builtin::kReplace));
  EXPECT_EQ(replace->params, (std::vector<std::string_view>{"string", "string", "string"}));
  EXPECT_EQ(replace->source, "replace");
  EXPECT_EQ(replace->style, BuiltinStyle::kMethod);
  const BuiltinInfo* map = FindBuiltin(static_cast<uint32_t>(Builtin::kSizeMap));
  EXPECT_EQ(map->params, std::vector<std::string_view>{"map<T, U>"});
  EXPECT_EQ(StyleName(map->style), "both");
}

}  // namespace
}  // namespace writ
