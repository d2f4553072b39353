// Looks through a bundle for what compiles and is probably not meant: what nothing
// uses, rules that cannot matter, permits that are wider than they look.
//
// Every finding is a warning of diagnostic.def and is true: what cannot be decided
// without running is not reported. Changes nothing and runs nothing.
#ifndef WRIT_LANG_LINT_LINT_H_
#define WRIT_LANG_LINT_LINT_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "lang/compiler/parse_bundle.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/source/source.h"

namespace writ::lang {

struct LintResult {
  SourceSet sources;
  // What the compiler says. With errors among them, nothing was looked for.
  Diagnostics diagnostics;
  Diagnostics findings;

  bool ok() const { return !diagnostics.has_errors(); }
};

// `files` are all files of the bundle. Modules of the library are not looked through.
// `now`, in microseconds, is for rules that have ended; nothing is said of them without.
LintResult Lint(std::vector<InputFile> files, std::optional<int64_t> now = std::nullopt);

}  // namespace writ::lang

#endif  // WRIT_LANG_LINT_LINT_H_
