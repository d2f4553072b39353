// What the parts of the builder share: where they are, and how they give up.
#ifndef WRIT_LANG_SYNTAX_SCRATCH_H_
#define WRIT_LANG_SYNTAX_SCRATCH_H_

#include <string>
#include <utility>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"

namespace writ::lang {

// Thrown by the builder when the declaration cannot go on, and caught where the next
// one is looked for. Never leaves lang/syntax.
struct SyntaxError {
  DiagnosticId id;
  Span span;
  std::vector<std::string> arguments;
  std::string help;
};

// From the start of `a` to the end of `b`.
inline Span Cover(Span a, Span b) { return {a.file, a.begin, b.end}; }

// Removes the last element and gives it.
template <typename T>
T Pop(std::vector<T>& stack) {
  T top = std::move(stack.back());
  stack.pop_back();
  return top;
}

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_SCRATCH_H_
