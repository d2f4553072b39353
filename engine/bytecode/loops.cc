#include "engine/bytecode/loops.h"

#include <vector>

#include "engine/bytecode/codes.h"
#include "engine/bytecode/opcode_info.h"

namespace writ {
namespace {

constexpr uint32_t kNoLoop = 0xffffffff;

class LoopCheck {
 public:
  LoopCheck(const Instruction* code, uint32_t size)
      : code_(code), size_(size), loop_of_(size, kNoLoop) {}

  std::optional<LoopFault> Run() {
    for (at_ = 0; at_ < size_; ++at_) {
      if (auto fault = Place()) return fault;
    }
    if (!open_.empty()) return LoopFault{open_.back(), "a loop that does not end"};
    for (at_ = 0; at_ < size_; ++at_) {
      if (JumpsAcross()) return LoopFault{at_, "a jump into or out of a loop"};
    }
    return std::nullopt;
  }

 private:
  uint32_t target(uint32_t at) const { return static_cast<uint32_t>(code_[at].d); }

  std::optional<LoopFault> Refuse(std::string_view what) const { return LoopFault{at_, what}; }

  // Finds the innermost loop that the instruction stands in: it is named by its Element.
  std::optional<LoopFault> Place() {
    const Op op = code_[at_].op;
    if (op == Op::kIterate && !IsHead(at_ + 1)) return Refuse("Iterate without its Element");
    if (op == Op::kElement) {
      if (!IsHead(at_)) return Refuse("Element without its Iterate");
      if (open_.size() == kMaxLoopDepth) return Refuse("loops nest too deep");
      if (code_[at_].c != open_.size()) return Refuse("a loop on a level that is not its own");
      open_.push_back(at_);
    }
    if (!open_.empty()) loop_of_[at_] = open_.back();
    if ((op == Op::kLoopKey || op == Op::kLoopValue) && code_[at_].c >= open_.size()) {
      return Refuse("asks a loop that does not run");
    }
    if (op != Op::kRepeat) return std::nullopt;
    if (open_.empty() || target(at_) != open_.back()) return Refuse("Repeat of no open loop");
    if (target(open_.back()) != at_ + 1) return Refuse("a loop that does not end at its exit");
    open_.pop_back();
    return std::nullopt;
  }

  // An Element right behind an Iterate of the same level and exit.
  bool IsHead(uint32_t at) const {
    if (at == 0 || at >= size_) return false;
    const Instruction &iterate = code_[at - 1], &element = code_[at];
    return iterate.op == Op::kIterate && element.op == Op::kElement && iterate.c == element.c &&
           iterate.d == element.d;
  }

  bool JumpsAcross() const {
    const OpcodeInfo* info = FindOpcode(code_[at_].op);
    if (info == nullptr || info->d() != Use::kJump || target(at_) >= size_) return false;
    const uint32_t from = loop_of_[at_], to = target(at_);
    if (from != kNoLoop && to == target(from)) return false;
    return loop_of_[to] != from;
  }

  const Instruction* const code_;
  const uint32_t size_;
  uint32_t at_ = 0;
  std::vector<uint32_t> loop_of_;  // the Element of the innermost loop, by instruction
  std::vector<uint32_t> open_;
};

}  // namespace

std::optional<LoopFault> FindLoopFault(const Instruction* code, uint32_t size) {
  return LoopCheck(code, size).Run();
}

}  // namespace writ
