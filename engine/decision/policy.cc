#include "engine/decision/policy.h"

#include <utility>

#include "engine/base/status_macros.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

// The value of annotation `name`; `otherwise` when the action has none.
std::string_view AnnotationOf(const ActionDef& action, std::string_view name,
                              std::string_view otherwise) {
  for (const Annotation& annotation : action.annotations) {
    if (annotation.name == name) return annotation.value;
  }
  return otherwise;
}

Value ToolOf(const ActionDef& action, Arena& arena) {
  MapEntry entries[] = {
      {Value::String("name"), Value::String(AnnotationOf(action, "tool", action.name))},
      {Value::String("server"), Value::String(AnnotationOf(action, "server", ""))},
  };
  return MakeMap(entries, 2, arena);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Policy>> Policy::Make(std::shared_ptr<const Program> program) {
  WRIT_ASSIGN_OR_RETURN(PatternSet patterns, PatternSet::Compile(*program));
  return std::shared_ptr<const Policy>(new Policy(std::move(program), std::move(patterns)));
}

Policy::Policy(std::shared_ptr<const Program> program, PatternSet patterns)
    : program_(std::move(program)), index_(*program_), patterns_(std::move(patterns)) {
  for (const ActionDef& action : program_->actions) tools_.push_back(ToolOf(action, arena_));
}

std::string_view Policy::server(uint32_t action) const {
  return AnnotationOf(program_->actions[action], "server", "");
}

}  // namespace writ
