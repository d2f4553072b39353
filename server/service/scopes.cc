#include "server/service/scopes.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "lang/compiler/compile_scope.h"
#include "server/service/limits.h"

namespace writ::server {
namespace {

// The first mistakes, one below the other, as a person would see them in a file.
absl::Status Refused(const lang::ScopeResult& result) {
  std::string text = "`only` does not compile:";
  for (const lang::Diagnostic& diagnostic : result.diagnostics.Sorted()) {
    absl::StrAppend(&text, "\n", lang::Render(diagnostic, result.sources));
  }
  return absl::InvalidArgumentError(text);
}

absl::StatusOr<std::string> CompileNow(const Program& program, const std::string& task,
                                       const std::string& text) {
  std::vector<lang::InputFile> files;
  for (const SourceText& source : program.sources) files.push_back({source.name, source.text});
  lang::ScopeResult result = lang::CompileScope(std::move(files), task, text);
  if (!result.ok()) return Refused(result);
  return std::move(result.bundle);
}

}  // namespace

absl::StatusOr<std::string> ScopeCompiler::Compile(const Program& program, const std::string& name,
                                                   const std::string& text) {
  const Type* task = program.FindTask(name);
  if (task == nullptr)
    return absl::NotFoundError(absl::StrCat("the policy has no task `", name, "`"));
  std::string key(AsBytes(program.digest()));
  ByteWriter writer(key);
  writer.Text(task->name);
  writer.Text(text);
  {
    absl::MutexLock lock(&mutex_);
    auto found = kept_.find(key);
    if (found != kept_.end()) return found->second;
  }
  WRIT_ASSIGN_OR_RETURN(std::string bundle, CompileNow(program, task->name, text));
  absl::MutexLock lock(&mutex_);
  if (kept_.size() >= kMaxKeptScopes) kept_.clear();
  kept_.insert_or_assign(std::move(key), bundle);
  return bundle;
}

}  // namespace writ::server
