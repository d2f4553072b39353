// The clock seam: the only place where the engine learns the time. Decisions
// read `call.time`, which the sequencer assigns from it once per call.
#ifndef WRIT_ENGINE_BASE_CLOCK_H_
#define WRIT_ENGINE_BASE_CLOCK_H_

#include <cstdint>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace writ {

// Microseconds since 1970-01-01T00:00:00Z. The resolution of everything the
// engine records.
using Micros = int64_t;

class Clock {
 public:
  virtual ~Clock() = default;
  // Thread-safe. May jump back; the sequencer deals with that.
  virtual Micros Now() = 0;
};

class SystemClock : public Clock {
 public:
  Micros Now() override { return absl::ToUnixMicros(absl::Now()); }
};

// Stands still until told otherwise: for tests and for in-language tests.
class ManualClock : public Clock {
 public:
  explicit ManualClock(Micros now) : now_(now) {}
  Micros Now() override { return now_; }
  void Set(Micros now) { now_ = now; }
  void Advance(Micros by) { now_ += by; }

 private:
  Micros now_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_BASE_CLOCK_H_
