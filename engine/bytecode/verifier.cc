#include "engine/bytecode/verifier.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
#include "engine/bytecode/loops.h"
#include "engine/bytecode/opcode_info.h"
#include "engine/value/canonical.h"
#include "engine/value/time_zone.h"

namespace writ {
namespace {

// What is known of a register on every path to an instruction.
struct Known {
  static constexpr uint32_t kNone = 0xffffffff;

  bool written = false;
  uint8_t depth = 0;          // levels of the value, at most
  uint32_t constant = kNone;  // the constant that it holds

  bool operator==(const Known&) const = default;
};

// What is known before an instruction.
struct State {
  std::vector<Known> registers;
  uint64_t cost = 0;  // of the dearest path so far
};

Known Meet(const Known& a, const Known& b) {
  if (!a.written || !b.written) return {};
  return {true, std::max(a.depth, b.depth), a.constant == b.constant ? a.constant : Known::kNone};
}

void MeetInto(std::optional<State>& target, State state) {
  if (!target.has_value()) {
    target = std::move(state);
    return;
  }
  target->cost = std::max(target->cost, state.cost);
  for (size_t i = 0; i < state.registers.size(); ++i) {
    target->registers[i] = Meet(target->registers[i], state.registers[i]);
  }
}

bool IsConditionalJump(Op op) {
  return op == Op::kJumpIfFalse || op == Op::kJumpIfTrue || op == Op::kJumpIfError;
}

// What is known of a running loop.
struct Loop {
  State head;           // before its Element
  uint8_t element = 0;  // levels of an element, at most
  uint32_t passes = 0;  // over its body so far
};

// One forward pass over one block, in which the body of a loop may be passed again. But
// for loops, when an instruction is reached, everything that leads to it has been seen.
class BlockCheck {
 public:
  BlockCheck(const Program& program, std::string_view owner, const std::vector<uint32_t>& slots,
             uint64_t& verified, Block& block)
      : program_(program), owner_(owner), slots_(slots), verified_(verified), block_(block) {}

  absl::Status Run(PreparedConstants& prepared) {
    WRIT_RETURN_IF_ERROR(CheckRange());
    WRIT_RETURN_IF_ERROR(CheckLoops());
    before_.resize(block_.size);
    before_[0] = State{std::vector<Known>(block_.registers), 0};
    for (at_ = 0; at_ < block_.size; ++at_) {
      WRIT_RETURN_IF_ERROR(CheckOperands());
      if (before_[at_].has_value()) WRIT_RETURN_IF_ERROR(Step(prepared));
    }
    if (dearest_ > kMaxBlockCost) {
      return Refuse(absl::StrCat("costs ", dearest_, ", more than ", kMaxBlockCost));
    }
    block_.cost = static_cast<uint32_t>(dearest_);
    return absl::OkStatus();
  }

 private:
  const Instruction& instruction() const { return program_.code[block_.begin + at_]; }
  uint32_t immediate() const { return static_cast<uint32_t>(instruction().d); }

  absl::Status Refuse(std::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat(absl::string_view(owner_.data(), owner_.size()),
                                                   ": instruction ", at_, ": ",
                                                   absl::string_view(what.data(), what.size())));
  }

  absl::Status CheckRange() const {
    if (block_.size == 0) return Refuse("the block is empty");
    if (block_.size > kMaxBlockInstructions) return Refuse("the block is too long");
    if (block_.begin > program_.code.size() || block_.size > program_.code.size() - block_.begin) {
      return Refuse("the block is outside the code");
    }
    if (block_.registers == 0 || block_.registers > kMaxBlockRegisters) {
      return Refuse("the number of registers is not 1 to 256");
    }
    return absl::OkStatus();
  }

  absl::Status CheckLoops() {
    const auto fault = FindLoopFault(&program_.code[block_.begin], block_.size);
    if (!fault) return absl::OkStatus();
    at_ = fault->at;
    return Refuse(fault->what);
  }

  // Ranges of operands: what can be said of an instruction without its neighbours.
  absl::Status CheckOperands() const {
    const OpcodeInfo* info = FindOpcode(instruction().op);
    if (info == nullptr) return Refuse("unknown opcode");
    WRIT_RETURN_IF_ERROR(CheckRegister(info->a(), instruction().a));
    WRIT_RETURN_IF_ERROR(CheckRegister(info->b(), instruction().b));
    WRIT_RETURN_IF_ERROR(CheckRegister(info->c(), instruction().c));
    return CheckImmediate(info->d());
  }

  absl::Status CheckRegister(Use use, uint8_t reg) const {
    const bool is_register = use == Use::kWrite || use == Use::kRead || use == Use::kReadWrite;
    if (is_register && reg >= block_.registers) return Refuse("register out of range");
    return absl::OkStatus();
  }

  absl::Status CheckImmediate(Use use) const {
    switch (use) {
      case Use::kConstant:
        return CheckConstant();
      case Use::kRoot:
        return immediate() < kRootCount ? absl::OkStatus() : Refuse("unknown root");
      case Use::kSlot:
        return CheckSlot();
      case Use::kBuiltin:
        return CheckBuiltin();
      case Use::kJump:
        if (immediate() <= at_) return Refuse("a jump that does not go forward");
        return immediate() < block_.size ? absl::OkStatus() : Refuse("a jump out of the block");
      // Of a loop, which was checked.
      case Use::kHead:
      case Use::kUnused:
      case Use::kWrite:
      case Use::kRead:
      case Use::kReadWrite:
      case Use::kNumber:
        return absl::OkStatus();
    }
    return Refuse("unknown operand");
  }

  absl::Status CheckConstant() const {
    if (immediate() >= program_.constants.size()) return Refuse("constant out of range");
    const bool any = instruction().op == Op::kLoadConst;
    if (any || program_.constants[immediate()].is(Kind::kString)) return absl::OkStatus();
    return Refuse("the name of a field is not a text");
  }

  absl::Status CheckSlot() const {
    if (immediate() >= program_.slots.size()) return Refuse("slot out of range");
    if (std::binary_search(slots_.begin(), slots_.end(), immediate())) return absl::OkStatus();
    return Refuse(absl::StrCat("slot ", immediate(), " is read but not declared"));
  }

  absl::Status CheckBuiltin() const {
    const BuiltinInfo* info = FindBuiltin(immediate());
    if (info == nullptr) return Refuse("unknown builtin");
    if (instruction().c != info->arity()) return Refuse("wrong number of arguments");
    if (uint32_t{instruction().b} + instruction().c > block_.registers) {
      return Refuse("argument register out of range");
    }
    return absl::OkStatus();
  }

  // Follows the instruction from the state before it to the states after it.
  absl::Status Step(PreparedConstants& prepared) {
    const OpcodeInfo& info = *FindOpcode(instruction().op);
    State state = *std::move(before_[at_]);
    before_[at_].reset();
    if (instruction().op == Op::kElement) loops_[instruction().c].head = state;
    state.cost += info.cost;
    WRIT_RETURN_IF_ERROR(CheckReads(info, state));
    if (instruction().op == Op::kRepeat) return TurnBack(state);
    if (instruction().op == Op::kIterate) StartLoop(state);
    // When there is no element, none is written.
    if (instruction().op == Op::kElement) MeetInto(before_[immediate()], state);
    if (info.d() == Use::kBuiltin) WRIT_RETURN_IF_ERROR(StepCall(state, prepared));
    WRIT_RETURN_IF_ERROR(Write(info, state));
    return Follow(std::move(state));
  }

  absl::Status CheckReads(const OpcodeInfo& info, const State& state) const {
    const Instruction& i = instruction();
    const bool a = info.a() != Use::kRead && info.a() != Use::kReadWrite;
    const bool b = info.b() != Use::kRead || info.d() == Use::kBuiltin;
    const bool ok = (a || state.registers[i.a].written) && (b || state.registers[i.b].written) &&
                    (info.c() != Use::kRead || state.registers[i.c].written);
    return ok ? absl::OkStatus() : Refuse("a register is read before it is written");
  }

  void StartLoop(const State& state) {
    const uint8_t depth = state.registers[instruction().b].depth;
    Loop& loop = loops_[instruction().c];
    loop.element = depth > 0 ? depth - 1 : 0;
    loop.passes = 1;
  }

  // At the end of a loop's body: whether it costs no more than is paid for it, and whether
  // it leaves things as its head was told; if not, the body is followed again.
  absl::Status TurnBack(const State& state) {
    const uint32_t head = immediate();
    Loop& loop = loops_[program_.code[block_.begin + head].c];
    if (state.cost - loop.head.cost > TurnCost(instruction())) {
      return Refuse(absl::StrCat("a turn of the loop costs ", state.cost - loop.head.cost));
    }
    std::optional<State> known = loop.head;
    MeetInto(known, state);
    if (known->registers == loop.head.registers) {
      // The way out, with the turn counted once.
      MeetInto(before_[at_ + 1], State{loop.head.registers, state.cost});
      return absl::OkStatus();
    }
    if (++loop.passes > kMaxLoopPasses) return Refuse("each turn of the loop knows less");
    verified_ += at_ - head;
    if (verified_ > kMaxVerifiedInstructions) return Refuse("loops are followed too often");
    known->cost = loop.head.cost;
    before_[head] = *std::move(known);
    at_ = head - 1;
    return absl::OkStatus();
  }

  absl::Status StepCall(State& state, PreparedConstants& prepared) const {
    const Instruction& i = instruction();
    for (uint32_t reg = i.b; reg < uint32_t{i.b} + i.c; ++reg) {
      if (!state.registers[reg].written) return Refuse("an argument is read before it is written");
    }
    const BuiltinInfo& info = *FindBuiltin(immediate());
    if (i.op == Op::kCallAny) return ChooseAny(info, state);
    state.cost += info.cost;
    const auto argument = PreparedArgumentOf(info);
    if (!argument) return absl::OkStatus();
    const uint32_t constant = state.registers[i.b + argument->index].constant;
    const bool known = constant != Known::kNone && program_.constants[constant].is(Kind::kString);
    switch (argument->what) {
      case Prepared::kPattern:
        if (!known) return Refuse("the pattern is not a constant text");
        prepared.patterns.push_back(constant);
        break;
      case Prepared::kTimeZone:
        if (!known) return Refuse("the time zone is not a constant text");
        if (!FindTimeZone(program_.constants[constant].AsText())) {
          return Refuse("there is no such time zone");
        }
        prepared.zones.push_back(constant);
        break;
    }
    return absl::OkStatus();
  }

  // None of those that may be chosen has an argument that is prepared.
  absl::Status ChooseAny(const BuiltinInfo& info, State& state) const {
    for (const BuiltinInfo* row : FamilyOf(info)) {
      if (PreparedArgumentOf(*row)) return Refuse("a builtin that is not chosen by its arguments");
    }
    state.cost += FamilyCost(info);
    return absl::OkStatus();
  }

  absl::Status Write(const OpcodeInfo& info, State& state) const {
    if (info.a() != Use::kWrite && info.a() != Use::kReadWrite) return absl::OkStatus();
    const Instruction& i = instruction();
    const uint32_t depth = DepthOf(i, state);
    if (depth > kMaxBuiltDepth) return Refuse("builds a value that nests too deep");
    Known known{true, static_cast<uint8_t>(depth), Known::kNone};
    if (i.op == Op::kLoadConst) known.constant = immediate();
    if (i.op == Op::kMove) known.constant = state.registers[i.b].constant;
    state.registers[i.a] = known;
    return absl::OkStatus();
  }

  // Levels of the value that the instruction writes, at most.
  uint32_t DepthOf(const Instruction& i, const State& state) const {
    const std::vector<Known>& r = state.registers;
    if (i.op == Op::kIterate) return r[i.a].depth;
    if (i.op == Op::kElement || i.op == Op::kLoopValue) return loops_[i.c].element;
    if (i.op == Op::kLoopKey) return 0;
    const OpcodeInfo& info = *FindOpcode(i.op);
    if (i.op == Op::kAppend) return std::max<uint32_t>(r[i.a].depth, r[i.b].depth + 1);
    if (i.op == Op::kPutKey) {
      return std::max<uint32_t>({r[i.a].depth, r[i.b].depth + 1u, r[i.c].depth + 1u});
    }
    if (i.op == Op::kNewList || i.op == Op::kNewMap) return 1;
    if (info.d() == Use::kBuiltin) return DepthOfCall(i, r);
    uint32_t depth = 0;
    if (info.a() == Use::kReadWrite) depth = r[i.a].depth;
    if (info.b() == Use::kRead) depth = std::max<uint32_t>(depth, r[i.b].depth);
    if (info.c() == Use::kRead) depth = std::max<uint32_t>(depth, r[i.c].depth);
    return info.b() == Use::kRead || info.a() == Use::kReadWrite ? depth : kMaxValueDepth;
  }

  // No builtin gives more levels than its arguments have, but for a list of texts, of
  // records of texts, and what puts a value into a list or a map.
  static uint32_t DepthOfCall(const Instruction& i, const std::vector<Known>& registers) {
    uint32_t depth = 1;
    for (uint32_t reg = i.b; reg < uint32_t{i.b} + i.c; ++reg) {
      depth = std::max<uint32_t>(depth, registers[reg].depth);
    }
    return depth + (AddsLevel(static_cast<Builtin>(i.d)) ? 1 : 0);
  }

  // Hands the state on to the instructions that may come next.
  absl::Status Follow(State state) {
    const Op op = instruction().op;
    if (op == Op::kReturn) {
      dearest_ = std::max(dearest_, state.cost);
      return absl::OkStatus();
    }
    if (op == Op::kJump || op == Op::kIterate || IsConditionalJump(op))
      MeetInto(before_[immediate()], state);
    if (op == Op::kJump) return absl::OkStatus();
    if (at_ + 1 == block_.size) return Refuse("the block does not end in Return");
    MeetInto(before_[at_ + 1], std::move(state));
    return absl::OkStatus();
  }

  const Program& program_;
  const std::string_view owner_;
  const std::vector<uint32_t>& slots_;
  uint64_t& verified_;
  Block& block_;
  uint32_t at_ = 0;
  uint64_t dearest_ = 0;
  std::vector<std::optional<State>> before_;
  Loop loops_[kMaxLoopDepth];
};

std::vector<uint32_t> Sorted(std::vector<uint32_t> constants) {
  std::sort(constants.begin(), constants.end());
  constants.erase(std::unique(constants.begin(), constants.end()), constants.end());
  return constants;
}

}  // namespace

absl::Status Verifier::Verify(std::string_view owner, const std::vector<uint32_t>& slots,
                              Block& block) {
  verified_ += block.size;
  if (verified_ > kMaxVerifiedInstructions) {
    return absl::InvalidArgumentError("the blocks of the bundle have too many instructions");
  }
  return BlockCheck(program_, owner, slots, verified_, block).Run(prepared_);
}

std::vector<uint32_t> Verifier::patterns() const { return Sorted(prepared_.patterns); }
std::vector<uint32_t> Verifier::zones() const { return Sorted(prepared_.zones); }

}  // namespace writ
