// Decides where lines end.
#ifndef WRIT_LANG_FORMAT_LINES_H_
#define WRIT_LANG_FORMAT_LINES_H_

#include "lang/format/layout.h"

namespace writ::lang {

// Sets every break of `layout` from the line ends of the source:
//   - every declaration, annotation, documentation and step of a test starts a line;
//   - a bracket whose items start on a new line closes on one;
//   - of the clauses of a rule or a fact, all stand on lines of their own or none;
//   - a line wider than `width` is broken, at its outermost place first; never in a test;
//   - at most one empty line, between things that can stand apart, and always around a
//     declaration of several lines.
void BreakLines(Layout& layout, size_t width);

}  // namespace writ::lang

#endif  // WRIT_LANG_FORMAT_LINES_H_
