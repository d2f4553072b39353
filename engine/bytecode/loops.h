// The shape of the loops of a block: the one place where code goes backward.
//
// A loop is an Iterate, an Element right behind it, a body, and a Repeat that goes back
// to the Element. Both heads name the instruction behind the Repeat as the way out:
//
//     Iterate  acc over xs, level, to EXIT
//     Element  x, level, to EXIT
//     ...
//     Repeat   to the Element
//   EXIT:
//
// Loops stand beside or inside each other, at most kMaxLoopDepth deep, each on the level
// of its depth. A jump stays in its loop or goes to its exit; none goes into a loop. So
// a loop begins at its Iterate whatever happens, and runs once for each element.
#ifndef WRIT_ENGINE_BYTECODE_LOOPS_H_
#define WRIT_ENGINE_BYTECODE_LOOPS_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/bytecode/program.h"

namespace writ {

struct LoopFault {
  uint32_t at = 0;  // instruction, counted from the block's start
  std::string_view what;
};

// What is wrong with the loops of the `size` instructions at `code`; nothing when they
// are as above. Opcodes and jump targets may be anything.
std::optional<LoopFault> FindLoopFault(const Instruction* code, uint32_t size);

// The fuel that a Repeat says each turn of its loop costs.
inline uint32_t TurnCost(const Instruction& repeat) { return repeat.b * 256u + repeat.c; }
inline constexpr uint32_t kMaxTurnCost = 65'535;

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_LOOPS_H_
