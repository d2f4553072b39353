// Resolves and checks parsed files. The door of this folder.
#ifndef WRIT_LANG_SEMA_CHECK_H_
#define WRIT_LANG_SEMA_CHECK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/model.h"
#include "lang/sema/scratch.h"
#include "lang/source/source.h"

namespace writ::lang {

// A policy first, then its tests: the policy must not depend on whether its tests are
// looked at.
class Analysis {
 public:
  // Checks everything but tests. `library` names packages that could be used, for "did
  // you mean". All arguments must outlive the analysis.
  // `scope_file` is the one file that may hold lines of `only`.
  Analysis(const SourceSet& sources, const std::vector<File>& files,
           const std::vector<std::string>& library, Diagnostics& diagnostics,
           std::optional<uint32_t> scope_file = std::nullopt);
  ~Analysis();
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  // Adds the tests of the files numbered below `tested_files` to the model. Once. With
  // `scratch`, see Scenarios.
  void CheckTests(uint32_t tested_files, const ScratchNames* scratch = nullptr);

  // The permits of the scope that is file number `file`, for a task of type `task`.
  std::vector<Rule> CheckScope(uint32_t file, const Type& task);

  // Complete only when no error was reported.
  const Model& model() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_CHECK_H_
