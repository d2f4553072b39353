// A granted task as the store keeps it: Table::kTasks, keyed by task id. Its bytes are
// given in docs/event_format.md.
#ifndef WRIT_ENGINE_FACTS_TASK_STATE_H_
#define WRIT_ENGINE_FACTS_TASK_STATE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/clock.h"

namespace writ {

// Tasks from one without a parent down to the deepest under it, both counted (rule R11).
inline constexpr uint8_t kMaxTaskDepth = 8;

// The numbers stand in events: never renumber.
enum class TaskStatus : uint8_t {
  kOpen = 0,
  kClosed = 1,   // its purpose was served
  kRevoked = 2,  // taken away
};

struct TaskState {
  std::string id;           // not part of the encoding: it is the key
  std::string type;         // qualified: "travel.BookTrip"
  std::string params;       // canonical encoding of the map of parameters
  std::string user, agent;  // ids
  std::string parent;       // id of the task that it was granted under; empty: none
  std::string scope;        // SHA-256 of the bundle of its scope; empty: it has none
  Micros granted = 0;
  Micros expires = 0;  // the first moment at which it no longer holds
  // How many levels of tasks may be granted under it; 0: none.
  uint8_t levels = 0;
  TaskStatus status = TaskStatus::kOpen;
};

void EncodeTask(const TaskState& task, ByteWriter& writer);
// A bad reader tells of bytes that are no task.
TaskState DecodeTask(std::string_view id, ByteReader& reader);

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_TASK_STATE_H_
