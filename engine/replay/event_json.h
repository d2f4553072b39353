// Events as JSON, for people. What is hashed is the bytes; this is a view of them.
#ifndef WRIT_ENGINE_REPLAY_EVENT_JSON_H_
#define WRIT_ENGINE_REPLAY_EVENT_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/storage/store.h"

namespace writ {

// One JSON object. A decision carries its trace, made by deciding it again. DataLoss
// when the bytes are no event, or what they refer to is missing.
absl::StatusOr<std::string> EventJson(const Store& store, uint64_t index, std::string_view event);

}  // namespace writ

#endif  // WRIT_ENGINE_REPLAY_EVENT_JSON_H_
