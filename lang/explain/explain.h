// Why a call got its verdict: every rule that could have had a say, clause by clause,
// with what the parts of each clause were worth.
//
// The policy's sources are in its bundle, and the inputs of a decision in its event: so
// the policy is compiled again with the parts of its clauses as code of their own, and
// the engine decides the recorded call again and runs them. There is no second semantics.
#ifndef WRIT_LANG_EXPLAIN_EXPLAIN_H_
#define WRIT_LANG_EXPLAIN_EXPLAIN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/engine.h"

namespace writ::lang {

// Parts of one clause that are shown, and bytes of one value.
inline constexpr size_t kMaxExplainedParts = 24;
inline constexpr size_t kMaxExplainedBytes = 200;

struct ExplainedPart {
  std::string text;   // "task.to"
  std::string value;  // as source
};

struct ExplainedClause {
  std::string text;  // "when args.to == task.to"
  uint32_t line = 0, column = 0;
  std::string result;  // "holds", "does not hold", "errs: ...", "was not reached"
  std::string value;   // of its condition, also when it was not reached
  std::vector<ExplainedPart> parts;
};

struct ExplainedRule {
  std::string effect, name, file;
  uint32_t line = 0;
  std::string result;  // "holds", "does not hold", "was not judged", ...
  std::vector<ExplainedClause> clauses;
};

// Of one task of the call's chain.
struct ExplainedLevel {
  std::string task_id, task_type;
  std::vector<ExplainedRule> rules;
};

struct Explanation {
  std::string action, agent;
  Decision decision;
  std::vector<ExplainedLevel> levels;
};

// "d42" is event 42. InvalidArgument for anything else.
absl::StatusOr<uint64_t> DecisionIndex(std::string_view id);

using Examiner = std::function<absl::StatusOr<Examined>(std::shared_ptr<const Program>)>;

// Internal when the policy's sources do not compile any more; else what `examine` gives.
absl::StatusOr<Explanation> Explain(const RecordedDecision& recorded, const Examiner& examine);

// As a person reads it, lines with their ends; as one JSON object.
std::string ToText(const Explanation& explanation);
std::string ToJson(const Explanation& explanation);

}  // namespace writ::lang

#endif  // WRIT_LANG_EXPLAIN_EXPLAIN_H_
