// Windows of derived facts: from which moment on calls still count.
//
// A sliding window (`within 24h`) is closed at both ends: a call made exactly that long
// ago counts. A calendar one (`each day in "Europe/Madrid"`) starts where the zone's
// calendar says: a day of 23 or 25 hours is one day, a clock hour that is gone through
// twice is two hours. Both only ever move forward. Pure.
#ifndef WRIT_ENGINE_BYTECODE_WINDOW_H_
#define WRIT_ENGINE_BYTECODE_WINDOW_H_

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/base/clock.h"

namespace writ {

// Never renumber: the numbers are the bundle's.
enum class WindowUnit : uint8_t { kNone, kSliding, kHour, kDay, kWeek, kMonth };

// Of a sliding window.
inline constexpr Micros kMinWindow = 1'000'000;
inline constexpr Micros kMaxWindow = Micros{366} * 86'400 * 1'000'000;

// No call is too old.
inline constexpr Micros kNoStart = std::numeric_limits<Micros>::min();
// Nothing changes by itself.
inline constexpr Micros kNever = 0;

class Window {
 public:
  Window() = default;  // of all time

  static Window Sliding(Micros length);
  // NotFound when there is no such zone; `unit` is one of the calendar's.
  static absl::StatusOr<Window> Calendar(WindowUnit unit, const std::string& zone);

  WindowUnit unit() const { return unit_; }
  bool is_sliding() const { return unit_ == WindowUnit::kSliding; }
  bool is_calendar() const { return unit_ > WindowUnit::kSliding; }
  Micros length() const { return length_; }          // of a sliding one
  const std::string& zone() const { return zone_; }  // of a calendar one

  // The first moment that counts at `now`.
  Micros Start(Micros now) const;
  // The first moment after `now` at which a call made at `time`, which counts now, counts
  // no more; kNever for a window of all time.
  Micros End(Micros time) const;

 private:
  WindowUnit unit_ = WindowUnit::kNone;
  Micros length_ = 0;
  std::string zone_;
  absl::TimeZone time_zone_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_WINDOW_H_
