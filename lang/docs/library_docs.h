// The page of the standard library: docs/standard_library.md, from the modules' sources.
#ifndef WRIT_LANG_DOCS_LIBRARY_DOCS_H_
#define WRIT_LANG_DOCS_LIBRARY_DOCS_H_

#include <string>

namespace writ::lang {

std::string LibraryDocs();

}  // namespace writ::lang

#endif  // WRIT_LANG_DOCS_LIBRARY_DOCS_H_
