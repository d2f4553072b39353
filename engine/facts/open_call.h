// What a permitted call has reserved and may still lose: Table::kCalls, keyed by the
// BE64 index of its decision, while no outcome was reported.
// Format (docs/storage.md): byte 0; u64 time; n × reservation.
#ifndef WRIT_ENGINE_FACTS_OPEN_CALL_H_
#define WRIT_ENGINE_FACTS_OPEN_CALL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"

namespace writ {

// What one call contributed to one fact.
struct Reservation {
  std::string key;                    // in Table::kFacts
  uint64_t position = 0;              // of the first element, in a history
  std::vector<std::string> elements;  // canonical
  // When it is taken out if nobody reports an outcome; 0: it counts until somebody does.
  Micros release_at = 0;
  bool released = false;
  uint32_t level = 0;  // the task of the call's chain that it was made for
};

struct OpenCall {
  Micros time = 0;  // when the contributions were made
  std::vector<Reservation> reservations;
};

std::string EncodeOpenCall(const OpenCall& call);
// DataLoss for bytes that are none, also for a call whose outcome was reported.
absl::StatusOr<OpenCall> DecodeOpenCall(std::string_view bytes);
// Whether the row is of a call that is open.
inline bool IsOpenCall(std::string_view bytes) { return !bytes.empty() && bytes[0] == '\0'; }

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_OPEN_CALL_H_
