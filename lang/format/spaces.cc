#include "lang/format/spaces.h"

#include <vector>

namespace writ::lang {
namespace {

bool IsOpen(const Token& token) { return token.kind == TokenKind::kOpen; }
bool IsClose(const Token& token) { return token.kind == TokenKind::kClose; }
bool IsPunctuation(const Token& token, std::string_view text) {
  return token.kind == TokenKind::kPunctuation && token.Is(text);
}

// Record braces have a space inside, the other brackets have none.
bool IsAiry(const Token& brace) { return !brace.map && (brace.Is("{") || brace.Is("}")); }

bool TightAfter(const Token& left) {
  if (left.kind == TokenKind::kPrefix) return true;
  if (IsOpen(left)) return !IsAiry(left);
  return IsPunctuation(left, ".") || IsPunctuation(left, "@");
}

// An opening bracket that belongs to the name before it.
bool BelongsToName(const Token& bracket) {
  return IsOpen(bracket) && !bracket.groups && !bracket.Is("{");
}

bool TightBefore(const Token& right) {
  if (right.kind == TokenKind::kPostfix || BelongsToName(right)) return true;
  if (IsClose(right)) return !IsAiry(right);
  return IsPunctuation(right, ",") || IsPunctuation(right, ":") || IsPunctuation(right, ".");
}

}  // namespace

size_t SpacesBetween(const Token& left, const Token& right) {
  if (right.kind == TokenKind::kComment) return 2;
  if (IsOpen(left) && IsClose(right)) return 0;
  // `f(a)` and `a[0](b)`, but `[ [1] ]` is two lists: a bracket behind an opening one
  // follows that one's rule.
  if (TightAfter(left)) return 0;
  // `.?` and `[?`: the optional forms of a field and an element.
  if (IsPunctuation(right, "?") && (IsPunctuation(left, ".") || IsOpen(left))) return 0;
  return TightBefore(right) ? 0 : 1;
}

void MarkConditionals(std::vector<Token>& tokens) {
  // Of each bracket that is open: how many `?` wait for their `:`.
  std::vector<int> waiting = {0};
  for (size_t i = 0; i < tokens.size(); ++i) {
    Token& token = tokens[i];
    if (token.starts_declaration) waiting.assign(1, 0);
    if (IsOpen(token)) waiting.push_back(0);
    if (IsClose(token) && waiting.size() > 1) waiting.pop_back();
    const bool after_value = i > 0 && !IsOpen(tokens[i - 1]) &&
                             !IsPunctuation(tokens[i - 1], ".") &&
                             !IsPunctuation(tokens[i - 1], ",");
    if (IsPunctuation(token, "?") && after_value) {
      token.kind = TokenKind::kOperator;
      ++waiting.back();
    } else if (IsPunctuation(token, "?")) {
      token.kind = TokenKind::kPrefix;
    } else if (IsPunctuation(token, ":") && waiting.back() > 0) {
      token.kind = TokenKind::kOperator;
      --waiting.back();
    }
  }
}

}  // namespace writ::lang
