#include "lang/testing/trace_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace writ::lang {
namespace {

std::string LineText(const RuleDef& rule, const RuleTrace& trace, size_t i) {
  std::string text = absl::StrCat(std::string(EffectName(rule.effect)), " ", rule.name, ", line ");
  if (i >= rule.clauses.size()) {
    return absl::StrCat(text, rule.line, ": ", ClauseText(trace.clauses[i]));
  }
  const Clause& clause = rule.clauses[i];
  return absl::StrCat(text, clause.line, ": `", clause.text, "` ", ClauseText(trace.clauses[i]));
}

std::string FactText(const FactReading& fact) {
  std::string text = absl::StrCat("fact ", fact.fact, fact.key, " = ", fact.before);
  if (!fact.after.empty()) absl::StrAppend(&text, ", then ", fact.after);
  return text;
}

}  // namespace

std::string ClauseText(const ClauseTrace& clause) {
  switch (clause.result) {
    case ClauseResult::kFalse:
      return "does not hold";
    case ClauseResult::kTrue:
      return "holds";
    case ClauseResult::kError:
      return absl::StrCat("errs: ", std::string(ErrorMeaning(clause.error)));
    case ClauseResult::kNotReached:
      return "was not reached";
  }
  return {};
}

std::string VerdictText(const Decision& decision) {
  std::string text(VerdictName(decision.verdict));
  if (!decision.rules.empty()) {
    absl::StrAppend(&text, " by `", absl::StrJoin(decision.rules, "`, `"), "`");
  }
  if (decision.verdict == Verdict::kPermit) return text;
  absl::StrAppend(&text, ": ", decision.message);
  if (!decision.detail.empty()) absl::StrAppend(&text, ": ", decision.detail);
  if (!decision.remaining.empty()) absl::StrAppend(&text, " (", decision.remaining, " left)");
  return text;
}

std::vector<std::string> TraceText(const Program& program, const Decision& decision) {
  std::vector<std::string> lines;
  for (const RuleTrace& trace : decision.trace) {
    const RuleDef& rule = program.rules[trace.rule];
    for (size_t i = 0; i < trace.clauses.size(); ++i) lines.push_back(LineText(rule, trace, i));
    if (trace.clauses.empty()) {
      lines.push_back(absl::StrCat(std::string(EffectName(rule.effect)), " ", rule.name, ", line ",
                                   rule.line, ": holds always"));
    }
  }
  for (const FactReading& fact : decision.facts) lines.push_back(FactText(fact));
  return lines;
}

}  // namespace writ::lang
