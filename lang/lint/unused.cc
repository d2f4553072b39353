// Declarations and imports that nothing uses.
//
// Tests use what they name, but do not keep a fact: a fact that only tests read decides
// nothing. A bundle without rules is a library: its declarations are for others.
#include <algorithm>
#include <optional>

#include "lang/lint/subject.h"
#include "lang/lint/uses.h"

namespace writ::lang {
namespace {

struct Row {
  SymbolKind kind;
  std::optional<DiagnosticId> id;  // none: it is needed by itself
  std::string_view help;
};
constexpr std::string_view kRemove = "remove it";
constexpr Row kRows[] = {
    {SymbolKind::kEntity, DiagnosticId::kUnusedType, kRemove},
    {SymbolKind::kTask, std::nullopt, ""},
    {SymbolKind::kEnum, DiagnosticId::kUnusedType, kRemove},
    {SymbolKind::kAlias, DiagnosticId::kUnusedType, kRemove},
    {SymbolKind::kConst, DiagnosticId::kUnusedConstant, kRemove},
    {SymbolKind::kFn, DiagnosticId::kUnusedFunction, kRemove},
    {SymbolKind::kFact, DiagnosticId::kUnusedFact, "remove it, or read it in a rule"},
    {SymbolKind::kGroup, DiagnosticId::kUnusedGroup, kRemove},
};

const Row& RowOf(const Symbol& symbol) {
  return *std::find_if(std::begin(kRows), std::end(kRows),
                       [&](const Row& row) { return row.kind == symbol.kind; });
}

bool IsDerivedFact(const Symbol& symbol) {
  return symbol.kind == SymbolKind::kFact && static_cast<const FactDecl*>(symbol.decl)->derived;
}

class Unused {
 public:
  Unused(const LintSubject& subject, const Packages& packages)
      : subject_(subject),
        packages_(packages),
        uses_(packages),
        decides_(uses_.Reached({Uses::Policy()})),
        used_(uses_.Reached({Uses::Policy(), Uses::Tests()})) {}

  void Report() {
    ReportImports();
    if (subject_.model.rules.empty()) return;
    for (const auto& [package_name, package] : packages_.packages()) {
      for (const auto& [name, symbol] : package.symbols) Check(symbol);
    }
  }

 private:
  void ReportImports() {
    for (const File& file : subject_.files) {
      for (const UseDecl& use : file.uses) {
        if (!subject_.IsGiven(use.span) || uses_.IsImported(use)) continue;
        subject_.findings.Report(DiagnosticId::kUnusedImport, use.span, {use.package.text}).help =
            "remove this line";
      }
    }
  }

  void Check(const Symbol& symbol) {
    const Row& row = RowOf(symbol);
    const std::set<Node>& users = symbol.kind == SymbolKind::kFact ? decides_ : used_;
    const Span span = symbol.head->name.span;
    if (!row.id || users.count(symbol.decl) != 0 || !subject_.IsGiven(span)) return;
    const DiagnosticId id = IsDerivedFact(symbol) ? DiagnosticId::kUnreadFact : *row.id;
    subject_.findings.Report(id, span, {symbol.head->name.text}).help = row.help;
  }

  const LintSubject& subject_;
  const Packages& packages_;
  const Uses uses_;
  const std::set<Node> decides_;  // what rules need
  const std::set<Node> used_;     // what rules or tests need
};

}  // namespace

void LintUnused(const LintSubject& subject) {
  // Everything was reported when the bundle was checked.
  Diagnostics told;
  const Packages packages = Packages::Make(subject.files, {}, told);
  Unused(subject, packages).Report();
}

}  // namespace writ::lang
