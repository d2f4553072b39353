#include "lang/lint/uses.h"

#include <string>

namespace writ::lang {
namespace {

// "a.b" of names with points between them; empty for every other expression.
std::string Dotted(const Expr& expr) {
  if (expr.kind == ExprKind::kIdent) return expr.name;
  if (expr.kind != ExprKind::kSelect) return "";
  const std::string base = Dotted(*expr.children[0]);
  return base.empty() ? "" : base + "." + expr.name;
}

// What `expr` itself names, its parts aside.
std::string Named(const Expr& expr) {
  if (expr.kind == ExprKind::kCall || expr.kind == ExprKind::kRecord) return expr.name;
  if (expr.kind != ExprKind::kMethod) return Dotted(expr);
  const std::string base = Dotted(*expr.children[0]);
  return base.empty() ? "" : base + "." + expr.name;
}

std::string_view FirstSegment(std::string_view dotted) {
  return dotted.substr(0, dotted.find('.'));
}

}  // namespace

Uses::Uses(const Packages& packages) {
  for (const auto& scope : packages.files()) AddFile(*scope);
}

std::set<Node> Uses::Reached(std::vector<Node> roots) const {
  std::set<Node> reached;
  while (!roots.empty()) {
    const Node node = roots.back();
    roots.pop_back();
    if (!reached.insert(node).second) continue;
    auto found = edges_.find(node);
    if (found != edges_.end())
      roots.insert(roots.end(), found->second.begin(), found->second.end());
  }
  return reached;
}

void Uses::AddFile(const FileScope& scope) {
  scope_ = &scope;
  const File& file = *scope.file;
  AddDefinitions(file);
  owner_ = Policy();
  for (const TaskDecl& task : file.tasks) Add(task.params);
  for (const ActionDecl& action : file.actions) Add(action.args), Add(action.result);
  for (const RuleDecl& rule : file.rules) AddRule(rule);
  owner_ = Tests();
  for (const TestDecl& test : file.tests) AddTest(test);
}

void Uses::AddDefinitions(const File& file) {
  for (const EntityDecl& entity : file.entities) {
    const std::string& name = entity.head.name.text;
    if (name == "User" || name == "Agent") edges_[Policy()].insert(&entity);
    owner_ = &entity;
    if (entity.parent) AddName(entity.parent->text);
    Add(entity.fields);
  }
  for (const GroupDecl& group : file.groups) owner_ = &group, Add(group.actions);
  for (const TypeDecl& type : file.types) owner_ = &type, Add(type.type);
  for (const ConstDecl& constant : file.consts) {
    owner_ = &constant;
    Add(constant.type), Add(constant.value);
  }
  for (const FnDecl& fn : file.fns) {
    owner_ = &fn;
    Add(fn.params), Add(fn.result);
    for (const FieldDecl& param : fn.params) locals_.insert(param.name.text);
    Add(fn.body);
    locals_.clear();
  }
  for (const FactDecl& fact : file.facts) AddFact(fact);
}

void Uses::AddFact(const FactDecl& fact) {
  owner_ = &fact;
  for (const ForEachDecl& each : fact.each) {
    Add(each.collection);
    locals_.insert(each.variable.text);
  }
  for (const TypeExprPtr& key : fact.key_types) Add(key);
  for (const ExprPtr& key : fact.keys) Add(key);
  Add(fact.type), Add(fact.initial), Add(fact.element);
  Add(fact.actions);
  Add(fact.condition), Add(fact.settle), Add(fact.ttl);
  if (fact.window) Add(fact.window->length);
  if (fact.on_unknown) Add(fact.on_unknown->after);
  locals_.clear();
}

void Uses::AddRule(const RuleDecl& rule) {
  Add(rule.actions), Add(rule.tasks);
  for (const ClauseDecl& clause : rule.clauses) Add(clause.condition);
  Add(rule.limit);
  if (rule.token) Add(rule.token->ttl);
  Add(rule.from), Add(rule.until);
  Add(rule.approver), Add(rule.within);
}

void Uses::AddTest(const TestDecl& test) {
  for (const TestStep& step : test.steps) AddStep(step);
}

void Uses::AddStep(const TestStep& step) {
  Add(step.grant.task), Add(step.grant.expires);
  for (const RuleDecl& only : step.grant.scope) AddRule(only);
  if (step.kind == StepKind::kCall) AddCall(step.call);
  Add(step.expect.condition);
  if (step.kind == StepKind::kSetFact) AddName(step.set_fact.fact.text);
  for (const ExprPtr& key : step.set_fact.keys) Add(key);
  Add(step.set_fact.value), Add(step.wait.duration);
}

void Uses::AddCall(const CallStep& call) {
  Add(call.args), Add(call.result);
  if (!call.rule) return;
  const size_t dot = call.rule->text.rfind('.');
  if (dot != std::string::npos) AddPrefix(std::string_view(call.rule->text).substr(0, dot));
}

// Depth is bounded by kMaxDepth.
void Uses::Add(const ExprPtr& expr) {
  if (expr == nullptr) return;
  AddName(Named(*expr));
  for (const ExprPtr& child : expr->children) Add(child);
}

void Uses::Add(const TypeExprPtr& type) {
  if (type == nullptr) return;
  AddName(type->name);
  for (const TypeExprPtr& argument : type->arguments) Add(argument);
  Add(type->fields);
}

void Uses::Add(const std::vector<FieldDecl>& fields) {
  for (const FieldDecl& field : fields) Add(field.type);
}

void Uses::Add(const std::vector<Name>& names) {
  for (const Name& name : names) AddName(name.text);
}

bool Uses::IsLocal(std::string_view dotted) const {
  return locals_.count(FirstSegment(dotted)) != 0;
}

void Uses::AddName(std::string_view name) {
  if (name.empty() || IsLocal(name)) return;
  const Symbol* symbol = Packages::Find(*scope_, name);
  if (symbol == nullptr) return;
  // What uses only itself is not used.
  if (symbol->decl != owner_) edges_[owner_].insert(symbol->decl);
  const size_t dot = name.rfind('.');
  if (dot != std::string_view::npos) AddPrefix(name.substr(0, dot));
}

void Uses::AddPrefix(std::string_view prefix) {
  const Package* package = Packages::FindPrefix(*scope_, prefix);
  for (const UseDecl& use : scope_->file->uses) {
    if (package != nullptr && use.package.text == package->name) imports_.insert(&use);
  }
}

}  // namespace writ::lang
