// Rule R14: the compiler, with all of its passes and with none, and the machine agree with
// the walk over the tree on everything, errors too. A short run with fixed seeds;
// `./dev oracle 1000000` is the long one.
#include <cstdlib>
#include <string>

#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/opcode_info.h"
#include "gtest/gtest.h"
#include "tests/oracle/run.h"

namespace writ::oracle {
namespace {

constexpr size_t kRandomBatches = 300;
constexpr size_t kCalls = 6;

size_t FromEnvironment(const char* name, size_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<size_t>(std::atoi(text));
}

// What no generated expression makes, and why.
struct Exception {
  std::string_view name;
  std::string_view why;
};
constexpr Exception kNotGenerated[] = {
    {"CallAny", "made of `dyn` in CEL's own dialect alone: tests/conformance has it"},
    {"OptionalOr", "gives what may be missing, which no other expression takes: tests/conformance"},
    {"OfNonZeroValue", "the same"},
    {"UrlHostIp", "the same"},
    {"UrlParameter", "the same"},
};

bool IsExcepted(std::string_view name) {
  for (const Exception& row : kNotGenerated) {
    if (row.name == name) return true;
  }
  return false;
}

// Whether the generator has leaves of all of its types.
bool CanBeGenerated(const BuiltinInfo& info) {
  if (!IsCallable(info.source)) return false;
  for (std::string_view param : info.params) {
    if (!HasLeaves(param)) return false;
  }
  return HasLeaves(info.result);
}

const Tally& Ran() {
  static const Tally tally = [] {
    Tally t;
    const size_t shards = FromEnvironment("TEST_TOTAL_SHARDS", 1);
    const size_t shard = FromEnvironment("TEST_SHARD_INDEX", 0);
    RunSmall(shard, shards, 2, t);
    for (size_t i = 0; i < kRandomBatches; ++i)
      RunRandom(1 + shard * kRandomBatches + i, kCalls, t);
    return t;
  }();
  return tally;
}

TEST(R14, TheMachineAgreesWithTheWalkOverTheTree) {
  for (const std::string& difference : Ran().differences) ADD_FAILURE() << difference;
  EXPECT_GT(Ran().cases, 20'000u);
  // Errors are half of what matters.
  EXPECT_GT(Ran().errors, Ran().cases / 50);
  EXPECT_LT(Ran().dropped, Ran().compiled);
  for (const std::string& what : Ran().unknown) ADD_FAILURE() << "the walker has no " << what;
}

TEST(R14, EveryOpcodeIsGenerated) {
  for (const OpcodeInfo& info : Opcodes()) {
    EXPECT_TRUE(Ran().opcodes.contains(std::string(info.name)) || IsExcepted(info.name))
        << info.name << " is in no generated expression: tests/oracle/generator.cc";
  }
}

TEST(R14, EveryBuiltinIsGenerated) {
  for (const BuiltinInfo& info : Builtins()) {
    if (!CanBeGenerated(info)) continue;
    EXPECT_TRUE(Ran().builtins.contains(std::string(info.name)) || IsExcepted(info.name))
        << info.name << " is in no generated expression: tests/oracle/generator.cc";
  }
}

}  // namespace
}  // namespace writ::oracle
