// The rows of opcode.def as data, for the verifier, the disassembler and the docs.
#ifndef WRIT_ENGINE_BYTECODE_OPCODE_INFO_H_
#define WRIT_ENGINE_BYTECODE_OPCODE_INFO_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/bytecode/program.h"

namespace writ {

// What an operand is; the letters of `uses`.
enum class Use : char {
  kUnused = '-',
  kWrite = 'w',
  kRead = 'r',
  kReadWrite = 'x',
  kNumber = 'n',
  kConstant = 'k',
  kRoot = 'o',
  kSlot = 's',
  kBuiltin = 'f',
  kJump = 'j',
  kHead = 'h',
};

struct OpcodeInfo {
  Op op;
  std::string_view name;  // "LoadConst"
  std::string_view uses;  // operands a b c d
  uint32_t cost;
  uint32_t since;
  std::string_view meaning;

  Use a() const { return static_cast<Use>(uses[0]); }
  Use b() const { return static_cast<Use>(uses[1]); }
  Use c() const { return static_cast<Use>(uses[2]); }
  Use d() const { return static_cast<Use>(uses[3]); }
};

// Null for a number that is no opcode.
const OpcodeInfo* FindOpcode(Op op);
// In the order of the table.
const std::vector<OpcodeInfo>& Opcodes();

// "user"; `root` must be less than kRootCount.
std::string_view RootName(uint32_t root);

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_OPCODE_INFO_H_
