#include "lang/sema/check.h"

#include "lang/sema/actions.h"
#include "lang/sema/checker.h"
#include "lang/sema/packages.h"
#include "lang/sema/rules.h"
#include "lang/sema/scenarios.h"
#include "lang/sema/types.h"

namespace writ::lang {

std::unique_ptr<Model> Check(const SourceSet& sources, const std::vector<File>& files,
                             const CheckOptions& options, Diagnostics& diagnostics) {
  auto model = std::make_unique<Model>();
  const Packages packages = Packages::Make(files, options.library, diagnostics);
  Types types(packages, *model, diagnostics);
  types.DeclareAll();
  Actions actions(packages, types, *model, diagnostics);
  actions.DeclareAll();
  types.ResolveAliases();
  Checker checker(sources, packages, types, actions, *model, diagnostics);
  checker.CheckDefinitions();
  Rules(sources, packages, types, actions, checker, *model).CheckAll();
  Scenarios(packages, types, checker, *model).CheckAll([&](const File& file) {
    return file.file < options.tested_files;
  });
  return model;
}

}  // namespace writ::lang
