#include "engine/bytecode/docs.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/opcode_info.h"
#include "engine/bytecode/program.h"
#include "engine/bytecode/verifier.h"

namespace writ {
namespace {

constexpr char kIntroduction[] = R"(# Bytecode

Written by `//engine/bytecode:bytecode_docs` from `opcode.def` and `builtins.def`: change those,
then run

    bazel run //engine/bytecode:bytecode_docs > docs/bytecode.md

A compiled policy is a bundle (`engine/bytecode/bundle.proto`). Each expression in it is a block: a
range of instructions that computes one value from the roots of a call and from the fact slots
that the owner of the block declares. An instruction is 8 bytes: opcode, registers a b c, and a
32-bit immediate d, little-endian.

Jumps go forward. The one way back is the `Repeat` of a loop, which runs once for each element of a
collection (`engine/bytecode/loops.h`), so every block ends:

        Iterate  acc over xs, level, to EXIT
        Element  x, level, to EXIT
        ...
        Repeat   to the Element
    EXIT:

A bundle is verified when it is loaded (`engine/bytecode/verifier.h`); nothing is run that was not.
A block pays the cost of its dearest path when it starts, loops counted once. While it runs, each turn
of a loop pays what the loop's dearest path costs, or more; operations over collections
pay one unit for each element that they look at or copy, and operations on text one unit for each
32 bytes.
)";

constexpr char kOperands[] = R"(
## Instructions

Operands, in the order a b c d: `w` register written, `r` register read, `x` register read and
written, `n` a small number, `k` constant, `o` root, `s` slot, `f` builtin, `j` jump target counted
from the start of the block, `h` head of a loop counted likewise, `-` unused.

An instruction that reads an error gives that error; one that needs a value and finds none gives the
error `absent`; on values of kinds it is not defined for it gives `type_mismatch`. `meaning` says
where it is otherwise.

| number | name | operands | cost | since | meaning |
|---|---|---|---|---|---|
)";

constexpr char kBuiltins[] = R"(
## Builtins

Called as a function `name(x, y)`, as a method `x.name(y)`, or as both. A capital letter is any type, the
same throughout one row; `T?` may be missing. Names with `_` stand for syntax and cannot be called.

| number | name | called as | parameters | result | cost | meaning |
|---|---|---|---|---|---|---|
)";

// A cell of a table ends at `|`.
std::string Cell(std::string_view text) {
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()), {{"|", "\\|"}});
}

std::string Limits() {
  return absl::StrCat(
      "\n## Limits\n\n| what | at most |\n|---|---|\n",  //
      "| bytes of a bundle | ", kMaxBundleBytes, " |\n", "| rules | ", kMaxRules, " |\n",
      "| types | ", kMaxTypes, " |\n", "| levels of a type | ", kMaxTypeDepth, " |\n",
      "| instructions | ", kMaxInstructions, " |\n", "| instructions of a block | ",
      kMaxBlockInstructions, " |\n", "| registers of a block | ", kMaxBlockRegisters, " |\n",
      "| cost of a block | ", kMaxBlockCost, " |\n", "| loops inside each other | ", kMaxLoopDepth,
      " |\n", "| levels of a value that code builds | ", kMaxBuiltDepth, " |\n");
}

std::string Row(const OpcodeInfo& info) {
  return absl::StrFormat("| 0x%02x | %s | `%s` | %d | %d | %s |\n", static_cast<int>(info.op),
                         std::string(info.name), std::string(info.uses), info.cost, info.since,
                         Cell(info.meaning));
}

std::string Row(const BuiltinInfo& info) {
  return absl::StrFormat(
      "| %d | %s | `%s` (%s) | `%s` | `%s` | %d | %s |\n", static_cast<int>(info.builtin),
      std::string(info.name), std::string(info.source), std::string(StyleName(info.style)),
      std::string(info.params_text), std::string(info.result), info.cost, Cell(info.meaning));
}

}  // namespace

std::string BytecodeDocs() {
  std::string docs = absl::StrCat(kIntroduction, kOperands);
  for (const OpcodeInfo& info : Opcodes()) docs += Row(info);
  docs += kBuiltins;
  for (const BuiltinInfo& info : Builtins()) docs += Row(info);
  return docs + Limits();
}

}  // namespace writ
