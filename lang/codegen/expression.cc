#include "lang/codegen/expression.h"

#include <map>

#include "absl/container/flat_hash_map.h"
#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
#include "engine/bytecode/opcode_info.h"
#include "engine/bytecode/verifier.h"
#include "lang/passes/fold.h"
#include "lang/passes/share.h"

namespace writ::lang {
namespace {

constexpr uint32_t kMaxHint = 255;
constexpr size_t kInstructionBytes = sizeof(Instruction);

// Fuel of all instructions of a finished block: at least that of its dearest path.
uint64_t CostOf(const std::string& code, const bundle::Block& block) {
  uint64_t cost = 0;
  for (size_t i = block.begin(); i < size_t{block.begin()} + block.size(); ++i) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(code.data() + i * kInstructionBytes);
    const Op op = static_cast<Op>(bytes[0]);
    cost += FindOpcode(op)->cost;
    const uint32_t builtin = bytes[4] | bytes[5] << 8;
    if (op == Op::kCall) cost += FindBuiltin(builtin)->cost;
    if (op == Op::kCallAny) cost += FamilyCost(*FindBuiltin(builtin));
  }
  return cost;
}

class Coder {
 public:
  Coder(ProgramBuilder& program, Slots& slots, std::set<uint32_t>& loaded)
      : program_(program), code_(program), slots_(slots), loaded_(loaded) {}

  // The parts that are kept get their registers first.
  std::optional<bundle::Block> Generate(const SharedTerm& shared) {
    for (const Term* kept : shared.kept) {
      const Reg reg = code_.New();
      Into(reg, *kept);
      kept_.emplace(kept, reg);
    }
    const Reg result = code_.New();
    Into(result, *shared.term);
    code_.Emit(Op::kReturn, result);
    if (!fits_ || code_.size() > kMaxBlockInstructions) return std::nullopt;
    auto block = code_.Finish();
    if (block && CostOf(program_.bundle().code(), *block) > kMaxBlockCost) return std::nullopt;
    return block;
  }

 private:
  // Code that leaves the value of `term` in `dst`, and other registers as they were.
  void Into(Reg dst, const Term& term) {
    if (const std::optional<Reg> held = Held(term)) return code_.Emit(Op::kMove, dst, *held);
    switch (term.kind) {
      case TermKind::kConstant:
        return code_.Emit(Op::kLoadConst, dst, 0, 0, program_.Constant(term.value));
      case TermKind::kRoot:
        return code_.Emit(Op::kLoadRoot, dst, 0, 0, term.root);
      case TermKind::kField:
        return Member(Op::kField, dst, term);
      case TermKind::kFieldOrAbsent:
        return Member(Op::kFieldOrAbsent, dst, term);
      case TermKind::kHasField:
        return Member(Op::kHasField, dst, term);
      case TermKind::kUnary:
        return code_.Emit(term.op, dst, First(dst, *term.children[0]));
      case TermKind::kBinary: {
        const Reg left = First(dst, *term.children[0]);
        return WithOperand(*term.children[1], [&](Reg r) { code_.Emit(term.op, dst, left, r); });
      }
      case TermKind::kAnd:
        return Logic(Op::kJumpIfFalse, Op::kAnd, dst, term);
      case TermKind::kOr:
        return Logic(Op::kJumpIfTrue, Op::kOr, dst, term);
      case TermKind::kConditional:
        return Conditional(dst, term);
      case TermKind::kCall:
        return Call(dst, term);
      case TermKind::kList:
        return List(dst, term);
      case TermKind::kMap:
        return Map(dst, term);
      case TermKind::kFact:
      case TermKind::kAttributes:
      case TermKind::kGroups:
      case TermKind::kVariable:
        return Load(dst, term);
      case TermKind::kElement:
        return Element(dst, term);
      case TermKind::kMacro:
        return Loop(dst, term);
      case TermKind::kError:
      case TermKind::kParameter:
        // Programs with errors, and bodies that were not inlined, are not generated.
        fits_ = false;
        return;
    }
  }

  // The register in which the value of `term` stands already, and stays.
  std::optional<Reg> Held(const Term& term) const {
    if (term.is(TermKind::kElement)) {
      auto element = elements_.find(term.index);
      return element == elements_.end() ? std::nullopt : std::optional<Reg>(element->second);
    }
    auto kept = kept_.find(&term);
    return kept == kept_.end() ? std::nullopt : std::optional<Reg>(kept->second);
  }

  // Where the value of the first operand is: held, or computed into `dst`.
  Reg First(Reg dst, const Term& term) {
    if (const std::optional<Reg> held = Held(term)) return *held;
    Into(dst, term);
    return dst;
  }

  // As WithNext, but `use` may not write the register.
  template <typename Use>
  void WithOperand(const Term& term, const Use& use) {
    if (const std::optional<Reg> held = Held(term)) return use(*held);
    WithNext(term, use);
  }

  // Computes `term` into the next register, uses it and gives it back.
  template <typename Use>
  void WithNext(const Term& term, const Use& use) {
    const Reg mark = code_.Mark();
    const Reg next = code_.New();
    Into(next, term);
    use(next);
    code_.FreeTo(mark);
  }

  void Member(Op op, Reg dst, const Term& term) {
    const Reg base = First(dst, *term.children[0]);
    code_.Emit(op, dst, base, term.hint > kMaxHint ? 0 : term.hint, program_.Text(term.name));
  }

  // The rest is asked only if it can change the result; an error to the left is kept
  // unless the rest decides.
  void Logic(Op jump, Op combine, Reg dst, const Term& term) {
    const CodeBuilder::Label end = code_.NewLabel();
    Into(dst, *term.children[0]);
    for (size_t i = 1; i < term.children.size(); ++i) {
      code_.Jump(jump, dst, end);
      WithOperand(*term.children[i], [&](Reg r) { code_.Emit(combine, dst, dst, r); });
    }
    code_.Bind(end);
  }

  void Conditional(Reg dst, const Term& term) {
    const CodeBuilder::Label otherwise = code_.NewLabel(), end = code_.NewLabel();
    Into(dst, *term.children[0]);
    code_.Jump(Op::kJumpIfError, dst, end);
    code_.Jump(Op::kJumpIfFalse, dst, otherwise);
    Into(dst, *term.children[1]);
    code_.Jump(end);
    code_.Bind(otherwise);
    Into(dst, *term.children[2]);
    code_.Bind(end);
  }

  // `x.orValue(y)` and `x.or(y)`: `y` is computed only when there is no `x`. A constant, which
  // cannot fail, is given to the function itself.
  static bool HasLazyDefault(const Term& call) {
    const bool takes = call.builtin == Builtin::kOrValue || call.builtin == Builtin::kOptionalOr;
    return takes && !call.any && !call.children[1]->is_constant();
  }

  void LazyDefault(Reg dst, const Term& term) {
    const CodeBuilder::Label otherwise = code_.NewLabel(), end = code_.NewLabel();
    Into(dst, *term.children[0]);
    const Reg mark = code_.Mark();
    const Reg asked = code_.New();
    code_.Emit(Op::kMove, asked, dst);
    code_.Call(asked, Builtin::kHasValue, asked, 1);
    code_.Jump(Op::kJumpIfError, asked, end);
    code_.Jump(Op::kJumpIfFalse, asked, otherwise);
    if (term.builtin == Builtin::kOptionalOr) {
      code_.Jump(end);
    } else {
      // A null is no value either.
      LoadConstant(asked, Value::Null());
      code_.Emit(Op::kEqual, asked, dst, asked);
      code_.Jump(Op::kJumpIfFalse, asked, end);
    }
    code_.FreeTo(mark);
    code_.Bind(otherwise);
    Into(dst, *term.children[1]);
    code_.Bind(end);
  }

  void Call(Reg dst, const Term& term) {
    if (HasLazyDefault(term)) return LazyDefault(dst, term);
    const Reg first = code_.Mark();
    for (const Term* argument : term.children) Into(code_.New(), *argument);
    const uint32_t count = static_cast<uint32_t>(term.children.size());
    term.any ? code_.CallAny(dst, term.builtin, first, count)
             : code_.Call(dst, term.builtin, first, count);
    code_.FreeTo(first);
  }

  void List(Reg dst, const Term& term) {
    code_.Emit(Op::kNewList, dst);
    for (const Term* item : term.children) {
      WithOperand(*item, [&](Reg r) { code_.Emit(Op::kAppend, dst, r); });
    }
  }

  void Map(Reg dst, const Term& term) {
    code_.Emit(Op::kNewMap, dst);
    for (size_t i = 0; i + 1 < term.children.size(); i += 2) {
      WithOperand(*term.children[i], [&](Reg key) {
        WithOperand(*term.children[i + 1],
                    [&](Reg value) { code_.Emit(Op::kPutKey, dst, key, value); });
      });
    }
  }

  // The result so far stands in `dst`; a collection that is none makes an error of it.
  void Loop(Reg dst, const Term& term) {
    const Reg mark = code_.Mark();
    const Reg element = code_.New();
    const Reg collection = First(element, *term.children[0]);
    StartResult(dst, term.macro);
    const CodeBuilder::Loop loop = code_.BeginLoop(dst, collection, element);
    Reg key = element;
    if (term.second != 0) {
      key = code_.New();
      code_.Emit(Op::kLoopKey, key, 0, loop.level);
      code_.Emit(Op::kLoopValue, element, 0, loop.level);
      elements_[term.second] = element;
    }
    elements_[term.index] = key;
    TakeElement(dst, key, term, loop);
    code_.EndLoop(loop);
    code_.FreeTo(mark);
    if (term.macro == Macro::kExistsOne) IsOne(dst);
  }

  void StartResult(Reg dst, Macro macro) {
    switch (macro) {
      case Macro::kAll:
        return LoadConstant(dst, Value::Bool(true));
      case Macro::kExists:
        return LoadConstant(dst, Value::Bool(false));
      case Macro::kExistsOne:
        return LoadConstant(dst, Value::Int(0));
      case Macro::kFilter:
      case Macro::kMap:
      case Macro::kMapWhere:
        return code_.Emit(Op::kNewList, dst);
      case Macro::kMapValues:
      case Macro::kMapValuesWhere:
      case Macro::kMapEntries:
      case Macro::kMapEntriesWhere:
        return code_.Emit(Op::kNewMap, dst);
    }
  }

  // `element` is the first variable of the macro.
  void TakeElement(Reg dst, Reg element, const Term& term, const CodeBuilder::Loop& loop) {
    const auto append = [&](Reg r) { code_.Emit(Op::kAppend, dst, r); };
    const auto put = [&](Reg r) { code_.Emit(Op::kPutKey, dst, element, r); };
    const auto put_all = [&](Reg r) { code_.Emit(Op::kPutAll, dst, r); };
    const auto body = [&](Reg taken) { Into(taken, *term.children[2]); };
    switch (term.macro) {
      case Macro::kAll:
        return Decide(Op::kAnd, Op::kJumpIfFalse, dst, term, loop);
      case Macro::kExists:
        return Decide(Op::kOr, Op::kJumpIfTrue, dst, term, loop);
      case Macro::kExistsOne:
        return Chosen(
            term, [&](Reg taken) { LoadConstant(taken, Value::Int(1)); },
            [&](Reg r) { code_.Emit(Op::kAdd, dst, dst, r); });
      case Macro::kFilter:
        return Chosen(
            term, [&](Reg taken) { code_.Emit(Op::kMove, taken, element); }, append);
      case Macro::kMapWhere:
        return Chosen(term, body, append);
      case Macro::kMapValuesWhere:
        return Chosen(term, body, put);
      case Macro::kMapEntriesWhere:
        return Chosen(term, body, put_all);
      case Macro::kMap:
        return WithOperand(*term.children[1], append);
      case Macro::kMapValues:
        return WithNext(*term.children[1], put);
      case Macro::kMapEntries:
        return WithNext(*term.children[1], put_all);
    }
  }

  // Ends the loop with the first element that decides, even after an error.
  void Decide(Op combine, Op jump, Reg dst, const Term& term, const CodeBuilder::Loop& loop) {
    WithOperand(*term.children[1], [&](Reg r) { code_.Emit(combine, dst, dst, r); });
    code_.Jump(jump, dst, loop.exit);
  }

  // Adds what `take` makes of an element that passes the test. An error of the test is
  // added too, and makes the result that error.
  template <typename Take, typename Put>
  void Chosen(const Term& term, const Take& take, const Put& put) {
    const CodeBuilder::Label failed = code_.NewLabel(), next = code_.NewLabel();
    WithNext(*term.children[1], [&](Reg r) {
      code_.Jump(Op::kJumpIfError, r, failed);
      code_.Jump(Op::kJumpIfFalse, r, next);
      take(r);
      code_.Bind(failed);
      put(r);
    });
    code_.Bind(next);
  }

  void IsOne(Reg dst) {
    const Reg mark = code_.Mark();
    const Reg one = code_.New();
    LoadConstant(one, Value::Int(1));
    code_.Emit(Op::kEqual, dst, dst, one);
    code_.FreeTo(mark);
  }

  void LoadConstant(Reg dst, const Value& value) {
    code_.Emit(Op::kLoadConst, dst, 0, 0, program_.Constant(value));
  }

  // Of the fact's `for each`: those of macros are held while the macro runs.
  void Element(Reg dst, const Term& term) {
    const std::optional<uint32_t> slot = slots_.FindElement(term);
    if (!slot) {
      fits_ = false;
      return;
    }
    loaded_.insert(*slot);
    code_.Emit(Op::kLoadSlot, dst, 0, 0, *slot);
  }

  void Load(Reg dst, const Term& term) {
    const std::optional<uint32_t> slot = slots_.Find(term);
    if (!slot) {
      fits_ = false;
      return;
    }
    loaded_.insert(*slot);
    code_.Emit(Op::kLoadSlot, dst, 0, 0, *slot);
  }

  ProgramBuilder& program_;
  CodeBuilder code_;
  Slots& slots_;
  std::set<uint32_t>& loaded_;
  // The register of each macro's element.
  std::map<uint32_t, Reg> elements_;
  absl::flat_hash_map<const Term*, Reg> kept_;
  bool fits_ = true;
};

}  // namespace

std::optional<bundle::Block> GenerateBlock(const Term& term, ProgramBuilder& program, Slots& slots,
                                           std::set<uint32_t>& loaded) {
  TermPool pool;
  const Passes& passes = slots.passes();
  const Term* made = passes.fold ? FoldConstants(&term, pool) : UnfoldConstants(&term, pool);
  const SharedTerm shared = passes.share ? ShareCommon(made, pool) : SharedTerm{made, {}};
  return Coder(program, slots, loaded).Generate(shared);
}

}  // namespace writ::lang
