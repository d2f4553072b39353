#include "engine/decision/scope.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/vm/vm.h"

namespace writ {
namespace {

absl::Status Refuse(const char* what) {
  return absl::InvalidArgumentError(absl::StrCat("the scope ", what));
}

absl::Status CheckRule(const RuleDef& rule) {
  if (rule.effect != Effect::kPermit || rule.guard || rule.token || !rule.every_task ||
      !rule.slots.empty() || rule.from != INT64_MIN || rule.until != INT64_MAX) {
    return Refuse("holds more than permits over arguments");
  }
  return absl::OkStatus();
}

bool SameFields(const Type& a, const Type& b);

// Whether values of the two are read alike. Types nest at most kMaxTypeDepth levels, and
// entities and tasks inside of them are told apart by name alone.
bool SameType(const Type& a, const Type& b) {
  if (a.kind != b.kind || a.name != b.name || a.values != b.values) return false;
  if (a.is(TypeKind::kEntity) || a.is(TypeKind::kTask)) return true;
  if ((a.key == nullptr) != (b.key == nullptr) || (a.element == nullptr) != (b.element == nullptr))
    return false;
  if (a.key != nullptr && !SameType(*a.key, *b.key)) return false;
  if (a.element != nullptr && !SameType(*a.element, *b.element)) return false;
  return SameFields(a, b);
}

bool SameFields(const Type& a, const Type& b) {
  return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                    [](const Field& x, const Field& y) {
                      return x.name == y.name && SameType(*x.type, *y.type);
                    });
}

bool Fits(const Program& scope, const ActionDef& action, const Call& call, const Level& level) {
  const Program& policy = call.policy->program();
  if (!SameType(*action.args, *policy.actions[call.action].args)) return false;
  if (scope.user_type->name != policy.user_type->name) return false;
  if (scope.agent_type->name != policy.agent_type->name) return false;
  const Type* task = scope.FindTask(level.task->state->type);
  return task != nullptr && task->name == level.task->type->name &&
         SameFields(*task, *level.task->type);
}

// A clause that errs does not hold, as in any permit.
bool Holds(const Policy& scope, const RuleDef& rule, const Frame& frame, Workspace& workspace) {
  return std::all_of(rule.clauses.begin(), rule.clauses.end(), [&](const Clause& clause) {
    Value value = Run(scope.program(), clause.block, frame, workspace.budget, workspace.arena);
    return value.is(Kind::kBool) && value.AsBool() != clause.unless;
  });
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Policy>> LoadScope(std::string bytes) {
  if (bytes.size() > kMaxScopeBytes) return Refuse("is too large");
  WRIT_ASSIGN_OR_RETURN(auto program, Program::Load(std::move(bytes)));
  if (!program->facts.empty() || !program->slots.empty()) return Refuse("reads facts");
  if (program->sources.size() != 1) return Refuse("has no source");
  if (program->rules.empty() || program->rules.size() > kMaxScopeRules) {
    return Refuse("has no rule, or too many");
  }
  for (const RuleDef& rule : program->rules) WRIT_RETURN_IF_ERROR(CheckRule(rule));
  return Policy::Make(std::move(program));
}

std::string_view ScopeText(const Policy& scope) { return scope.program().sources[0].text; }

Reason JudgeScope(const Call& call, size_t at, Workspace& workspace) {
  const Level& level = call.levels[at];
  const Policy* scope = level.task->scope.get();
  if (scope == nullptr) return Reason::kPermitted;
  const Program& program = scope->program();
  const ActionDef* action = program.FindAction(call.request->action);
  if (action == nullptr) return Reason::kOutsideScope;
  if (!Fits(program, *action, call, level)) return Reason::kStaleScope;
  Frame frame{level.roots, {}, scope->patterns()};
  const Plan& plan = scope->index().Find(program.IndexOf(*action), nullptr);
  for (uint32_t rule : plan.permits.unguarded) {
    if (Holds(*scope, program.rules[rule], frame, workspace)) return Reason::kPermitted;
  }
  return Reason::kOutsideScope;
}

}  // namespace writ
