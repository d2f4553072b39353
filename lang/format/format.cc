#include "lang/format/format.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "lang/ast/print.h"
#include "lang/format/layout.h"
#include "lang/format/lines.h"
#include "lang/format/spaces.h"
#include "lang/syntax/parser.h"
#include "lang/syntax/tokenize.h"

namespace writ::lang {
namespace {

bool SameToken(const Token& a, const Token& b) {
  if (a.kind != b.kind) return false;
  if (a.kind != TokenKind::kDoc) return a.text == b.text;
  auto words = [](std::string_view doc) {
    doc.remove_prefix(3);
    if (doc.starts_with(' ')) doc.remove_prefix(1);
    return doc;
  };
  return words(a.text) == words(b.text);
}

std::string Laid(std::vector<Token> tokens) {
  MarkConditionals(tokens);
  Layout layout(std::move(tokens));
  BreakLines(layout, kLineWidth);
  return Write(layout);
}

// The text laid out; nothing when its tokens would not be the same ones again.
std::optional<std::string> Formatted(std::string_view text) {
  std::optional<std::vector<Token>> tokens = Tokenize(text);
  if (!tokens) return std::nullopt;
  std::string laid = Laid(*tokens);
  std::optional<std::vector<Token>> again = Tokenize(laid);
  const bool same =
      again && std::equal(tokens->begin(), tokens->end(), again->begin(), again->end(), SameToken);
  if (!same) return std::nullopt;
  return laid;
}

// Whether `text` parses to `tree`.
bool ParsesTo(const std::string& text, const std::string& tree) {
  SourceSet sources;
  sources.files.emplace_back("formatted", text);
  Diagnostics diagnostics;
  return ToSource(ParseFile(sources, 0, diagnostics)) == tree && !diagnostics.has_errors();
}

}  // namespace

FormatResult Format(InputFile file) {
  FormatResult result;
  result.text = file.text;
  result.sources.files.emplace_back(std::move(file.name), std::move(file.text));
  const File tree = ParseFile(result.sources, 0, result.diagnostics);
  if (!result.ok()) return result;
  std::optional<std::string> formatted = Formatted(result.sources.files[0].text());
  if (formatted && ParsesTo(*formatted, ToSource(tree))) {
    result.text = *std::move(formatted);
  } else {
    result.diagnostics.Report(DiagnosticId::kNotFormatted, {0, 0, 0});
  }
  return result;
}

}  // namespace writ::lang
