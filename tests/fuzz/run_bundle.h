// Runs whatever a bundle holds: what loads must be safe to run.
#ifndef WRIT_TESTS_FUZZ_RUN_BUNDLE_H_
#define WRIT_TESTS_FUZZ_RUN_BUNDLE_H_

#include <cstdint>
#include <vector>

#include "engine/bytecode/program.h"
#include "engine/value/canonical.h"
#include "engine/vm/patterns.h"
#include "engine/vm/vm.h"

namespace writ::fuzz {

inline constexpr uint64_t kBundleFuel = 10'000;

// Runs every block of a program on roots of the right kinds, then of the wrong ones.
class BundleRunner {
 public:
  BundleRunner(const Program& program, const PatternSet& patterns)
      : program_(program), patterns_(patterns), slots_(program.slots.size()) {}

  void RunAll() {
    for (int way = 0; way < 2; ++way) {
      SetRoots(way);
      for (const RuleDef& rule : program_.rules) RunRule(rule);
      for (const FactDef& fact : program_.facts) RunFact(fact);
      for (const SlotDef& slot : program_.slots) RunBlocks(slot.keys);
    }
  }

 private:
  void SetRoots(int way) {
    static const MapEntry kEntries[] = {
        {Value::String("amount"), Value::Int(7)},
        {Value::String("to"), Value::String("oslo")},
    };
    static const MapRep kMap{2, kEntries};
    static const EntityRep kEntity{"p.T", "t1", &kMap};
    for (Value& root : roots_) root = way == 0 ? Value::Map(&kMap) : Value();
    roots_[0] = way == 0 ? Value::Entity(&kEntity) : Value::Int(1);
    roots_[2] = way == 0 ? Value::Entity(&kEntity) : Value::String("text");
    for (Value& slot : slots_) slot = way == 0 ? Value::Int(3) : Value();
  }

  void RunRule(const RuleDef& rule) {
    for (const Clause& clause : rule.clauses) Run(clause.block);
    Run(rule.limit.bound);
    if (rule.guard) Run(rule.guard->subject);
  }

  void RunFact(const FactDef& fact) {
    RunBlocks(fact.update.keys);
    Run(fact.update.element);
    Run(fact.update.condition);
    Run(fact.update.settle);
  }

  void RunBlocks(const std::vector<Block>& blocks) {
    for (const Block& block : blocks) Run(block);
  }

  void Run(const Block& block) {
    if (!block.present()) return;
    Arena arena;
    Budget budget(kBundleFuel);
    const Value value = writ::Run(program_, block, Frame{roots_, slots_, patterns_}, budget, arena);
    // Everything that it points to is there.
    CanonicalBytes(value);
  }

  const Program& program_;
  const PatternSet& patterns_;
  Roots roots_;
  std::vector<Value> slots_;
};

}  // namespace writ::fuzz

#endif  // WRIT_TESTS_FUZZ_RUN_BUNDLE_H_
