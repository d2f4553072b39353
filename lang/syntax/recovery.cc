#include "lang/syntax/recovery.h"

#include <algorithm>
#include <array>
#include <vector>

namespace writ::lang {
namespace {

constexpr std::array<std::string_view, 16> kDeclarations = {
    "package", "use", "entity", "task",   "action", "group", "enum",  "type",
    "const",   "fn",  "fact",   "permit", "forbid", "ask",   "limit", "test"};
constexpr std::array<std::string_view, 11> kClauses = {
    "when", "unless", "else", "for", "token", "settle", "of", "from", "until", "ttl", "within"};
constexpr size_t kMaxShown = 40;  // bytes of a token in a message

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view WordAt(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && IsWordChar(text[end])) ++end;
  return text.substr(at, end - at);
}

template <size_t N>
bool Contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Symbols of two characters; every other one has one.
constexpr std::array<std::string_view, 8> kPairs = {"->", "==", "!=", "<=", ">=", "&&", "||", "//"};

size_t SymbolSize(std::string_view text, size_t at) {
  if (Contains(kPairs, text.substr(at, 2))) return 2;
  size_t size = 1;
  while (at + size < text.size() && (static_cast<uint8_t>(text[at + size]) & 0xc0) == 0x80) ++size;
  return size;
}

std::string Nearest(std::string_view word, bool clauses) {
  std::vector<std::string> words(kDeclarations.begin(), kDeclarations.end());
  if (clauses) words.insert(words.end(), kClauses.begin(), kClauses.end());
  return DidYouMean(word, words);
}

}  // namespace

Span TokenSpan(std::string_view text, uint32_t file, size_t at) {
  auto begin = static_cast<uint32_t>(at);
  if (at >= text.size()) return {file, begin, begin};
  size_t word = WordAt(text, at).size();
  if (text.substr(at).starts_with("///")) word = 3;
  size_t size = word > 0 ? word : SymbolSize(text, at);
  return {file, begin, static_cast<uint32_t>(at + size)};
}

std::string DescribeToken(std::string_view text, size_t at) {
  if (at >= text.size()) return "the end of the file";
  if (text[at] == '"' || text[at] == '\'') return "a text";
  if (text.substr(at).starts_with("///")) return "documentation";
  Span span = TokenSpan(text, 0, at);
  std::string_view token = text.substr(span.begin, span.end - span.begin);
  return "`" + std::string(token.substr(0, kMaxShown)) + "`";
}

bool StartsDeclaration(std::string_view text, size_t at) {
  std::string_view rest = text.substr(at);
  return rest.starts_with("///") || rest.starts_with("@") ||
         Contains(kDeclarations, WordAt(text, at));
}

bool IsDeclarationLine(std::string_view text, size_t at) {
  if (at > 0 && text[at - 1] != '\n') return false;
  std::string_view word = WordAt(text, at);
  if (!Contains(kDeclarations, word)) return false;
  size_t next = text.find_first_not_of(" \t", at + word.size());
  if (next == std::string_view::npos || next == at + word.size()) return false;
  std::string_view second = WordAt(text, next);
  if (second.empty()) return text[next] == '"' || text[next] == '`';
  return second != "in" && !Contains(kClauses, second);
}

size_t NextDeclaration(std::string_view text, size_t at) {
  while (true) {
    size_t line_end = text.find('\n', at);
    if (line_end == std::string_view::npos) return text.size();
    at = line_end + 1;
    if (StartsDeclaration(text, at) || !Nearest(WordAt(text, at), false).empty()) return at;
  }
}

bool FirstInLine(std::string_view text, size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
  return at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r';
}

void ReportNoDeclaration(std::string_view text, Span at, bool after_declaration,
                         Diagnostics& diagnostics) {
  std::string_view word = WordAt(text, at.begin);
  std::string found = DescribeToken(text, at.begin);
  bool is_word = !word.empty() && FirstInLine(text, at.begin);
  Diagnostic& report =
      is_word
          ? diagnostics.Report(DiagnosticId::kUnknownDeclaration, at,
                               {std::string(word.substr(0, kMaxShown))})
          : diagnostics.Report(
                DiagnosticId::kExpected, at,
                {after_declaration ? "a clause or the next declaration" : "a declaration", found});
  char symbol = at.begin < text.size() ? text[at.begin] : ' ';
  if (symbol == '&' || symbol == '|') report.help = "write `" + std::string(2, symbol) + "`";
  std::string nearest = Nearest(word, after_declaration);
  if (!nearest.empty()) report.help = "did you mean `" + nearest + "`?";
}

}  // namespace writ::lang
