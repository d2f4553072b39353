// What the operations of the machine share: where they pay and where results live.
#ifndef WRIT_ENGINE_VM_CONTEXT_H_
#define WRIT_ENGINE_VM_CONTEXT_H_

#include <cstdint>
#include <string_view>

#include "engine/base/arena.h"
#include "engine/value/value.h"
#include "engine/vm/budget.h"
#include "engine/vm/patterns.h"

namespace writ {

// Bytes of a text that an operation makes, and elements of a collection.
inline constexpr size_t kMaxTextBytes = 64 << 10;
inline constexpr size_t kMaxItems = 1 << 20;
// A unit of fuel reads or writes this much text.
inline constexpr size_t kTextBytesPerUnit = 32;

struct Context {
  const PatternSet& patterns;
  Budget& budget;
  Arena& arena;

  // Both give false when the budget is spent; the operation then gives Error(Fuel), and
  // the machine ends the block.
  bool Pay(uint64_t units) { return budget.Pay(units); }
  bool PayText(size_t bytes) { return budget.Pay(bytes / kTextBytesPerUnit); }
};

inline Value Failure(ErrorCode code) { return Value::Error(code); }
inline Value OutOfFuel() { return Value::Error(ErrorCode::kFuel); }

// Why an operation is not defined on a value: the error that it is, or that there is no
// value, or that it is of another kind.
inline Value Misuse(const Value& v) {
  if (v.is_error()) return v;
  return Failure(v.is(Kind::kAbsent) ? ErrorCode::kAbsent : ErrorCode::kTypeMismatch);
}
// The same for two operands: an error beats a missing value, the first beats the second.
inline Value Misuse(const Value& b, const Value& c) {
  if (b.is_error()) return b;
  if (c.is_error()) return c;
  return Misuse(b.is(Kind::kAbsent) ? b : c.is(Kind::kAbsent) ? c : b);
}

// Whether it can be an operand: neither an error nor missing.
inline bool IsPresent(const Value& v) { return !v.is_error() && !v.is(Kind::kAbsent); }

// Room for a text of `size` bytes that an operation makes, paid for. Null with the error
// in `failure` when it is too long or there is no fuel. `size` is not 0.
inline char* NewText(Context& context, size_t size, Value& failure) {
  failure = size > kMaxTextBytes ? Failure(ErrorCode::kTooLarge) : OutOfFuel();
  if (size > kMaxTextBytes || !context.PayText(size)) return nullptr;
  return static_cast<char*>(context.arena.Allocate(size, 1));
}

// A copy of `text` as a value, paid for.
inline Value CopyText(Context& context, std::string_view text) {
  if (text.size() > kMaxTextBytes) return Failure(ErrorCode::kTooLarge);
  if (!context.PayText(text.size())) return OutOfFuel();
  return Value::String(context.arena.Copy(text));
}

}  // namespace writ

#endif  // WRIT_ENGINE_VM_CONTEXT_H_
