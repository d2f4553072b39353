#include "lang/index/walker.h"

#include <algorithm>
#include <set>

#include "lang/ast/print.h"

namespace writ::lang {
namespace {

bool IsMacro(const Expr& expr) {
  return std::find(std::begin(kElementMacros), std::end(kElementMacros), expr.name) !=
             std::end(kElementMacros) &&
         expr.children.size() >= 3 && expr.children[1]->kind == ExprKind::kIdent;
}

}  // namespace

std::string Dotted(const Expr& expr) {
  if (expr.kind == ExprKind::kIdent) return expr.name;
  if (expr.kind != ExprKind::kSelect) return "";
  std::string left = Dotted(*expr.children[0]);
  return left.empty() ? "" : left + "." + expr.name;
}

void Walker::Walk() {
  for (const File& file : files_) DeclareFile(file);
  for (const auto& scope : packages_.files()) WalkFile(*scope);
}

// ---- declarations ----

template <typename Decl>
int Walker::Declare(NameKind kind, const Decl& decl) {
  IndexedName entry;
  entry.kind = kind;
  entry.name = decl.head.name.text;
  entry.detail = ToSource(decl);
  entry.doc = decl.head.doc;
  entry.place = decl.head.name.span;
  entry.whole = decl.head.span;
  const int number = static_cast<int>(index_.names.size());
  index_.names.push_back(std::move(entry));
  entries_[&decl] = number;
  return number;
}

void Walker::DeclareMember(IndexedName entry) {
  auto& members = entry.of_result ? results_ : fields_;
  members.emplace(std::pair(entry.parent, entry.name), static_cast<int>(index_.names.size()));
  index_.names.push_back(std::move(entry));
}

void Walker::DeclareFields(const std::vector<FieldDecl>& fields, int parent, bool of_result) {
  for (const FieldDecl& field : fields) {
    IndexedName entry;
    entry.kind = NameKind::kField;
    entry.name = field.name.text;
    entry.detail = field.name.text + ": " + ToSource(*field.type);
    entry.doc = field.doc;
    entry.place = entry.whole = field.name.span;
    entry.parent = parent;
    entry.of_result = of_result;
    DeclareMember(std::move(entry));
  }
}

void Walker::DeclareFile(const File& file) {
  for (const EntityDecl& d : file.entities) {
    DeclareFields(d.fields, Declare(NameKind::kEntity, d));
  }
  for (const TaskDecl& d : file.tasks) DeclareFields(d.params, Declare(NameKind::kTask, d));
  for (const ActionDecl& d : file.actions) {
    const int entry = Declare(NameKind::kAction, d);
    actions_[d.head.name.text] = entry;
    DeclareFields(d.args, entry);
    DeclareFields(d.result, entry, true);
  }
  for (const GroupDecl& d : file.groups) Declare(NameKind::kGroup, d);
  for (const EnumDecl& d : file.enums) {
    const int entry = Declare(NameKind::kEnum, d);
    for (const Name& value : d.values) {
      IndexedName name;
      name.kind = NameKind::kEnumValue;
      name.name = value.text;
      name.detail = d.head.name.text + "." + value.text;
      name.place = name.whole = value.span;
      name.parent = entry;
      DeclareMember(std::move(name));
    }
  }
  for (const TypeDecl& d : file.types) {
    const int entry = Declare(NameKind::kType, d);
    if (d.type != nullptr && d.type->kind == TypeExprKind::kRecord) {
      DeclareFields(d.type->fields, entry);
    }
  }
  for (const ConstDecl& d : file.consts) Declare(NameKind::kConst, d);
  for (const FnDecl& d : file.fns) Declare(NameKind::kFunction, d);
  for (const FactDecl& d : file.facts) Declare(NameKind::kFact, d);
  DeclareRules(file);
  for (const TestDecl& d : file.tests) Declare(NameKind::kTest, d);
}

void Walker::DeclareRules(const File& file) {
  for (const RuleDecl& d : file.rules) {
    const int entry = Declare(NameKind::kRule, d);
    if (!d.head.name.text.empty()) rules_[file.package.text + "." + d.head.name.text] = entry;
  }
}

int Walker::EntryOf(const void* decl) const {
  auto found = entries_.find(decl);
  return found == entries_.end() ? -1 : found->second;
}

int Walker::FieldOf(int parent, std::string_view name, bool of_result) const {
  const auto& members = of_result ? results_ : fields_;
  auto found = members.find({parent, std::string(name)});
  return found == members.end() ? -1 : found->second;
}

// ---- uses ----

void Walker::Use(int entry, Span span) {
  if (entry < 0) return;
  // Of a dotted name, the last segment.
  const std::string_view last = LastSegment(index_.names[static_cast<size_t>(entry)].name);
  const bool action = index_.names[static_cast<size_t>(entry)].kind == NameKind::kAction;
  if (!action && span.end - span.begin > last.size()) {
    span.begin = span.end - static_cast<uint32_t>(last.size());
  }
  index_.names[static_cast<size_t>(entry)].uses.push_back(span);
}

bool Walker::UseSymbol(std::string_view name, Span span) {
  const Symbol* symbol = Packages::Find(*scope_, name);
  if (symbol == nullptr) return false;
  Use(EntryOf(symbol->decl), span);
  return true;
}

int Walker::AddLocal(const Name& name, const std::string& detail, std::string type) {
  IndexedName entry;
  entry.name = name.text;
  entry.detail = detail;
  entry.place = entry.whole = name.span;
  const int number = static_cast<int>(index_.names.size());
  index_.names.push_back(std::move(entry));
  locals_.emplace_back(name.text, number);
  if (!type.empty()) local_types_[number] = std::move(type);
  return number;
}

int Walker::FindLocal(std::string_view name) const {
  for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
    if (local->first == name) return local->second;
  }
  return -1;
}

void Walker::WalkFile(const FileScope& scope) {
  scope_ = &scope;
  const File& file = *scope.file;
  WalkTypes(file);
  for (const GroupDecl& d : file.groups) Actions(d.actions);
  for (const ConstDecl& d : file.consts) {
    Type(d.type);
    Expression(d.value);
  }
  for (const FnDecl& d : file.fns) {
    Fields(d.params);
    Type(d.result);
    for (const FieldDecl& param : d.params) {
      const std::string type = ToSource(*param.type);
      AddLocal(param.name, param.name.text + ": " + type, type);
    }
    Expression(d.body);
    locals_.clear();
  }
  for (const FactDecl& d : file.facts) WalkFact(d);
  for (const RuleDecl& d : file.rules) WalkRule(d);
  for (const TestDecl& d : file.tests) WalkTest(d);
}

void Walker::WalkTypes(const File& file) {
  for (const EntityDecl& d : file.entities) {
    if (d.parent) UseSymbol(d.parent->text, d.parent->span);
    Fields(d.fields);
  }
  for (const TaskDecl& d : file.tasks) Fields(d.params);
  for (const ActionDecl& d : file.actions) {
    Fields(d.args);
    Fields(d.result);
  }
  for (const TypeDecl& d : file.types) Type(d.type);
}

void Walker::WalkFact(const FactDecl& fact) {
  here_actions_ = SelectedActions(fact.actions);
  here_result_ = true;
  for (const ForEachDecl& each : fact.each) {
    Expression(each.collection);
    AddLocal(each.variable,
             each.variable.text + ", an element of `" + ToSource(*each.collection) + "`");
  }
  for (const TypeExprPtr& type : fact.key_types) Type(type);
  for (const ExprPtr& key : fact.keys) Expression(key);
  Type(fact.type);
  Expression(fact.initial);
  Expression(fact.ttl);
  Expression(fact.element);
  Actions(fact.actions);
  Expression(fact.condition);
  Expression(fact.settle);
  if (fact.window) Expression(fact.window->length);
  if (fact.on_unknown) Expression(fact.on_unknown->after);
  locals_.clear();
  here_actions_.clear();
  here_result_ = false;
}

void Walker::WalkRule(const RuleDecl& rule) {
  here_actions_ = SelectedActions(rule.actions);
  for (const Name& task : rule.tasks) {
    const Symbol* symbol = Packages::Find(*scope_, task.text);
    if (symbol != nullptr) here_tasks_.push_back(EntryOf(symbol->decl));
  }
  Actions(rule.actions);
  Tasks(rule.tasks);
  for (const ClauseDecl& clause : rule.clauses) Expression(clause.condition);
  Expression(rule.limit);
  if (rule.token) Expression(rule.token->ttl);
  Expression(rule.from);
  Expression(rule.until);
  Expression(rule.approver);
  Expression(rule.within);
  here_actions_.clear();
  here_tasks_.clear();
}

void Walker::WalkTest(const TestDecl& test) {
  for (const TestStep& step : test.steps) WalkStep(step);
  locals_.clear();
}

void Walker::WalkStep(const TestStep& step) {
  switch (step.kind) {
    case StepKind::kGrant:
      Expression(step.grant.task);
      Expression(step.grant.expires);
      if (step.grant.parent) Use(FindLocal(step.grant.parent->text), step.grant.parent->span);
      for (const RuleDecl& only : step.grant.scope) WalkRule(only);
      AddLocal(step.grant.variable, "task " + step.grant.variable.text + " = " +
                                        (step.grant.task ? ToSource(*step.grant.task) : ""));
      return;
    case StepKind::kCall:
      return WalkCall(step.call);
    case StepKind::kExpect:
      return Expression(step.expect.condition);
    case StepKind::kSetFact:
      UseSymbol(step.set_fact.fact.text, step.set_fact.fact.span);
      for (const ExprPtr& key : step.set_fact.keys) Expression(key);
      return Expression(step.set_fact.value);
    case StepKind::kWait:
      return Expression(step.wait.duration);
    case StepKind::kClose:
      return Use(FindLocal(step.close.task.text), step.close.task.span);
    case StepKind::kAnswer:
      return;
    case StepKind::kRevoke:
      return Use(FindLocal(step.revoke.task.text), step.revoke.task.span);
  }
}

void Walker::WalkCall(const CallStep& call) {
  Actions({call.action});
  auto action = actions_.find(call.action.text);
  for (const Expr* record : {call.args.get(), call.result.get()}) {
    if (record == nullptr) continue;
    for (size_t i = 0; i < record->children.size(); ++i) {
      if (action != actions_.end() && i < record->fields.size()) {
        const bool result = record == call.result.get();
        Use(FieldOf(action->second, record->fields[i].text, result), record->fields[i].span);
      }
      Expression(record->children[i]);
    }
  }
  if (call.task) Use(FindLocal(call.task->text), call.task->span);
  if (!call.rule) return;
  auto rule = rules_.find(scope_->package->name + "." + std::string(LastSegment(call.rule->text)));
  if (rule != rules_.end()) Use(rule->second, call.rule->span);
}

void Walker::Type(const TypeExprPtr& type) {
  if (type == nullptr) return;
  if (type->kind == TypeExprKind::kName) {
    if (IsPlaceholder(type->name)) {
      completed_ = true;
      for (const char* name :
           {"bool", "bytes", "date", "decimal", "double", "duration", "dyn", "int", "list", "map",
            "money", "set", "string", "timestamp", "uint"}) {
        Offer(name, "type", NameKind::kType);
      }
      return OfferSymbols(
          {SymbolKind::kEntity, SymbolKind::kEnum, SymbolKind::kAlias, SymbolKind::kTask});
    }
    UseSymbol(type->name, type->span);
  }
  for (const TypeExprPtr& argument : type->arguments) Type(argument);
  Fields(type->fields);
}

void Walker::Fields(const std::vector<FieldDecl>& fields) {
  for (const FieldDecl& field : fields) Type(field.type);
}

void Walker::Actions(const std::vector<Name>& names) {
  for (const Name& name : names) {
    if (name.text.find(kPlaceholder) != std::string::npos) return OfferActions();
    auto action = actions_.find(name.text);
    if (action != actions_.end()) {
      Use(action->second, name.span);
    } else {
      UseSymbol(name.text, name.span);
    }
  }
}

void Walker::Tasks(const std::vector<Name>& names) {
  for (const Name& name : names) {
    if (IsPlaceholder(name.text)) {
      completed_ = true;
      return OfferSymbols({SymbolKind::kTask});
    }
    UseSymbol(name.text, name.span);
  }
}

// Groups inside groups are followed so far that a circle ends.
std::vector<int> Walker::SelectedActions(const std::vector<Name>& names, int depth) const {
  std::vector<int> selected;
  for (const Name& name : names) {
    const bool every = name.text == "any";
    const bool wild = name.text.ends_with(".*");
    const std::string prefix = wild ? name.text.substr(0, name.text.size() - 1) : "";
    for (const auto& [action, entry] : actions_) {
      if (every || action == name.text || (wild && action.starts_with(prefix))) {
        selected.push_back(entry);
      }
    }
    const Symbol* symbol = Packages::Find(*scope_, name.text);
    if (symbol == nullptr || symbol->kind != SymbolKind::kGroup || depth > 8) continue;
    for (int entry :
         SelectedActions(static_cast<const GroupDecl*>(symbol->decl)->actions, depth + 1)) {
      selected.push_back(entry);
    }
  }
  return selected;
}

// ---- expressions; recursion is bounded by kMaxDepth ----

void Walker::Expression(const ExprPtr& expr) {
  if (expr == nullptr) return;
  switch (expr->kind) {
    case ExprKind::kIdent:
      return Ident(*expr);
    case ExprKind::kSelect:
      return Select(*expr);
    case ExprKind::kCall:
      return Call(*expr);
    case ExprKind::kMethod:
      return MacroOrMethod(*expr);
    case ExprKind::kRecord:
      return Record(*expr);
    default:
      for (const ExprPtr& child : expr->children) Expression(child);
  }
}

void Walker::Ident(const Expr& expr) {
  if (IsPlaceholder(expr.name)) return OfferNames();
  const int local = FindLocal(expr.name);
  if (local >= 0) return Use(local, expr.name_span);
  UseSymbol(expr.name, expr.name_span);
}

bool Walker::Member(std::string_view root, const Expr& select) {
  const bool args = root == "args" || root == "result";
  if (!args && root != "task") return false;
  for (int owner : args ? here_actions_ : here_tasks_) {
    const int field = FieldOf(owner, select.name, root == "result");
    if (field >= 0) return Use(field, select.name_span), true;
  }
  return true;
}

void Walker::Select(const Expr& expr) {
  const Expr& receiver = *expr.children[0];
  if (IsPlaceholder(expr.name)) return OfferMembers(receiver);
  if (receiver.kind == ExprKind::kIdent && FindLocal(receiver.name) < 0) {
    if (Member(receiver.name, expr)) return;
    const Symbol* symbol = Packages::Find(*scope_, receiver.name);
    if (symbol != nullptr && symbol->kind == SymbolKind::kEnum) {
      const int entry = EntryOf(symbol->decl);
      Use(entry, receiver.name_span);
      return Use(FieldOf(entry, expr.name), expr.name_span);
    }
  }
  const std::string dotted = Dotted(expr);
  if (!dotted.empty() && UseSymbol(dotted, expr.name_span)) return;
  Expression(expr.children[0]);
  const int field = FieldAt(expr);
  if (field >= 0) return Use(field, expr.name_span);
  index_.methods.push_back({expr.name_span, TypeOf(receiver)});
}

void Walker::Call(const Expr& expr) {
  if (IsPlaceholder(expr.name)) return OfferNames();
  UseSymbol(expr.name, expr.name_span);
  for (const ExprPtr& child : expr.children) Expression(child);
}

void Walker::MacroOrMethod(const Expr& expr) {
  if (IsPlaceholder(expr.name)) return OfferMembers(*expr.children[0]);
  const std::string receiver = Dotted(*expr.children[0]);
  const bool qualified = !receiver.empty() && UseSymbol(receiver + "." + expr.name, expr.name_span);
  if (!qualified) {
    Expression(expr.children[0]);
    index_.methods.push_back({expr.name_span, TypeOf(*expr.children[0])});
  }
  const bool macro = !qualified && IsMacro(expr);
  const size_t locals = locals_.size();
  if (macro) {
    const Expr& element = *expr.children[1];
    AddLocal({element.name, element.name_span},
             element.name + ", an element of `" + ToSource(*expr.children[0]) + "`",
             ElementTypeOf(*expr.children[0]));
  }
  for (size_t i = macro ? 2 : 1; i < expr.children.size(); ++i) Expression(expr.children[i]);
  locals_.resize(locals);
}

void Walker::Record(const Expr& expr) {
  const Symbol* symbol = expr.name.empty() ? nullptr : Packages::Find(*scope_, expr.name);
  const int entry = symbol == nullptr ? -1 : EntryOf(symbol->decl);
  Use(entry, expr.name_span);
  for (size_t i = 0; i < expr.children.size(); ++i) {
    if (i < expr.fields.size() && IsPlaceholder(expr.fields[i].text)) OfferFields(entry);
    if (i < expr.fields.size() && entry >= 0) {
      Use(FieldOf(entry, expr.fields[i].text), expr.fields[i].span);
    }
    Expression(expr.children[i]);
  }
}

}  // namespace writ::lang
