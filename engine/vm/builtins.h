// The functions of builtins.def, one C++ function a row. Pure but for the arena and the
// budget.
//
// A function is called with arguments of the kinds that its row declares: CallBuiltin
// checks them first and pays for the texts among them, so that a function says only what
// is its own. A row without a function does not link.
#ifndef WRIT_ENGINE_VM_BUILTINS_H_
#define WRIT_ENGINE_VM_BUILTINS_H_

#include <cstdint>

#include "engine/value/value.h"
#include "engine/vm/context.h"

namespace writ {

// Calls builtin `number`, which the verifier has checked, with as many arguments as it
// has. An argument that is an error or missing is answered by that.
Value CallBuiltin(uint32_t number, const Value* args, Context& context);

// The same for the one among those called as `number` is that takes arguments of these
// kinds; Error(TypeMismatch) when none does.
Value CallAnyBuiltin(uint32_t number, const Value* args, Context& context);

namespace builtins {
#define WRIT_BUILTIN(number, name, source, style, params, result, cost, meaning) \
  Value name(const Value* args, Context& context);
#include "engine/bytecode/builtins.def"
#undef WRIT_BUILTIN
}  // namespace builtins

}  // namespace writ

#endif  // WRIT_ENGINE_VM_BUILTINS_H_
