// Binary searches over the canonical order. Numbers are found across kinds because
// the canonical order keeps each kind together and sorts it by numeric value.
#include "engine/value/lookup.h"

#include "engine/value/canonical.h"
#include "engine/value/numeric.h"

namespace writ {
namespace {

// The first of `size` places that is not `before`.
template <typename Before>
uint32_t LowerBound(uint32_t size, Before before) {
  uint32_t low = 0;
  while (size > 0) {
    const uint32_t half = size / 2;
    if (before(low + half)) {
      low += half + 1;
      size -= half + 1;
    } else {
      size = half;
    }
  }
  return low;
}

constexpr uint32_t kNowhere = UINT32_MAX;

template <typename KeyAt>
uint32_t FindExact(uint32_t size, KeyAt key_at, const Value& key) {
  const uint32_t at =
      LowerBound(size, [&](uint32_t i) { return CompareCanonical(key_at(i), key) < 0; });
  return at < size && CompareCanonical(key_at(at), key) == 0 ? at : kNowhere;
}

// Among the keys of one numeric kind.
template <typename KeyAt>
uint32_t FindNumber(uint32_t size, KeyAt key_at, const Value& key, Kind kind) {
  const uint32_t at = LowerBound(size, [&](uint32_t i) {
    const Value& other = key_at(i);
    return other.kind() < kind || (other.is(kind) && CompareNumbers(other, key) < 0);
  });
  const bool found = at < size && key_at(at).is(kind) && CompareNumbers(key_at(at), key) == 0;
  return found ? at : kNowhere;
}

template <typename KeyAt>
uint32_t FindSorted(uint32_t size, KeyAt key_at, const Value& key) {
  if (const uint32_t at = FindExact(size, key_at, key); at != kNowhere) return at;
  if (!IsNumeric(key.kind())) return kNowhere;
  for (Kind kind : kNumericKinds) {
    if (const uint32_t at = FindNumber(size, key_at, key, kind); at != kNowhere) return at;
  }
  return kNowhere;
}

}  // namespace

const MapEntry* FindEntry(const MapRep& map, const Value& key) {
  auto key_at = [&](uint32_t i) -> const Value& { return map.entries[i].key; };
  const uint32_t at = FindSorted(map.size, key_at, key);
  return at == kNowhere ? nullptr : &map.entries[at];
}

Value MapRep::Find(const Value& key) const {
  const MapEntry* entry = FindEntry(*this, key);
  return entry == nullptr ? Value() : entry->value;
}

Value MapRep::SearchField(std::string_view name) const {
  const uint32_t at = LowerBound(size, [&](uint32_t i) {
    const Value& key = entries[i].key;
    return key.kind() < Kind::kString || (key.is(Kind::kString) && key.AsText() < name);
  });
  return at < size && IsField(entries[at].key, name) ? entries[at].value : Value();
}

bool SetHolds(const Value& set, const Value& element) {
  auto key_at = [&](uint32_t i) -> const Value& { return set.items()[i]; };
  return FindSorted(set.size(), key_at, element) != kNowhere;
}

}  // namespace writ
