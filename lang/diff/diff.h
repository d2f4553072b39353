// What differs between two versions of a policy, by what it means: the order of files,
// declarations and clauses, comments, spelling, and functions that are written out or
// not make no difference.
#ifndef WRIT_LANG_DIFF_DIFF_H_
#define WRIT_LANG_DIFF_DIFF_H_

#include <string>
#include <vector>

#include "lang/compiler/parse_bundle.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/source/source.h"

namespace writ::lang {

enum class ChangeKind : uint8_t { kAdded, kRemoved, kChanged };

struct Change {
  ChangeKind kind = ChangeKind::kChanged;
  std::string what;  // "permit", "forbid", "limit", "fact", "task", "action", "entity", "enum"
  std::string name;  // qualified
  // Where it stands: in the new version, or in the old one when it is removed.
  std::string file;
  uint32_t line = 0;
  // Lines of its meaning that only the old, or only the new version has.
  std::vector<std::string> before, after;
};

struct DiffResult {
  // Of each version. With errors in either, there are no changes.
  SourceSet old_sources, new_sources;
  Diagnostics old_diagnostics, new_diagnostics;
  // By kind of declaration, then by name.
  std::vector<Change> changes;

  bool ok() const { return !old_diagnostics.has_errors() && !new_diagnostics.has_errors(); }
};

DiffResult Diff(std::vector<InputFile> before, std::vector<InputFile> after);

}  // namespace writ::lang

#endif  // WRIT_LANG_DIFF_DIFF_H_
