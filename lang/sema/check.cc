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
        const std::vector<std::string>& library, Diagnostics& diagnostics)
      : packages(Packages::Make(files, library, diagnostics)),
        types(packages, model, diagnostics),
        actions(packages, types, model, diagnostics) {
    types.DeclareAll();
    actions.DeclareAll();
    types.ResolveAliases();
    checker.emplace(sources, packages, types, actions, model, diagnostics);
    checker->CheckDefinitions();
    Rules(sources, packages, types, actions, *checker, model).CheckAll();
  }

  Model model;
  const Packages packages;
  Types types;
  Actions actions;
  // Needs the types and the actions declared.
  std::optional<Checker> checker;
};

Analysis::Analysis(const SourceSet& sources, const std::vector<File>& files,
                   const std::vector<std::string>& library, Diagnostics& diagnostics)
    : state_(std::make_unique<State>(sources, files, library, diagnostics)) {}

Analysis::~Analysis() = default;

void Analysis::CheckTests(uint32_t tested_files) {
  Scenarios(state_->packages, state_->types, *state_->checker, state_->model)
      .CheckAll([tested_files](const File& file) { return file.file < tested_files; });
}

const Model& Analysis::model() const { return state_->model; }

}  // namespace writ::lang
