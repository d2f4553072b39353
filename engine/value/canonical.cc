// Writing the canonical encoding, and the order that sorts sets and map keys.
//
// Both walk a value by recursion. A list, set or map nested deeper than
// kMaxValueDepth, which nobody who keeps the limit can make, counts as
// Error(TooLarge): the stack is safe, and whoever reads it fails closed.
#include "engine/value/canonical.h"

#include <bit>

#include "engine/value/nesting.h"

namespace writ {
namespace {

using Uint128 = unsigned __int128;

constexpr uint64_t kSignBit = uint64_t{1} << 63;

uint64_t FlipSign(int64_t i) { return static_cast<uint64_t>(i) ^ kSignBit; }

void PutDecimal(Decimal decimal, ByteWriter& w) {
  const auto units = static_cast<Uint128>(decimal.units());
  w.U64(static_cast<uint64_t>(units >> 64) ^ kSignBit);
  w.U64(static_cast<uint64_t>(units));
}

void PutMoney(const Money& money, ByteWriter& w) {
  w.U8(static_cast<uint8_t>(money.currency >> 16));
  w.U16(static_cast<uint16_t>(money.currency));
  PutDecimal(money.amount, w);
}

void PutTime(TimeParts time, ByteWriter& w) {
  w.U64(FlipSign(time.seconds));
  w.U32(time.nanos);
}

void Put(const Value& given, ByteWriter& w, int depth);

void PutItems(const Value& value, ByteWriter& w, int depth) {
  w.Varint(value.size());
  for (uint32_t i = 0; i < value.size(); ++i) Put(value.items()[i], w, depth);
}

void PutMap(const MapRep& map, ByteWriter& w, int depth) {
  w.Varint(map.size);
  for (uint32_t i = 0; i < map.size; ++i) {
    Put(map.entries[i].key, w, depth);
    Put(map.entries[i].value, w, depth);
  }
}

void PutEntity(const EntityRep& entity, ByteWriter& w) {
  w.Text(entity.type);
  w.Text(entity.id);
}

void PutContent(const Value& value, ByteWriter& w, int depth) {
  switch (value.kind()) {
    case Kind::kAbsent:
    case Kind::kNull:
      return;
    case Kind::kBool:
      return w.U8(value.AsBool() ? 1 : 0);
    case Kind::kInt:
    case Kind::kDate:
      return w.U64(FlipSign(value.AsInt()));
    case Kind::kUint:
      return w.U64(value.AsUint());
    case Kind::kDouble:
      return w.U64(std::bit_cast<uint64_t>(value.AsDouble()));
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kType:
    case Kind::kNumber:
    case Kind::kIp:
    case Kind::kCidr:
    case Kind::kUrl:
    case Kind::kEmail:
    case Kind::kPath:
      return w.Text(value.AsText());
    case Kind::kDecimal:
      return PutDecimal(value.AsDecimal(), w);
    case Kind::kMoney:
      return PutMoney(value.AsMoney(), w);
    case Kind::kTimestamp:
    case Kind::kDuration:
      return PutTime(value.AsTime(), w);
    case Kind::kList:
    case Kind::kSet:
      return PutItems(value, w, depth + 1);
    case Kind::kMap:
      return PutMap(value.AsMap(), w, depth + 1);
    case Kind::kEntity:
      return PutEntity(value.AsEntity(), w);
    case Kind::kError:
      return w.U16(static_cast<uint16_t>(value.AsError()));
  }
}

void Put(const Value& given, ByteWriter& w, int depth) {
  const Value value = WithinDepth(given, depth);
  w.U8(static_cast<uint8_t>(value.kind()));
  PutContent(value, w, depth);
}

template <typename T>
int Order(const T& a, const T& b) {
  return (a > b) - (a < b);
}

// Bits in the order of the numbers: -inf, …, -0.0, 0.0, …, inf, NaN.
uint64_t OrderedBits(double d) {
  const auto bits = std::bit_cast<uint64_t>(d);
  return (bits & kSignBit) != 0 ? ~bits : bits | kSignBit;
}

int OrderMoney(const Money& a, const Money& b) {
  if (a.currency != b.currency) return Order(a.currency, b.currency);
  return Order(a.amount, b.amount);
}

int OrderEntities(const EntityRep& a, const EntityRep& b) {
  const int by_type = Order(a.type, b.type);
  return by_type != 0 ? by_type : Order(a.id, b.id);
}

int OrderAt(const Value& a, const Value& b, int depth);

int OrderItems(const Value& a, const Value& b, int depth) {
  if (a.size() != b.size()) return Order(a.size(), b.size());
  for (uint32_t i = 0; i < a.size(); ++i) {
    if (int order = OrderAt(a.items()[i], b.items()[i], depth)) return order;
  }
  return 0;
}

int OrderMaps(const MapRep& a, const MapRep& b, int depth) {
  if (a.size != b.size) return Order(a.size, b.size);
  for (uint32_t i = 0; i < a.size; ++i) {
    if (int order = OrderAt(a.entries[i].key, b.entries[i].key, depth)) return order;
    if (int order = OrderAt(a.entries[i].value, b.entries[i].value, depth)) return order;
  }
  return 0;
}

int OrderSameKind(const Value& a, const Value& b, int depth) {
  switch (a.kind()) {
    case Kind::kAbsent:
    case Kind::kNull:
      return 0;
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kType:
    case Kind::kNumber:
    case Kind::kIp:
    case Kind::kCidr:
    case Kind::kUrl:
    case Kind::kEmail:
    case Kind::kPath:
      return Order(a.AsText(), b.AsText());
    case Kind::kInt:
    case Kind::kDate:
      return Order(a.AsInt(), b.AsInt());
    case Kind::kBool:
    case Kind::kUint:
      return Order(a.AsUint(), b.AsUint());
    case Kind::kDouble:
      return Order(OrderedBits(a.AsDouble()), OrderedBits(b.AsDouble()));
    case Kind::kDecimal:
      return Order(a.AsDecimal(), b.AsDecimal());
    case Kind::kMoney:
      return OrderMoney(a.AsMoney(), b.AsMoney());
    case Kind::kTimestamp:
    case Kind::kDuration:
      return Order(a.AsTime(), b.AsTime());
    case Kind::kList:
    case Kind::kSet:
      return OrderItems(a, b, depth + 1);
    case Kind::kMap:
      return OrderMaps(a.AsMap(), b.AsMap(), depth + 1);
    case Kind::kEntity:
      return OrderEntities(a.AsEntity(), b.AsEntity());
    case Kind::kError:
      return Order(a.AsError(), b.AsError());
  }
  return 0;
}

int OrderAt(const Value& given_a, const Value& given_b, int depth) {
  const Value a = WithinDepth(given_a, depth), b = WithinDepth(given_b, depth);
  if (a.kind() != b.kind()) return Order(a.kind(), b.kind());
  return OrderSameKind(a, b, depth);
}

}  // namespace

void EncodeCanonical(const Value& value, ByteWriter& writer) { Put(value, writer, 0); }

std::string CanonicalBytes(const Value& value) {
  std::string bytes;
  ByteWriter writer(bytes);
  EncodeCanonical(value, writer);
  return bytes;
}

int CompareCanonical(const Value& a, const Value& b) { return OrderAt(a, b, 0); }

}  // namespace writ
