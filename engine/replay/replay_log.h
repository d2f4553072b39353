// Replay of a stretch of the log, and the check that the log hashes to its tree head.
#ifndef WRIT_ENGINE_REPLAY_REPLAY_LOG_H_
#define WRIT_ENGINE_REPLAY_REPLAY_LOG_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/replay/report.h"
#include "engine/storage/store.h"

namespace writ {

// Decides every call of [from, to) again, and hashes the whole log up to `head`. A
// record that cannot be read or decided counts as different, with the reason; only a
// store that fails gives an error Status.
absl::StatusOr<ReplayReport> ReplayLog(const Store& store, const TreeHead& head, uint64_t from,
                                       uint64_t to);

}  // namespace writ

#endif  // WRIT_ENGINE_REPLAY_REPLAY_LOG_H_
