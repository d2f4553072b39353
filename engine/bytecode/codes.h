// The numbers of opcodes and builtins, from their tables. Apart from program.h, so that
// a new row recompiles only what names rows.
#ifndef WRIT_ENGINE_BYTECODE_CODES_H_
#define WRIT_ENGINE_BYTECODE_CODES_H_

#include "engine/bytecode/program.h"

namespace writ {

enum class Op : uint8_t {
#define WRIT_OP(number, name, uses, cost, since, meaning) k##name = number,
#include "engine/bytecode/opcode.def"
#undef WRIT_OP
};

enum class Builtin : uint32_t {
#define WRIT_BUILTIN(number, name, source, style, params, result, cost, meaning) k##name = number,
#include "engine/bytecode/builtins.def"
#undef WRIT_BUILTIN
};

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_CODES_H_
