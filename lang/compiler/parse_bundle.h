// Texts to syntax trees: the files of a bundle, and the modules of the standard library
// that they use. The first step of the compiler and of the tools that only look.
#ifndef WRIT_LANG_COMPILER_PARSE_BUNDLE_H_
#define WRIT_LANG_COMPILER_PARSE_BUNDLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/source/source.h"

namespace writ::lang {

struct InputFile {
  std::string name;  // as diagnostics show it
  std::string text;
};

struct ParsedBundle {
  SourceSet sources;
  std::vector<File> files;  // one for each of the sources
  uint32_t given = 0;       // so many come first; the others are of the library
};

// `files` in order of name: the order in which they were given makes no difference. A
// package that they declare is theirs, also one of the library.
ParsedBundle ParseBundle(std::vector<InputFile> files, Diagnostics& diagnostics);

// Packages of the standard library, used or not.
std::vector<std::string> LibraryPackages();

}  // namespace writ::lang

#endif  // WRIT_LANG_COMPILER_PARSE_BUNDLE_H_
