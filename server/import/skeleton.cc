#include "server/import/skeleton.h"

#include <algorithm>

#include "server/import/names.h"

namespace writ::import {
namespace {

constexpr char kEntities[] = R"(
// No rule here permits anything, so every call is denied. Say what people ask for (a task),
// then which calls serve it (a permit). `writ check` and `writ test` read this directory.

/// On whose behalf an agent acts.
entity User { email: string }
/// The software that makes the calls.
entity Agent { owner: User }

// One task for each kind of request. Its parameters are what the request itself says; they
// are fixed when the task is granted. Rename this one:

/// An example: "do this one thing for me".
task Example { subject: string }
)";

bool IsReadOnly(const Tool& tool) {
  return std::find(tool.hints.begin(), tool.hints.end(), "readOnly") != tool.hints.end();
}

// One that changes nothing, if the server says so of any.
const Tool& ExampleTool(const std::vector<Tool>& tools) {
  const auto found = std::find_if(tools.begin(), tools.end(), IsReadOnly);
  return found == tools.end() ? tools.front() : *found;
}

// An argument that can be compared with the task's parameter; null when there is none.
const SchemaField* ExampleArgument(const Tool& tool) {
  for (const SchemaField& field : tool.args) {
    const bool text = field.type.form == Form::kSimple && field.type.name == "string";
    if (text && !field.type.optional && IsIdentifier(field.name)) return &field;
  }
  return nullptr;
}

std::string ExamplePermit(const Tool& tool) {
  std::string text = "\n// Then permit what it needs, and no more than it needs:\n//\n";
  text += "// permit example: " + tool.action + " for Example\n";
  if (const SchemaField* argument = ExampleArgument(tool)) {
    text += "//   when args." + argument->name + " == task.subject\n";
  }
  return text;
}

}  // namespace

std::string PolicySkeleton(const std::string& package, const std::vector<Tool>& tools) {
  std::string text = "package " + package + "\n" + kEntities;
  return tools.empty() ? text : text + ExamplePermit(ExampleTool(tools));
}

}  // namespace writ::import
