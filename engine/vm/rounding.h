// Decimals with fewer digits after the point. Pure.
#ifndef WRIT_ENGINE_VM_ROUNDING_H_
#define WRIT_ENGINE_VM_ROUNDING_H_

#include <optional>

#include "engine/value/decimal.h"

namespace writ {

enum class Rounding : uint8_t { kUp, kDown, kToZero, kHalfAway, kHalfEven };

// `decimal` with at most `places` digits after the point, 0 to 18. Nothing on overflow.
std::optional<Decimal> RoundTo(Decimal decimal, int places, Rounding rounding);

}  // namespace writ

#endif  // WRIT_ENGINE_VM_ROUNDING_H_
