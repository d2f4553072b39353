#include "engine/bytecode/disassembler.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
#include "engine/bytecode/loops.h"
#include "engine/bytecode/opcode_info.h"
#include "engine/value/text.h"

namespace writ {
namespace {

std::string Register(uint32_t number) { return absl::StrCat("r", number); }

std::string Constant(const Program& program, uint32_t index) {
  if (index >= program.constants.size()) return absl::StrCat("constant ", index, "?");
  return ToSource(program.constants[index]);
}

std::string Slot(const Program& program, uint32_t index) {
  if (index >= program.slots.size()) return absl::StrCat("slot ", index, "?");
  const uint32_t fact = program.slots[index].fact;
  if (fact == kEntityAttributes) return absl::StrCat("slot ", index, " (attributes)");
  if (fact == kEntityGroups) return absl::StrCat("slot ", index, " (groups)");
  if (fact == kTestVariable) return absl::StrCat("slot ", index, " (test variable)");
  if (fact == kForEachElement) return absl::StrCat("slot ", index, " (for each)");
  if (fact >= program.facts.size()) return absl::StrCat("slot ", index, " (fact ", fact, "?)");
  return absl::StrCat("slot ", index, " (", program.facts[fact].name, ")");
}

std::string Root(uint32_t index) {
  return index < kRootCount ? std::string(RootName(index)) : absl::StrCat("root ", index, "?");
}

std::string StringOf(std::string_view text) { return std::string(text); }

// "SizeString(r1)"; "any size(r1)" where the values decide.
std::string Call(const Instruction& i, uint32_t number) {
  const BuiltinInfo* info = FindBuiltin(number);
  std::string text =
      info != nullptr ? std::string(info->name) : absl::StrCat("builtin ", number, "?");
  if (info != nullptr && i.op == Op::kCallAny) text = absl::StrCat("any ", StringOf(info->source));
  text += '(';
  for (uint32_t k = 0; k < i.c; ++k) absl::StrAppend(&text, k > 0 ? ", " : "", Register(i.b + k));
  return text + ')';
}

// What the operands are read from: b, c and d in the order in which they stand.
std::string Inputs(const Program& program, const OpcodeInfo& info, const Instruction& i) {
  const uint32_t d = static_cast<uint32_t>(i.d);
  std::string text;
  auto add = [&text](const std::string& part) {
    absl::StrAppend(&text, text.empty() ? "" : " ", part);
  };
  if (info.d() == Use::kBuiltin) return Call(i, d);
  if (info.b() == Use::kRead) add(Register(i.b));
  if (info.c() == Use::kRead) add(Register(i.c));
  if (info.c() == Use::kNumber) add(absl::StrCat("at ", i.c));
  if (info.d() == Use::kConstant) add(Constant(program, d));
  if (info.d() == Use::kRoot) add(Root(d));
  if (info.d() == Use::kSlot) add(Slot(program, d));
  return text;
}

// Where the instruction may go on: "to 7".
std::string Target(const OpcodeInfo& info, const Instruction& i) {
  if (info.d() == Use::kHead) return absl::StrCat("to ", i.d, " paying ", TurnCost(i));
  return info.d() == Use::kJump ? absl::StrCat("to ", i.d) : "";
}

std::string Operands(const Program& program, const OpcodeInfo& info, const Instruction& i) {
  if (info.d() == Use::kHead) return Target(info, i);
  const std::string inputs = Inputs(program, info, i);
  const std::string target = Target(info, i);
  switch (info.a()) {
    case Use::kRead:
      return target.empty() ? Register(i.a) : absl::StrCat("if ", Register(i.a), " ", target);
    case Use::kReadWrite:
      if (inputs.empty()) return absl::StrCat("if ", Register(i.a), " ", target);
      if (!target.empty()) return absl::StrCat(Register(i.a), " over ", inputs, " ", target);
      return absl::StrCat(Register(i.a), " += ", inputs);
    case Use::kWrite:
      if (!target.empty()) return absl::StrCat(Register(i.a), " ", inputs, " ", target);
      return inputs.empty() ? Register(i.a) : absl::StrCat(Register(i.a), " = ", inputs);
    case Use::kUnused:
    case Use::kNumber:
    case Use::kConstant:
    case Use::kRoot:
    case Use::kSlot:
    case Use::kBuiltin:
    case Use::kJump:
    case Use::kHead:
      return target;
  }
  return target;
}

void AppendBlock(const Program& program, const std::string& title, const Block& block,
                 std::string& out) {
  if (!block.present()) return;
  absl::StrAppend(&out, "  ", title, ": ", block.registers, " registers, cost ", block.cost, "\n");
  absl::StrAppend(&out, Disassemble(program, block));
}

void AppendKeys(const Program& program, const std::vector<Block>& keys, std::string& out) {
  for (size_t i = 0; i < keys.size(); ++i) {
    AppendBlock(program, absl::StrCat("key ", i), keys[i], out);
  }
}

void AppendFact(const Program& program, const FactDef& fact, std::string& out) {
  absl::StrAppend(&out, "fact ", fact.name, "\n");
  for (const ForEach& each : fact.update.each) {
    AppendBlock(program, absl::StrCat("for each into ", Slot(program, each.slot)), each.collection,
                out);
  }
  AppendKeys(program, fact.update.keys, out);
  AppendBlock(program, "element", fact.update.element, out);
  AppendBlock(program, "condition", fact.update.condition, out);
  AppendBlock(program, "settle", fact.update.settle, out);
}

void AppendRule(const Program& program, const RuleDef& rule, std::string& out) {
  absl::StrAppend(&out, "rule ", rule.name, rule.never ? ": never a candidate\n" : "\n");
  if (rule.guard.has_value()) {
    std::string values;
    for (uint32_t constant : rule.guard->constants) {
      absl::StrAppend(&values, values.empty() ? "" : " or ", Constant(program, constant));
    }
    AppendBlock(program, absl::StrCat("guard == ", values), rule.guard->subject, out);
  }
  for (const Clause& clause : rule.clauses) {
    AppendBlock(program, clause.unless ? "unless" : "when", clause.block, out);
  }
  AppendBlock(program, absl::StrCat("limit on ", Slot(program, rule.limit.slot)), rule.limit.bound,
              out);
  if (rule.ask) AppendBlock(program, "approver", rule.ask->approver, out);
}

}  // namespace

std::string Disassemble(const Program& program, const Instruction& instruction) {
  const OpcodeInfo* info = FindOpcode(instruction.op);
  if (info == nullptr) return absl::StrCat("opcode ", static_cast<int>(instruction.op), "?");
  const std::string operands = Operands(program, *info, instruction);
  return absl::StrFormat("%-13s  %s", std::string(info->name), operands);
}

std::string Disassemble(const Program& program, const Block& block) {
  std::string out;
  for (uint32_t i = 0; i < block.size && size_t{block.begin} + i < program.code.size(); ++i) {
    const std::string line = Disassemble(program, program.code[block.begin + i]);
    absl::StrAppendFormat(&out, "%5d  %s\n", i, line);
  }
  return out;
}

std::string Disassemble(const Program& program) {
  std::string out;
  for (const FactDef& fact : program.facts) AppendFact(program, fact, out);
  for (size_t i = 0; i < program.slots.size(); ++i) {
    absl::StrAppend(&out, Slot(program, static_cast<uint32_t>(i)), "\n");
    AppendKeys(program, program.slots[i].keys, out);
  }
  for (const RuleDef& rule : program.rules) AppendRule(program, rule, out);
  for (size_t i = 0; i < program.test_blocks.size(); ++i) {
    AppendBlock(program, absl::StrCat("test block ", i), program.test_blocks[i], out);
  }
  return out;
}

}  // namespace writ
