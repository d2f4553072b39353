#include "tests/mutants/mutants.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "lang/ast/print.h"
#include "lang/compiler/compiler.h"
#include "lang/lint/lint.h"
#include "lang/syntax/parser.h"
#include "lang/testing/runner.h"

namespace writ::mutants {
namespace {

using lang::Expr;
using lang::ExprKind;
using lang::Span;

// Every argument in an expression: `args.x`.
void FindArguments(const Expr& expr, std::vector<const Expr*>& found) {
  const bool argument = expr.kind == ExprKind::kSelect &&
                        expr.children[0]->kind == ExprKind::kIdent &&
                        expr.children[0]->name == "args";
  if (argument) found.push_back(&expr);
  for (const lang::ExprPtr& child : expr.children) FindArguments(*child, found);
}

void FindComparisons(const Expr& expr, std::vector<const Expr*>& found) {
  const bool compares = expr.kind == ExprKind::kCompare && expr.op != lang::Operator::kIn;
  if (compares) found.push_back(&expr);
  for (const lang::ExprPtr& child : expr.children) FindComparisons(*child, found);
}

// What says the opposite of a comparison; empty when no operator does.
std::string Opposite(std::string_view compares) {
  static constexpr std::pair<std::string_view, std::string_view> kOpposites[] = {
      {"==", "!="}, {"!=", "=="}, {"<", ">="}, {"<=", ">"}, {">", "<="}, {">=", "<"}};
  for (const auto& [one, other] : kOpposites) {
    if (one == compares) return std::string(other);
  }
  return "";
}

class Maker {
 public:
  explicit Maker(const std::vector<lang::InputFile>& files) : files_(files) {
    for (const lang::InputFile& file : files) sources_.files.emplace_back(file.name, file.text);
    for (uint32_t i = 0; i < files.size(); ++i) {
      parsed_.push_back(lang::ParseFile(sources_, i, ignored_));
    }
    for (const lang::File& file : parsed_) {
      for (const lang::ActionDecl& action : file.actions) AddAction(action);
      for (const lang::GroupDecl& group : file.groups) groups_[group.head.name.text] = &group;
    }
  }

  std::vector<Mutant> Make() {
    for (const lang::File& file : parsed_) {
      for (const lang::RuleDecl& rule : file.rules) MutateRule(rule);
    }
    return std::move(mutants_);
  }

 private:
  using Names = std::set<std::string>;

  void AddAction(const lang::ActionDecl& action) {
    Names& names = arguments_[action.head.name.text];
    for (const lang::FieldDecl& field : action.args) names.insert(field.name.text);
  }

  // Arguments of the actions that a rule is about, and of all others.
  void Arguments(const lang::RuleDecl& rule, Names& own, Names& others) const {
    Names selected;
    for (const lang::Name& name : rule.actions) Select(name.text, selected);
    for (const auto& [action, names] : arguments_) {
      (selected.count(action) != 0 ? own : others).insert(names.begin(), names.end());
    }
    for (const std::string& name : own) others.erase(name);
  }

  void Select(const std::string& pattern, Names& selected) const {
    auto group = groups_.find(pattern);
    if (group != groups_.end()) {
      for (const lang::Name& name : group->second->actions) Select(name.text, selected);
    }
    const bool wild = pattern.ends_with(".*");
    for (const auto& [action, names] : arguments_) {
      if (pattern == "any" || action == pattern ||
          (wild && action.starts_with(pattern.substr(0, pattern.size() - 1)))) {
        selected.insert(action);
      }
    }
  }

  void MutateRule(const lang::RuleDecl& rule) {
    rule_ = &rule;
    Replace(rule.head.span, "", "drop the rule");
    SwapArguments();
    for (const lang::ClauseDecl& clause : rule.clauses) {
      Replace(clause.span, "", "drop the clause");
      const Span word{clause.span.file, clause.span.begin,
                      clause.span.begin + (clause.unless ? 6u : 4u)};
      Replace(word, clause.unless ? "when" : "unless", "turn the clause around");
      MutateExpression(*clause.condition);
    }
    if (rule.limit == nullptr) return;
    Replace(rule.limit->name_span, ">", "turn the limit around");
    CompareWithAnotherType(*rule.limit);
  }

  void MutateExpression(const Expr& expr) {
    Names own, others;
    Arguments(*rule_, own, others);
    std::vector<const Expr*> arguments, comparisons;
    FindArguments(expr, arguments);
    FindComparisons(expr, comparisons);
    for (const Expr* argument : arguments) {
      for (const std::string& name : own) {
        if (name != argument->name) Replace(argument->name_span, name, "another argument");
      }
      if (!others.empty()) {
        Replace(argument->name_span, *others.begin(), "an argument of another action");
      }
    }
    for (const Expr* comparison : comparisons) {
      CompareWithAnotherType(*comparison);
      Replace(comparison->name_span, Opposite(sources_.Text(comparison->name_span)),
              "turn the comparison around");
    }
  }

  // Of the whole rule: each two of its arguments, the one where the other stands.
  void SwapArguments() {
    std::vector<const Expr*> arguments;
    Names names;
    for (const lang::ClauseDecl& clause : rule_->clauses) {
      FindArguments(*clause.condition, arguments);
    }
    for (const Expr* argument : arguments) names.insert(argument->name);
    for (auto one = names.begin(); one != names.end(); ++one) {
      for (auto other = std::next(one); other != names.end(); ++other) {
        Swap(arguments, *one, *other);
      }
    }
  }

  void Swap(const std::vector<const Expr*>& arguments, const std::string& one,
            const std::string& other) {
    std::vector<Edit> edits;
    for (const Expr* argument : arguments) {
      if (argument->name == one) edits.push_back({argument->name_span, other});
      if (argument->name == other) edits.push_back({argument->name_span, one});
    }
    if (SameClauses(edits)) return;
    Add(std::move(edits), "swap `" + one + "` and `" + other + "`");
  }

  void CompareWithAnotherType(const Expr& comparison) {
    const Expr& right = *comparison.children[1];
    Replace(right.span, right.kind == ExprKind::kInt ? "1 USD" : "1", "compare with another type");
  }

  struct Edit {
    Span span;
    std::string text;
  };

  // Whether the rule says the same with `edits`: two clauses that differ in the swapped
  // arguments alone change places.
  bool SameClauses(const std::vector<Edit>& edits) const {
    std::multiset<std::string> before, after;
    for (const lang::ClauseDecl& clause : rule_->clauses) {
      std::string text(sources_.Text(clause.span));
      before.insert(text);
      for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
        if (edit->span.begin < clause.span.begin || edit->span.end > clause.span.end) continue;
        text.replace(edit->span.begin - clause.span.begin, edit->span.end - edit->span.begin,
                     edit->text);
      }
      after.insert(text);
    }
    return before == after;
  }

  void Replace(Span span, const std::string& text, const std::string& what) {
    Add({{span, text}}, what + ": `" + std::string(sources_.Text(span)).substr(0, 60) + "`" +
                            (text.empty() ? "" : " to `" + text + "`"));
  }

  // All of them are in the file of the first.
  void Add(std::vector<Edit> edits, const std::string& what) {
    std::sort(edits.begin(), edits.end(),
              [](const Edit& a, const Edit& b) { return a.span.begin > b.span.begin; });
    const uint32_t file = edits.front().span.file;
    Mutant mutant;
    mutant.what = sources_.files[file].name() + ":" +
                  std::to_string(sources_.files[file].Locate(edits.back().span.begin).line) + " " +
                  rule_->head.name.text + ": " + what;
    mutant.files = files_;
    for (const Edit& edit : edits) {
      mutant.files[file].text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
    }
    mutants_.push_back(std::move(mutant));
  }

  const std::vector<lang::InputFile>& files_;
  lang::SourceSet sources_;
  lang::Diagnostics ignored_;
  std::vector<lang::File> parsed_;
  std::map<std::string, Names> arguments_;  // by action
  std::map<std::string, const lang::GroupDecl*> groups_;
  const lang::RuleDecl* rule_ = nullptr;
  std::vector<Mutant> mutants_;
};

}  // namespace

std::vector<Mutant> MutantsOf(const std::vector<lang::InputFile>& files) {
  return Maker(files).Make();
}

std::string CaughtBy(const std::vector<lang::InputFile>& files) {
  const lang::CompileResult compiled = lang::Compile(files);
  if (!compiled.ok()) return "compiler";
  for (const lang::TestResult& test : lang::RunTests(compiled.tests)) {
    if (!test.passed()) return "tests";
  }
  return lang::Lint(files).findings.Sorted().empty() ? "" : "linter";
}

}  // namespace writ::mutants
