// What would make a call permitted, for those rules that let it be told. Pure.
#include <algorithm>

#include "engine/decision/pipeline.h"
#include "engine/facts/fact_key.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"

namespace writ {
namespace {

MissingFact MissingOf(const Program& program, const FactReadingValue& reading) {
  return {std::string(FactName(program, reading.fact)), KeySource(reading.key),
          ToSource(reading.value)};
}

UnmetRule UnmetOf(const Program& program, const Facts& facts, const UnmetPermit& unmet) {
  const RuleDef& rule = program.rules[unmet.rule];
  const Clause& clause = rule.clauses[unmet.clause];
  UnmetRule told{rule.name, (clause.unless ? "unless " : "when ") + clause.text, {}};
  for (size_t reading : unmet.readings) {
    told.facts.push_back(MissingOf(program, facts.readings[reading]));
  }
  return told;
}

void AddApprovers(const Program& program, const Outcome& outcome, const Judgement& judgement,
                  Remedy& remedy) {
  for (const AskedApproval& asked : outcome.asks) {
    const bool waits = std::find(judgement.rules.begin(), judgement.rules.end(), asked.rule) !=
                       judgement.rules.end();
    if (waits && Discloses(program.rules[asked.rule])) remedy.approvers.push_back(asked.approver);
  }
}

}  // namespace

bool Discloses(const RuleDef& rule) {
  return std::any_of(rule.annotations.begin(), rule.annotations.end(), [](const Annotation& a) {
    return a.name == "disclose" && a.value == "remedy";
  });
}

std::string KeySource(const std::string& key) {
  Arena arena;
  if (key.size() < kIdentityBytes) return std::string();
  auto keys = DecodeCanonical(std::string_view(key).substr(kIdentityBytes), arena);
  return keys.ok() ? ToSource(*keys) : std::string();
}

std::optional<Remedy> RemedyOf(const Call& call, const Facts& facts, const Outcome& outcome,
                               const Judgement& judgement) {
  if (judgement.verdict == Verdict::kPermit) return std::nullopt;
  const Program& program = call.policy->program();
  Remedy remedy;
  switch (judgement.reason) {
    case Reason::kLimit:
      // What is left was computed for the first of them.
      if (Discloses(program.rules[judgement.rules.front()])) {
        remedy.remaining = judgement.remaining;
        remedy.wait_until = judgement.wait_until;
      }
      break;
    case Reason::kNeedsApproval:
      AddApprovers(program, outcome, judgement, remedy);
      break;
    case Reason::kNoPermit:
      for (const UnmetPermit& unmet : outcome.unmet) {
        remedy.unmet.push_back(UnmetOf(program, facts, unmet));
      }
      break;
    default:
      break;
  }
  if (remedy == Remedy()) return std::nullopt;
  return remedy;
}

}  // namespace writ
