// Puts the white space of a policy file in order: indentation, spaces, line ends.
//
// Tokens and comments are never added, dropped, changed or moved, so a formatted file
// means what it meant. Where a line may end is the author's choice; what is in one line
// and does not fit in kLineWidth is broken. Formatting twice changes nothing more.
#ifndef WRIT_LANG_FORMAT_FORMAT_H_
#define WRIT_LANG_FORMAT_FORMAT_H_

#include <string>

#include "lang/compiler/parse_bundle.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/source/source.h"

namespace writ::lang {

inline constexpr size_t kLineWidth = 100;  // bytes; steps of tests may be longer

struct FormatResult {
  SourceSet sources;
  Diagnostics diagnostics;
  // The formatted file; with errors, the file as it was.
  std::string text;

  bool ok() const { return !diagnostics.has_errors(); }
};

FormatResult Format(InputFile file);

}  // namespace writ::lang

#endif  // WRIT_LANG_FORMAT_FORMAT_H_
