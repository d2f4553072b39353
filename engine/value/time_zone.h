// Time zones by name: those of the tz database of this machine, and fixed offsets.
#ifndef WRIT_ENGINE_VALUE_TIME_ZONE_H_
#define WRIT_ENGINE_VALUE_TIME_ZONE_H_

#include <optional>
#include <string_view>

#include "absl/time/time.h"

namespace writ {

inline constexpr size_t kMaxTimeZoneName = 64;

// "Europe/Oslo", "UTC", "+05:30", "-02:30", "05:30"; nothing for what names no zone.
//
// A zone is read from the database when it is first asked for and kept for ever, known or
// not: ask only for names that a policy spells out, never for those that a call brings.
// Thread-safe.
std::optional<absl::TimeZone> FindTimeZone(std::string_view name);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_TIME_ZONE_H_
