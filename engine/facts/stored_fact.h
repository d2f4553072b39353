// What Table::kFacts holds for what services put: asserted facts, attributes, groups. A
// row of a derived fact is its value alone; the first byte tells them apart.
#ifndef WRIT_ENGINE_FACTS_STORED_FACT_H_
#define WRIT_ENGINE_FACTS_STORED_FACT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/clock.h"

namespace writ {

struct StoredFact {
  uint64_t version = 0;  // index of the event that put it
  Micros expires = 0;    // the first moment at which it no longer holds; 0: never
  std::string_view value;

  bool Holds(Micros now) const { return expires == 0 || now < expires; }
};

std::string EncodeStored(const StoredFact& fact);
// Whether `row` was written by EncodeStored, going by its first byte.
bool IsStored(std::string_view row);
// A view of `row`; nothing when it is damaged.
std::optional<StoredFact> DecodeStored(std::string_view row);

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_STORED_FACT_H_
