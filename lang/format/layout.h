// Where the lines of a file end: for each token what stands before it.
//
// Pure data and the walks over it that lines.cc (which breaks), and layout.cc (which
// writes) share.
#ifndef WRIT_LANG_FORMAT_LAYOUT_H_
#define WRIT_LANG_FORMAT_LAYOUT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "lang/syntax/tokenize.h"

namespace writ::lang {

enum class Break : uint8_t { kNone, kLine, kBlank };  // kBlank: an empty line too

struct Layout {
  explicit Layout(std::vector<Token> given);

  std::vector<Token> tokens;
  // By token.
  std::vector<Break> before;
  std::vector<uint32_t> depth;  // brackets open before it
  std::vector<size_t> match;    // of a bracket: the other one; else itself

  size_t size() const { return tokens.size(); }
  bool Starts(size_t i) const { return before[i] != Break::kNone; }
  bool IsComment(size_t i) const { return tokens[i].kind == TokenKind::kComment; }
  bool IsDoc(size_t i) const { return tokens[i].kind == TokenKind::kDoc; }
  bool IsOpen(size_t i) const { return tokens[i].kind == TokenKind::kOpen; }
  bool IsClose(size_t i) const { return tokens[i].kind == TokenKind::kClose; }
  void BreakAt(size_t i) {
    if (before[i] == Break::kNone) before[i] = Break::kLine;
  }
};

// A declaration: [lead, first) is its documentation, annotations and the comments right
// above; `first` is its keyword; it ends before `end`.
struct Extent {
  size_t lead, first, end;
};
std::vector<Extent> Declarations(const Layout& layout);

// The indentation of the line that starts with token i, for every such token.
std::vector<size_t> Indents(const Layout& layout);

// The whole text, ending in one line feed; empty for no tokens.
std::string Write(const Layout& layout);

}  // namespace writ::lang

#endif  // WRIT_LANG_FORMAT_LAYOUT_H_
