// Resolves and checks parsed files. The door of this folder.
#ifndef WRIT_LANG_SEMA_CHECK_H_
#define WRIT_LANG_SEMA_CHECK_H_

#include <memory>
#include <string>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/model.h"
#include "lang/source/source.h"

namespace writ::lang {

struct CheckOptions {
  // Tests of files numbered below this are checked; those of the rest (the standard
  // library) are left out.
  uint32_t tested_files = UINT32_MAX;
  // Packages that could be used, for "did you mean".
  std::vector<std::string> library;
};

// Never null; complete only when no error was reported. `sources` and `files` must
// outlive the model.
std::unique_ptr<Model> Check(const SourceSet& sources, const std::vector<File>& files,
                             const CheckOptions& options, Diagnostics& diagnostics);

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_CHECK_H_
