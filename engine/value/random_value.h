// Random values for tests: every kind, nested, with the boundaries of each range
// more often than chance would give. The same seed gives the same values.
#ifndef WRIT_ENGINE_VALUE_RANDOM_VALUE_H_
#define WRIT_ENGINE_VALUE_RANDOM_VALUE_H_

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "engine/value/canonical.h"
#include "engine/value/identity.h"
#include "engine/value/value.h"

namespace writ {

class RandomValues {
 public:
  RandomValues(uint32_t seed, Arena& arena) : random_(seed), arena_(arena) {}

  uint64_t Bits() { return random_() >> (random_() % 64); }
  uint32_t Below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

  int64_t Int() {
    constexpr int64_t kEdges[] = {0, 1, -1, std::numeric_limits<int64_t>::max(),
                                  std::numeric_limits<int64_t>::min()};
    if (Below(4) == 0) return kEdges[Below(5)];
    return static_cast<int64_t>(Bits()) * (Below(2) == 0 ? 1 : -1);
  }

  Decimal AnyDecimal() {
    const unsigned __int128 high = Bits();
    const auto units = static_cast<__int128>(high << 64 | random_());
    if (Below(3) == 0) return Decimal::FromInt(Int());
    return Decimal::FromUnits(Below(2) == 0 ? units : units >> 64);
  }

  double AnyDouble() {
    constexpr double kEdges[] = {0.0, -0.0, 0.1, INFINITY, -INFINITY, NAN, 5e-324, 1.7e308};
    if (Below(4) == 0) return kEdges[Below(8)];
    const double d = static_cast<double>(Int());
    return Below(2) == 0 ? d : d / static_cast<double>(1 + Bits());
  }

  std::string_view Text() {
    std::string text(Below(8), ' ');
    for (char& c : text) c = static_cast<char>(Below(8) == 0 ? Below(256) : 'a' + Below(3));
    return arena_.Copy(text);
  }

  Value AnyIdentity() {
    constexpr struct {
      Kind kind;
      std::string_view text;
    } kTexts[] = {{Kind::kIp, "192.0.2.7"},
                  {Kind::kIp, "2001:db8::7"},
                  {Kind::kCidr, "10.1.2.3/8"},
                  {Kind::kCidr, "2001:db8::/32"},
                  {Kind::kUrl, "HTTP://a.b:80/%7ec"},
                  {Kind::kUrl, "https://[::1]:8443?q#f"},
                  {Kind::kEmail, "Ana@Corp.example"},
                  {Kind::kPath, "/srv//a/./b"},
                  {Kind::kPath, "."}};
    const auto& row = kTexts[Below(9)];
    return Value::Identity(row.kind, arena_.Copy(ReadIdentity(row.kind, row.text).stored));
  }

  TimeParts Time() { return {Int(), Below(1'000'000'000)}; }

  Money AnyMoney() {
    constexpr const char* kCurrencies[] = {"USD", "EUR", "JPY"};
    if (Below(8) == 0) return {};
    return {AnyDecimal(), *ParseCurrency(kCurrencies[Below(3)])};
  }

  // `depth`: how many containers may still be put around values.
  Value Any(int depth) {
    const bool container = depth > 0 && Below(3) == 0;
    return container ? Container(depth - 1) : Scalar();
  }

  Value Scalar() {
    switch (Below(18)) {
      case 0:
        return Value::Null();
      case 1:
        return Value::Bool(Below(2) == 1);
      case 2:
        return Value::Uint(Bits());
      case 3:
        return Value::Double(AnyDouble());
      case 4:
        return Value::Bytes(Text());
      case 5:
        return Value::Decimal(AnyDecimal(), arena_);
      case 6:
        return Value::Money(AnyMoney(), arena_);
      case 7:
        return Value::Timestamp(Time());
      case 8:
        return Value::Duration(Time());
      case 9:
        return Value::Date(Int());
      case 10:
        return Value::Entity(arena_.New(EntityRep{Text(), Text(), nullptr}));
      case 11:
        return Value::TypeName(Text());
      case 12:
        return Value::Number("12.5");
      case 13:
        return Value::String(Text());
      case 15:
        return AnyIdentity();
      case 14:
        return Value::Error(static_cast<ErrorCode>(1 + Below(12)));
      default:
        return Value::Int(Int());
    }
  }

  Value Container(int depth) {
    const uint32_t size = Below(5);
    Value* items = arena_.NewArray<Value>(size);
    for (uint32_t i = 0; i < size; ++i) items[i] = Any(depth);
    if (Below(3) == 0) return Value::List(items, size);
    if (Below(2) == 0) return MakeSet(items, size, arena_);
    return MapOf(MakeSet(items, size, arena_), depth);
  }

 private:
  // The elements of the set as keys.
  Value MapOf(const Value& keys, int depth) {
    MapEntry* entries = arena_.NewArray<MapEntry>(keys.size());
    for (uint32_t i = 0; i < keys.size(); ++i) entries[i] = {keys.items()[i], Any(depth)};
    return MakeMap(entries, keys.size(), arena_);
  }

  std::mt19937_64 random_;
  Arena& arena_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_RANDOM_VALUE_H_
