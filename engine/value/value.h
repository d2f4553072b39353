// A value of the policy language at run time: 16 bytes, copied freely.
//
// Everything that does not fit in 16 bytes lives in an Arena (of a decision or
// of a bundle) that must outlive the value. A value never owns memory and never
// changes. `Value{}` is Absent: no value.
//
// An error of the language (overflow, two currencies …) is a value too, of kind
// Error: operations on it give it back, and the rule that meets it fails closed.
//
// Accessors (`AsInt` …) require the kind; asking the wrong kind is a bug of ours
// and is not checked in release builds. Code that runs bytecode checks kinds.
#ifndef WRIT_ENGINE_VALUE_VALUE_H_
#define WRIT_ENGINE_VALUE_VALUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/arena.h"
#include "engine/value/decimal.h"

namespace writ {

enum class Kind : uint8_t {
#define WRIT_KIND(number, name, text) k##name = number,
#include "engine/value/kinds.def"
#undef WRIT_KIND
};
std::string_view KindName(Kind kind);
// False for a number that is no kind; decoders check with it.
bool IsKind(uint8_t number);

enum class ErrorCode : uint16_t {
#define WRIT_ERROR(number, name, code, meaning) k##name = number,
#include "engine/value/errors.def"
#undef WRIT_ERROR
};
std::string_view ErrorName(ErrorCode code);     // "divide_by_zero"
std::string_view ErrorMeaning(ErrorCode code);  // a sentence without a full stop
// False for a number that is no code; decoders check with it.
bool IsErrorCode(uint16_t number);

class Value;
struct MapRep;
struct EntityRep;

// Three capital letters of ISO 4217 in 24 bits; 0 is the currency of an empty
// sum, which adds to and compares with every currency.
using CurrencyCode = uint32_t;
// Three ASCII capitals, or nothing.
std::optional<CurrencyCode> ParseCurrency(std::string_view text);
std::string CurrencyName(CurrencyCode code);

// Of currency 0 the amount is zero.
struct Money {
  Decimal amount;
  CurrencyCode currency = 0;
  bool operator==(const Money&) const = default;
};

// Seconds and nanoseconds (0 to 999,999,999, counted up from the second), for a
// point in time since 1970-01-01T00:00:00Z or for a span.
struct TimeParts {
  int64_t seconds = 0;
  uint32_t nanos = 0;
  auto operator<=>(const TimeParts&) const = default;
};

class Value {
 public:
  Value() = default;

  static Value Null() { return Value(Kind::kNull, 0, 0); }
  static Value Bool(bool b) { return Value(Kind::kBool, 0, b); }
  static Value Int(int64_t i) { return Value(Kind::kInt, 0, static_cast<uint64_t>(i)); }
  static Value Uint(uint64_t u) { return Value(Kind::kUint, 0, u); }
  // Every NaN becomes the same one.
  static Value Double(double d);
  static Value Error(ErrorCode code) { return Value(Kind::kError, 0, static_cast<uint64_t>(code)); }
  static Value Timestamp(TimeParts t) {
    return Value(Kind::kTimestamp, t.nanos, static_cast<uint64_t>(t.seconds));
  }
  static Value Duration(TimeParts t) {
    return Value(Kind::kDuration, t.nanos, static_cast<uint64_t>(t.seconds));
  }
  // Days since 1970-01-01 in the proleptic Gregorian calendar.
  static Value Date(int64_t days) { return Value(Kind::kDate, 0, static_cast<uint64_t>(days)); }

  // These borrow the text: it must outlive the value. `Number` is the text of a
  // JSON number whose type is not known yet; no program ever sees one.
  static Value String(std::string_view text) { return Text(Kind::kString, text); }
  static Value Bytes(std::string_view bytes) { return Text(Kind::kBytes, bytes); }
  static Value TypeName(std::string_view name) { return Text(Kind::kType, name); }
  static Value Number(std::string_view text) { return Text(Kind::kNumber, text); }
  // An ip, cidr, url, email or path: what ReadIdentity (identity.h) stores.
  static Value Identity(Kind kind, std::string_view stored) { return Text(kind, stored); }

  static Value Decimal(writ::Decimal decimal, Arena& arena);
  static Value Money(writ::Money money, Arena& arena);

  // Borrow the elements. A set's must be sorted by CompareCanonical, without
  // duplicates; MakeSet (canonical.h) does that.
  static Value List(const Value* items, uint32_t size) { return Array(Kind::kList, items, size); }
  static Value Set(const Value* items, uint32_t size) { return Array(Kind::kSet, items, size); }
  static Value Map(const MapRep* map) { return Value(Kind::kMap, 0, Address(map)); }
  static Value Entity(const EntityRep* entity) { return Value(Kind::kEntity, 0, Address(entity)); }

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool is_error() const { return kind_ == Kind::kError; }
  bool IsTrue() const { return kind_ == Kind::kBool && payload_ != 0; }
  bool IsFalse() const { return kind_ == Kind::kBool && payload_ == 0; }

  bool AsBool() const { return payload_ != 0; }
  int64_t AsInt() const { return static_cast<int64_t>(payload_); }
  uint64_t AsUint() const { return payload_; }
  double AsDouble() const;
  ErrorCode AsError() const { return static_cast<ErrorCode>(payload_); }
  TimeParts AsTime() const { return {static_cast<int64_t>(payload_), size_}; }
  int64_t AsDate() const { return static_cast<int64_t>(payload_); }
  // Also for Bytes, TypeName, Number and the stored form of an identity.
  std::string_view AsText() const { return {Pointer<char>(), size_}; }
  writ::Decimal AsDecimal() const { return *Pointer<writ::Decimal>(); }
  writ::Money AsMoney() const { return {*Pointer<writ::Decimal>(), size_}; }
  // List or set.
  const Value* items() const { return Pointer<Value>(); }
  // Elements of a list or set, bytes of a text.
  uint32_t size() const { return size_; }
  const MapRep& AsMap() const { return *Pointer<MapRep>(); }
  const EntityRep& AsEntity() const { return *Pointer<EntityRep>(); }

 private:
  Value(Kind kind, uint32_t size, uint64_t payload) : kind_(kind), size_(size), payload_(payload) {}
  static Value Text(Kind kind, std::string_view text) {
    return Value(kind, static_cast<uint32_t>(text.size()), Address(text.data()));
  }
  static Value Array(Kind kind, const Value* items, uint32_t size) {
    return Value(kind, size, Address(items));
  }
  static uint64_t Address(const void* p) { return reinterpret_cast<uintptr_t>(p); }
  template <typename T>
  const T* Pointer() const {
    return reinterpret_cast<const T*>(static_cast<uintptr_t>(payload_));
  }

  Kind kind_ = Kind::kAbsent;
  uint32_t size_ = 0;
  uint64_t payload_ = 0;
};
static_assert(sizeof(Value) == 16);

// A map, and every record: entries sorted by CompareCanonical of the keys, no key
// twice. An optional field that is not given has no entry.
struct MapEntry {
  Value key;
  Value value;
};
struct MapRep {
  uint32_t size = 0;
  const MapEntry* entries = nullptr;

  // Absent when there is no such key. A number is found under an equal number of
  // another kind too.
  Value Find(const Value& key) const;
  // The same for a text key. `hint` is where the entry stands if every declared
  // field is given; a wrong hint costs time only.
  Value FindField(std::string_view name, uint32_t hint = 0) const {
    if (hint < size && IsField(entries[hint].key, name)) return entries[hint].value;
    return SearchField(name);
  }

 private:
  static bool IsField(const Value& key, std::string_view name) {
    return key.is(Kind::kString) && key.AsText() == name;
  }
  Value SearchField(std::string_view name) const;
};

// Whether the set has the element: the very value or, for a number, an equal number
// of another kind. Amounts in two currencies are just different elements.
bool SetHolds(const Value& set, const Value& element);

// An identity: equal when type and id are equal. A task carries its parameters
// in `attributes`; other entities' attributes are read as facts and are null here.
struct EntityRep {
  std::string_view type;
  std::string_view id;
  const MapRep* attributes = nullptr;
};

namespace internal {
constexpr uint32_t KindBit(Kind kind) { return 1u << static_cast<uint8_t>(kind); }
// Kinds whose payload alone is the value, and those of them that are signed numbers.
inline constexpr uint32_t kWordKinds =
    KindBit(Kind::kBool) | KindBit(Kind::kInt) | KindBit(Kind::kUint) | KindBit(Kind::kDate);
inline constexpr uint32_t kSignedKinds = KindBit(Kind::kInt) | KindBit(Kind::kDate);

Value EqualSlow(const Value& a, const Value& b);
Value CompareSlow(const Value& a, const Value& b);
}  // namespace internal

// Equality of the language: `1 == 1.0 == 1u`, `98.7 == 98.70`, by exact numeric value;
// values of other kinds are not equal, NaN is equal to nothing. Lists, sets and maps
// are equal when their elements are; a difference beats an Error inside them.
// Two currencies: Error. An Error operand is given back. An Absent operand: Error(Absent).
// Nested deeper than kMaxValueDepth: Error(TooLarge).
inline Value Equal(const Value& a, const Value& b) {
  if (a.kind() == b.kind()) {
    if (internal::kWordKinds & internal::KindBit(a.kind())) {
      return Value::Bool(a.AsUint() == b.AsUint());
    }
    if (a.is(Kind::kString)) return Value::Bool(a.AsText() == b.AsText());
  }
  return internal::EqualSlow(a, b);
}

// -1, 0 or 1 as Int, or Error: two kinds that do not compare (TypeMismatch), two
// currencies (CurrencyMismatch), NaN (BadArgument), an Absent operand (Absent).
// Texts and bytes compare byte by byte, false is less than true.
inline Value Compare(const Value& a, const Value& b) {
  if (a.kind() == b.kind() && (internal::kSignedKinds & internal::KindBit(a.kind()))) {
    return Value::Int((a.AsInt() > b.AsInt()) - (a.AsInt() < b.AsInt()));
  }
  return internal::CompareSlow(a, b);
}

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_VALUE_H_
