// Ranges and locations as JSON.
#ifndef WRIT_SERVER_LSP_RANGES_H_
#define WRIT_SERVER_LSP_RANGES_H_

#include <string>

#include "lang/source/source.h"
#include "server/lsp/places.h"

namespace writ::lsp {

std::string RangeJson(Position begin, Position end);
std::string RangeJson(const lang::SourceSet& sources, lang::Span span);
// The file's name is its path.
std::string LocationJson(const lang::SourceSet& sources, lang::Span span);

}  // namespace writ::lsp

#endif  // WRIT_SERVER_LSP_RANGES_H_
