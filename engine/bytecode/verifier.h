// The proof that a block of code is safe to run. The compiler is not trusted: every
// block of a bundle passes here before Program::Load gives the program away.
//
// What holds of a verified block, on every path through it:
//   - it ends in Return, and before that never leaves the block; it goes backward only in
//     a loop over a collection (loops.h), once for each element, and pays for each turn at
//     least what the dearest path through the loop costs;
//   - every instruction is in opcode.def, every operand in the range of what it is;
//   - a register is written before it is read;
//   - it reads only the fact slots that its owner declares;
//   - builtins get as many arguments as they have, and `matches` and its kin a constant pattern;
//   - the values that it builds nest no deeper than kMaxBuiltDepth, so that whoever
//     walks a value may recurse;
//   - it pays at most kMaxBlockCost before it looks at collections and texts.
//
// What is known at the head of a loop must still hold when the loop comes around; if not,
// less is known, and the loop is followed again, at most kMaxLoopPasses times in all.
//
// Instructions that no path reaches are checked for their operands only: they never run.
#ifndef WRIT_ENGINE_BYTECODE_VERIFIER_H_
#define WRIT_ENGINE_BYTECODE_VERIFIER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/bytecode/program.h"

namespace writ {

// Fuel of the dearest path of one block.
inline constexpr uint32_t kMaxBlockCost = 20'000;
// Instructions of one block.
inline constexpr uint32_t kMaxBlockInstructions = 16'384;
inline constexpr uint32_t kMaxBlockRegisters = 256;
// Levels that a value may have: 32 as read (kMaxValueDepth), and as many built on top.
inline constexpr uint32_t kMaxBuiltDepth = 64;
// How often the body of a loop is followed, for each time that its head is reached.
inline constexpr uint32_t kMaxLoopPasses = 4;
// Instructions verified for one program; blocks may share code, and loops are followed
// again, but not without end.
inline constexpr uint64_t kMaxVerifiedInstructions = 4 * kMaxInstructions;

// Text constants that must be prepared before the code runs, as often as they are used.
struct PreparedConstants {
  std::vector<uint32_t> patterns, zones;
};

class Verifier {
 public:
  // `program` must have its constants, slots and code.
  explicit Verifier(const Program& program) : program_(program) {}
  Verifier(const Verifier&) = delete;
  Verifier& operator=(const Verifier&) = delete;

  // Proves `block` and sets its cost. `slots`, sorted, are the ones that it may read.
  // InvalidArgument, naming `owner` and the instruction, for a block that is refused.
  absl::Status Verify(std::string_view owner, const std::vector<uint32_t>& slots, Block& block);

  // The constants that the blocks verified so far match texts against; sorted.
  std::vector<uint32_t> patterns() const;
  std::vector<uint32_t> zones() const;

 private:
  const Program& program_;
  uint64_t verified_ = 0;
  PreparedConstants prepared_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_VERIFIER_H_
