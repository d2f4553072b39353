#include "lang/sema/check.h"

#include "lang/sema/actions.h"
#include "lang/sema/checker.h"
#include "lang/sema/packages.h"
#include "lang/sema/rules.h"
#include "lang/sema/scenarios.h"
#include "lang/sema/types.h"

namespace writ::lang {

struct Analysis::State {
  State(const SourceSet& sources, const std::vector<File>& files,
        const std::vector<std::string>& library, std::optional<uint32_t> scope_file,
        Diagnostics& diagnostics)
      : packages(Packages::Make(files, library, diagnostics)),
        types(packages, model, diagnostics),
        actions(packages, types, model, diagnostics) {
    types.DeclareAll();
    actions.DeclareAll();
    types.ResolveAliases();
    checker.emplace(sources, packages, types, actions, model, diagnostics);
    checker->CheckDefinitions();
    Rules(sources, packages, types, actions, *checker, model).CheckAll();
    for (const auto& scope : packages.files()) {
      if (scope->file->file != scope_file) CheckNoScopes(*scope->file, diagnostics);
    }
  }

  // A policy permits by rules; the scope of a grant is a text of its own.
  static void CheckNoScopes(const File& file, Diagnostics& diagnostics) {
    for (const RuleDecl& only : file.scopes) {
      diagnostics.Report(DiagnosticId::kMisplacedScope, only.head.span).help =
          "give it with the grant: `writ grant ... --only`, or behind a task of a `test`";
    }
  }

  Model model;
  const Packages packages;
  Types types;
  Actions actions;
  // Needs the types and the actions declared.
  std::optional<Checker> checker;
};

Analysis::Analysis(const SourceSet& sources, const std::vector<File>& files,
                   const std::vector<std::string>& library, Diagnostics& diagnostics,
                   std::optional<uint32_t> scope_file)
    : state_(std::make_unique<State>(sources, files, library, scope_file, diagnostics)) {}

Analysis::~Analysis() = default;

void Analysis::CheckTests(uint32_t tested_files, const ScratchNames* scratch) {
  Scenarios(state_->packages, state_->types, state_->actions, *state_->checker, state_->model,
            scratch)
      .CheckAll([tested_files](const File& file) { return file.file < tested_files; });
}

std::vector<Rule> Analysis::CheckScope(uint32_t file, const Type& task) {
  for (const auto& scope : state_->packages.files()) {
    if (scope->file->file != file) continue;
    return Scopes(state_->actions, *state_->checker).Check(scope->file->scopes, *scope, task);
  }
  return {};
}

const Model& Analysis::model() const { return state_->model; }

}  // namespace writ::lang
