// Builds the declarations of one file from the events of the grammar.
//
// Between Begin and the declaration's End event everything is in `draft_`; a mistake
// drops the draft and leaves the file with the declarations before it.
#ifndef WRIT_LANG_SYNTAX_BUILDER_H_
#define WRIT_LANG_SYNTAX_BUILDER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/syntax/expression_builder.h"
#include "lang/syntax/type_builder.h"

namespace writ::lang {

class Builder {
 public:
  Builder(std::string_view text, File& file, Diagnostics& diagnostics)
      : expressions(diagnostics), text_(text), file_(file), diagnostics_(diagnostics) {}

  ExpressionBuilder expressions;
  TypeBuilder types;
  // Attempts of rules that are still allowed in this file.
  uint64_t steps_left = 0;

  // Forgets what was left of the last declaration.
  void Reset();

  // ---- places ----
  Span At(const char* begin, const char* end) const;
  void Space(Span span);  // white space behind a token, perhaps empty
  void Open(Span span) { brackets_.push_back(span); }
  void Close(Span span);
  Span opened() const { return brackets_.back(); }
  Span closed() const { return closed_; }
  void OpenString(Span quote) { string_start_ = quote.begin; }
  uint32_t string_start() const { return string_start_; }
  // Innermost bracket that is still open.
  std::optional<Span> Unclosed() const;

  // ---- words ----
  void SetName(Span span, std::string_view text);  // also dotted, quoted, with `.*`
  const Name& name() const { return name_; }
  void SetText(Span span, std::string_view literal);
  void Doc(std::string_view line);
  void AnnotationName(Span span, std::string_view name);
  void AnnotationValue() { draft_.head.annotations.back().value = Text(); }
  void FieldName() { types.FieldName(name_, TakeDoc()); }
  // Whether a declaration of the package was begun.
  bool saw_package() const { return saw_package_; }
  // Whether there is something else than lines of `only`.
  bool HasOthers() const;
  // Documentation that no declaration took.
  std::optional<Span> DanglingDoc() const;

  // ---- parts of declarations ----
  // The name as an operand, unless the next declaration starts with it.
  void Variable();
  void BeginDeclaration(Span keyword);
  void HeadName() { draft_.head.name = name_; }
  void Fields() { draft_.fields = types.TakeFields(); }
  void BeginResult() {
    draft_.arguments = std::move(draft_.fields);
    draft_.has_result = true;
  }
  void Title() { draft_.title = {Text(), string_span_}; }
  void MissingArrow(Span span, std::string_view before);
  void AddName() { draft_.names.push_back(name_); }
  void Other() { draft_.other = name_; }  // parent, alias
  void Type() { draft_.type = types.Take(); }
  void Element() { draft_.fact.element = expressions.Take(); }
  void KeyType() { draft_.fact.key_types.push_back(types.Take()); }
  void Key() { draft_.keys.push_back(expressions.Take()); }
  void Initial() { draft_.fact.initial = expressions.Take(); }
  void FactTtl() { draft_.fact.ttl = expressions.Take(); }
  void Aggregate(std::string_view word);
  void Succeeded() { draft_.fact.succeeded = true; }
  void FactWhen() { draft_.fact.condition = expressions.Take(); }
  void Settle() { draft_.fact.settle = expressions.Take(); }
  void Within() { draft_.fact.window.emplace().length = expressions.Take(); }
  void EachUnit(Span unit, std::string_view text);
  void EachZone();
  void OnUnknown(Span words) { draft_.fact.on_unknown.emplace().span = words; }
  void Release() { draft_.fact.on_unknown->release = true; }
  void Lease() { draft_.fact.on_unknown->after = expressions.Take(); }
  void BeginForEach(Span words) { draft_.fact.each.emplace_back().span = words; }
  void EachVariable() { draft_.fact.each.back().variable = name_; }
  void EndForEach() { draft_.fact.each.back().collection = expressions.Take(); }
  // A word that may occur once in a declaration.
  void Once(Span span, std::string_view word);
  void RuleName(Span colon);
  void RuleTask() { draft_.rule.tasks.push_back(name_); }
  void ClauseWord(Span span, bool unless);
  void Clause();
  void Message();
  void Approver() { draft_.rule.approver = expressions.Take(); }
  void Waits() { draft_.rule.within = expressions.Take(); }
  void BeginToken(Span word) { draft_.rule.token.emplace().span = word; }
  void TokenTtl() { draft_.rule.token->ttl = expressions.Take(); }
  void TokenOnce() { draft_.rule.token->once = true; }
  void TokenAudience() { draft_.rule.token->audience = {Text(), string_span_}; }
  void EndToken();
  void RuleFrom() { draft_.rule.from = expressions.Take(); }
  void RuleUntil() { draft_.rule.until = expressions.Take(); }
  // What the language will have: told and left out, or told and the declaration dropped.
  void Later(Span span, std::string_view what);
  [[noreturn]] void LaterDeclaration(Span span, std::string_view what);
  void Drop() { expressions.Take(); }

  // ---- ends of declarations ----
  void EndPackage();
  void EndUse();
  void EndEntity();
  void EndTask();
  void EndAction();
  void EndGroup();
  void EndEnum();
  void EndType();
  void EndConst();
  void EndFn();
  void EndFact(bool derived);
  void EndRule(RuleEffect effect);
  void EndTest();
  void EndOnly();

  // ---- steps of tests ----
  void BeginStep();
  void EndStep();
  TestStep& step() { return draft_.step; }
  void BeginScopeLine(Span only) { draft_.begin_only = only.begin; }
  void EndScopeLine(Span line);
  void EndGrant();
  void StepKeys() { draft_.step.set_fact.keys = std::move(draft_.keys); }
  void BeginArguments(Span open);
  void VerdictWord(Span span, TestVerdict verdict);
  void Reason(std::string_view words);
  void Finish(StepKind kind) { draft_.step.kind = kind; }

 private:
  struct Draft {
    uint32_t begin = 0;
    uint32_t begin_only = 0;  // of a line of a scope in a test
    DeclHead head;
    std::vector<FieldDecl> fields, arguments;
    std::vector<Name> names;
    bool has_result = false;
    std::optional<Name> other;
    TypeExprPtr type;
    std::vector<ExprPtr> keys;
    FactDecl fact;
    RuleDecl rule;
    TestDecl test;
    TestStep step;
    std::vector<RuleDecl> scope;  // of the task that is being granted
    ClauseDecl clause;
    Name title;  // of a test, kept apart from the names in its steps
    std::vector<std::pair<std::string_view, Span>> once;
  };

  std::string Text() { return std::move(string_); }
  std::string TakeDoc();
  DeclHead TakeHead();
  bool HasDeclarations() const;
  bool HasPolicy() const;  // more than `package`, `use` and `only` lines
  void CheckFirst(std::string_view word);

  std::string_view text_;
  File& file_;
  Diagnostics& diagnostics_;
  Draft draft_;
  Name name_;
  std::string string_;
  Span string_span_;
  std::string doc_;
  std::optional<Span> doc_span_;
  std::vector<Span> brackets_;
  Span closed_;
  uint32_t token_end_ = 0, space_end_ = 0, string_start_ = 0;
  bool saw_package_ = false;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_BUILDER_H_
