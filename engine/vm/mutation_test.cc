// Whatever the bytes of a bundle are, loading and running it is safe: it is refused, or
// every block of it ends and spends no more than its fuel. Run it under --config=asan to
// see more than a crash.
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/bytecode/codes.h"
#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/test_bundle.h"
#include "engine/vm/test_values.h"
#include "engine/vm/vm.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

constexpr int kMutants = 20'000;
constexpr uint64_t kFuel = 5'000;

// Rules over arguments, facts, texts, lists and times.
std::string Seed() {
  TestBundle bundle;
  const int city = static_cast<int>(bundle.builder.Text("city"));
  const int pattern = static_cast<int>(bundle.builder.Text("^[a-z]+$"));
  const int day = static_cast<int>(bundle.builder.Constant(Value::Date(20'000)));
  bundle.AddCount("test.calls");
  bundle.AddFact("test.paused");
  bundle.AddSlot(0);
  bundle.AddSlot(1);
  bundle::Rule& permit = bundle.AddRule("test.permit");
  permit.add_slots(0);
  bundle.AddClause(permit,
                   {Make(Op::kLoadRoot, 0, 0, 0, 3), Make(Op::kField, 0, 0, 0, city),
                    Make(Op::kLoadConst, 1, 0, 0, pattern), Make(Op::kCall, 2, 0, 2, 13),
                    Make(Op::kJumpIfFalse, 2, 0, 0, 8), Make(Op::kLoadSlot, 3, 0, 0, 0),
                    Make(Op::kNegate, 3, 3), Make(Op::kLess, 2, 3, 3), Make(Op::kReturn, 2)},
                   4);
  bundle.AddClause(permit,
                   {Make(Op::kNewList, 0), Make(Op::kLoadConst, 1, 0, 0, day),
                    Make(Op::kAppend, 0, 1), Make(Op::kAdd, 0, 0, 0), Make(Op::kIn, 2, 1, 0),
                    Make(Op::kNewMap, 3), Make(Op::kPutKey, 3, 2, 0), Make(Op::kIndex, 4, 3, 2),
                    Make(Op::kEqual, 5, 4, 0), Make(Op::kReturn, 5)},
                   6);
  bundle.AddClause(
      permit,
      {Make(Op::kLoadRoot, 0, 0, 0, 3), Make(Op::kNewList, 1), Make(Op::kIterate, 1, 0, 0, 10),
       Make(Op::kElement, 2, 0, 0, 10), Make(Op::kIterate, 1, 0, 1, 9),
       Make(Op::kElement, 3, 0, 1, 9), Make(Op::kAppend, 1, 3), Make(Op::kJumpIfTrue, 3, 0, 0, 9),
       Make(Op::kRepeat, 0, 0, 5, 5), Make(Op::kRepeat, 0, 0, 20, 3), Make(Op::kReturn, 1)},
      4);
  // A loop that takes a map apart and puts it together, and calls what the values ask for.
  bundle.AddClause(
      permit,
      {Make(Op::kLoadRoot, 0, 0, 0, 3), Make(Op::kNewMap, 1), Make(Op::kIterate, 1, 0, 0, 10),
       Make(Op::kElement, 2, 0, 0, 10), Make(Op::kLoopKey, 3, 0, 0), Make(Op::kLoopValue, 4, 0, 0),
       Make(Op::kNewMap, 5), Make(Op::kPutKey, 5, 3, 4), Make(Op::kPutAll, 1, 5),
       Make(Op::kRepeat, 0, 0, 20, 3), Make(Op::kCallAny, 1, 1, 1, 1), Make(Op::kReturn, 1)},
      6);
  bundle::Rule& forbid = bundle.AddRule("test.forbid");
  forbid.set_effect(bundle::FORBID);
  forbid.add_slots(1);
  bundle.AddClause(forbid, {Make(Op::kLoadSlot, 0, 0, 0, 1), Make(Op::kReturn, 0)}, 1);
  return std::move(bundle.builder).Finish();
}

class Runner {
 public:
  explicit Runner(const Program& program)
      : program_(program), slots_(program.slots.size(), Int(1)) {
    auto patterns = PatternSet::Compile(program);
    if (patterns.ok()) patterns_ = *std::move(patterns);
    roots_[3] = values_.Map({{Str("city"), Str("oslo")}});
  }

  void RunAll() {
    for (const RuleDef& rule : program_.rules) {
      for (const Clause& clause : rule.clauses) RunOne(clause.block);
      if (rule.limit.bound.present()) RunOne(rule.limit.bound);
      if (rule.guard.has_value()) RunOne(rule.guard->subject);
    }
    for (const FactDef& fact : program_.facts) {
      for (const Block& key : fact.update.keys) RunOne(key);
    }
    EXPECT_LT(Disassemble(program_).size(), size_t{10} << 20);
  }

 private:
  void RunOne(const Block& block) {
    Budget budget(kFuel);
    Arena arena;
    const Value value = Run(program_, block, Frame{roots_, slots_, patterns_}, budget, arena);
    // Everything that the value points to is there.
    EXPECT_LT(CanonicalBytes(value).size(), size_t{10} << 20);
    EXPECT_LT(arena.capacity(), size_t{10} << 20);
  }

  const Program& program_;
  Values values_;
  Roots roots_;
  std::vector<Value> slots_;
  PatternSet patterns_;
};

// Loads the bytes and runs what is accepted. Returns whether it was.
bool LoadAndRun(const std::string& bytes) {
  auto program = Program::Load(bytes);
  if (!program.ok()) {
    EXPECT_EQ(program.status().code(), absl::StatusCode::kInvalidArgument);
    return false;
  }
  Runner(**program).RunAll();
  return true;
}

std::string Mutate(std::string bytes, std::mt19937& random, size_t from) {
  const int changes = 1 + static_cast<int>(random() % 3);
  for (int i = 0; i < changes; ++i) {
    const size_t at = from + random() % (bytes.size() - from);
    switch (random() % 4) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
        break;
      case 2:
        bytes[at] = bytes[from + random() % (bytes.size() - from)];
        break;
      case 3:
        bytes[at] = static_cast<char>(random() % 8);
        break;
    }
  }
  return bytes;
}

TEST(Mutation, NoBundleBreaksTheMachine) {
  const std::string seed = Seed();
  ASSERT_TRUE(LoadAndRun(seed));
  std::mt19937 random(20'261'123);
  int accepted = 0;
  for (int i = 0; i < kMutants; ++i) accepted += LoadAndRun(Mutate(seed, random, 0));
  // Both ways are exercised.
  EXPECT_GT(accepted, kMutants / 100);
  EXPECT_LT(accepted, kMutants);
}

// The instructions alone: most mutants get past the envelope and meet the verifier.
TEST(Mutation, NoCodeBreaksTheMachine) {
  bundle::Bundle bundle;
  ASSERT_TRUE(bundle.ParseFromString(Seed()));
  const std::string code = bundle.code();
  std::mt19937 random(7);
  int accepted = 0;
  for (int i = 0; i < kMutants; ++i) {
    bundle.set_code(Mutate(code, random, 0));
    accepted += LoadAndRun(bundle.SerializeAsString());
  }
  EXPECT_GT(accepted, kMutants / 100);
  EXPECT_LT(accepted, kMutants);
}

TEST(Mutation, NoPrefixIsABundle) {
  const std::string seed = Seed();
  for (size_t size = 0; size < seed.size(); ++size) LoadAndRun(seed.substr(0, size));
}

}  // namespace
}  // namespace writ
