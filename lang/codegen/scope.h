// The permits of a grant's scope to a small bundle of their own: the actions that they
// name, the types that those need, and nothing else of the policy. Pure.
#ifndef WRIT_LANG_CODEGEN_SCOPE_H_
#define WRIT_LANG_CODEGEN_SCOPE_H_

#include <string>
#include <string_view>
#include <vector>

#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/model.h"
#include "lang/source/source.h"

namespace writ::lang {

// `text` is what the scope is known by later, as its only source. Empty, reported, when
// an expression does not fit in a block.
std::string GenerateScope(const Model& model, const std::vector<Rule>& rules, const Type& task,
                          const SourceSet& sources, std::string_view text,
                          Diagnostics& diagnostics);

}  // namespace writ::lang

#endif  // WRIT_LANG_CODEGEN_SCOPE_H_
