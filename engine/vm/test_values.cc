#include "engine/vm/test_values.h"

#include <numeric>
#include <utility>

#include "engine/bytecode/verifier.h"

namespace writ {

TestMachine::TestMachine(std::vector<Value> constants, std::vector<Instruction> code,
                         uint32_t slot_count, uint32_t registers) {
  slots.resize(slot_count);
  program_.constants = std::move(constants);
  program_.code = std::move(code);
  program_.slots.resize(slot_count);
  block_ = Block{0, static_cast<uint32_t>(program_.code.size()), registers, 0};
  std::vector<uint32_t> all(slot_count);
  std::iota(all.begin(), all.end(), 0u);
  Verifier verifier(program_);
  refusal_ = std::string(verifier.Verify("test", all, block_).message());
  program_.patterns = verifier.patterns();
  auto patterns = PatternSet::Compile(program_);
  if (patterns.ok()) patterns_ = *std::move(patterns);
  if (!patterns.ok()) refusal_ = std::string(patterns.status().message());
}

Value TestMachine::Run(uint64_t fuel) {
  Budget budget(fuel);
  return writ::Run(program_, block_, Frame{roots, slots, patterns_}, budget, arena_);
}

std::string TestMachine::Show(uint64_t fuel) {
  return refusal_.empty() ? ToSource(Run(fuel)) : refusal_;
}

uint64_t TestMachine::Spent() {
  Budget budget(kTestFuel);
  writ::Run(program_, block_, Frame{roots, slots, patterns_}, budget, arena_);
  return kTestFuel - budget.left();
}

}  // namespace writ
