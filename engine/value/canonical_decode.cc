// Reading the canonical encoding. Trusts nothing: depth and counts are bounded before
// memory is taken, and whatever has a second spelling is refused.
#include <bit>

#include "engine/value/canonical.h"
#include "engine/value/identity.h"

namespace writ {
namespace {

using Uint128 = unsigned __int128;

constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr uint32_t kNanosPerSecond = 1'000'000'000;

// Reads one value. After anything wrong the reader is bad and the value means nothing.
class Decoder {
 public:
  Decoder(ByteReader& reader, Arena& arena) : r_(reader), arena_(arena) {}

  // `depth` counts the containers around the value.
  Value Read(int depth) {
    const uint8_t tag = r_.U8();
    if (!IsKind(tag)) return Refuse();
    return Content(static_cast<Kind>(tag), depth);
  }

 private:
  Value Refuse() {
    r_.Bad();
    return Value();
  }

  Value Content(Kind kind, int depth) {
    switch (kind) {
      case Kind::kAbsent:
        return Value();
      case Kind::kNull:
        return Value::Null();
      case Kind::kBool:
        return Bool();
      case Kind::kInt:
        return Value::Int(Signed());
      case Kind::kUint:
        return Value::Uint(r_.U64());
      case Kind::kDouble:
        return Double();
      case Kind::kString:
        return Value::String(Text());
      case Kind::kBytes:
        return Value::Bytes(Text());
      case Kind::kType:
        return Value::TypeName(Text());
      case Kind::kNumber:
        return Value::Number(Text());
      case Kind::kDecimal:
        return Value::Decimal(Decimal(), arena_);
      case Kind::kMoney:
        return Money();
      case Kind::kTimestamp:
        return Value::Timestamp(Time());
      case Kind::kDuration:
        return Value::Duration(Time());
      case Kind::kDate:
        return Value::Date(Signed());
      case Kind::kList:
        return List(depth);
      case Kind::kSet:
        return Set(depth);
      case Kind::kMap:
        return Map(depth);
      case Kind::kEntity:
        return Entity();
      case Kind::kError:
        return Error();
      case Kind::kIp:
      case Kind::kCidr:
      case Kind::kUrl:
      case Kind::kEmail:
      case Kind::kPath:
        return Identity(kind);
    }
    return Refuse();
  }

  Value Bool() {
    const uint8_t byte = r_.U8();
    return byte > 1 ? Refuse() : Value::Bool(byte == 1);
  }

  int64_t Signed() { return static_cast<int64_t>(r_.U64() ^ kSignBit); }

  Value Double() {
    const uint64_t bits = r_.U64();
    const Value value = Value::Double(std::bit_cast<double>(bits));
    return std::bit_cast<uint64_t>(value.AsDouble()) == bits ? value : Refuse();
  }

  std::string_view Text() { return arena_.Copy(r_.Text()); }

  Value Identity(Kind kind) {
    const std::string_view stored = Text();
    return IsStoredIdentity(kind, stored) ? Value::Identity(kind, stored) : Refuse();
  }

  writ::Decimal Decimal() {
    const Uint128 high = r_.U64() ^ kSignBit;
    return writ::Decimal::FromUnits(static_cast<__int128>(high << 64 | r_.U64()));
  }

  Value Money() {
    const std::string_view currency = r_.Raw(3);
    const auto amount = Decimal();
    if (currency == std::string_view("\0\0\0", 3)) {
      return amount == writ::Decimal() ? Value::Money({amount, 0}, arena_) : Refuse();
    }
    const auto code = ParseCurrency(currency);
    return code ? Value::Money({amount, *code}, arena_) : Refuse();
  }

  TimeParts Time() {
    TimeParts time;
    time.seconds = Signed();
    time.nanos = r_.U32();
    if (time.nanos >= kNanosPerSecond) r_.Bad();
    return time;
  }

  // A count of elements that take `least` bytes each, or more. Zero when the bytes
  // that are left cannot hold so many, or when they would be nested too deeply.
  uint32_t Count(int depth, size_t least) {
    const uint32_t count = r_.Varint();
    if (depth < kMaxValueDepth && count <= r_.remaining() / least) return count;
    r_.Bad();
    return 0;
  }

  const Value* Items(uint32_t count, int depth) {
    Value* items = arena_.NewArray<Value>(count);
    for (uint32_t i = 0; i < count && r_.ok(); ++i) items[i] = Read(depth + 1);
    return items;
  }

  Value List(int depth) {
    const uint32_t count = Count(depth, 1);
    return Value::List(Items(count, depth), count);
  }

  Value Set(int depth) {
    const uint32_t count = Count(depth, 1);
    const Value* items = Items(count, depth);
    for (uint32_t i = 1; i < count && r_.ok(); ++i) {
      if (CompareCanonical(items[i - 1], items[i]) >= 0) return Refuse();
    }
    return Value::Set(items, count);
  }

  Value Map(int depth) {
    const uint32_t count = Count(depth, 2);
    MapEntry* entries = arena_.NewArray<MapEntry>(count);
    for (uint32_t i = 0; i < count && r_.ok(); ++i) {
      entries[i].key = Read(depth + 1);
      entries[i].value = Read(depth + 1);
      if (!r_.ok()) break;
      if (i > 0 && CompareCanonical(entries[i - 1].key, entries[i].key) >= 0) return Refuse();
    }
    return Value::Map(arena_.New(MapRep{count, entries}));
  }

  Value Entity() {
    EntityRep entity;
    entity.type = Text();
    entity.id = Text();
    return Value::Entity(arena_.New(entity));
  }

  Value Error() {
    const uint16_t code = r_.U16();
    return IsErrorCode(code) ? Value::Error(static_cast<ErrorCode>(code)) : Refuse();
  }

  ByteReader& r_;
  Arena& arena_;
};

}  // namespace

absl::StatusOr<Value> DecodeCanonical(ByteReader& reader, Arena& arena) {
  const Value value = Decoder(reader, arena).Read(0);
  if (!reader.ok()) return absl::DataLossError("not a canonical value");
  return value;
}

absl::StatusOr<Value> DecodeCanonical(std::string_view bytes, Arena& arena) {
  ByteReader reader(bytes);
  auto value = DecodeCanonical(reader, arena);
  if (value.ok() && !reader.done()) return absl::DataLossError("bytes after a canonical value");
  return value;
}

}  // namespace writ
