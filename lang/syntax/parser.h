// Text to syntax tree. The grammar is PEGTL's and stays behind this header.
//
// Never throws, never crashes: input is bounded (kMaxSourceBytes), nesting is bounded
// (kMaxDepth), and the number of rule attempts is at most kMaxStepsPerByte for each
// byte. After a mistake it goes on at the next declaration, so one file gives several
// diagnostics.
#ifndef WRIT_LANG_SYNTAX_PARSER_H_
#define WRIT_LANG_SYNTAX_PARSER_H_

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/source/source.h"

namespace writ::lang {

inline constexpr uint64_t kMaxStepsPerByte = 400;

// Parses file number `file` of `sources`. What parsed is in the result even when
// diagnostics were reported.
File ParseFile(const SourceSet& sources, uint32_t file, Diagnostics& diagnostics);

// One expression that is the whole file, for `writ eval` and conformance tests. Null
// when it does not parse.
// The text of a grant's scope: lines of `only`. Others are reported. Its names are those
// of `package`.
File ParseScope(const SourceSet& sources, uint32_t file, const std::string& package,
                Diagnostics& diagnostics);

ExprPtr ParseExpression(const SourceSet& sources, uint32_t file, Diagnostics& diagnostics);

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_PARSER_H_
