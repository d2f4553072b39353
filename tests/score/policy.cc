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
  std::string diagnostics;
  for (const lang::Diagnostic& diagnostic : result.diagnostics.Sorted()) {
    diagnostics += lang::Render(diagnostic, result.sources);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("the policy in `", folder, "` does not compile\n", diagnostics));
}

// What the tool is called on the wire.
std::string ToolOf(const ActionDef& action) {
  for (const Annotation& annotation : action.annotations) {
    if (annotation.name == "tool") return annotation.value;
  }
  return action.name.substr(action.name.rfind('.') + 1);
}

Value Find(const Value& object, std::string_view key) {
  return object.is(Kind::kMap) ? object.AsMap().FindField(key) : Value{};
}

absl::StatusOr<std::shared_ptr<const RawValue>> ReadTasks(const std::string& path) {
  WRIT_ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  const auto raw = ReadJson(text, {.max_bytes = 1 << 20});
  if (!raw.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("`", path, "` ", raw.status().message()));
  }
  if (Find((*raw)->value, "tasks").is(Kind::kMap)) return raw;
  return absl::InvalidArgumentError(absl::StrCat("`", path, "` has no object `tasks`"));
}

// Up to the next space; nothing when the request does not have the words.
std::optional<std::string_view> WordAfter(std::string_view request, std::string_view words) {
  const size_t at = request.find(words);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = request.substr(at + words.size());
  return rest.substr(0, rest.find_first_of(" \n"));
}

// The parameters with what the table takes from the request.
std::optional<std::string> ParamsJson(const Value& params, std::string_view request) {
  if (!params.is(Kind::kMap)) return "{}";
  const MapRep& map = params.AsMap();
  std::vector<MapEntry> entries(map.entries, map.entries + map.size);
  for (MapEntry& entry : entries) {
    const Value words = Find(entry.value, "after");
    if (!words.is(Kind::kString)) continue;
    const auto word = WordAfter(request, words.AsText());
    if (!word) return std::nullopt;
    entry.value = Value::String(*word);
  }
  const MapRep filled{map.size, entries.data()};
  return ToJson(Value::Map(&filled));
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

std::optional<TaskTerms> Policy::FindTask(const std::string& user_task,
                                          std::string_view request) const {
  const Value task = Find(Find(tasks_->value, "tasks"), user_task);
  const Value type = Find(task, "type");
  if (!type.is(Kind::kString)) return std::nullopt;
  auto params = ParamsJson(Find(task, "params"), request);
  if (!params) return std::nullopt;
  return TaskTerms{std::string(type.AsText()), *std::move(params)};
}

}  // namespace writ::score
