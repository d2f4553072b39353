// One term to one block of code.
#ifndef WRIT_LANG_CODEGEN_TERM_CODE_H_
#define WRIT_LANG_CODEGEN_TERM_CODE_H_

#include <optional>

#include "engine/bytecode/builder.h"
#include "lang/codegen/slots.h"
#include "lang/sema/term.h"

namespace writ::lang {

// Appends the block to `program`; every fact that `term` reads has its slot in `slots`.
// Nothing when it needs more registers than there are.
std::optional<bundle::Block> GenerateBlock(const Term& term, const SlotTable& slots,
                                           ProgramBuilder& program);

}  // namespace writ::lang

#endif  // WRIT_LANG_CODEGEN_TERM_CODE_H_
