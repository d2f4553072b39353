// The text of a grant's scope to a bundle of its own, against the policy in whose tasks it
// is to hold. Not trusted by the engine, which verifies what comes out.
#ifndef WRIT_LANG_COMPILER_COMPILE_SCOPE_H_
#define WRIT_LANG_COMPILER_COMPILE_SCOPE_H_

#include <string>
#include <vector>

#include "lang/compiler/parse_bundle.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/source/source.h"

namespace writ::lang {

// Bytes of the text of one scope.
inline constexpr size_t kMaxScopeText = 8 * 1024;

struct ScopeResult {
  SourceSet sources;  // of the policy, then the scope
  Diagnostics diagnostics;
  std::string bundle;  // empty when there were errors

  bool ok() const { return !diagnostics.has_errors(); }
};

// `policy` are the sources of a bundle that compiled. `task` is the qualified name of one
// of its tasks. The names of `text` are those of the task's package.
ScopeResult CompileScope(std::vector<InputFile> policy, const std::string& task,
                         const std::string& text);

}  // namespace writ::lang

#endif  // WRIT_LANG_COMPILER_COMPILE_SCOPE_H_
