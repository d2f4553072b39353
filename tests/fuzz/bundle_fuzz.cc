// Any bytes as a bundle: refused, or safe to run. Every block of a bundle that loads is
// run on roots of the wrong kinds; the machine must end and must not crash.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/bytecode/program.h"
#include "engine/vm/patterns.h"
#include "engine/vm/vm.h"

namespace {

void RunAll(const writ::Program& program, const writ::PatternSet& patterns) {
  writ::Roots roots;
  roots[0] = writ::Value::Int(1);
  roots[1] = writ::Value::String("text");
  std::vector<writ::Value> slots(program.slots.size());
  writ::Frame frame{roots, slots, patterns};
  for (const writ::RuleDef& rule : program.rules) {
    for (const writ::Clause& clause : rule.clauses) {
      writ::Arena arena;
      writ::Budget budget(10'000);
      writ::Run(program, clause.block, frame, budget, arena);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto program = writ::Program::Load(std::string(reinterpret_cast<const char*>(data), size));
  if (!program.ok()) return 0;
  auto patterns = writ::PatternSet::Compile(**program);
  if (patterns.ok()) RunAll(**program, *patterns);
  return 0;
}
