// What a command brought to its end: of interest to those who watch.
#ifndef WRIT_ENGINE_DECISION_ENDED_H_
#define WRIT_ENGINE_DECISION_ENDED_H_

#include <string>

#include "engine/decision/call.h"

namespace writ {

struct Ended {
  // "task:t1", or as RevocationKey gives it: "agent:travel-1".
  std::string key;
  Reason reason = Reason::kUnavailable;  // why calls are denied from now on
};

inline std::string TaskKey(const std::string& task_id) { return "task:" + task_id; }

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_ENDED_H_
