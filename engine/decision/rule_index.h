// Finds the rules that can matter to a call: by action, then by task type, then by the
// constants that rules compare with. So ten thousand rules of which one matters cost
// about what one rule costs.
//
// Built once per program; immutable, thread-safe.
#ifndef WRIT_ENGINE_DECISION_RULE_INDEX_H_
#define WRIT_ENGINE_DECISION_RULE_INDEX_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "engine/bytecode/program.h"

namespace writ {

// A value to look rules up by. Of these kinds, two values are equal in the language exactly
// when their keys are.
struct GuardKey {
  Kind kind = Kind::kAbsent;
  int64_t word = 0;
  std::string_view text;

  bool operator==(const GuardKey&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const GuardKey& key) {
    return H::combine(std::move(state), key.kind, key.word,
                      absl::string_view(key.text.data(), key.text.size()));
  }
};

// Of a text, an int, a bool or a day; nothing for another kind. Borrows the text.
std::optional<GuardKey> GuardKeyOf(const Value& value);

// Rules of one effect that compare the same subject with constants: candidates are those
// one of whose constants equals the subject of the call.
struct GuardGroup {
  const Block* subject = nullptr;
  absl::flat_hash_map<GuardKey, std::vector<uint32_t>> by_constant;
  // For a subject that errs or is of another kind: every rule must then be judged.
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
