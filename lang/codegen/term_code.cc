#include "lang/codegen/term_code.h"

namespace writ::lang {
namespace {

// Registers are a stack: a term's value lands in a register of the caller's choice, and
// whatever it takes beyond that is given back.
class TermCode {
 public:
  TermCode(const SlotTable& slots, ProgramBuilder& program)
      : slots_(slots), program_(program), code_(program) {}

  std::optional<bundle::Block> Generate(const Term& term) {
    Reg result = code_.New();
    Into(result, term);
    code_.Emit(Op::kReturn, result);
    return code_.Finish();
  }

 private:
  void Into(Reg to, const Term& term) {
    Reg mark = code_.Mark();
    Emit(to, term);
    code_.FreeTo(mark);
  }

  Reg Eval(const Term& term) {
    Reg to = code_.New();
    Into(to, term);
    return to;
  }

  void Emit(Reg to, const Term& term) {
    switch (term.kind) {
      case TermKind::kError:
      case TermKind::kParameter:
        // The checker leaves neither in a model without errors. Should one come through,
        // the value is an Error and the rule fails closed.
        return Constant(to, Value::Error(ErrorCode::kTypeMismatch));
      case TermKind::kConstant:
        return Constant(to, term.value);
      case TermKind::kRoot:
        return code_.Emit(Op::kLoadRoot, to, 0, 0, term.root);
      case TermKind::kVariable:
        return code_.Emit(Op::kLoadSlot, to, 0, 0, slots_.variable(term.index));
      case TermKind::kField:
        return Field(Op::kField, to, term);
      case TermKind::kFieldOrAbsent:
        return Field(Op::kFieldOrAbsent, to, term);
      case TermKind::kHasField:
        return Field(Op::kHasField, to, term);
      case TermKind::kUnary:
        Into(to, *term.children[0]);
        return code_.Emit(term.op, to, to);
      case TermKind::kBinary:
        Into(to, *term.children[0]);
        return code_.Emit(term.op, to, to, Eval(*term.children[1]));
      case TermKind::kAnd:
        return Chain(to, term, Op::kJumpIfFalse, Op::kAnd);
      case TermKind::kOr:
        return Chain(to, term, Op::kJumpIfTrue, Op::kOr);
      case TermKind::kConditional:
        return Conditional(to, term);
      case TermKind::kCall:
        return Call(to, term);
      case TermKind::kList:
        return List(to, term);
      case TermKind::kMap:
        return Map(to, term);
      case TermKind::kFact:
      case TermKind::kAttributes:
        return code_.Emit(Op::kLoadSlot, to, 0, 0, slots_.Find(term));
    }
  }

  void Constant(Reg to, const Value& value) {
    code_.Emit(Op::kLoadConst, to, 0, 0, program_.Constant(value));
  }

  void Field(Op op, Reg to, const Term& term) {
    Into(to, *term.children[0]);
    // The hint is 8 bits wide; a field further back is found all the same.
    code_.Emit(op, to, to, term.hint < 256 ? term.hint : 0, program_.Text(term.name));
  }

  // a && b && c: what decides ends it; an Error waits for what comes after.
  void Chain(Reg to, const Term& term, Op decided, Op join) {
    CodeBuilder::Label end = code_.NewLabel();
    Into(to, *term.children[0]);
    for (size_t i = 1; i < term.children.size(); ++i) {
      code_.Jump(decided, to, end);
      Reg mark = code_.Mark();
      code_.Emit(join, to, to, Eval(*term.children[i]));
      code_.FreeTo(mark);
    }
    code_.Bind(end);
  }

  void Conditional(Reg to, const Term& term) {
    CodeBuilder::Label otherwise = code_.NewLabel();
    CodeBuilder::Label end = code_.NewLabel();
    Into(to, *term.children[0]);
    code_.Jump(Op::kJumpIfFalse, to, otherwise);
    code_.Jump(Op::kJumpIfError, to, end);
    Into(to, *term.children[1]);
    code_.Jump(end);
    code_.Bind(otherwise);
    Into(to, *term.children[2]);
    code_.Bind(end);
  }

  // The arguments stand in registers one after the other.
  void Call(Reg to, const Term& term) {
    Reg first = code_.Mark();
    for (const Term* argument : term.children) Eval(*argument);
    code_.Call(to, term.builtin, term.children.empty() ? to : first,
               static_cast<uint32_t>(term.children.size()));
  }

  void List(Reg to, const Term& term) {
    code_.Emit(Op::kNewList, to);
    for (const Term* element : term.children) {
      Reg mark = code_.Mark();
      code_.Emit(Op::kAppend, to, Eval(*element));
      code_.FreeTo(mark);
    }
  }

  void Map(Reg to, const Term& term) {
    code_.Emit(Op::kNewMap, to);
    for (size_t i = 0; i + 1 < term.children.size(); i += 2) {
      Reg mark = code_.Mark();
      Reg key = Eval(*term.children[i]);
      code_.Emit(Op::kPutKey, to, key, Eval(*term.children[i + 1]));
      code_.FreeTo(mark);
    }
  }

  const SlotTable& slots_;
  ProgramBuilder& program_;
  CodeBuilder code_;
};

}  // namespace

std::optional<bundle::Block> GenerateBlock(const Term& term, const SlotTable& slots,
                                           ProgramBuilder& program) {
  return TermCode(slots, program).Generate(term);
}

}  // namespace writ::lang
