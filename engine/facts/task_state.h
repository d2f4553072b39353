// A granted task as the store keeps it: Table::kTasks, keyed by task id.
// Format (docs/storage.md): version 1; texts type, params, user, agent; 8 bytes granted,
// 8 bytes expires (microseconds); 1 byte closed.
#ifndef WRIT_ENGINE_FACTS_TASK_STATE_H_
#define WRIT_ENGINE_FACTS_TASK_STATE_H_

#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/clock.h"

namespace writ {

struct TaskState {
  std::string id;           // not part of the encoding: it is the key
  std::string type;         // qualified: "travel.BookTrip"
  std::string params;       // canonical encoding of the map of parameters
  std::string user, agent;  // ids
  Micros granted = 0;
  Micros expires = 0;  // the first moment at which it no longer holds
  bool closed = false;
};

void EncodeTask(const TaskState& task, ByteWriter& writer);
// A bad reader tells of bytes that are no task.
TaskState DecodeTask(std::string_view id, ByteReader& reader);

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_TASK_STATE_H_
