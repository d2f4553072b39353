// The policy under test, as the player needs it: which action a tool is, what it declares
// as its result, which task a user's request is.
#ifndef WRIT_TESTS_SCORE_POLICY_H_
#define WRIT_TESTS_SCORE_POLICY_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/bytecode/program.h"

namespace writ::score {

struct TaskTerms {
  std::string type;
  std::string params_json;
};

class Policy {
 public:
  // From a folder with the sources and `tasks.json`. NotFound when there is no such file.
  static absl::StatusOr<Policy> Read(const std::string& folder);

  // Null when the policy declares no action for the tool.
  const ActionDef* FindTool(const std::string& tool) const;
  // Null when the table does not have the user's task.
  const TaskTerms* FindTask(const std::string& user_task) const;

 private:
  std::shared_ptr<const Program> program_;
  std::map<std::string, const ActionDef*> tools_;
  std::map<std::string, TaskTerms> tasks_;
};

}  // namespace writ::score

#endif  // WRIT_TESTS_SCORE_POLICY_H_
