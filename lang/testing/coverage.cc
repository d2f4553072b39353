#include "lang/testing/coverage.h"

#include <algorithm>

#include "lang/testing/trace_text.h"

namespace writ::lang {
namespace {

std::string ExcuseOf(const RuleDef& rule) {
  for (const Annotation& annotation : rule.annotations) {
    if (annotation.name == kUntestedAnnotation) return annotation.value;
  }
  return {};
}

}  // namespace

std::string ClauseCoverage::Missing() const {
  if (covered()) return {};
  if (!seen_true && !seen_false) return "never decided";
  return seen_true ? "never false" : "never true";
}

Coverage::Coverage(const Program& program) {
  for (const RuleDef& rule : program.rules) AddRule(program, rule);
}

void Coverage::AddRule(const Program& program, const RuleDef& rule) {
  first_.push_back(clauses_.size());
  ClauseCoverage clause;
  clause.rule = rule.name;
  if (rule.source < program.sources.size()) clause.file = program.sources[rule.source].name;
  clause.line = rule.line;
  clause.text = std::string(EffectName(rule.effect));
  clause.excused = ExcuseOf(rule);
  if (rule.clauses.empty()) {
    clause.needs_false = rule.effect == Effect::kLimit;
    clauses_.push_back(clause);
  }
  for (const Clause& definition : rule.clauses) {
    clause.line = definition.line;
    clause.text = (definition.unless ? "unless " : "when ") + definition.text;
    clauses_.push_back(clause);
  }
}

void Coverage::Add(const Decision& decision) {
  for (const RuleTrace& trace : decision.trace) {
    const size_t first = first_[trace.rule];
    if (trace.clauses.empty()) clauses_[first].seen_true = true;
    for (size_t i = 0; i < trace.clauses.size(); ++i) {
      ClauseCoverage& clause = clauses_[first + i];
      if (trace.clauses[i].result == ClauseResult::kTrue) clause.seen_true = true;
      if (trace.clauses[i].result == ClauseResult::kFalse) clause.seen_false = true;
    }
  }
}

uint32_t Coverage::Percent() const {
  uint64_t seen = 0, outcomes = 0;
  for (const ClauseCoverage& clause : clauses_) {
    if (!clause.excused.empty()) continue;
    seen += clause.seen();
    outcomes += clause.outcomes();
  }
  return outcomes == 0 ? 100 : static_cast<uint32_t>(seen * 100 / outcomes);
}

}  // namespace writ::lang
