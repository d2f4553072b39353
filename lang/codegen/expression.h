// A term to a block of code. Registers are a stack: a result stands at its bottom, what
// it is made of above it.
#ifndef WRIT_LANG_CODEGEN_EXPRESSION_H_
#define WRIT_LANG_CODEGEN_EXPRESSION_H_

#include <cstdint>
#include <optional>
#include <set>

#include "engine/bytecode/builder.h"
#include "lang/codegen/slots.h"
#include "lang/sema/term.h"

namespace writ::lang {

// Appends the block that computes `term`, by the passes of `slots`, which holds no error, and adds
// the slots that it loads to `loaded`. Nothing when it needs more registers or fuel than a block
// may have.
std::optional<bundle::Block> GenerateBlock(const Term& term, ProgramBuilder& program, Slots& slots,
                                           std::set<uint32_t>& loaded);

}  // namespace writ::lang

#endif  // WRIT_LANG_CODEGEN_EXPRESSION_H_
