// A program made ready to decide with: its rule index, its compiled patterns and what
// else depends on the program alone. Immutable, thread-safe, shared.
#ifndef WRIT_ENGINE_DECISION_POLICY_H_
#define WRIT_ENGINE_DECISION_POLICY_H_

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/arena.h"
#include "engine/bytecode/program.h"
#include "engine/decision/rule_index.h"
#include "engine/vm/patterns.h"

namespace writ {

class Policy {
 public:
  // InvalidArgument when a pattern of the program does not compile within its limits.
  static absl::StatusOr<std::shared_ptr<const Policy>> Make(std::shared_ptr<const Program> program);

  const Program& program() const { return *program_; }
  const std::shared_ptr<const Program>& shared_program() const { return program_; }
  const RuleIndex& index() const { return index_; }
  const PatternSet& patterns() const { return patterns_; }
  // The root `tool` of an action: { name, server }.
  const Value& tool(uint32_t action) const { return tools_[action]; }
  // The server of its tool; empty when it names none.
  std::string_view server(uint32_t action) const;

 private:
  Policy(std::shared_ptr<const Program> program, PatternSet patterns);

  std::shared_ptr<const Program> program_;
  RuleIndex index_;
  PatternSet patterns_;
  Arena arena_;
  std::vector<Value> tools_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_POLICY_H_
