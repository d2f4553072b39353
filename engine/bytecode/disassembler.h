// Code for people: what a block does, one line an instruction.
//
//     0  LoadRoot       r0 = args
//     1  Field          r0 = r0 at 2 "to"
//     2  JumpIfFalse    if r0 to 5
//
// Safe for code that was never verified: what is out of range is shown as it stands.
#ifndef WRIT_ENGINE_BYTECODE_DISASSEMBLER_H_
#define WRIT_ENGINE_BYTECODE_DISASSEMBLER_H_

#include <string>

#include "engine/bytecode/program.h"

namespace writ {

// One line without a line end or a position.
std::string Disassemble(const Program& program, const Instruction& instruction);
// Lines numbered from the start of the block.
std::string Disassemble(const Program& program, const Block& block);
// Facts, slots and rules with their blocks.
std::string Disassemble(const Program& program);

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_DISASSEMBLER_H_
