// The decision machine: runs one verified block of code over given inputs.
//
// A pure function: the same program, block, roots, slots and fuel give the same value
// and spend the same fuel, on any machine. It reads no clock and no state, keeps
// nothing between runs, and is safe to call from many threads at once. Registers live
// on the stack; nothing is taken from the heap but chunks of the arena (and by a few
// functions that format text).
//
// Fuel: a block pays its cost, that of its dearest path with loops counted once, before it
// starts; then the cost of a turn for each element of a loop, and one unit for each element
// and each 32 bytes that an operation looks at or makes. When the
// budget is spent the block ends with Error(Fuel), whatever the code would have made of
// that error.
#ifndef WRIT_ENGINE_VM_VM_H_
#define WRIT_ENGINE_VM_VM_H_

#include "absl/types/span.h"
#include "engine/base/arena.h"
#include "engine/bytecode/program.h"
#include "engine/value/value.h"
#include "engine/vm/budget.h"
#include "engine/vm/patterns.h"

namespace writ {

// What a block reads. Borrowed: all of it must outlive the run and its result.
struct Frame {
  const Roots& roots;
  // Values of the program's slots, by number. Those that the block does not declare may
  // be left Absent; one past the end reads as Error(FactUnavailable).
  absl::Span<const Value> slots;
  // Of the same program.
  const PatternSet& patterns;
};

// The value that `block` of `program` returns; an error of the language is one. The
// result may point into the roots, the slots, the program and `arena`.
Value Run(const Program& program, const Block& block, const Frame& frame, Budget& budget,
          Arena& arena);

}  // namespace writ

#endif  // WRIT_ENGINE_VM_VM_H_
