// What the parts of the linter are given, and where their findings go.
#ifndef WRIT_LANG_LINT_SUBJECT_H_
#define WRIT_LANG_LINT_SUBJECT_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/model.h"

namespace writ::lang {

// A bundle that checked without errors.
struct LintSubject {
  const std::vector<File>& files;
  uint32_t given;  // findings are about the first so many files
  const Model& model;
  Diagnostics& findings;
  std::optional<int64_t> now;  // microseconds

  bool IsGiven(Span span) const { return span.file < given; }
};

// Declarations and imports that nothing uses.
void LintUnused(const LintSubject& subject);
// Rules, each alone and one against another.
void LintRules(const LintSubject& subject);
// Rules that cannot be reached, and arguments that nothing looks at.
void LintReach(const LintSubject& subject);

// Where a declaration is pointed at: its name, or all of it when it has none.
inline Span PlaceOf(const DeclHead& head) {
  return head.name.text.empty() ? head.span : head.name.span;
}

}  // namespace writ::lang

#endif  // WRIT_LANG_LINT_SUBJECT_H_
