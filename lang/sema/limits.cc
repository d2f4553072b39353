// Limits: `limit NAME: fact(keys) <= bound`.
//
// A limit is about the calls that change its fact. When it reads a parameter of the
// task, it is about the tasks that have such a parameter; that another task can make
// such calls without a limit is worth a warning.
#include <algorithm>

#include "lang/sema/mentions.h"
#include "lang/sema/rules.h"

namespace writ::lang {
namespace {

bool CanLimit(Operator op) {
  constexpr Operator kComparisons[] = {Operator::kEqual, Operator::kLess, Operator::kLessEqual,
                                       Operator::kGreater, Operator::kGreaterEqual};
  return std::find(std::begin(kComparisons), std::end(kComparisons), op) != std::end(kComparisons);
}

// "p.spend" of `spend(...)` or `p.spend(...)`; empty for what is no call.
std::string CalledName(const Expr& expr) {
  if (expr.kind == ExprKind::kCall) return expr.name;
  if (expr.kind != ExprKind::kMethod) return "";
  std::string name = expr.name;
  const Expr* at = expr.children[0].get();
  for (; at->kind == ExprKind::kSelect; at = at->children[0].get()) name = at->name + "." + name;
  return at->kind == ExprKind::kIdent ? at->name + "." + name : "";
}

bool Overlap(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  return std::any_of(a.begin(), a.end(), [&b](uint32_t action) {
    return std::binary_search(b.begin(), b.end(), action);
  });
}

bool Covers(const Rule& rule, const Type* task) {
  return rule.every_task ||
         std::find(rule.tasks.begin(), rule.tasks.end(), task) != rule.tasks.end();
}

// That a task type lacks what is read, rather than a mistake in any case.
bool IsAboutTask(const Diagnostic& diagnostic) {
  return diagnostic.id == DiagnosticId::kUnknownField ||
         diagnostic.id == DiagnosticId::kIncomparable ||
         diagnostic.id == DiagnosticId::kUntestedOptional;
}

}  // namespace

const Fact* Rules::LimitedFact(const Expr& subject, const FileScope& scope) {
  const Symbol* symbol = Packages::Find(scope, CalledName(subject));
  if (symbol == nullptr || symbol->kind != SymbolKind::kFact) {
    // An unknown name is said to be unknown.
    Env env = checker_.RuleEnv(scope, "a limit", model_.tasks, {});
    const Term* term = checker_.CheckLoose(subject, env);
    if (term->is_error()) return nullptr;
    checker_.Report(DiagnosticId::kLimitShape, subject.span).help =
        "write `FACT(KEYS) <= BOUND`, with the fact on the left";
    return nullptr;
  }
  const Fact* fact = checker_.FactOf(*symbol, subject.span);
  if (fact == nullptr) return nullptr;
  if (fact->decl->derived && !fact->on_success) return fact;
  Diagnostic& diagnostic =
      checker_.Report(DiagnosticId::kLimitNotUpdated, subject.span, {symbol->head->name.text});
  diagnostic.notes.push_back({symbol->head->name.span, "declared here"});
  diagnostic.help = fact->decl->derived
                        ? "it counts calls only when their success is reported: say it in a "
                          "permit, `when`"
                        : "no call changes it: say it in a forbid, `when`";
  return nullptr;
}

// The tasks in which the limit has a meaning; false, reported, when there is none.
bool Rules::FindFittingTasks(const RuleDecl& decl, const Env& env, Rule& rule) {
  rule.every_task = !MentionsFieldOf(*decl.limit, "task") || model_.tasks.empty();
  if (rule.every_task) return true;
  Diagnostics first;
  for (const Type* task : model_.tasks) {
    Env trial = env;
    trial.tasks = {task};
    Diagnostics scratch;
    {
      Checker::Redirect redirect(checker_, scratch);
      checker_.CheckLoose(*decl.limit, trial);
    }
    if (!scratch.has_errors()) rule.tasks.push_back(task);
    if (scratch.has_errors() && !first.has_errors()) first = std::move(scratch);
  }
  rule.every_task = rule.tasks.size() == model_.tasks.size();
  if (rule.tasks.empty()) {
    const std::vector<Diagnostic> found = first.Sorted();
    const bool about_task = std::all_of(found.begin(), found.end(), IsAboutTask);
    if (!about_task) {
      Env trial = env;
      trial.tasks = {model_.tasks[0]};
      checker_.CheckLoose(*decl.limit, trial);
    } else {
      checker_.Report(DiagnosticId::kLimitNoTask, decl.limit->span)
          .notes.push_back({found[0].span, found[0].text});
    }
    return false;
  }
  std::sort(rule.tasks.begin(), rule.tasks.end(),
            [](const Type* a, const Type* b) { return a->index < b->index; });
  return true;
}

void Rules::CheckLimit(const RuleDecl& decl, const FileScope& scope, Rule& rule) {
  if (decl.limit == nullptr) return;
  if (decl.limit->kind != ExprKind::kCompare || !CanLimit(decl.limit->op)) {
    checker_.Report(DiagnosticId::kLimitShape, decl.limit->span).help =
        "write `FACT(KEYS) <= BOUND`";
    return;
  }
  const Fact* fact = LimitedFact(*decl.limit->children[0], scope);
  if (fact == nullptr) return;
  rule.actions = fact->actions;
  Env env = checker_.RuleEnv(scope, "a limit", model_.tasks, rule.actions);
  if (!FindFittingTasks(decl, env, rule)) return;
  if (!rule.every_task) env.tasks = rule.tasks;
  const Term* comparison = checker_.Check(*decl.limit, env);
  if (rule.every_task) rule.tasks.clear();
  if (comparison->is_error()) return;
  rule.limit = RuleLimit{comparison->children[0], comparison->op, comparison->children[1]};
}

void Rules::WarnOfUnlimitedTasks(const Rule& limit) {
  if (limit.every_task || !limit.limit) return;
  std::string names;
  for (const Type* task : model_.tasks) {
    if (Covers(limit, task)) continue;
    const bool calls = std::any_of(model_.rules.begin(), model_.rules.end(), [&](const Rule& rule) {
      return rule.effect == Effect::kPermit && Covers(rule, task) &&
             Overlap(rule.actions, limit.actions);
    });
    if (calls) names += (names.empty() ? "`" : ", `") + task->name + "`";
  }
  if (names.empty()) return;
  checker_
      .Report(DiagnosticId::kUnlimitedTask, limit.decl->limit->span,
              {limit.decl->head.name.text, names})
      .help = "limit these tasks by another rule, or give them what this limit reads";
}

}  // namespace writ::lang
