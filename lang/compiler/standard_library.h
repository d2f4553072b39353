// The standard library, which is written in Writ and part of the compiler.
#ifndef WRIT_LANG_COMPILER_STANDARD_LIBRARY_H_
#define WRIT_LANG_COMPILER_STANDARD_LIBRARY_H_

#include <string_view>
#include <vector>

namespace writ::lang {

struct StandardModule {
  std::string_view package;  // "std.time"
  std::string_view file;     // "std/time.writ", for diagnostics
  std::string_view text;
};

// Sorted by package.
const std::vector<StandardModule>& StandardLibrary();

}  // namespace writ::lang

#endif  // WRIT_LANG_COMPILER_STANDARD_LIBRARY_H_
