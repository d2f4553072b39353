// Writes a bundle: interns constants, emits blocks of code, resolves labels.
//
// Checks nothing: what it writes goes through Program::Load like any other bytes.
// For the compiler's code generator and for tests.
//
//   ProgramBuilder program(types);            // every type must be in the table already
//   CodeBuilder code(program);                // of one block
//   Reg to = code.New(), city = code.New();
//   code.Emit(Op::kLoadRoot, to, 0, 0, Root::kArgs);
//   code.Emit(Op::kField, to, to, 0, program.Text("to"));
//   code.Emit(Op::kLoadConst, city, 0, 0, program.Text("SFO"));
//   code.Emit(Op::kEqual, to, to, city);
//   code.Emit(Op::kReturn, to);
//   *program.bundle().add_rules()->add_clauses()->mutable_block() = *code.Finish();
//   std::string bytes = std::move(program).Finish();
#ifndef WRIT_ENGINE_BYTECODE_BUILDER_H_
#define WRIT_ENGINE_BYTECODE_BUILDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/bytecode/bundle.pb.h"
#include "engine/bytecode/codes.h"
#include "engine/bytecode/program.h"
#include "engine/value/type.h"
#include "engine/value/value.h"

namespace writ {

// A register. The builder hands out more than 256 of them and says so at the end.
using Reg = uint32_t;

class ProgramBuilder {
 public:
  // `types` must outlive the builder; its types are written by Finish, so that it may
  // still grow while code is emitted.
  explicit ProgramBuilder(const TypeTable& types) : types_(types) {}
  ProgramBuilder(const ProgramBuilder&) = delete;
  ProgramBuilder& operator=(const ProgramBuilder&) = delete;

  // Sources, actions, tasks, facts, slots, rules, user_type and agent_type are filled
  // in here, in the order that bundle.proto asks for. The builder itself writes
  // format, types, constants and code.
  bundle::Bundle& bundle() { return bundle_; }

  // The index of an equal constant. Equal means the same canonical bytes, so that
  // `1` and `1.0` stay two constants.
  uint32_t Constant(const Value& value);
  uint32_t Text(std::string_view text) { return Constant(Value::String(text)); }

  // The bundle's bytes: the same content gives the same bytes.
  std::string Finish() &&;

 private:
  friend class CodeBuilder;

  const TypeTable& types_;
  bundle::Bundle bundle_;
  absl::flat_hash_map<std::string, uint32_t> constants_;
};

// Emits one block. Several may be open at once; a block gets its place in the program
// when it is finished.
class CodeBuilder {
 public:
  // A place in the block that is jumped to before it is known.
  struct Label {
    uint32_t index;
  };

  explicit CodeBuilder(ProgramBuilder& program) : program_(program) {}
  CodeBuilder(const CodeBuilder&) = delete;
  CodeBuilder& operator=(const CodeBuilder&) = delete;

  // Registers are a stack: New takes the next one, and FreeTo(mark) gives back those
  // taken since `mark = Mark()`.
  Reg New();
  Reg Mark() const { return next_; }
  void FreeTo(Reg mark) { next_ = mark; }

  // `d` is a constant, root, slot or builtin; jumps have their own functions.
  void Emit(Op op, Reg a = 0, Reg b = 0, uint32_t c = 0, uint32_t d = 0);
  void Emit(Op op, Reg a, Reg b, uint32_t c, Root root) {
    Emit(op, a, b, c, static_cast<uint32_t>(root));
  }
  // a = `builtin` of the `count` registers from `first` on.
  void Call(Reg a, Builtin builtin, Reg first, uint32_t count) {
    Emit(Op::kCall, a, first, count, static_cast<uint32_t>(builtin));
  }

  // The same for any builtin that is called as this one is.
  void CallAny(Reg a, Builtin builtin, Reg first, uint32_t count) {
    Emit(Op::kCallAny, a, first, count, static_cast<uint32_t>(builtin));
  }

  Label NewLabel();
  // Kinds Jump, JumpIfFalse, JumpIfTrue and JumpIfError; `a` is what is tested.
  void Jump(Op op, Reg a, Label target);
  void Jump(Label target) { Jump(Op::kJump, 0, target); }
  // The next instruction is where `label` stands. Every label jumped to is bound once,
  // after the jumps to it.
  void Bind(Label label);

  // A loop over the elements of a collection.
  struct Loop {
    Label exit;
    uint32_t head;
    uint32_t level;
  };
  // What follows, to EndLoop, runs for each element of `collection`, which is then in
  // `element`. When it is no collection, `result` is its Error instead. `exit` is the one
  // label outside that may be jumped to from inside.
  Loop BeginLoop(Reg result, Reg collection, Reg element);
  void EndLoop(const Loop& loop);

  // How many instructions there are so far.
  uint32_t size() const { return static_cast<uint32_t>(code_.size()); }

  // Appends the block to the program. Nothing, and nothing appended, when the block
  // needs more than 256 registers or passes more than 255 arguments.
  std::optional<bundle::Block> Finish();

 private:
  static constexpr uint32_t kUnbound = 0xffffffff;
  struct Patch {
    uint32_t instruction;
    uint32_t label;
  };

  ProgramBuilder& program_;
  std::vector<Instruction> code_;
  std::vector<uint32_t> labels_;
  std::vector<Patch> patches_;
  uint32_t open_loops_ = 0;
  Reg next_ = 0;
  Reg most_ = 0;
  bool fits_ = true;
};

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_BUILDER_H_
