#include "lang/session/input.h"

#include <algorithm>
#include <array>

#include "lang/diagnostics/diagnostics.h"
#include "lang/syntax/parser.h"

namespace writ::lang {
namespace {

constexpr std::array<std::string_view, 14> kDeclarations = {
    "entity", "action", "group",  "enum", "type",  "const", "fn",
    "fact",   "permit", "forbid", "ask",  "limit", "test",  "task"};

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view FirstWord(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && IsWordChar(text[end])) ++end;
  return text.substr(0, end);
}

bool IsIdentifier(std::string_view word) {
  return !word.empty() && !(word[0] >= '0' && word[0] <= '9') && FirstWord(word) == word;
}

File Parsed(std::string text, Diagnostics& diagnostics) {
  SourceSet sources;
  sources.files.emplace_back("input", std::move(text));
  return ParseFile(sources, 0, diagnostics);
}

bool ParsesAsFile(std::string text) {
  Diagnostics diagnostics;
  Parsed(std::move(text), diagnostics);
  return !diagnostics.has_errors();
}

template <typename Decl>
void AddNames(std::string_view word, const std::vector<Decl>& decls,
              std::vector<std::string>& names) {
  for (const Decl& decl : decls) names.push_back(std::string(word) + " " + decl.head.name.text);
}

// Starts with the word of a declaration that no expression starts with: `task.x` and
// `set(...)` are expressions.
bool StartsDeclaration(std::string_view text) {
  const std::string_view word = FirstWord(text);
  const bool known =
      std::find(kDeclarations.begin(), kDeclarations.end(), word) != kDeclarations.end();
  const std::string_view rest = TrimSpace(text.substr(word.size()));
  const bool names = !rest.empty() && (IsWordChar(rest[0]) || rest[0] == '"' || rest[0] == '`');
  return (known && names && FirstWord(rest) != "in") || text.starts_with("@") ||
         text.starts_with("///");
}

}  // namespace

std::string_view TrimSpace(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool ParsesAsStep(std::string_view text) {
  return ParsesAsFile("package p test \"t\" {\n" + std::string(text) + "\n}");
}

bool ParsesAsExpression(std::string_view text) {
  SourceSet sources;
  sources.files.emplace_back("input", std::string(text));
  Diagnostics diagnostics;
  return ParseExpression(sources, 0, diagnostics) != nullptr && !diagnostics.has_errors();
}

std::optional<std::pair<std::string, std::string>> SplitLet(std::string_view line) {
  line = TrimSpace(line);
  if (FirstWord(line) != "let") return std::nullopt;
  const std::string_view rest = TrimSpace(line.substr(3));
  const std::string_view name = FirstWord(rest);
  const std::string_view tail = TrimSpace(rest.substr(name.size()));
  if (!IsIdentifier(name) || !tail.starts_with('=') || tail.starts_with("==")) return std::nullopt;
  return std::pair(std::string(name), std::string(TrimSpace(tail.substr(1))));
}

InputKind KindOfInput(std::string_view line) {
  line = TrimSpace(line);
  if (line.empty()) return InputKind::kEmpty;
  if (FirstWord(line) == "use" && ParsesAsFile("package p " + std::string(line))) {
    return InputKind::kUse;
  }
  if (SplitLet(line)) return InputKind::kLet;
  if (ParsesAsExpression(line)) return InputKind::kExpression;
  const std::string text(line);
  if (ParsesAsStep(text) || ParsesAsStep(text + " -> permit")) return InputKind::kStep;
  return StartsDeclaration(line) ? InputKind::kDeclaration : InputKind::kExpression;
}

std::string DeclaredName(std::string_view text) {
  Diagnostics diagnostics;
  const File file = Parsed("package p\n" + std::string(text), diagnostics);
  std::vector<std::string> names;
  AddNames("type", file.entities, names);
  AddNames("type", file.tasks, names);
  AddNames("action", file.actions, names);
  AddNames("type", file.groups, names);
  AddNames("type", file.enums, names);
  AddNames("type", file.types, names);
  AddNames("type", file.consts, names);
  AddNames("type", file.fns, names);
  AddNames("type", file.facts, names);
  AddNames("rule", file.rules, names);
  AddNames("test", file.tests, names);
  return names.size() == 1 ? names[0] : "";
}

}  // namespace writ::lang
