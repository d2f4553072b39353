// A small bundle to build on in tests: a user, an agent, a task `test.Work`, an action
// `tools.run(city: string)`, and one source.
#ifndef WRIT_ENGINE_BYTECODE_TEST_BUNDLE_H_
#define WRIT_ENGINE_BYTECODE_TEST_BUNDLE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/bytecode/builder.h"
#include "engine/bytecode/program.h"

namespace writ {

class TestBundle {
 public:
  TestBundle();

  // A permit for `tools.run` in `test.Work`, without clauses.
  bundle::Rule& AddRule(const std::string& name);
  // An asserted bool without keys, false at first.
  bundle::Fact& AddFact(const std::string& name);
  // A count of `tools.run` without keys.
  bundle::Fact& AddCount(const std::string& name);
  // A slot that reads the fact, which has no keys. Returns its number.
  uint32_t AddSlot(uint32_t fact);
  // A block of exactly these instructions.
  bundle::Block AddBlock(const std::vector<Instruction>& code, uint32_t registers);
  // A clause of `rule` with that block.
  void AddClause(bundle::Rule& rule, const std::vector<Instruction>& code, uint32_t registers);

  bundle::Bundle& bundle() { return builder.bundle(); }
  absl::StatusOr<std::shared_ptr<const Program>> Load(bool for_tests = false) &&;

  TypeTable types;
  ProgramBuilder builder{types};
  const Type* task = nullptr;

 private:
  bundle::Fact& AddAnyFact(const std::string& name, TypeKind type, const Value& initial);
};

// The code of blocks as it is written.
inline Instruction Make(Op op, int a = 0, int b = 0, int c = 0, int d = 0) {
  return {op, static_cast<uint8_t>(a), static_cast<uint8_t>(b), static_cast<uint8_t>(c), d};
}

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_TEST_BUNDLE_H_
