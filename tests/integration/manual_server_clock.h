// A clock that a test moves and a server in another process reads: eight bytes of a file
// that both map into memory. Only the test's own binary, writ_at, can be told to read it; the
// one that is shipped knows no clock but the machine's.
#ifndef WRIT_TESTS_INTEGRATION_MANUAL_SERVER_CLOCK_H_
#define WRIT_TESTS_INTEGRATION_MANUAL_SERVER_CLOCK_H_

#include <atomic>
#include <string>

#include "engine/base/clock.h"

namespace writ::harness {

inline constexpr Micros kSecond = 1'000'000;
inline constexpr Micros kMinute = 60 * kSecond;
inline constexpr Micros kHour = 60 * kMinute;
// Monday 2026-11-23T18:00:00Z, when scenarios start.
inline constexpr Micros kMonday = 1'795'456'800 * kSecond;

// Microseconds in a mapped file. A process that reads it sees what another one wrote before.
class SharedMicros {
 public:
  // Ends the process when the file cannot be mapped: a test without its clock tests nothing.
  SharedMicros(const std::string& path, bool writable);
  ~SharedMicros();
  SharedMicros(const SharedMicros&) = delete;
  SharedMicros& operator=(const SharedMicros&) = delete;

  Micros Load() const { return micros_->load(std::memory_order_acquire); }
  void Store(Micros micros) { micros_->store(micros, std::memory_order_release); }

 private:
  std::atomic<Micros>* micros_;
  static_assert(std::atomic<Micros>::is_always_lock_free);
};

// The test's end. Owns the file; must outlive the servers that read it.
class ManualServerClock {
 public:
  explicit ManualServerClock(Micros now = kMonday);
  ~ManualServerClock();

  const std::string& path() const { return path_; }
  Micros Now() const { return micros_.Load(); }
  // Calls that are sent after it returns are decided at this time.
  void Set(Micros now) { micros_.Store(now); }
  // Back, when `by` is negative.
  void Advance(Micros by) { Set(Now() + by); }

 private:
  const std::string path_;
  SharedMicros micros_;
};

}  // namespace writ::harness

#endif  // WRIT_TESTS_INTEGRATION_MANUAL_SERVER_CLOCK_H_
