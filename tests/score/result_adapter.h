// From a recorded result to the result that the action declares. Nothing here decides:
// a result that does not fit is not reported, and the call keeps counting.
#ifndef WRIT_TESTS_SCORE_RESULT_ADAPTER_H_
#define WRIT_TESTS_SCORE_RESULT_ADAPTER_H_

#include <optional>
#include <string>

#include "engine/value/type.h"
#include "engine/value/value.h"

namespace writ::score {

// `recorded` is a text as the agent saw it, or a structured value; Absent when nothing was
// recorded. `declared` is the action's result type. Gives JSON, or nothing when no
// reading of the recorded result fits:
//   a result of no fields        {}
//   a dict, by its keys          {"first_name": "Emma", ...}
//   one text field               the text as the agent saw it
//   one other field              the list or the scalar
std::optional<std::string> AdaptResult(const Value& recorded, const Type& declared);

}  // namespace writ::score

#endif  // WRIT_TESTS_SCORE_RESULT_ADAPTER_H_
