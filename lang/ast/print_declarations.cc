// Declarations as text. Every structure is taken apart member by member: a member that
// is added to one does not compile here until it is printed too.
#include "lang/ast/print.h"
#include "lang/ast/print_literal.h"

namespace writ::lang {
namespace {

std::string Text(std::string_view text) {
  Expr literal;
  literal.kind = ExprKind::kString;
  literal.text = text;
  return PrintLiteral(literal);
}

std::string Names(const std::vector<Name>& names) {
  std::string out;
  for (const Name& name : names) out += (out.empty() ? "" : ", ") + name.text;
  return out;
}

// " WORD e", nothing for none.
std::string Clause(std::string_view word, const ExprPtr& expr) {
  return expr == nullptr ? "" : " " + std::string(word) + " " + ToSource(*expr);
}

std::string Clause(std::string_view word, const std::optional<Name>& name) {
  return name ? " " + std::string(word) + " " + name->text : "";
}

template <typename Pointer>
std::string Listed(const std::vector<Pointer>& items) {
  std::string out;
  for (const Pointer& item : items) out += (out.empty() ? "" : ", ") + ToSource(*item);
  return out;
}

// "(…)"; nothing for no items.
template <typename Pointer>
std::string Keys(const std::vector<Pointer>& items) {
  return items.empty() ? "" : "(" + Listed(items) + ")";
}

std::string Fields(const std::vector<FieldDecl>& fields, bool docs) {
  std::string out;
  for (const auto& [name, type, doc] : fields) {
    out += out.empty() ? "" : ", ";
    if (docs && !doc.empty()) out += "/// " + doc + "\n";
    out += QuoteName(name.text, false) + ": " + ToSource(*type);
  }
  return out;
}

std::string Braced(const std::vector<FieldDecl>& fields, bool docs) {
  return fields.empty() ? "{}" : "{ " + Fields(fields, docs) + " }";
}

std::string Lines(const std::string& text, std::string_view before) {
  std::string out(before);
  for (char c : text) {
    out += c;
    if (c == '\n') out += before;
  }
  return out + "\n";
}

class DeclarationPrinter {
 public:
  explicit DeclarationPrinter(bool docs) : docs_(docs) {}

  std::string Print(const EntityDecl& entity) const {
    const auto& [head, parent, fields] = entity;
    return Head("entity", head) + Clause("in", parent) + " " + Braced(fields, docs_);
  }

  std::string Print(const TaskDecl& task) const {
    const auto& [head, params] = task;
    return Head("task", head) + " " + Braced(params, docs_);
  }

  std::string Print(const ActionDecl& action) const {
    const auto& [head, args, result] = action;
    return Head("action", head) + "(" + Fields(args, docs_) + ")" +
           (result.empty() ? "" : " -> " + Braced(result, docs_));
  }

  std::string Print(const GroupDecl& group) const {
    const auto& [head, actions] = group;
    return Head("group", head) + " = " + Names(actions);
  }

  std::string Print(const EnumDecl& enumeration) const {
    const auto& [head, values] = enumeration;
    return Head("enum", head) + " { " + Names(values) + " }";
  }

  std::string Print(const TypeDecl& alias) const {
    const auto& [head, type] = alias;
    return Head("type", head) + " = " + ToSource(*type);
  }

  std::string Print(const ConstDecl& constant) const {
    const auto& [head, type, value] = constant;
    return Head("const", head) + (type ? ": " + ToSource(*type) : "") + " = " + ToSource(*value);
  }

  std::string Print(const FnDecl& fn) const {
    const auto& [head, params, result, body] = fn;
    return Head("fn", head) + "(" + Fields(params, docs_) + "): " + ToSource(*result) + " = " +
           ToSource(*body);
  }

  std::string Print(const FactDecl& fact) const {
    const auto& [head, derived, key_types, keys, type, initial, ttl, aggregate, element, succeeded,
                 actions, each, condition, settle, window, on_unknown] = fact;
    const std::string start = Head("fact", head);
    if (!derived) {
      return start + Keys(key_types) + ": " + ToSource(*type) + " = " + ToSource(*initial) +
             Clause("ttl", ttl);
    }
    std::string out = start + Keys(keys) + " = " + std::string(AggregateWord(aggregate)) +
                      (element ? "(" + ToSource(*element) + ")" : "") + " of " +
                      (succeeded ? "succeeded " : "") + Names(actions);
    for (const auto& [variable, collection, span] : each) {
      out += " for each " + QuoteName(variable.text, false) + Clause("in", collection);
    }
    out += Clause("when", condition);
    if (window) out += Print(*window);
    out += Clause("settle", settle);
    if (on_unknown) out += Print(*on_unknown);
    return out;
  }

  std::string Print(const RuleDecl& rule) const {
    const DeclHead& head = rule.head;
    return Head(EffectWord(rule.effect), head) + (head.name.text.empty() ? "" : ": ") + Body(rule);
  }

  // A line of a scope.
  std::string PrintOnly(const RuleDecl& rule) const { return Head("only", rule.head) + Body(rule); }

  static std::string Body(const RuleDecl& rule) {
    const auto& [head, effect, actions, tasks, clauses, limit, message, message_span, token, from,
                 until, approver, within] = rule;
    std::string out = limit ? ToSource(*limit) : Names(actions);
    if (!tasks.empty()) out += " for " + Names(tasks);
    for (const auto& [unless, condition, span] : clauses) {
      out += Clause(unless ? "unless" : "when", condition);
    }
    if (message) out += " else " + Text(*message);
    if (token) out += Print(*token);
    return out + Clause("of", approver) + Clause("within", within) + Clause("from", from) +
           Clause("until", until);
  }

  std::string Print(const TestDecl& test) const {
    const auto& [head, steps] = test;
    DeclHead untitled;
    untitled.annotations = head.annotations;
    std::string out = Head("test", untitled) + Text(head.name.text) + " {\n";
    for (const TestStep& step : steps) out += "  " + Print(step) + "\n";
    return out + "}";
  }

  std::string Print(const UseDecl& use) const {
    const auto& [package, alias, span] = use;
    return "use " + package.text + Clause("as", alias);
  }

  template <typename Decl>
  void PrintAll(const std::vector<Decl>& decls, std::string& out) const {
    for (const Decl& decl : decls) out += Print(decl) + "\n";
  }

 private:
  std::string Head(std::string_view word, const DeclHead& head) const {
    const auto& [span, name, doc, annotations] = head;
    std::string out;
    if (docs_ && !doc.empty()) out += Lines(doc, "/// ");
    for (const auto& [annotation, value] : annotations) {
      out += "@" + annotation.text + (value.empty() ? "" : "(" + Text(value) + ")") + "\n";
    }
    return out + std::string(word) + " " + QuoteDottedName(name.text);
  }

  static std::string_view EffectWord(RuleEffect effect) {
    switch (effect) {
      case RuleEffect::kForbid:
        return "forbid";
      case RuleEffect::kPermit:
        return "permit";
      case RuleEffect::kLimit:
        return "limit";
      case RuleEffect::kAsk:
        return "ask";
    }
    return "";
  }

  static std::string_view AggregateWord(AggregateKind kind) {
    switch (kind) {
      case AggregateKind::kCount:
        return "count";
      case AggregateKind::kSum:
        return "sum";
      case AggregateKind::kAny:
        return "any";
      case AggregateKind::kMin:
        return "min";
      case AggregateKind::kMax:
        return "max";
      case AggregateKind::kLast:
        return "last";
      case AggregateKind::kSet:
        return "set";
    }
    return "";
  }

  static std::string Print(const WindowDecl& window) {
    const auto& [length, unit, zone, unit_span, zone_span] = window;
    return length ? Clause("within", length) : " each " + unit + " in " + Text(zone);
  }

  static std::string Print(const OnUnknownDecl& answer) {
    const auto& [release, after, span] = answer;
    return std::string(" on unknown ") + (release ? "release" : "count") + Clause("after", after);
  }

  static std::string Print(const TokenDecl& token) {
    const auto& [span, ttl, once, audience] = token;
    std::string terms = ttl ? "ttl: " + ToSource(*ttl) : "";
    if (once) terms += terms.empty() ? "once" : ", once";
    if (audience) terms += (terms.empty() ? "" : ", ") + ("audience: " + Text(audience->text));
    return " token { " + terms + " }";
  }

  // ---- steps of tests ----

  static std::string Print(const TestStep& step) {
    const auto& [kind, span, grant, call, expect, set_fact, wait, close, revoke, answer] = step;
    switch (kind) {
      case StepKind::kGrant:
        return Print(grant);
      case StepKind::kCall:
        return Print(call);
      case StepKind::kExpect:
        return "expect " + ToSource(*expect.condition);
      case StepKind::kSetFact:
        return "set " + set_fact.fact.text + Keys(set_fact.keys) + " = " +
               ToSource(*set_fact.value);
      case StepKind::kWait:
        return "wait " + ToSource(*wait.duration);
      case StepKind::kClose:
        return "close " + close.task.text;
      case StepKind::kRevoke:
        return Print(revoke);
      case StepKind::kAnswer:
        return Print(answer);
    }
    return "";
  }

  static std::string Print(const GrantStep& step) {
    const auto& [variable, task, agent, user, expires, parent, scope] = step;
    std::string out = "task " + variable.text + " = " + ToSource(*task) + " by agent " +
                      ToSource(*agent) + " for user " + ToSource(*user) +
                      Clause("expires", expires) + Clause("under", parent);
    for (const RuleDecl& only : scope) out += " only " + Body(only);
    return out;
  }

  static std::string Print(const RevokeStep& step) {
    const auto& [restores, principal, task, id] = step;
    const std::string word = restores ? "restore " : "revoke ";
    return word + (principal.empty() ? task.text : principal + " " + ToSource(*id));
  }

  static std::string Print(const AnswerStep& step) {
    const auto& [refuse, user, fails] = step;
    return (refuse ? "refuse by user " : "approve by user ") + ToSource(*user) +
           (fails ? ", fails" : "");
  }

  static std::string_view VerdictWord(TestVerdict verdict) {
    switch (verdict) {
      case TestVerdict::kPermit:
        return "permit";
      case TestVerdict::kDeny:
        return "deny";
      case TestVerdict::kAsk:
        return "ask";
    }
    return "";
  }

  static std::string Print(const CallStep& step) {
    const auto& [action, args, task, verdict, rule, reason, expectation_span, has_outcome, succeeds,
                 result, with_approval] = step;
    std::string out = action.text + "(" + ToSource(*args) + ")" + Clause("in", task);
    out += (with_approval ? " with approval -> " : " -> ") + std::string(VerdictWord(verdict));
    out += Clause("by", rule);
    if (reason) out += " " + *reason;
    if (has_outcome) out += succeeds ? Clause(", succeeds", result) : ", fails";
    if (has_outcome && succeeds && !result) out += ", succeeds";
    return out;
  }

  const bool docs_;
};

}  // namespace

std::string ToSource(const EntityDecl& decl) { return DeclarationPrinter(false).Print(decl); }
std::string ToSource(const TaskDecl& decl) { return DeclarationPrinter(false).Print(decl); }
std::string ToSource(const ActionDecl& decl) { return DeclarationPrinter(false).Print(decl); }
std::string ToSource(const GroupDecl& decl) { return DeclarationPrinter(false).Print(decl); }
std::string ToSource(const EnumDecl& decl) { return DeclarationPrinter(false).Print(decl); }
std::string ToSource(const TypeDecl& decl) { return DeclarationPrinter(false).Print(decl); }
std::string ToSource(const ConstDecl& decl) { return DeclarationPrinter(false).Print(decl); }
std::string ToSource(const FnDecl& decl) { return DeclarationPrinter(false).Print(decl); }
std::string ToSource(const FactDecl& decl) { return DeclarationPrinter(false).Print(decl); }
std::string ToSource(const RuleDecl& decl) { return DeclarationPrinter(false).Print(decl); }
std::string ToSource(const TestDecl& decl) { return DeclarationPrinter(false).Print(decl); }

std::string ToSource(const File& file) {
  const auto& [number, package, uses, entities, tasks, actions, groups, enums, types, consts, fns,
               facts, rules, scopes, tests] = file;
  const DeclarationPrinter printer(true);
  std::string out = "package " + package.text + "\n";
  printer.PrintAll(uses, out);
  printer.PrintAll(entities, out);
  printer.PrintAll(tasks, out);
  printer.PrintAll(actions, out);
  printer.PrintAll(groups, out);
  printer.PrintAll(enums, out);
  printer.PrintAll(types, out);
  printer.PrintAll(consts, out);
  printer.PrintAll(fns, out);
  printer.PrintAll(facts, out);
  printer.PrintAll(rules, out);
  for (const RuleDecl& only : scopes) out += printer.PrintOnly(only) + "\n";
  printer.PrintAll(tests, out);
  return out;
}

}  // namespace writ::lang
