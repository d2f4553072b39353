// Failpoints: places in the code where a test can make the process die, fail or wait.
//
// They are always compiled in, and do nothing unless the environment variable
// WRIT_FAILPOINTS was set when the process started, or a test calls ArmFailpoints:
//
//   WRIT_FAILPOINTS="store.before_write=kill@3;log.tile_full=error;decide.after_run=delay:5*"
//
//   kill       the process gets SIGKILL, as in a crash
//   error      the place fails, as its row in failpoints.def says
//   delay:MS   the place takes MS milliseconds longer
//   @N         on its N-th time only (the first when nothing is said); `*`: every time
//
// Each time that one acts, a line on the standard error says so: a test that arms one looks
// there whether it was reached.
//
// Unarmed, one costs the load of an atomic flag. Thread-safe.
#ifndef WRIT_ENGINE_BASE_FAILPOINT_H_
#define WRIT_ENGINE_BASE_FAILPOINT_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace writ {

enum class Failpoint : uint8_t {
#define WRIT_FAILPOINT(name, text, where) k##name,
#include "engine/base/failpoints.def"
#undef WRIT_FAILPOINT
};
inline constexpr Failpoint kFailpoints[] = {
#define WRIT_FAILPOINT(name, text, where) Failpoint::k##name,
#include "engine/base/failpoints.def"
#undef WRIT_FAILPOINT
};
std::string_view FailpointName(Failpoint failpoint);

// Passes the place: counts it when anything is armed, and does what is armed there. An
// Internal error, naming the failpoint, when that is `error`.
absl::Status Pass(Failpoint failpoint);

// In place of what was armed; an empty text disarms all. Counters start at 0.
// InvalidArgument for a text that does not read; then nothing is armed.
absl::Status ArmFailpoints(std::string_view text);
// From WRIT_FAILPOINTS; called once by a server's main. InvalidArgument as above.
absl::Status ArmFailpointsFromEnvironment();

// How often it was passed since ArmFailpoints.
uint64_t TimesPassed(Failpoint failpoint);

}  // namespace writ

#endif  // WRIT_ENGINE_BASE_FAILPOINT_H_
