#include "lang/lint/rule_traits.h"

#include <algorithm>
#include <set>

#include "lang/lint/subject.h"
#include "lang/lint/truth.h"

namespace writ::lang {

std::string NameOf(const Rule& rule) {
  const size_t dot = rule.name.rfind('.');
  return dot == std::string::npos ? rule.name : rule.name.substr(dot + 1);
}

Span PlaceOf(const Rule& rule) { return PlaceOf(rule.decl->head); }

bool HoldsAlways(const Rule& rule) {
  return std::all_of(rule.clauses.begin(), rule.clauses.end(),
                     [](const RuleClause& clause) { return TruthOf(clause) == Truth::kTrue; });
}

bool CoversTasks(const Rule& rule, const Rule& other) {
  if (rule.every_task || other.every_task) return rule.every_task;
  const std::set<const Type*> tasks(rule.tasks.begin(), rule.tasks.end());
  return std::all_of(other.tasks.begin(), other.tasks.end(),
                     [&](const Type* task) { return tasks.count(task) != 0; });
}

bool SharesTasks(const Rule& a, const Rule& b) {
  if (a.every_task || b.every_task) return true;
  const std::set<const Type*> tasks(a.tasks.begin(), a.tasks.end());
  return std::any_of(b.tasks.begin(), b.tasks.end(),
                     [&](const Type* task) { return tasks.count(task) != 0; });
}

bool Covers(const Rule& rule, uint32_t action) {
  return std::binary_search(rule.actions.begin(), rule.actions.end(), action);
}

bool IsReadOnly(const Action& action) {
  const auto& annotations = action.decl->head.annotations;
  return std::any_of(annotations.begin(), annotations.end(), [](const AnnotationDecl& annotation) {
    return annotation.name.text == "hint" && annotation.value == "readOnly";
  });
}

}  // namespace writ::lang
