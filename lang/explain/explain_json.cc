// An explanation as JSON.
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/value/text.h"
#include "lang/explain/explain.h"

namespace writ::lang {
namespace {

std::string Text(std::string_view name, std::string_view value) {
  return absl::StrCat(QuoteJson(name), ":", QuoteJson(value));
}

std::string Number(std::string_view name, uint64_t value) {
  return absl::StrCat(QuoteJson(name), ":", value);
}

template <typename Item, typename Write>
std::string List(std::string_view name, const std::vector<Item>& items, const Write& write) {
  std::string out = absl::StrCat(QuoteJson(name), ":[");
  for (size_t i = 0; i < items.size(); ++i)
    absl::StrAppend(&out, i == 0 ? "" : ",", write(items[i]));
  return out + "]";
}

std::string PartJson(const ExplainedPart& part) {
  return absl::StrCat("{", Text("text", part.text), ",", Text("value", part.value), "}");
}

std::string ClauseJson(const ExplainedClause& clause) {
  return absl::StrCat("{", Text("text", clause.text), ",", Number("line", clause.line), ",",
                      Number("column", clause.column), ",", Text("result", clause.result), ",",
                      Text("value", clause.value), ",", List("parts", clause.parts, PartJson), "}");
}

std::string RuleJson(const ExplainedRule& rule) {
  return absl::StrCat("{", Text("effect", rule.effect), ",", Text("rule", rule.name), ",",
                      Text("file", rule.file), ",", Number("line", rule.line), ",",
                      Text("result", rule.result), ",", List("clauses", rule.clauses, ClauseJson),
                      "}");
}

std::string LevelJson(const ExplainedLevel& level) {
  return absl::StrCat("{", Text("task_id", level.task_id), ",", Text("task_type", level.task_type),
                      ",", List("rules", level.rules, RuleJson), "}");
}

std::string FactJson(const FactReading& fact) {
  return absl::StrCat("{", Text("fact", fact.fact), ",", Text("key", fact.key), ",",
                      Text("before", fact.before), ",", Text("after", fact.after), "}");
}

}  // namespace

std::string ToJson(const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  return absl::StrCat(
      "{", Text("decision_id", decision.decision_id), ",", Text("action", explanation.action), ",",
      Text("agent", explanation.agent), ",", Text("verdict", VerdictName(decision.verdict)), ",",
      Text("reason", ReasonCode(decision.reason)), ",", Text("message", decision.message), ",",
      Text("detail", decision.detail), ",", List("rules", decision.rules, QuoteJson), ",",
      List("levels", explanation.levels, LevelJson), ",", List("facts", decision.facts, FactJson),
      "}");
}

}  // namespace writ::lang
