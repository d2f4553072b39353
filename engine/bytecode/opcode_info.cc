#include "engine/bytecode/opcode_info.h"

#include <array>

#include "engine/bytecode/codes.h"

namespace writ {
namespace {

constexpr OpcodeInfo kOpcodes[] = {
#define WRIT_OP(number, name, uses, cost, since, meaning) \
  {Op::k##name, #name, uses, cost, since, meaning},
#include "engine/bytecode/opcode.def"
#undef WRIT_OP
};

// Row of each opcode byte, or -1.
constexpr std::array<int16_t, 256> MakeIndex() {
  std::array<int16_t, 256> index{};
  for (int16_t& row : index) row = -1;
  int16_t row = 0;
  for (const OpcodeInfo& info : kOpcodes) index[static_cast<uint8_t>(info.op)] = row++;
  return index;
}
constexpr std::array<int16_t, 256> kIndex = MakeIndex();

constexpr std::string_view kRootNames[kRootCount] = {"user", "agent", "task",  "args",
                                                     "call", "tool",  "result"};

}  // namespace

const OpcodeInfo* FindOpcode(Op op) {
  const int16_t row = kIndex[static_cast<uint8_t>(op)];
  return row < 0 ? nullptr : &kOpcodes[row];
}

const std::vector<OpcodeInfo>& Opcodes() {
  static const auto* const opcodes =
      new std::vector<OpcodeInfo>(std::begin(kOpcodes), std::end(kOpcodes));
  return *opcodes;
}

std::string_view RootName(uint32_t root) { return kRootNames[root]; }

}  // namespace writ
