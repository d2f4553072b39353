#include "lang/explain/explain.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "lang/explain/parts.h"
#include "lang/testing/trace_text.h"

namespace writ::lang {
namespace {

std::string Shortened(const std::string& value) {
  if (value.size() <= kMaxExplainedBytes) return value;
  size_t end = kMaxExplainedBytes;
  while (end > 0 && (static_cast<uint8_t>(value[end]) & 0xc0) == 0x80) --end;
  return value.substr(0, end) + " ...";
}

class Explainer {
 public:
  Explainer(const ExplainedProgram& code, const Examined& examined)
      : code_(code), program_(*code.program), examined_(examined) {}

  std::vector<ExplainedLevel> Levels(const std::string& action) {
    std::vector<ExplainedLevel> levels;
    for (uint32_t i = 0; i < examined_.levels.size(); ++i) {
      const Examined::Level& seen = examined_.levels[i];
      ExplainedLevel level{seen.task_id, seen.task_type, {}};
      for (uint32_t rule = 0; rule < program_.rules.size(); ++rule) {
        if (Applies(program_.rules[rule], action, seen.task_type)) {
          level.rules.push_back(ExplainRule(rule, i));
        }
      }
      levels.push_back(std::move(level));
    }
    return levels;
  }

 private:
  bool Applies(const RuleDef& rule, const std::string& action, const std::string& task) const {
    const bool acts = std::any_of(rule.actions.begin(), rule.actions.end(), [&](uint32_t index) {
      return program_.actions[index].name == action;
    });
    return acts && (rule.every_task || std::any_of(rule.tasks.begin(), rule.tasks.end(),
                                                   [&](const Type* t) { return t->name == task; }));
  }

  const RuleTrace* TraceOf(uint32_t rule, uint32_t level) const {
    for (const RuleTrace& trace : examined_.decision.trace) {
      if (trace.rule == rule && trace.level == level) return &trace;
    }
    return nullptr;
  }

  ExplainedRule ExplainRule(uint32_t number, uint32_t level) const {
    const RuleDef& rule = program_.rules[number];
    const RuleTrace* trace = TraceOf(number, level);
    ExplainedRule out;
    out.effect = std::string(EffectName(rule.effect));
    out.name = rule.name;
    out.line = rule.line;
    if (rule.source < program_.sources.size()) out.file = program_.sources[rule.source].name;
    out.result = RuleResult(trace);
    const std::vector<ClauseCode>& clauses = code_.rules[number];
    for (size_t i = 0; i < clauses.size(); ++i) {
      ExplainedClause clause = ExplainClause(clauses[i], level);
      if (i < rule.clauses.size()) {
        clause.text = (rule.clauses[i].unless ? "unless " : "when ") + rule.clauses[i].text;
        clause.line = rule.clauses[i].line;
        clause.column = rule.clauses[i].column;
      } else {
        clause.text = "limit";
        clause.line = rule.line;
        clause.value.clear();
      }
      const bool traced = trace != nullptr && i < trace->clauses.size();
      clause.result = ClauseText(traced ? trace->clauses[i] : ClauseTrace());
      out.clauses.push_back(std::move(clause));
    }
    return out;
  }

  ExplainedClause ExplainClause(const ClauseCode& code, uint32_t level) const {
    const std::vector<std::string>& values = examined_.levels[level].values;
    ExplainedClause clause;
    clause.value = Shortened(values[code.block]);
    for (const PartCode& part : code.parts) {
      clause.parts.push_back({part.text, Shortened(values[part.block])});
    }
    return clause;
  }

  // Rules are judged until one of an earlier step has decided.
  static std::string RuleResult(const RuleTrace* trace) {
    if (trace == nullptr) return "was not judged";
    std::string result = "holds";
    for (const ClauseTrace& clause : trace->clauses) {
      if (clause.result == ClauseResult::kFalse) return "does not hold";
      if (clause.result == ClauseResult::kError) result = ClauseText(clause);
    }
    return result;
  }

  const ExplainedProgram& code_;
  const Program& program_;
  const Examined& examined_;
};

void AppendRule(const ExplainedRule& rule, std::string& out) {
  absl::StrAppend(&out, rule.effect, " ", rule.name, "  (", rule.file, ":", rule.line, ")  ",
                  rule.result, "\n");
  for (const ExplainedClause& clause : rule.clauses) {
    absl::StrAppend(&out, "  ", clause.text, "  ", clause.result);
    if (clause.result == "was not reached" && !clause.value.empty()) {
      absl::StrAppend(&out, "; its condition is ", clause.value);
    }
    out += '\n';
    for (const ExplainedPart& part : clause.parts) {
      absl::StrAppend(&out, "    ", part.text, " = ", part.value, "\n");
    }
  }
}

}  // namespace

absl::StatusOr<uint64_t> DecisionIndex(std::string_view id) {
  uint64_t index = 0;
  const char* end = id.data() + id.size();
  const bool is_id = id.starts_with('d') && id.size() > 1;
  if (is_id && std::from_chars(id.data() + 1, end, index).ptr == end) return index;
  return absl::InvalidArgumentError(
      absl::StrCat("`", std::string(id), "` is no id of a decision, like d42"));
}

absl::StatusOr<Explanation> Explain(const RecordedDecision& recorded, const Examiner& examine) {
  WRIT_ASSIGN_OR_RETURN(ExplainedProgram code, CompileParts(*recorded.policy, recorded.action));
  WRIT_ASSIGN_OR_RETURN(Examined examined, examine(code.program));
  Explanation explanation;
  explanation.action = recorded.action;
  explanation.agent = recorded.agent;
  explanation.levels = Explainer(code, examined).Levels(recorded.action);
  explanation.decision = std::move(examined.decision);
  return explanation;
}

std::string ToText(const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  std::string out = absl::StrCat(decision.decision_id, "  ", explanation.action, " by ",
                                 explanation.agent, "\n", VerdictText(decision), "\n");
  for (const ExplainedLevel& level : explanation.levels) {
    absl::StrAppend(&out, "\nin ", level.task_id, " (", level.task_type, ")\n");
    for (const ExplainedRule& rule : level.rules) AppendRule(rule, out);
  }
  if (!decision.facts.empty()) out += "\nfacts\n";
  for (const FactReading& fact : decision.facts) {
    absl::StrAppend(&out, "  ", fact.fact, fact.key, " = ", fact.before);
    if (!fact.after.empty()) absl::StrAppend(&out, ", then ", fact.after);
    out += '\n';
  }
  return out;
}

}  // namespace writ::lang
