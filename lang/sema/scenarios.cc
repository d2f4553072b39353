#include "lang/sema/scenarios.h"

#include <algorithm>
#include <utility>

namespace writ::lang {
namespace {

std::string DescribeEffect(Effect effect) {
  switch (effect) {
    case Effect::kForbid:
      return "a forbid";
    case Effect::kPermit:
      return "a permit";
    case Effect::kLimit:
      return "a limit";
    case Effect::kAsk:
      return "an ask";
  }
  return "a rule";
}

std::string VerdictWord(TestVerdict verdict) {
  switch (verdict) {
    case TestVerdict::kPermit:
      return "permit";
    case TestVerdict::kDeny:
      return "deny";
    case TestVerdict::kAsk:
      return "ask";
  }
  return "decide";
}

// An ask that nobody can answer, or that errs, denies.
bool CanGive(Effect effect, TestVerdict verdict) {
  if (effect == Effect::kPermit) return verdict == TestVerdict::kPermit;
  if (effect == Effect::kAsk) return verdict != TestVerdict::kPermit;
  return verdict == TestVerdict::kDeny;
}

}  // namespace

void Scenarios::CheckTest(const TestDecl& decl, const FileScope& scope) {
  Running running;
  running.env.scope = &scope;
  running.env.place = "a test";
  running.test.decl = &decl;
  for (const TestStep& step : decl.steps) CheckStep(step, running);
  model_.tests.push_back(std::move(running.test));
}

const Term* Scenarios::CheckDuration(const ExprPtr& expr, const Env& env) {
  if (expr == nullptr) return nullptr;
  return checker_.Check(*expr, env, checker_.Simple(TypeKind::kDuration));
}

void Scenarios::CheckStep(const TestStep& step, Running& running) {
  ModelStep out;
  out.decl = &step;
  switch (step.kind) {
    case StepKind::kGrant:
      CheckGrant(step.grant, running, out);
      break;
    case StepKind::kCall:
      CheckCall(step.call, running, out);
      break;
    case StepKind::kExpect:
      if (step.expect.condition != nullptr) {
        out.condition = CheckExpectation(*step.expect.condition, running);
      }
      break;
    case StepKind::kSetFact:
      CheckSetFact(step.set_fact, running, out);
      break;
    case StepKind::kWait:
      out.duration = CheckDuration(step.wait.duration, running.env);
      break;
    case StepKind::kClose:
      FindVariable(step.close.task, running, out);
      break;
    case StepKind::kRevoke:
      if (step.revoke.principal.empty()) FindVariable(step.revoke.task, running, out);
      break;
    case StepKind::kAnswer:
      break;
  }
  running.test.steps.push_back(std::move(out));
}

const Term* Scenarios::CheckExpectation(const Expr& condition, Running& running) {
  if (scratch_ == nullptr) return checker_.CheckBool(condition, running.env);
  const Term* term = checker_.CheckLoose(condition, running.env);
  const size_t number = running.expectations++;
  if (number < scratch_->size() && !(*scratch_)[number].empty()) {
    running.env.locals.push_back({(*scratch_)[number], term});
  }
  return term;
}

void Scenarios::CheckGrant(const GrantStep& grant, Running& running, ModelStep& out) {
  Env& env = running.env;
  const Expr& record = *grant.task;
  const Type* type = types_.ResolveTask({record.name, record.name_span}, *env.scope);
  if (type != nullptr) {
    out.name = type->name;
    out.params = checker_.CheckRecord(record, env, *type, "`" + record.name + "`");
  }
  out.expires = CheckDuration(grant.expires, env);
  if (grant.parent) {
    ModelStep above;
    FindVariable(*grant.parent, running, above);
    out.parent = above.variable;
  }
  if (type != nullptr) out.scope = scopes_.Check(grant.scope, *env.scope, *type);
  const std::string& name = grant.variable.text;
  const bool taken = std::any_of(env.locals.begin(), env.locals.end(),
                                 [&](const Local& local) { return local.name == name; });
  if (taken) {
    checker_.Report(DiagnosticId::kDuplicateDeclaration, grant.variable.span,
                    {name, "a task", "this test"});
    return;
  }
  Term variable;
  variable.kind = TermKind::kVariable;
  variable.index = out.variable = running.test.variables++;
  variable.type = type == nullptr ? checker_.Simple(TypeKind::kError) : type;
  if (type == nullptr) variable.kind = TermKind::kError;
  env.locals.push_back({name, model_.terms.Add(std::move(variable))});
}

void Scenarios::FindVariable(const Name& name, const Running& running, ModelStep& out) {
  const auto is_task = [](const Local& local) {
    return local.term->is(TermKind::kVariable) || local.term->is_error();
  };
  for (const Local& local : running.env.locals) {
    if (!is_task(local)) continue;
    if (local.name != name.text) continue;
    out.variable = local.term->index;
    out.has_task = true;
    return;
  }
  Diagnostic& diagnostic = checker_.Report(DiagnosticId::kUnknownName, name.span, {name.text});
  const bool near = checker_.Suggest(diagnostic, name.text, [&](NearestName& nearest) {
    for (const Local& local : running.env.locals) {
      if (is_task(local)) nearest.Consider(local.name);
    }
  });
  if (!near) diagnostic.help = "grant it first: `task " + name.text + " = ...`";
}

void Scenarios::CheckCall(const CallStep& call, Running& running, ModelStep& out) {
  const Action* action = model_.FindAction(call.action.text);
  if (call.args != nullptr) {
    out.args = checker_.CheckLooseRecord(*call.args, running.env,
                                         action == nullptr ? nullptr : action->args);
  }
  if (call.result != nullptr && action != nullptr) {
    out.result = checker_.CheckRecord(*call.result, running.env, *action->result,
                                      "the result of `" + action->name + "`");
  } else if (call.result != nullptr) {
    out.result = checker_.CheckLooseRecord(*call.result, running.env, nullptr);
  }
  if (call.task) {
    FindVariable(*call.task, running, out);
  } else if (running.test.variables > 0) {
    out.has_task = true;
    out.variable = running.test.variables - 1;
  }
  if (call.rule) CheckRuleName(call, *running.env.scope, out);
}

const Rule* Scenarios::FindRule(const std::string& name, const FileScope& scope) const {
  const size_t dot = name.rfind('.');
  const Package* package =
      dot == std::string::npos ? scope.package : Packages::FindPrefix(scope, name.substr(0, dot));
  if (package == nullptr) return nullptr;
  const std::string qualified = package->name + "." + std::string(LastSegment(name));
  auto found = std::find_if(model_.rules.begin(), model_.rules.end(),
                            [&](const Rule& rule) { return rule.name == qualified; });
  return found == model_.rules.end() ? nullptr : &*found;
}

void Scenarios::CheckRuleName(const CallStep& call, const FileScope& scope, ModelStep& out) {
  const Name& name = *call.rule;
  const Rule* rule = FindRule(name.text, scope);
  if (rule == nullptr) {
    Diagnostic& diagnostic = checker_.Report(DiagnosticId::kUnknownRule, name.span, {name.text});
    checker_.Suggest(diagnostic, name.text, [&](NearestName& nearest) {
      for (const Rule& r : model_.rules) nearest.Consider(LastSegment(r.name));
    });
    return;
  }
  out.name = rule->name;
  if (CanGive(rule->effect, call.verdict)) return;
  checker_
      .Report(DiagnosticId::kRuleCannot, name.span,
              {name.text, DescribeEffect(rule->effect), VerdictWord(call.verdict)})
      .notes.push_back({rule->decl->head.name.span, "declared here"});
}

// set attributes(User("ana")) = { ... }, set groups(User("ana")) = [Team("ops")]. False when
// it is neither.
bool Scenarios::CheckSetEntity(const SetFactStep& set, const Running& running, ModelStep& out) {
  const bool groups = set.fact.text == "groups";
  if ((!groups && set.fact.text != "attributes") || set.keys.size() != 1) return false;
  if (set.value == nullptr) return true;
  const Term* entity = checker_.Check(*set.keys[0], running.env);
  if (entity->is_error()) return true;
  const Type* type = entity->type;
  const Type* group = type->group.empty() ? nullptr : model_.types.FindNamed(type->group);
  if (!type->is(TypeKind::kEntity) || (groups && group == nullptr)) {
    checker_.Report(DiagnosticId::kTypeMismatch, set.keys[0]->span,
                    {groups ? "an entity that can be in groups" : "an entity", type->ToString()});
    return true;
  }
  out.name = set.fact.text;
  out.entity = type;
  out.keys.push_back(entity);
  out.value = groups ? checker_.Check(*set.value, running.env, model_.types.List(group))
              : set.value->kind == ExprKind::kRecord || set.value->kind == ExprKind::kMap
                  ? checker_.CheckRecord(*set.value, running.env, *type,
                                         "the attributes of `" + type->name + "`")
                  : checker_.Check(*set.value, running.env, model_.types.Record(type->fields));
  return true;
}

void Scenarios::CheckSetFact(const SetFactStep& set, const Running& running, ModelStep& out) {
  const FileScope& scope = *running.env.scope;
  const Symbol* symbol = Packages::Find(scope, set.fact.text);
  if (symbol == nullptr && CheckSetEntity(set, running, out)) return;
  if (symbol == nullptr || symbol->kind != SymbolKind::kFact) {
    Diagnostic& diagnostic =
        checker_.Report(DiagnosticId::kUnknownName, set.fact.span, {set.fact.text});
    checker_.Suggest(diagnostic, set.fact.text, [&](NearestName& nearest) {
      for (const auto& [name, s] : scope.package->symbols) {
        if (s.kind == SymbolKind::kFact) nearest.Consider(name);
      }
    });
    return;
  }
  const Fact* fact = checker_.FactOf(*symbol, set.fact.span);
  if (fact == nullptr) return;
  if (fact->decl->derived) {
    checker_.Report(DiagnosticId::kSetDerived, set.fact.span, {set.fact.text})
        .notes.push_back({symbol->head->name.span, "declared here"});
    return;
  }
  if (set.keys.size() != fact->keys.size()) {
    checker_
        .Report(DiagnosticId::kWrongArgumentCount, set.fact.span,
                {set.fact.text,
                 std::to_string(fact->keys.size()) + (fact->keys.size() == 1 ? " key" : " keys"),
                 std::to_string(set.keys.size())})
        .notes.push_back({symbol->head->name.span, "declared here"});
    return;
  }
  out.name = fact->name;
  for (size_t i = 0; i < set.keys.size(); ++i) {
    out.keys.push_back(checker_.Check(*set.keys[i], running.env, fact->keys[i]));
  }
  if (set.value != nullptr) out.value = checker_.Check(*set.value, running.env, fact->type);
}

}  // namespace writ::lang
