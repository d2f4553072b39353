// The ends of declarations: from the draft to the file.
#include <utility>

#include "lang/syntax/builder.h"

namespace writ::lang {

DeclHead Builder::TakeHead() {
  DeclHead head = std::move(draft_.head);
  head.span = {file_.file, draft_.begin, token_end_};
  return head;
}

bool Builder::HasDeclarations() const { return !file_.scopes.empty() || HasPolicy(); }

bool Builder::HasOthers() const { return saw_package_ || !file_.uses.empty() || HasPolicy(); }

bool Builder::HasPolicy() const {
  return !file_.entities.empty() || !file_.tasks.empty() || !file_.actions.empty() ||
         !file_.groups.empty() || !file_.enums.empty() || !file_.types.empty() ||
         !file_.consts.empty() || !file_.fns.empty() || !file_.facts.empty() ||
         !file_.rules.empty() || !file_.tests.empty();
}

// `package` comes first, then every `use`.
void Builder::CheckFirst(std::string_view word) {
  auto begin = draft_.begin;
  Span span{file_.file, begin, begin + static_cast<uint32_t>(word.size())};
  bool late = HasDeclarations() || (word == "package" && !file_.uses.empty());
  if (late) {
    diagnostics_.Report(DiagnosticId::kMisplaced, span, {std::string(word)}).help =
        "a file starts with `package`, then come its `use` lines";
  }
}

void Builder::EndPackage() {
  CheckFirst("package");
  if (!file_.package.text.empty()) {
    auto& report = diagnostics_.Report(DiagnosticId::kGivenTwice, name_.span, {"package"});
    report.notes.push_back({file_.package.span, "first given here"});
    return;
  }
  file_.package = name_;
}

void Builder::EndUse() {
  CheckFirst("use");
  UseDecl use{Pop(draft_.names), draft_.other, {}};
  use.span = TakeHead().span;
  file_.uses.push_back(std::move(use));
}

void Builder::EndEntity() {
  file_.entities.push_back({TakeHead(), std::move(draft_.other), std::move(draft_.fields)});
}

void Builder::EndTask() { file_.tasks.push_back({TakeHead(), std::move(draft_.fields)}); }

void Builder::EndAction() {
  // With a result, the arguments were put aside.
  bool result = draft_.has_result;
  ActionDecl action{TakeHead(), std::move(result ? draft_.arguments : draft_.fields), {}};
  if (result) action.result = std::move(draft_.fields);
  file_.actions.push_back(std::move(action));
}

void Builder::EndGroup() { file_.groups.push_back({TakeHead(), std::move(draft_.names)}); }
void Builder::EndEnum() { file_.enums.push_back({TakeHead(), std::move(draft_.names)}); }
void Builder::EndType() { file_.types.push_back({TakeHead(), std::move(draft_.type)}); }

void Builder::EndConst() {
  file_.consts.push_back({TakeHead(), std::move(draft_.type), expressions.Take()});
}

void Builder::EndFn() {
  file_.fns.push_back(
      {TakeHead(), std::move(draft_.fields), std::move(draft_.type), expressions.Take()});
}

void Builder::EndFact(bool derived) {
  FactDecl fact = std::move(draft_.fact);
  fact.head = TakeHead();
  fact.derived = derived;
  fact.keys = std::move(draft_.keys);
  fact.type = std::move(draft_.type);
  fact.actions = std::move(draft_.names);
  file_.facts.push_back(std::move(fact));
}

void Builder::EndRule(RuleEffect effect) {
  RuleDecl rule = std::move(draft_.rule);
  rule.head = TakeHead();
  rule.effect = effect;
  rule.actions = std::move(draft_.names);
  if (effect == RuleEffect::kLimit) rule.limit = expressions.Take();
  file_.rules.push_back(std::move(rule));
}

void Builder::EndOnly() {
  RuleDecl rule = std::move(draft_.rule);
  rule.head = TakeHead();
  rule.effect = RuleEffect::kPermit;
  rule.actions = std::move(draft_.names);
  file_.scopes.push_back(std::move(rule));
}

void Builder::EndTest() {
  TestDecl test = std::move(draft_.test);
  test.head = TakeHead();
  test.head.name = std::move(draft_.title);
  file_.tests.push_back(std::move(test));
}

}  // namespace writ::lang
