// The tables of opcodes and builtins keep the promises that other code relies on.
#include <set>
#include <string>
#include <string_view>

#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
#include "engine/bytecode/opcode_info.h"
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
