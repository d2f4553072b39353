#include "tests/score/policy.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/value/text.h"
#include "lang/compiler/compiler.h"
#include "server/json/json.h"

namespace writ::score {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("`", path, "` cannot be read"));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

absl::StatusOr<std::shared_ptr<const Program>> Compile(const std::string& folder) {
  std::vector<lang::InputFile> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".writ") continue;
    WRIT_ASSIGN_OR_RETURN(std::string text, ReadText(entry.path()));
    files.push_back({entry.path().filename(), std::move(text)});
  }
  const lang::CompileResult result = lang::Compile(std::move(files), {.with_tests = false});
  if (result.ok()) return Program::Load(result.bundle);
  return absl::InvalidArgumentError(
      absl::StrCat("the policy in `", folder, "` does not compile: see `writ check`"));
}

// What the tool is called on the wire.
std::string ToolOf(const ActionDef& action) {
  for (const Annotation& annotation : action.annotations) {
    if (annotation.name == "tool") return annotation.value;
  }
  return action.name.substr(action.name.rfind('.') + 1);
}

absl::StatusOr<std::map<std::string, TaskTerms>> ReadTasks(const std::string& path) {
  WRIT_ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  WRIT_ASSIGN_OR_RETURN(const auto raw, ReadJson(text, {.max_bytes = 1 << 20}));
  std::map<std::string, TaskTerms> table;
  const Value tasks = raw->value.is(Kind::kMap) ? raw->value.AsMap().FindField("tasks") : Value{};
  if (!tasks.is(Kind::kMap)) {
    return absl::InvalidArgumentError(absl::StrCat("`", path, "` has no object `tasks`"));
  }
  for (uint32_t i = 0; i < tasks.AsMap().size; ++i) {
    const auto& [id, task] = tasks.AsMap().entries[i];
    const Value type = task.is(Kind::kMap) ? task.AsMap().FindField("type") : Value{};
    if (!type.is(Kind::kString)) {
      return absl::InvalidArgumentError(absl::StrCat("a task in `", path, "` has no type"));
    }
    table[std::string(id.AsText())] = {std::string(type.AsText()),
                                       ToJson(task.AsMap().FindField("params"))};
  }
  return table;
}

}  // namespace

absl::StatusOr<Policy> Policy::Read(const std::string& folder) {
  Policy policy;
  WRIT_ASSIGN_OR_RETURN(policy.tasks_, ReadTasks(folder + "/tasks.json"));
  WRIT_ASSIGN_OR_RETURN(policy.program_, Compile(folder));
  for (const ActionDef& action : policy.program_->actions) policy.tools_[ToolOf(action)] = &action;
  return policy;
}

const ActionDef* Policy::FindTool(const std::string& tool) const {
  const auto found = tools_.find(tool);
  return found == tools_.end() ? nullptr : found->second;
}

const TaskTerms* Policy::FindTask(const std::string& user_task) const {
  const auto found = tasks_.find(user_task);
  return found == tasks_.end() ? nullptr : &found->second;
}

}  // namespace writ::score
