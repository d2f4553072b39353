// Finds the rules that can matter to a call: by action, then by task type, then by the
// constants that rules compare with. So ten thousand rules of which one matters cost
// about what one rule costs.
//
// Built once per program; immutable, thread-safe.
#ifndef WRIT_ENGINE_DECISION_RULE_INDEX_H_
#define WRIT_ENGINE_DECISION_RULE_INDEX_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/bytecode/program.h"

namespace writ {

// Rules of one effect that compare the same subject with a text constant: candidates
// are those whose constant equals the subject of the call.
struct GuardGroup {
  const Block* subject = nullptr;
  absl::flat_hash_map<std::string_view, std::vector<uint32_t>> by_constant;
  // For a subject that errs: every rule must then be judged, and errs as well.
  std::vector<uint32_t> all;
};

// Rules of one effect, by index in the program, in order.
struct Candidates {
  std::vector<uint32_t> unguarded;
  std::vector<GuardGroup> groups;
};

// Everything that can matter to calls of one action in tasks of one type.
struct Plan {
  Candidates forbids;
  Candidates permits;
  Candidates asks;
  std::vector<uint32_t> limits;
  std::vector<uint32_t> updates;  // facts that a permitted call changes at once
};

class RuleIndex {
 public:
  explicit RuleIndex(const Program& program);

  const Plan& Find(uint32_t action, const Type* task) const;
  // Facts that a reported success of `action` changes.
  const std::vector<uint32_t>& OnSuccess(uint32_t action) const { return on_success_[action]; }

 private:
  // Task types that no rule of an action tells apart share one plan.
  struct ActionPlans {
    Plan any_task;
    absl::flat_hash_map<const Type*, Plan> by_task;
  };

  std::vector<ActionPlans> actions_;
  std::vector<std::vector<uint32_t>> on_success_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_RULE_INDEX_H_
