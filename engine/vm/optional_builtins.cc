// Builtins on optional values and their syntax. A value that is not there is Absent, in
// a register as in a list; whatever holds no value is empty, a null is a value.
#include <algorithm>

#include "engine/value/base64.h"
#include "engine/value/canonical.h"
#include "engine/vm/builtins.h"
#include "engine/vm/collections.h"

namespace writ::builtins {
namespace {

bool IsZero(const Value& v) {
  switch (v.kind()) {
    case Kind::kAbsent:
    case Kind::kNull:
      return true;
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kUint:
      return v.AsUint() == 0;
    case Kind::kDouble:
      return v.AsDouble() == 0;
    case Kind::kDecimal:
      return v.AsDecimal() == Decimal();
    case Kind::kMoney:
      return v.AsMoney().amount == Decimal();
    case Kind::kTimestamp:
    case Kind::kDuration:
      return v.AsTime() == TimeParts{};
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kList:
    case Kind::kSet:
      return v.size() == 0;
    case Kind::kMap:
      return v.AsMap().size == 0;
    case Kind::kDate:
    case Kind::kEntity:
    case Kind::kType:
    case Kind::kNumber:
    case Kind::kError:
    case Kind::kIp:
    case Kind::kCidr:
    case Kind::kUrl:
    case Kind::kEmail:
    case Kind::kPath:
      return false;
  }
  return false;
}

bool IsNoSuchElement(const Value& v) {
  return v.is_error() &&
         (v.AsError() == ErrorCode::kNoSuchKey || v.AsError() == ErrorCode::kNoSuchField ||
          v.AsError() == ErrorCode::kIndexOutOfRange);
}

}  // namespace

Value HasValue(const Value* args, Context&) { return Value::Bool(!args[0].is(Kind::kAbsent)); }

Value OptionalValue(const Value* args, Context&) {
  return args[0].is(Kind::kAbsent) ? Failure(ErrorCode::kAbsent) : args[0];
}

Value OptionalOr(const Value* args, Context&) {
  return args[0].is(Kind::kAbsent) ? args[1] : args[0];
}

Value OfNonZeroValue(const Value* args, Context&) { return IsZero(args[0]) ? Value() : args[0]; }

Value OptionalIndex(const Value* args, Context&) {
  if (args[0].is(Kind::kAbsent)) return Value();
  const bool field = args[0].is(Kind::kEntity) && args[1].is(Kind::kString);
  const Value element = field ? GetField(args[0], args[1].AsText(), 0) : Index(args[0], args[1]);
  return IsNoSuchElement(element) ? Value() : element;
}

Value OptionalToList(const Value* args, Context& context) {
  if (args[0].is(Kind::kAbsent)) return Value::List(nullptr, 0);
  Value* item = context.arena.NewArray<Value>(1);
  *item = args[0];
  return Value::List(item, 1);
}

Value PutOptional(const Value* args, Context& context) {
  if (args[2].is(Kind::kAbsent)) return args[0];
  return PutKey(args[0], args[1], args[2], context);
}

Value OptionalEqual(const Value* args, Context& context) {
  if (args[0].is(Kind::kAbsent) || args[1].is(Kind::kAbsent)) {
    return Value::Bool(args[0].is(Kind::kAbsent) && args[1].is(Kind::kAbsent));
  }
  return AreEqual(args[0], args[1], context);
}

Value OptionalUnwrap(const Value* args, Context& context) {
  const Value& list = args[0];
  if (!context.Pay(list.size())) return OutOfFuel();
  Value* items = context.arena.NewArray<Value>(list.size());
  const Value* end = std::copy_if(list.items(), list.items() + list.size(), items,
                                  [](const Value& item) { return !item.is(Kind::kAbsent); });
  return Value::List(items, static_cast<uint32_t>(end - items));
}
Value OptionalUnwrapAll(const Value* args, Context& context) {
  return OptionalUnwrap(args, context);
}

Value Base64Encode(const Value* args, Context& context) {
  if (!context.PayText(args[0].size())) return OutOfFuel();
  return CopyText(context, EncodeBase64(args[0].AsText()));
}

Value Base64Decode(const Value* args, Context& context) {
  constexpr size_t kGroup = 4;
  std::string text(args[0].AsText());
  if (text.find('=') == text.npos) text.append((kGroup - text.size() % kGroup) % kGroup, '=');
  const auto bytes = DecodeBase64(text);
  if (!bytes.has_value()) return Failure(ErrorCode::kBadArgument);
  const Value copy = CopyText(context, *bytes);
  return copy.is_error() ? copy : Value::Bytes(copy.AsText());
}

}  // namespace writ::builtins
