// Values as tests write them, and a machine to run code over them.
#ifndef WRIT_ENGINE_VM_TEST_VALUES_H_
#define WRIT_ENGINE_VM_TEST_VALUES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/arena.h"
#include "engine/bytecode/program.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"
#include "engine/value/value.h"
#include "engine/vm/vm.h"

namespace writ {

inline constexpr uint64_t kTestFuel = 1'000'000;

class Values {
 public:
  Value Dec(std::string_view text) { return Value::Decimal(*Decimal::Parse(text), arena_); }
  Value Usd(std::string_view amount) { return Cash(amount, "USD"); }
  Value Cash(std::string_view amount, std::string_view currency) {
    return Value::Money({*Decimal::Parse(amount), *ParseCurrency(currency)}, arena_);
  }
  // Nothing, in no currency.
  Value EmptySum() { return Value::Money({}, arena_); }
  Value List(const std::vector<Value>& items) {
    return CopyInto(Value::List(items.data(), static_cast<uint32_t>(items.size())), arena_);
  }
  Value Set(const std::vector<Value>& items) {
    return MakeSet(items.data(), static_cast<uint32_t>(items.size()), arena_);
  }
  Value Map(const std::vector<MapEntry>& entries) {
    return MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena_);
  }
  Value Entity(std::string_view type, std::string_view id) {
    return Value::Entity(arena_.New(EntityRep{type, id, nullptr}));
  }
  Value Task(std::string_view type, std::string_view id, const std::vector<MapEntry>& params) {
    const MapRep* map = &Map(params).AsMap();
    return Value::Entity(arena_.New(EntityRep{type, id, map}));
  }
  Value Span(int64_t seconds, uint32_t nanos = 0) { return Value::Duration({seconds, nanos}); }
  Value Day(std::string_view text) { return Value::Date(*ParseDate(text)); }
  Value Time(std::string_view text) { return Value::Timestamp(*ParseTimestamp(text)); }
  Value Text(std::string_view text) { return Value::String(arena_.Copy(text)); }

  Arena& arena() { return arena_; }

 private:
  Arena arena_;
};

inline Value Str(std::string_view text) { return Value::String(text); }
inline Value Int(int64_t i) { return Value::Int(i); }
inline Value Err(ErrorCode code) { return Value::Error(code); }

// A program of one block that may read every slot.
class TestMachine {
 public:
  TestMachine(std::vector<Value> constants, std::vector<Instruction> code, uint32_t slots = 0,
              uint32_t registers = 8);

  // Whether the verifier accepts the block, and what it says if not.
  const std::string& refusal() const { return refusal_; }
  const Block& block() const { return block_; }

  Value Run(uint64_t fuel = kTestFuel);
  // As source; the reason of the verifier when it refused the block.
  std::string Show(uint64_t fuel = kTestFuel);
  // What the run spends of kTestFuel.
  uint64_t Spent();

  Roots roots;
  std::vector<Value> slots;

 private:
  Program program_;
  Block block_;
  std::string refusal_;
  PatternSet patterns_;
  Arena arena_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_VM_TEST_VALUES_H_
