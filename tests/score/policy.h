// The policy under test, as the player needs it: which action a tool is, what it declares
// as its result, which task a user's request is.
#ifndef WRIT_TESTS_SCORE_POLICY_H_
#define WRIT_TESTS_SCORE_POLICY_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/bytecode/program.h"
#include "engine/decision/call.h"

namespace writ::score {

struct TaskTerms {
  std::string type;
  std::string params_json;
};

// `tasks.json` is {"tasks": {"user_task_0": {"type": "PayBill", "params": {...}}, ...}}. A
// parameter {"after": "my account is "} is the word that follows these words in the
// request: recorded requests of one kind do not all say the same.
class Policy {
 public:
  // From a folder with the sources and `tasks.json`. NotFound when there is no such file.
  static absl::StatusOr<Policy> Read(const std::string& folder);

  // Null when the policy declares no action for the tool.
  const ActionDef* FindTool(const std::string& tool) const;
  // The task that a request of the user is. Nothing when the table does not have it, or
  // the request does not say a parameter that the table takes from it.
  std::optional<TaskTerms> FindTask(const std::string& user_task, std::string_view request) const;

 private:
  std::shared_ptr<const Program> program_;
  std::map<std::string, const ActionDef*> tools_;
  std::shared_ptr<const RawValue> tasks_;
};

}  // namespace writ::score

#endif  // WRIT_TESTS_SCORE_POLICY_H_
