#include "engine/vm/vm.h"

#include <cstddef>
#include <new>
#include <utility>

#include "engine/bytecode/codes.h"
#include "engine/bytecode/loops.h"
#include "engine/vm/arithmetic.h"
#include "engine/vm/builtins.h"
#include "engine/vm/collections.h"
#include "engine/vm/context.h"

namespace writ {
namespace {

constexpr size_t kMaxRegisters = 256;

// Room for all registers; only those of the block are given a value.
class Registers {
 public:
  explicit Registers(uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) new (at(i)) Value();
  }
  Value& operator[](size_t i) { return *std::launder(at(i)); }

 private:
  Value* at(size_t i) { return reinterpret_cast<Value*>(room_) + i; }

  alignas(Value) std::byte room_[kMaxRegisters * sizeof(Value)];
};

// A loop that runs. The collection is a value: the body cannot change it.
class Elements {
 public:
  // False when `collection` is none.
  bool Start(const Value& collection) {
    collection_ = collection;
    next_ = 0;
    size_ = collection.is(Kind::kMap) ? collection.AsMap().size : collection.size();
    return collection.is(Kind::kList) || collection.is(Kind::kSet) || collection.is(Kind::kMap);
  }

  // Where it is, and what is there; after a Next that gave true.
  Value Key() const {
    if (collection_.is(Kind::kMap)) return collection_.AsMap().entries[next_ - 1].key;
    return Value::Int(next_ - 1);
  }
  Value Current() const {
    return collection_.is(Kind::kMap) ? collection_.AsMap().entries[next_ - 1].value
                                      : collection_.items()[next_ - 1];
  }

  // False, `element` as it was, when there are no more.
  bool Next(Value& element) {
    if (next_ == size_) return false;
    const uint32_t at = next_++;
    element =
        collection_.is(Kind::kMap) ? collection_.AsMap().entries[at].key : collection_.items()[at];
    return true;
  }

 private:
  Value collection_;
  uint32_t next_ = 0, size_ = 0;
};

bool AreInts(const Value& b, const Value& c) { return b.is(Kind::kInt) && c.is(Kind::kInt); }

// Compares two operands and asks `holds` of the order: -1, 0 or 1.
template <typename Holds>
Value Ordered(const Value& b, const Value& c, Holds holds) {
  if (AreInts(b, c)) return Value::Bool(holds((b.AsInt() > c.AsInt()) - (b.AsInt() < c.AsInt())));
  if (!IsPresent(b) || !IsPresent(c)) return Misuse(b, c);
  const Value order = Compare(b, c);
  return order.is_error() ? order : Value::Bool(holds(static_cast<int>(order.AsInt())));
}

Value Negated(const Value& v) { return v.is(Kind::kBool) ? Value::Bool(!v.AsBool()) : Misuse(v); }

// `deciding` settles the matter alone, even beside an error: false for &&, true for ||.
Value Connect(const Value& b, const Value& c, bool deciding) {
  const auto decides = [deciding](const Value& v) { return deciding ? v.IsTrue() : v.IsFalse(); };
  if (decides(b) || decides(c)) return Value::Bool(deciding);
  if (!b.is(Kind::kBool) && !c.is(Kind::kBool)) return Misuse(b, c);
  if (!b.is(Kind::kBool)) return Misuse(b);
  return c.is(Kind::kBool) ? Value::Bool(!deciding) : Misuse(c);
}

class Machine {
 public:
  Machine(const Program& program, const Block& block, const Frame& frame, Context& context)
      : program_(program),
        frame_(frame),
        context_(context),
        code_(program.code.data() + block.begin),
        r_(block.registers) {}

  // The loop ends: jumps go forward, Repeat goes back once for each element of a finite
  // collection and while there is fuel, and every path ends in Return, as was verified.
  Value Run() {
    const Instruction* next = code_;
    while (true) {
      const Instruction i = *next++;
      switch (i.op) {
        case Op::kReturn:
          return context_.budget.spent() ? OutOfFuel() : r_[i.a];
        case Op::kLoadConst:
          r_[i.a] = Constant(i);
          break;
        case Op::kLoadRoot:
          r_[i.a] = frame_.roots[static_cast<uint32_t>(i.d)];
          break;
        case Op::kLoadSlot:
          r_[i.a] = Slot(i);
          break;
        case Op::kMove:
          r_[i.a] = r_[i.b];
          break;
        case Op::kJump:
          next = code_ + i.d;
          break;
        case Op::kJumpIfFalse:
          if (r_[i.a].IsFalse()) next = code_ + i.d;
          break;
        case Op::kJumpIfTrue:
          if (r_[i.a].IsTrue()) next = code_ + i.d;
          break;
        case Op::kJumpIfError:
          if (!IsBool(r_[i.a])) next = code_ + i.d;
          break;
        case Op::kIterate:
          if (!Start(i)) next = code_ + i.d;
          break;
        case Op::kElement:
          if (!loops_[i.c].Next(r_[i.a])) next = code_ + i.d;
          break;
        case Op::kRepeat:
          if (!context_.Pay(TurnCost(i))) return OutOfFuel();
          next = code_ + i.d;
          break;
        case Op::kField:
          r_[i.a] = GetField(r_[i.b], Constant(i).AsText(), i.c);
          break;
        case Op::kFieldOrAbsent:
          r_[i.a] = GetFieldOrAbsent(r_[i.b], Constant(i).AsText(), i.c);
          break;
        case Op::kHasField:
          r_[i.a] = HasField(r_[i.b], Constant(i).AsText(), i.c);
          break;
        case Op::kIndex:
          r_[i.a] = Index(r_[i.b], r_[i.c]);
          break;
        case Op::kEqual:
          r_[i.a] = SameAs(i);
          break;
        case Op::kNotEqual:
          r_[i.a] = Negated(SameAs(i));
          break;
        case Op::kLess:
          r_[i.a] = Ordered(r_[i.b], r_[i.c], [](int order) { return order < 0; });
          break;
        case Op::kLessEqual:
          r_[i.a] = Ordered(r_[i.b], r_[i.c], [](int order) { return order <= 0; });
          break;
        case Op::kGreater:
          r_[i.a] = Ordered(r_[i.b], r_[i.c], [](int order) { return order > 0; });
          break;
        case Op::kGreaterEqual:
          r_[i.a] = Ordered(r_[i.b], r_[i.c], [](int order) { return order >= 0; });
          break;
        case Op::kIn:
          r_[i.a] = IsIn(r_[i.b], r_[i.c], context_);
          break;
        case Op::kAnd:
          r_[i.a] = Connect(r_[i.b], r_[i.c], false);
          break;
        case Op::kOr:
          r_[i.a] = Connect(r_[i.b], r_[i.c], true);
          break;
        case Op::kNot:
          r_[i.a] = Negated(r_[i.b]);
          break;
        case Op::kAdd:
          r_[i.a] = Add(r_[i.b], r_[i.c], context_);
          break;
        case Op::kSubtract:
          r_[i.a] = Subtract(r_[i.b], r_[i.c], context_);
          break;
        case Op::kMultiply:
          r_[i.a] = Multiply(r_[i.b], r_[i.c], context_);
          break;
        case Op::kDivide:
          r_[i.a] = Divide(r_[i.b], r_[i.c], context_);
          break;
        case Op::kModulo:
          r_[i.a] = Modulo(r_[i.b], r_[i.c], context_);
          break;
        case Op::kNegate:
          r_[i.a] = Negate(r_[i.b], context_);
          break;
        case Op::kNewList:
          r_[i.a] = Value::List(nullptr, 0);
          break;
        case Op::kAppend:
          r_[i.a] = Append(r_[i.a], r_[i.b], context_);
          break;
        case Op::kNewMap:
          r_[i.a] = Value::Map(&kEmptyMap);
          break;
        case Op::kPutKey:
          r_[i.a] = PutKey(r_[i.a], r_[i.b], r_[i.c], context_);
          break;
        case Op::kCall:
          r_[i.a] = CallBuiltin(static_cast<uint32_t>(i.d), &r_[i.b], context_);
          break;
        case Op::kCallAny:
          r_[i.a] = CallAnyBuiltin(static_cast<uint32_t>(i.d), &r_[i.b], context_);
          break;
        case Op::kLoopKey:
          r_[i.a] = loops_[i.c].Key();
          break;
        case Op::kLoopValue:
          r_[i.a] = loops_[i.c].Current();
          break;
        case Op::kPutAll:
          r_[i.a] = PutAll(r_[i.a], r_[i.b], context_);
          break;
      }
    }
  }

 private:
  static constexpr MapRep kEmptyMap{};

  const Value& Constant(const Instruction& i) const {
    return program_.constants[static_cast<uint32_t>(i.d)];
  }

  Value Slot(const Instruction& i) const {
    const size_t slot = static_cast<uint32_t>(i.d);
    return slot < frame_.slots.size() ? frame_.slots[slot] : Failure(ErrorCode::kFactUnavailable);
  }

  bool Start(const Instruction& i) {
    if (loops_[i.c].Start(r_[i.b])) return true;
    r_[i.a] = Misuse(r_[i.b]);
    return false;
  }

  // Leaves a bool as it is; makes an error of everything else.
  static bool IsBool(Value& v) {
    if (v.is(Kind::kBool)) return true;
    if (!v.is_error()) v = Failure(ErrorCode::kTypeMismatch);
    return false;
  }

  Value SameAs(const Instruction& i) {
    const Value &b = r_[i.b], &c = r_[i.c];
    if (AreInts(b, c)) return Value::Bool(b.AsInt() == c.AsInt());
    if (b.is(Kind::kString) && c.is(Kind::kString)) return Value::Bool(b.AsText() == c.AsText());
    return AreEqual(b, c, context_);
  }

  const Program& program_;
  const Frame& frame_;
  Context& context_;
  const Instruction* const code_;
  Registers r_;
  // By level; Iterate sets one before Element reads it.
  Elements loops_[kMaxLoopDepth];
};

}  // namespace

Value Run(const Program& program, const Block& block, const Frame& frame, Budget& budget,
          Arena& arena) {
  if (!budget.Pay(block.cost)) return OutOfFuel();
  Context context{frame.patterns, budget, arena};
  return Machine(program, block, frame, context).Run();
}

}  // namespace writ
