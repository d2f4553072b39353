// Helpers of the parser's tests.
#ifndef WRIT_LANG_SYNTAX_TEST_PARSE_H_
#define WRIT_LANG_SYNTAX_TEST_PARSE_H_

#include <string>
#include <vector>

#include "lang/ast/print.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/syntax/parser.h"

namespace writ::lang {

struct Parsed {
  SourceSet sources;
  Diagnostics diagnostics;
  File file;

  // "3:7 Expected: expected `)`, found `x`", one for each diagnostic.
  std::vector<std::string> Messages() const {
    std::vector<std::string> messages;
    for (const Diagnostic& d : diagnostics.Sorted()) {
      LineColumn at = sources.files[0].Locate(d.span.begin);
      messages.push_back(std::to_string(at.line) + ":" + std::to_string(at.column) + " " +
                         std::string(DiagnosticName(d.id)) + ": " + d.text);
    }
    return messages;
  }
};

inline Parsed Parse(std::string text) {
  Parsed parsed;
  parsed.sources.files.emplace_back("test.writ", std::move(text));
  parsed.file = ParseFile(parsed.sources, 0, parsed.diagnostics);
  return parsed;
}

// The normalised text of one expression, or its first diagnostic.
inline std::string Expression(std::string text) {
  Parsed parsed;
  parsed.sources.files.emplace_back("test.writ", std::move(text));
  ExprPtr e = ParseExpression(parsed.sources, 0, parsed.diagnostics);
  std::vector<std::string> messages = parsed.Messages();
  return messages.empty() ? ToSource(*e) : messages[0];
}

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_TEST_PARSE_H_
