#include "lang/sema/check_fixture.h"

#include "gtest/gtest.h"
#include "lang/syntax/parser.h"

namespace writ::lang {

std::unique_ptr<Checked> CheckText(const std::string& text) {
  auto checked = std::make_unique<Checked>();
  checked->sources.files.emplace_back("p.writ", text);
  checked->files.push_back(ParseFile(checked->sources, 0, checked->diagnostics));
  static const std::vector<std::string> no_library;
  checked->analysis = std::make_unique<Analysis>(checked->sources, checked->files, no_library,
                                                 checked->diagnostics);
  checked->model = &checked->analysis->model();
  return checked;
}

std::string Complaints(const Checked& checked) {
  std::string names;
  for (const Diagnostic& diagnostic : checked.diagnostics.Sorted()) {
    if (!names.empty()) names += " ";
    names += DiagnosticName(diagnostic.id);
  }
  return names;
}

std::string TypeOf(const std::string& expr) {
  const auto checked = CheckText(std::string(kDeclarations) + "fact probe(user) = last(" + expr +
                                 ") of succeeded a.get\n");
  const std::string complaints = Complaints(*checked);
  if (!complaints.empty()) return complaints;
  for (const Fact& fact : checked->model->facts) {
    if (fact.name == "p.probe") return fact.type->element->ToString();
  }
  return "no fact";
}

std::string TermOf(const std::string& expr) {
  const auto checked =
      CheckText(std::string(kDeclarations) + "permit probe: a.get when " + expr + "\n");
  const std::string complaints = Complaints(*checked);
  if (!complaints.empty()) return complaints;
  return ToSource(*checked->model->rules[0].clauses[0].condition);
}

std::string RuleSays(const std::string& clauses) {
  return Complaints(*CheckText(std::string(kDeclarations) + "permit probe: a.get " + clauses));
}

std::string Says(const std::string& declarations) {
  return Complaints(*CheckText(kDeclarations + declarations));
}

void ExpectTypes(const std::vector<Row>& rows) {
  for (const Row& row : rows) EXPECT_EQ(TypeOf(row.expr), row.type) << row.expr;
}

}  // namespace writ::lang
