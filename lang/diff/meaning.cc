// Rules and facts are taken apart member by member: a member that is added to one does
// not compile here until it is among the lines.
#include "lang/diff/meaning.h"

#include "engine/bytecode/codes.h"
#include "lang/ast/print.h"

namespace writ::lang {
namespace {

std::string ComparisonText(Op op) {
  if (op == Op::kLess) return " < ";
  if (op == Op::kLessEqual) return " <= ";
  if (op == Op::kEqual) return " == ";
  return op == Op::kGreaterEqual ? " >= " : " > ";
}

// Without the parentheses around all of it.
std::string Bare(const Term& term) {
  const std::string text = ToSource(term);
  int open = 0;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    open += text[i] == '(' ? 1 : 0;
    open -= text[i] == ')' ? 1 : 0;
    if (open == 0) return text;
  }
  return text.size() < 2 ? text : text.substr(1, text.size() - 2);
}

class MeaningWriter {
 public:
  explicit MeaningWriter(const Model& model) : model_(model) {}

  Meanings Write() {
    for (const auto& type : model_.types.types()) AddType(*type);
    for (const Action& action : model_.actions) AddAction(action);
    for (const Fact& fact : model_.facts) AddFact(fact);
    for (const Rule& rule : model_.rules) AddRule(rule);
    return std::move(meanings_);
  }

 private:
  using Lines = std::set<std::string>;

  void AddType(const Type& type) {
    if (type.is(TypeKind::kEnum)) {
      Lines& lines = Add("enum", type.name, {}).lines;
      for (const std::string& value : type.values) lines.insert("value " + value);
      return;
    }
    if (!type.is(TypeKind::kEntity) && !type.is(TypeKind::kTask)) return;
    const bool task = type.is(TypeKind::kTask);
    Lines& lines = Add(task ? "task" : "entity", type.name, {}).lines;
    AddFields(task ? "parameter" : "attribute", &type, lines);
  }

  void AddAction(const Action& action) {
    const auto& [name, args, result, decl] = action;
    Lines& lines = Add("action", name, decl->head.span).lines;
    AddFields("argument", args, lines);
    AddFields("result", result, lines);
    AddAnnotations(decl->head, lines);
  }

  void AddFact(const Fact& fact) {
    const auto& [name, decl, keys, type, aggregate, initial, ttl, identity, actions, on_success,
                 each, key_terms, element, condition, settle, window, release] = fact;
    Lines& lines = Add("fact", name, decl->head.span).lines;
    for (size_t i = 0; i < keys.size(); ++i) {
      lines.insert("key " + std::to_string(i + 1) + ": " + keys[i]->ToString());
    }
    lines.insert("type " + type->ToString());
    AddAnnotations(decl->head, lines);
    if (aggregate == Aggregate::kAsserted) {
      lines.insert("default " + ToSource(*decl->initial));
      if (ttl != 0) lines.insert("ttl " + std::to_string(ttl) + "us");
      return;
    }
    for (size_t i = 0; i < key_terms.size(); ++i) {
      lines.insert("key " + std::to_string(i + 1) + " = " + ToSource(*key_terms[i]));
    }
    lines.insert("aggregate " + std::to_string(static_cast<int>(aggregate)));
    lines.insert(on_success ? "of calls that succeeded" : "of calls that were permitted");
    AddActions(actions, lines);
    for (const FactEach& one : each) AddTerm("for each in ", one.collection, lines);
    if (decl->window && decl->window->length) {
      lines.insert("within " + ToSource(*decl->window->length));
    } else if (decl->window) {
      lines.insert("each " + decl->window->unit + " in " + decl->window->zone);
    }
    if (release != 0) lines.insert("released after " + std::to_string(release) + "us");
    AddTerm("of ", element, lines);
    AddTerm("when ", condition, lines);
    AddTerm("settle ", settle, lines);
  }

  void AddRule(const Rule& rule) {
    const auto& [name, effect, decl, actions, every_task, tasks, clauses, limit, token, from, until,
                 ask] = rule;
    Lines lines;
    AddActions(actions, lines);
    lines.insert(every_task ? "for every task" : "for some tasks");
    for (const Type* task : tasks) lines.insert("for " + task->ToString());
    for (const RuleClause& clause : clauses) {
      lines.insert((clause.unless ? "unless " : "when ") + Bare(*clause.condition));
    }
    if (limit) {
      lines.insert(ToSource(*limit->subject) + ComparisonText(limit->comparison) +
                   ToSource(*limit->bound));
    }
    if (token) {
      lines.insert("token for " + std::to_string(token->ttl_seconds) + "s" +
                   (token->once ? ", once" : "") + " at " + token->audience);
    }
    if (ask) {
      AddTerm("of ", ask->approver, lines);
      lines.insert("within " + std::to_string(ask->within_seconds) + "s");
    }
    if (from != INT64_MIN) lines.insert("from " + ToSource(*decl->from));
    if (until != INT64_MAX) lines.insert("until " + ToSource(*decl->until));
    if (decl->message) lines.insert("else \"" + *decl->message + "\"");
    AddAnnotations(decl->head, lines);
    // A rule without a name is known by what it says.
    std::string key = name;
    if (decl->head.name.text.empty()) {
      key = "(unnamed)";
      for (const std::string& line : lines) key += " " + line;
    }
    Meaning& meaning = Add(std::string(EffectName(effect)), key, decl->head.span);
    meaning.lines = std::move(lines);
  }

  void AddFields(const std::string& what, const Type* record, Lines& lines) {
    if (record == nullptr) return;
    for (const Field& field : record->fields) {
      lines.insert(what + " " + field.name + ": " + field.type->ToString());
    }
  }

  void AddActions(const std::vector<uint32_t>& actions, Lines& lines) {
    for (uint32_t action : actions) lines.insert("action " + model_.actions[action].name);
  }

  static void AddTerm(const std::string& what, const Term* term, Lines& lines) {
    if (term != nullptr) lines.insert(what + Bare(*term));
  }

  static void AddAnnotations(const DeclHead& head, Lines& lines) {
    for (const AnnotationDecl& annotation : head.annotations) {
      lines.insert("@" + annotation.name.text + " " + annotation.value);
    }
  }

  Meaning& Add(const std::string& kind, const std::string& name, Span span) {
    Meaning& meaning = meanings_[{kind, name}];
    meaning.span = span;
    return meaning;
  }

  const Model& model_;
  Meanings meanings_;
};

}  // namespace

Meanings MeaningsOf(const Model& model) { return MeaningWriter(model).Write(); }

}  // namespace writ::lang
