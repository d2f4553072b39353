#include "tests/conformance/runner.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "engine/vm/vm.h"
#include "lang/compiler/expression.h"
#include "tests/conformance/cel_value.h"

namespace writ::conformance {
namespace {

using lang::ExpressionCompiler;

// The first diagnostic, in one line.
std::string Refusal(const lang::Diagnostics& diagnostics) {
  const auto sorted = diagnostics.Sorted();
  if (sorted.empty()) return "error: the compiler gave nothing and said nothing";
  return absl::StrCat("error: ", sorted[0].text, " [",
                      std::string(lang::DiagnosticName(sorted[0].id)), "]");
}

std::string Expectation(const Case& test) {
  if (test.error) return "error";
  std::string text = test.type ? "type " + *test.type : "";
  if (test.value) text += (text.empty() ? "" : ", ") + ValueText(*test.value);
  return text;
}

class Running {
 public:
  explicit Running(const Case& test)
      : test_(test), compiler_({.cel = true, .checked = test.check, .macros = test.macros}) {}

  Outcome Run() {
    outcome_.expected = Expectation(test_);
    if (!Declare()) return std::move(outcome_);
    const bool compiles =
        test_.check_only ? compiler_.Check(test_.expr) : compiler_.Compile(test_.expr);
    if (!compiles) {
      outcome_.got = Refusal(compiler_.diagnostics());
      outcome_.passed = test_.error;
      return std::move(outcome_);
    }
    if (HasType() && !test_.check_only) Evaluate();
    return std::move(outcome_);
  }

 private:
  bool Declare() {
    for (const auto& [name, text] : test_.env) {
      const Type* type = ReadType(text, compiler_.types());
      if (type == nullptr) {
        outcome_.got = absl::StrCat("a declaration that is not supported: ", name, " ", text);
        return false;
      }
      Add(name, type);
    }
    for (const Function& function : test_.functions) {
      if (!DeclareFunction(function)) return false;
    }
    // Unchecked expressions see what is bound without a declaration.
    for (const auto& [name, value] : test_.bindings) {
      const bool known = std::find(names_.begin(), names_.end(), name) != names_.end();
      if (!test_.check && !known) Add(name, compiler_.types().Simple(TypeKind::kDyn));
    }
    return true;
  }

  bool DeclareFunction(const Function& function) {
    std::vector<const Type*> params;
    bool known = true;
    for (const std::string& text : function.params) {
      params.push_back(ReadType(text, compiler_.types()));
      known = known && params.back() != nullptr;
    }
    const Type* result = ReadType(function.result, compiler_.types());
    if (!known || result == nullptr) {
      outcome_.got = "a declaration that is not supported: " + function.name;
      return false;
    }
    compiler_.DeclareFunction(function.name, std::move(params), result);
    return true;
  }

  void Add(const std::string& name, const Type* type) {
    compiler_.Declare(name, type);
    names_.push_back(name);
  }

  bool HasType() {
    const std::string type = TypeText(*compiler_.type());
    outcome_.passed = !test_.type || *test_.type == type;
    outcome_.got = "type " + type;
    return outcome_.passed;
  }

  void Evaluate() {
    const Program& program = *compiler_.program();
    auto patterns = PatternSet::Compile(program);
    if (!patterns.ok()) {
      outcome_.passed = test_.error;
      outcome_.got = absl::StrCat("error: ", patterns.status().message());
      return;
    }
    std::vector<Value> slots(program.slots.size());
    for (size_t i = 0; i < names_.size(); ++i) slots[i] = ValueOf(names_[i]);
    const Roots roots{};
    Budget budget(kCaseFuel);
    Arena arena;
    const Value value =
        writ::Run(program, compiler_.block(), Frame{roots, slots, *patterns}, budget, arena);
    outcome_.got = ValueText(value);
    outcome_.passed = test_.error ? value.is_error() : SameValue(value, *test_.value);
  }

  Value ValueOf(const std::string& name) const {
    for (const auto& [bound, value] : test_.bindings) {
      if (bound == name) return value;
    }
    return Value();
  }

  const Case& test_;
  ExpressionCompiler compiler_;
  std::vector<std::string> names_;  // of the variables, by number
  Outcome outcome_;
};

}  // namespace

Outcome RunCase(const Case& test) { return Running(test).Run(); }

FileReport RunFile(const CaseFile& file) {
  FileReport report;
  report.name = file.name;
  report.score.total = file.cases.size();
  std::string failures;
  for (const Case& test : file.cases) {
    const Outcome outcome = RunCase(test);
    report.score.passed += outcome.passed;
    if (outcome.passed) continue;
    absl::StrAppend(&failures, "  ", test.section, "/", test.name, ": ", test.expr,
                    "\n    expected ", outcome.expected, "\n    got      ", outcome.got, "\n");
  }
  report.text =
      absl::StrCat(file.name, " ", report.score.passed, "/", report.score.total, "\n", failures);
  return report;
}

absl::StatusOr<std::map<std::string, size_t>> ReadScores(const std::string& path) {
  std::ifstream in(path);
  if (!in) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  std::map<std::string, size_t> scores;
  std::string line;
  while (std::getline(in, line)) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::string file;
    size_t passed = 0;
    if (!(fields >> file >> passed)) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": no score: ", line));
    }
    scores[file] = passed;
  }
  return scores;
}

std::vector<std::string> BelowRecorded(const std::vector<FileReport>& reports,
                                       const std::map<std::string, size_t>& recorded) {
  std::vector<std::string> below;
  for (const FileReport& report : reports) {
    const auto known = recorded.find(report.name);
    if (known == recorded.end() || report.score.passed >= known->second) continue;
    below.push_back(absl::StrCat(report.name, " passes ", report.score.passed, ", fewer than the ",
                                 known->second, " recorded"));
  }
  return below;
}

}  // namespace writ::conformance
