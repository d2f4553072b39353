// Resolves and checks parsed files. The door of this folder.
#ifndef WRIT_LANG_SEMA_CHECK_H_
#define WRIT_LANG_SEMA_CHECK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/model.h"
#include "lang/source/source.h"

namespace writ::lang {

// A policy first, then its tests: the policy must not depend on whether its tests are
// looked at.
class Analysis {
 public:
  // Checks everything but tests. `library` names packages that could be used, for "did
  // you mean". All arguments must outlive the analysis.
  Analysis(const SourceSet& sources, const std::vector<File>& files,
           const std::vector<std::string>& library, Diagnostics& diagnostics);
  ~Analysis();
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  // Adds the tests of the files numbered below `tested_files` to the model. Once.
  void CheckTests(uint32_t tested_files);

  // Complete only when no error was reported.
  const Model& model() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_CHECK_H_
